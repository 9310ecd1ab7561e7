// SPDX-License-Identifier: Apache-2.0
// The two schemas, written by walking every `describe` once with default-constructed objects.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "io/scenario/emit.hpp"
#include "io/scenario/reader.hpp"

namespace netsuden {
namespace {

using json = nlohmann::ordered_json;

std::string default_value(const Param& p, double si) {
  if (*p.doc.default_text) return p.doc.default_text;
  if (p.optional || p.doc.required) return "";
  if (p.dim.is_plain() && p.type != ValueType::fraction) return fmt::format("{}", si);
  if (p.type == ValueType::fraction && !*p.doc.unit) return fmt::format("{}", si);
  return format_value(si, p.doc.unit, p.dim) + " " + p.doc.unit;
}

class JsonWriter final : public Describe {
 public:
  JsonWriter() {
    root = object();
    at_ = &root;
  }
  json root;

 protected:
  static json object() { return {{"type", "object"}, {"properties", json::object()}, {"additionalProperties", false}, {"patternProperties", {{"^x_", true}}}}; }
  json& put(const Param& p, json schema) {
    std::string words = p.doc.text;
    if (*p.doc.unit) words += fmt::format(" Unit: {}.", p.doc.unit);
    if (const std::string r = range_words(p); !r.empty()) words += fmt::format(" Range: {} ({}).", r, p.doc.range.why);
    if (*p.doc.default_text) words += fmt::format(" Default: {}.", p.doc.default_text);
    if (!words.empty()) schema["description"] = words;
    (*at_)["properties"][p.key] = std::move(schema);
    if (p.doc.required && !inside_variant_) {
      json& req = (*at_)["required"];
      if (std::find(req.begin(), req.end(), p.key) == req.end()) req.push_back(p.key);
    }
    return (*at_)["properties"][p.key];  // looked up anew: another key beside it may have moved them
  }
  void number(const Param& p, double& si, bool*) override {
    json s = {{"type", p.dim.is_plain() ? json::array({"number", "string"}) : json("string")}};
    if (const std::string d = default_value(p, si); !d.empty()) s["default"] = d;
    put(p, s);
  }
  void integer_value(const Param& p, long long& v, bool* present) override {
    json s = {{"type", "integer"}};
    if (p.doc.range.min > -1e299) s["minimum"] = static_cast<std::int64_t>(p.doc.range.min);
    if (p.doc.range.max < 1e18) s["maximum"] = static_cast<std::int64_t>(p.doc.range.max);
    if (!present && !p.doc.required && !*p.doc.default_text) s["default"] = v;
    put(p, s);
  }
  void boolean_value(const Param& p, bool& v) override { put(p, {{"type", "boolean"}, {"default", v}}); }
  void text_value(const Param& p, std::string& v, bool*) override {
    json s = {{"type", p.type == ValueType::date ? json::array({"string", "integer"}) : json::array({"string", "number", "integer"})}};
    if (!v.empty()) s["default"] = v;
    put(p, s);
  }
  void choice_value(const Param& p, int& i, const std::vector<Choice>& c) override {
    json names = json::array();
    for (const auto& x : c) names.push_back(x.name);
    json s = {{"enum", names}};
    if (!p.doc.required) s["default"] = c[static_cast<std::size_t>(i)].name;
    put(p, s);
  }
  void reference_value(const Param& p, std::string&, const char*) override { put(p, {{"type", "string"}}); }
  void references_value(const Param& p, std::vector<std::string>&, const char*) override {
    put(p, {{"anyOf", json::array({{{"type", "string"}}, {{"type", "array"}, {"items", {{"type", "string"}}}}})}});
  }
  void numbers_value(const Param& p, std::vector<double>& v, int count) override {
    json s = {{"type", "array"}, {"items", {{"type", "number"}}}};
    if (count >= 0) s["minItems"] = s["maxItems"] = count;
    if (!v.empty()) s["default"] = v;
    put(p, s);
  }
  void pairs_value(const Param& p, std::vector<std::pair<std::string, std::string>>&) override {
    put(p, {{"type", "object"}, {"additionalProperties", {{"type", p.type == ValueType::number ? json("number") : json::array({"string", "number", "integer", "boolean"})}}}});
  }
  void path_value(const Param& p, FilePath&) override { put(p, {{"type", "string"}}); }
  void model_value(const Param& p, std::string&, const char* section) override {
    json& s = put(p, {{"type", "string"}});
    s["description"] = fmt::format("Entry of `catalogue.{}`. {}", section, p.doc.text);
  }
  void variant_value(const Param& p, int& i, const std::vector<Choice>& c, const std::function<void(Describe&, int)>& body) override {
    choice_value(p, i, c);
    const bool outer = inside_variant_;
    inside_variant_ = true;
    for (std::size_t k = 0; k < c.size(); ++k) body(*this, static_cast<int>(k));
    inside_variant_ = outer;
  }
  void object_value(const Param& p, bool* present, const Body& body) override {
    json& s = put(p, object());
    descend(p, s, body);
    if (present) s["type"] = json::array({"object", "null"});  // null takes away what a base has
  }
  void list_value(const Param& p, ObjectsAccess& a) override {
    json& s = put(p, {{"type", "array"}, {"items", object()}});
    descend(p, s["items"], [&](Describe& d) { a.describe_default(d); });
  }
  void map_value(const Param& p, ObjectsAccess& a) override {
    json& s = put(p, {{"type", "object"}, {"additionalProperties", object()}});
    descend(p, s["additionalProperties"], [&](Describe& d) { a.describe_default(d); });
    s["additionalProperties"]["type"] = json::array({"object", "null"});  // `name: null` takes away what a base declares
  }

