// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/path_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sim/base/diagnostics.hpp"
#include "sim/spec/asset_path.hpp"

namespace netsuden {
namespace {

class PathSetter final : public Describe {
 public:
  PathSetter(const std::string& path, const std::string& value, const CurrencyContext& c) : parts_(path_parts(path)), value_(value), currency_(c) {}
  bool found = false;
  std::string message;
  std::vector<std::string> siblings;

 protected:
  void number(const Param& p, double& si, bool* present) override {
    if (!here(p)) return;
    const Want want = p.type == ValueType::temperature ? Want::temperature : p.type == ValueType::fraction ? Want::fraction : Want::number;
    const auto v = to_si(value_, p.dim, want, currency_, message, p.doc.unit);
    if (!v) return;
    double in_unit = *v;
    std::string ignored;
    if (*p.doc.unit && p.type != ValueType::fraction)
      if (const auto u = parse_unit(p.doc.unit, currency_, ignored)) in_unit = u->from_si(*v);
    if (!in_range(p, in_unit)) return;
    si = *v;
    if (present) *present = true;
  }
  void integer_value(const Param& p, long long& v, bool* present) override {
    if (!here(p)) return;
    long long x = 0;
    const auto [end, ec] = std::from_chars(value_.data(), value_.data() + value_.size(), x);
    if (ec != std::errc{} || end != value_.data() + value_.size()) {
      message = fmt::format("must be a whole number, found `{}`", value_);
      return;
    }
    if (!in_range(p, static_cast<double>(x))) return;
    v = x;
    if (present) *present = true;
  }
  void boolean_value(const Param& p, bool& v) override {
    if (!here(p)) return;
    if (value_ == "true" || value_ == "false") v = value_ == "true";
    else message = fmt::format("must be true or false, found `{}`", value_);
  }
  void text_value(const Param& p, std::string&, bool*) override { refuse(p); }
  void choice_value(const Param& p, int& index, const std::vector<Choice>& choices) override {
    if (!here(p)) return;
    for (std::size_t i = 0; i < choices.size(); ++i)
      if (value_ == choices[i].name) {
        index = static_cast<int>(i);
        return;
      }
    std::vector<std::string> names;
    for (const Choice& c : choices) names.emplace_back(c.name);
    message = fmt::format("`{}` is none of {}", value_, fmt::join(names, ", "));
  }
  void reference_value(const Param& p, std::string&, const char*) override { refuse(p); }
  void references_value(const Param& p, std::vector<std::string>&, const char*) override { refuse(p); }
  void numbers_value(const Param& p, std::vector<double>&, int) override { refuse(p); }
  void pairs_value(const Param& p, std::vector<std::pair<std::string, std::string>>&) override { refuse(p); }
  void path_value(const Param& p, FilePath&) override { refuse(p); }
  void model_value(const Param& p, std::string&, const char*) override { refuse(p); }
  void variant_value(const Param& p, int& index, const std::vector<Choice>&,
                     const std::function<void(Describe&, int)>& body) override {
    refuse(p);
    body(*this, index);
  }
  void object_value(const Param& p, bool* present, const Body& body) override {
    if (!enters(p.key)) return;
    if (present && !*present) {  // what is built for a run has no such part
      message = fmt::format("`{}` is not there from the start: a run cannot bring it in", p.key);
      return;
    }
    ++depth_;
    body(*this);
    --depth_;
  }
  void list_value(const Param& p, ObjectsAccess& a) override {
    if (!enters(p.key) || depth_ + 1 >= parts_.size()) return;
    const std::string& part = parts_[depth_ + 1];
    for (std::size_t i = 0; i < a.size(); ++i)
      if (part == std::to_string(i)) descend(a, i);
  }
  void map_value(const Param& p, ObjectsAccess& a) override {
    if (!enters(p.key) || depth_ + 1 >= parts_.size()) return;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (a.name(i) == parts_[depth_ + 1]) return descend(a, i);
    siblings.clear();
    for (std::size_t i = 0; i < a.size(); ++i) siblings.push_back(a.name(i));
  }

 private:
  void descend(ObjectsAccess& a, std::size_t i) {
    depth_ += 2;
    a.describe(*this, i);
    depth_ -= 2;
  }
  bool enters(const char* key) const { return !found && depth_ + 1 < parts_.size() && parts_[depth_] == key; }
  bool here(const Param& p) {
    if (found || depth_ + 1 != parts_.size()) return false;
    if (parts_[depth_] != p.key) {
      siblings.emplace_back(p.key);
      return false;
    }
    return found = true;
  }
  void refuse(const Param& p) {
    if (here(p)) message = "cannot change during a run";
  }
  bool in_range(const Param& p, double v) {
    const Range& r = p.doc.range;
    if (r.holds(v)) return true;
    const double percent = p.type == ValueType::fraction ? 100 : 1;
    const std::string unit = p.type == ValueType::fraction ? " %" : *p.doc.unit ? std::string(" ") + p.doc.unit : "";
    message = fmt::format("`{}` is outside {} to {}{} ({})", value_, format_bound(r.min * percent), format_bound(r.max * percent), unit, r.why);
    return false;
  }

  std::vector<std::string> parts_;
  std::size_t depth_ = 0;
  const std::string& value_;
  const CurrencyContext& currency_;
};

}  // namespace

std::string changeable(const std::string& path) {
  if (path.starts_with("constraints.")) return "";
  const std::vector<std::string> parts = path_parts(path);
  if (parts.size() > 3 && parts[0] == "grids" && parts[2] == "tariff") {
    for (const char* fixed : {"billing", "ratchet_months", "demand_interval"})
      if (parts[3] == fixed) return fmt::format("`{}` is fixed for a run", fixed);
    return parts[3] == "time_of_use" && parts.back() != "price" ? "the windows of a tariff are fixed for a run, their prices are not" : "";
  }
  if (!path.starts_with("sites."))
    return "only values of sites, tariffs and constraints can change during a run";
  for (std::size_t i = 2; i < parts.size(); ++i) {
    if (i == 3) continue;  // the name of a node, a plant or a hall
    for (const char* fixed : {"racks", "weather", "feeds_from", "fed_by", "pumps_fed_by", "rows", "pumps", "spare_pumps", "area", "power_groups", "curtailment", "store", "hydraulics", "branch"})
      if (parts[i] == fixed) return fmt::format("`{}` is fixed for a run", fixed);
  }
  return "";
}

std::string set_by_path(Scenario& s, const std::string& path, const std::string& value, const CurrencyContext& c) {
  const std::string why = changeable(path);
  return why.empty() ? set_value(s, path, value, c) : why;
}

std::string set_value(Scenario& s, const std::string& path, const std::string& value, const CurrencyContext& c) {
  PathSetter setter(path, value, c);
  describe(setter, s);
  if (!setter.found) {
    const std::size_t dot = path.rfind('.');
    const std::string near = nearest_name(path.substr(dot == std::string::npos ? 0 : dot + 1), setter.siblings);
    return near.empty() ? "there is no such value" : fmt::format("there is no such value; did you mean `{}`?", near);
  }
  return setter.message;
}

}  // namespace netsuden
