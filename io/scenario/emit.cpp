// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/emit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace netsuden {
namespace {

/// A YAML scalar: plain where that is safe, quoted otherwise.
std::string scalar(const std::string& s) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '/' || c == '-' || c == '+' || c == ' ' || c == '%';
  };
  const bool first_ok = !s.empty() && ((s[0] >= 'a' && s[0] <= 'z') || (s[0] >= 'A' && s[0] <= 'Z') || (s[0] >= '0' && s[0] <= '9'));
  const bool safe = first_ok && s.back() != ' ' && std::all_of(s.begin(), s.end(), plain) && s != "true" && s != "false" && s != "null" && s != "Null" && s != "NULL" && s != "yes" && s != "no";
  if (safe) return s;
  std::string q = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') q += '\\';
    if (c == '\n') { q += "\\n"; continue; }
    if (c == '\t') { q += "\\t"; continue; }
    if (static_cast<unsigned char>(c) < 0x20) { q += fmt::format("\\x{:02x}", static_cast<unsigned char>(c)); continue; }
    q += c;
  }
  return q + "\"";
}

class YamlWriter final : public Describe {
 public:
  YamlWriter(const CurrencyContext& c, const std::string& folder) : currency_(c), folder_(std::filesystem::path(folder.empty() ? "." : folder).lexically_normal()) {}
  std::string text;

 protected:
  void number(const Param& p, double& si, bool* present) override {
    if (present && !*present) return;
    if (p.type == ValueType::temperature) return line(p.key, format_exact(si, *p.doc.unit ? p.doc.unit : "degC", p.dim, currency_));
    if (p.type == ValueType::fraction) return line(p.key, fmt::format("{}", si));
    if (p.dim.is_plain()) return line(p.key, fmt::format("{}", si));
    line(p.key, format_exact(si, p.doc.unit, p.dim, currency_));
  }
  void integer_value(const Param& p, long long& v, bool* present) override {
    if (!present || *present) line(p.key, std::to_string(v));
  }
  void boolean_value(const Param& p, bool& v) override { line(p.key, v ? "true" : "false"); }
  void text_value(const Param& p, std::string& v, bool* present) override {
    if ((present && !*present) || v.empty()) return;
    line(p.key, scalar(v));
  }
  void choice_value(const Param& p, int& i, const std::vector<Choice>& c) override { line(p.key, c[static_cast<std::size_t>(i)].name); }
  void reference_value(const Param& p, std::string& v, const char*) override { if (!v.empty()) line(p.key, scalar(v)); }
  void references_value(const Param& p, std::vector<std::string>& v, const char*) override {
    if (v.empty()) return;
    std::vector<std::string> q;
    for (const auto& s : v) q.push_back(scalar(s));
    line(p.key, fmt::format("[{}]", fmt::join(q, ", ")));
  }
  void numbers_value(const Param& p, std::vector<double>& v, int) override {
    if (!v.empty()) line(p.key, fmt::format("[{}]", fmt::join(v, ", ")));
  }
  void pairs_value(const Param& p, std::vector<std::pair<std::string, std::string>>& v) override {
    if (v.empty()) return;
    line(p.key, "");
    for (const auto& [k, x] : v) text += fmt::format("{}  {}: {}\n", indent_, scalar(k), scalar(x));
  }
  void path_value(const Param& p, FilePath& v) override {
    if (v.empty()) return;
    const std::filesystem::path written(v.written), relative = std::filesystem::path(v.found).lexically_normal().lexically_relative(folder_);
    line(p.key, scalar(written.is_absolute() || v.found.empty() || relative.empty() ? v.written : relative.string()));
  }
  void model_value(const Param&, std::string&, const char*) override {}  // its values are spelt out
  void variant_value(const Param& p, int& i, const std::vector<Choice>& c, const std::function<void(Describe&, int)>& body) override {
    line(p.key, c[static_cast<std::size_t>(i)].name);
    body(*this, i);
  }
  void object_value(const Param& p, bool* present, const Body& body) override {
    if (present && !*present) return;
    nested(p.key, [&] { body(*this); });
  }
  void list_value(const Param& p, ObjectsAccess& a) override {
    if (a.size() == 0) return;
    line(p.key, "");
    const std::string outer = indent_;
    for (std::size_t i = 0; i < a.size(); ++i) {
      text += outer + "  -\n";
      indent_ = outer + "    ";
      a.describe(*this, i);
      indent_ = outer;
    }
  }
  void map_value(const Param& p, ObjectsAccess& a) override {
    if (a.size() == 0) return;
    line(p.key, "");
    const std::string outer = indent_;
    for (std::size_t i = 0; i < a.size(); ++i) {
      indent_ = outer + "  ";
      nested(scalar(a.name(i)), [&] { a.describe(*this, i); });
      indent_ = outer;
    }
  }

 private:
  void line(const std::string& key, const std::string& value) { text += fmt::format("{}{}:{}{}\n", indent_, key, value.empty() ? "" : " ", value); }
  template <class F>
  void nested(const std::string& key, F&& f) {
    const std::string outer = indent_;
    const std::size_t before = text.size();
    line(key, "");
    const std::size_t after = text.size();
    indent_ += "  ";
    f();
    indent_ = outer;
    if (text.size() == after) text.replace(before, std::string::npos, fmt::format("{}{}: {{}}\n", outer, key));
  }
  const CurrencyContext& currency_;
  std::filesystem::path folder_;
  std::string indent_;
};

}  // namespace

std::string resolved_yaml(Scenario& s, const CurrencyContext& c, const std::string& folder) {
  YamlWriter w(c, folder);
  Scenario copy = s;
  copy.catalogue = {};  // every `model` is spelt out where it is used
  describe(w, copy);
  return w.text;
}

}  // namespace netsuden