 private:
  void descend(const Param&, json& into, const Body& body) {
    json* outer = at_;
    const bool variant = inside_variant_;
    // A copy, since `put` may move the parent's properties.
    json copy = into;
    at_ = &copy;
    inside_variant_ = false;
    body(*this);
    at_ = outer;
    inside_variant_ = variant;
    into = std::move(copy);
  }
  json* at_ = nullptr;
  bool inside_variant_ = false;
};

/// Moves the `required` of a schema and of all within it into a schema of its own that says nothing else.
json take_required(json& schema) {
  json taken = json::object();
  if (schema.contains("required")) {
    taken["required"] = schema["required"];
    schema.erase("required");
  }
  for (const char* inner : {"items", "additionalProperties"})
    if (schema.contains(inner) && schema[inner].is_object())
      if (json t = take_required(schema[inner]); !t.empty()) taken[inner] = std::move(t);
  if (schema.contains("properties"))
    for (auto& [key, value] : schema["properties"].items())
      if (json t = take_required(value); !t.empty()) taken["properties"][key] = std::move(t);
  return taken;
}

class MarkdownWriter final : public Describe {
 public:
  std::string text;
  void section(const std::string& path, const std::string& words, const std::function<void(Describe&)>& body) {
    const std::string outer_rows = std::move(rows_), outer_path = path_;
    std::vector<std::function<void()>> outer_later = std::move(later_);
    rows_.clear();
    later_.clear();
    path_ = path;
    body(*this);
    text += fmt::format("## {}\n\n", path.empty() ? "Top level" : "`" + path + "`");
    if (!words.empty()) text += words + "\n\n";
    text += "| key | value | default | range | meaning | source |\n|---|---|---|---|---|---|\n" + rows_ + "\n";
    const auto later = std::move(later_);
    rows_ = outer_rows;
    path_ = outer_path;
    later_ = std::move(outer_later);
    for (const auto& f : later) f();
  }

 protected:
  void row(const Param& p, const std::string& value, std::string def) {
    if (p.doc.required) def = "**required**";
    std::string range = range_words(p);
    if (!range.empty() && *p.doc.range.why) range += fmt::format(" ({})", p.doc.range.why);
    const std::string line = fmt::format("| `{}`{} | {} | {} | {} | {} | {} |\n", p.key, condition_, value, def, range, p.doc.text, p.doc.source);
    if (rows_.find(line) == std::string::npos) rows_ += line;
  }
  void number(const Param& p, double& si, bool*) override { row(p, *p.doc.unit ? p.doc.unit : "number", default_value(p, si)); }
  void integer_value(const Param& p, long long& v, bool* present) override {
    row(p, "whole number", *p.doc.default_text ? p.doc.default_text : present ? "" : std::to_string(v));
  }
  void boolean_value(const Param& p, bool& v) override { row(p, "true, false", v ? "true" : "false"); }
  void text_value(const Param& p, std::string& v, bool*) override { row(p, p.type == ValueType::date ? "date" : "text", *p.doc.default_text ? p.doc.default_text : v); }
  void choice_value(const Param& p, int& i, const std::vector<Choice>& c) override {
    std::string names;
    for (const auto& x : c) names += (names.empty() ? "" : ", ") + std::string(x.name) + (*x.text ? fmt::format(" ({})", x.text) : "");
    row(p, names, p.doc.required ? "" : c[static_cast<std::size_t>(i)].name);
  }
  void reference_value(const Param& p, std::string&, const char* kind) override { row(p, fmt::format("name of a {}", kind), p.doc.default_text); }
  void references_value(const Param& p, std::vector<std::string>&, const char* kind) override {
    row(p, *kind ? fmt::format("name or names of a {}", kind) : "name or list of names", p.doc.default_text);
  }
  void numbers_value(const Param& p, std::vector<double>& v, int count) override {
    row(p, count >= 0 ? fmt::format("{} numbers", count) : "list of numbers", fmt::format("{}", fmt::join(v, " ")));
  }
  void pairs_value(const Param& p, std::vector<std::pair<std::string, std::string>>&) override { row(p, "mapping of names to values", ""); }
  void path_value(const Param& p, FilePath&) override { row(p, "file", ""); }
  void model_value(const Param& p, std::string&, const char* s) override { row(p, fmt::format("entry of `catalogue.{}`", s), ""); }
  void variant_value(const Param& p, int& i, const std::vector<Choice>& c, const std::function<void(Describe&, int)>& body) override {
    choice_value(p, i, c);
    const std::string outer = condition_;
    for (std::size_t k = 0; k < c.size(); ++k) {
      condition_ = fmt::format("{} *({})*", outer, c[k].name);
      body(*this, static_cast<int>(k));
    }
    condition_ = outer;
  }
  void object_value(const Param& p, bool* present, const Body& body) override {
    row(p, "mapping, see below", *p.doc.default_text ? p.doc.default_text : present ? "absent" : "");
    const std::string path = sub(p.key), words = p.doc.text;
    // The object lives as long as the visit, so its table is written at once, into a text of its own.
    write_later(path, words, body);
  }
  void list_value(const Param& p, ObjectsAccess& a) override {
    row(p, "list, see below", p.doc.default_text);
    write_later(sub(p.key) + ".N", p.doc.text, [&a](Describe& d) { a.describe_default(d); });
  }
  void map_value(const Param& p, ObjectsAccess& a) override {
    row(p, "mapping of names, see below", p.doc.default_text);
    write_later(sub(p.key) + ".NAME", p.doc.text, [&a](Describe& d) { a.describe_default(d); });
  }

 private:
  std::string sub(const char* key) const { return path_.empty() ? key : path_ + "." + key; }
  void write_later(const std::string& path, const std::string& words, const std::function<void(Describe&)>& body) {
    MarkdownWriter inner;
    inner.section(path, words, body);
    if (seen_.find("\n" + inner.text) == std::string::npos) {
      later_.push_back([this, t = inner.text] { text += t; });
      seen_ += "\n" + inner.text;
    }
  }
  std::string rows_, path_, condition_, seen_;
  std::vector<std::function<void()>> later_;
};

}  // namespace

std::string json_schema() {
  JsonWriter w;
  Scenario s;
  describe(w, s);
  json root = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "Netsuden scenario, version 1"}};
  root.update(w.root);
  // What a file must say it may also take from those that it builds on.
  json whole = take_required(root);
  root["if"] = {{"not", {{"anyOf", json::array({{{"required", json::array({"extends"})}}, {{"required", json::array({"include"})}}})}}}};
  root["then"] = std::move(whole);
  for (const char* key : {"include", "extends"})
    root["properties"][key] = {{"anyOf", json::array({{{"type", "string"}}, {{"type", "array"}, {"items", {{"type", "string"}}}}})},
                               {"description", "Files that this scenario builds on, relative to it."}};
  return root.dump(1) + "\n";
}

std::string schema_markdown() {
  MarkdownWriter w;
  w.text =
      "# The scenario format\n\n"
      "Generated by `netsuden schema --markdown` from the declarations beside the models; a test compares it. Every quantity carries its\n"
      "unit. `include:` and `extends:` name files that lie beneath the scenario. Keys that begin with `x_` are notes. A source *assumption*\n"
      "marks a number without one. Keys marked *(name)* belong to that alternative only.\n\n";
  Scenario s;
  w.section("", "", [&](Describe& d) { describe(d, s); });
  while (w.text.ends_with("\n\n")) w.text.pop_back();
  return w.text;
}

}  // namespace netsuden
