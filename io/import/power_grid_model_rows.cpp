// SPDX-License-Identifier: Apache-2.0
#include "io/import/power_grid_model_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

namespace netsuden::pgm {

enum class Use { read, skip, warn, refuse };

struct Rows::Component {
  Use use = Use::read;
  std::vector<std::string> required, optional;
};

namespace {

std::vector<std::string> words(const char* list) {
  std::istringstream in(list);
  std::vector<std::string> out;
  for (std::string w; in >> w;) out.push_back(w);
  return out;
}

constexpr int shown = 20;
constexpr const char* branch = "id from_node to_node from_status to_status ";
constexpr const char* appliance = "id node status ";

}  // namespace

const std::map<std::string, Rows::Component, std::less<>>& Rows::components() {
  const auto read = [](std::string required, const char* optional = "") {
    return Component{Use::read, words(required.c_str()), words(optional)};
  };
  static const std::map<std::string, Component, std::less<>> all{
      {"node", read("id u_rated")},
      {"line", read(std::string(branch) + "r1 x1 c1 tan1", "r0 x0 c0 tan0 i_n")},
      {"link", read(branch)},
      {"generic_branch", read(std::string(branch) + "r1 x1 g1 b1", "k theta sn")},
      {"transformer", read(std::string(branch) + "u1 u2 sn uk pk i0 p0 winding_from winding_to clock tap_side tap_min tap_max tap_size",
                           "tap_pos tap_nom uk_min uk_max pk_min pk_max r_grounding_from x_grounding_from r_grounding_to "
                           "x_grounding_to i0_zero_sequence p0_zero_sequence")},
      {"three_winding_transformer",
       read("id node_1 node_2 node_3 status_1 status_2 status_3 u1 u2 u3 sn_1 sn_2 sn_3 uk_12 uk_13 uk_23 pk_12 pk_13 pk_23 i0 p0 "
            "winding_1 winding_2 winding_3 clock_12 clock_13 tap_side tap_min tap_max tap_size",
            "tap_pos tap_nom uk_12_min uk_12_max uk_13_min uk_13_max uk_23_min uk_23_max pk_12_min pk_12_max pk_13_min pk_13_max "
            "pk_23_min pk_23_max r_grounding_1 x_grounding_1 r_grounding_2 x_grounding_2 r_grounding_3 x_grounding_3")},
      {"source", read(std::string(appliance) + "u_ref", "u_ref_angle sk rx_ratio z01_ratio")},
      {"sym_load", read(std::string(appliance) + "type p_specified q_specified")},
      {"sym_gen", read(std::string(appliance) + "type p_specified q_specified")},
      {"asym_load", read(std::string(appliance) + "type p_specified q_specified")},
      {"asym_gen", read(std::string(appliance) + "type p_specified q_specified")},
      {"shunt", read(std::string(appliance) + "g1 b1", "g0 b0")},
      {"fault", read("id status fault_type fault_object", "fault_phase r_f x_f")},
      {"asym_line", {Use::refuse, {}, {}}},
      {"voltage_regulator", {Use::refuse, {}, {}}},
      {"transformer_tap_regulator", {Use::warn, {}, {}}},
      {"sym_voltage_sensor", {Use::skip, {}, {}}},
      {"asym_voltage_sensor", {Use::skip, {}, {}}},
      {"sym_power_sensor", {Use::skip, {}, {}}},
      {"asym_power_sensor", {Use::skip, {}, {}}},
      {"sym_current_sensor", {Use::skip, {}, {}}},
      {"asym_current_sensor", {Use::skip, {}, {}}}};
  return all;
}

Rows::Rows(const LocatedJson& root, const std::string& file, const std::string& text, Diagnostics& d)
    : file_(file), text_(text), diagnostics_(d) {
  header(root);
  if (!any_errors()) data(root);  // of another kind of file every row would be wrong
}

void Rows::data(const LocatedJson& root) {
  const LocatedJson* data = root.find("data");
  if (!data || !data->is_object()) return error(data ? *data : root, "\"data\" must be an object of components");
  const LocatedJson* attributes = root.find("attributes");
  if (attributes && !attributes->is_object()) return error(*attributes, "\"attributes\" must be an object");
  for (std::size_t i = 0; i < data->keys.size(); ++i)
    component(data->keys[i], data->items[i], attributes ? attributes->find(data->keys[i]) : nullptr);
}

void Rows::header(const LocatedJson& root) {
  if (!root.is_object()) return error(root, "the file must hold an object");
  const LocatedJson* version = root.find("version");
  if (!version || version->kind != LocatedJson::Kind::string || version->text.substr(0, 2) != "1.")
    error(version ? *version : root, "\"version\" must be \"1.0\"");
  const LocatedJson* type = root.find("type");
  if (!type || type->text != "input") error(type ? *type : root, "\"type\" must be \"input\"");
  const LocatedJson* batch = root.find("is_batch");
  if (batch && batch->number != 0) error(*batch, "a batch of data sets is not read: one input a file");
}

void Rows::component(const std::string& name, const LocatedJson& rows, const LocatedJson* attributes) {
  const auto& all = components();
  const auto found = all.find(name);
  if (found == all.end()) {
    std::vector<std::string> names;
    for (const auto& [n, c] : all) names.push_back(n);
    const std::string near = nearest_name(name, names);
    return error(rows, fmt::format("there is no component \"{}\"", name), near.empty() ? "" : fmt::format("did you mean \"{}\"?", near));
  }
  if (!rows.is_array()) {
    incomplete_.insert(name);
    return error(rows, fmt::format("\"{}\" must be a list of rows", name));
  }
  if (rows.items.empty()) return;
  switch (found->second.use) {
    case Use::skip: return;
    case Use::refuse: return error(rows, fmt::format("\"{}\" is left out: balanced networks without voltage regulators are read", name));
    case Use::warn:
      diagnostics_.warning("left-out", rows.where(file_, text_), fmt::format("\"{}\" is left out: taps stay where they are", name));
      return;
    case Use::read: break;
  }
  if (attributes) {
    bool names = attributes->is_array();
    for (const LocatedJson& a : attributes->items) names = names && a.kind == LocatedJson::Kind::string;
    if (!names) {
      incomplete_.insert(name);
      return error(*attributes, "the attributes of a component must be a list of names");
    }
  }
  for (const LocatedJson& r : rows.items)
    if (!row(name, found->second, r, attributes)) incomplete_.insert(name);
}

bool Rows::row(const std::string& name, const Component& c, const LocatedJson& json, const LocatedJson* attributes) {
  Row r;
  r.whole = &json;
  const auto take = [&](const std::string& key, const LocatedJson& v) {
    if (key == "extra") return;
    const auto known = [&](const std::vector<std::string>& list) { return std::find(list.begin(), list.end(), key) != list.end(); };
    if (!known(c.required) && !known(c.optional)) {
      std::vector<std::string> names = c.required;
      names.insert(names.end(), c.optional.begin(), c.optional.end());
      const std::string near = nearest_name(key, names);
      return error(v, fmt::format("a {} has no attribute \"{}\"", name, key), near.empty() ? "" : fmt::format("did you mean \"{}\"?", near));
    }
    if (v.kind != LocatedJson::Kind::null) r.values[key] = &v;
  };
  if (json.is_object()) {
    for (std::size_t i = 0; i < json.keys.size(); ++i) take(json.keys[i], json.items[i]);
  } else if (json.is_array() && attributes) {
    if (json.items.size() != attributes->items.size())
      return refused(json, fmt::format("{} values for {} attributes", json.items.size(), attributes->items.size()));
    for (std::size_t i = 0; i < json.items.size(); ++i) take(attributes->items[i].text, json.items[i]);
  } else {
    return refused(json, json.is_array() ? fmt::format("a list, where \"attributes\" does not name those of {}", name)
                                         : std::string("a row must be an object or a list"));
  }
  bool complete = true;
  for (const std::string& key : c.required)
    if (!has(r, key)) {
      error(json, fmt::format("{} needs \"{}\"", name, key));
      complete = false;
    }
  if (!complete) return false;
  r.id = id(r, "id");
  if (r.id == no_id) return false;
  const auto [first, is_new] = ids_.emplace(r.id, r.values["id"]);
  if (!is_new) {
    const SourceLoc other = first->second->where(file_, text_);
    return refused(*r.values["id"], fmt::format("id {} is used twice: first in line {}", r.id, other.line));
  }
  rows_[name].push_back(std::move(r));
  return true;
}

const std::vector<Row>& Rows::of(std::string_view component) const {
  static const std::vector<Row> none;
  const auto it = rows_.find(component);
  return it == rows_.end() ? none : it->second;
}

double Rows::number(const Row& r, std::string_view attribute) const {
  const auto it = r.values.find(attribute);
  if (it == r.values.end()) return std::numeric_limits<double>::quiet_NaN();
  if (it->second->kind == LocatedJson::Kind::number) return it->second->number;
  refuse(r, attribute, fmt::format("\"{}\" must be a number", attribute));
  return std::numeric_limits<double>::quiet_NaN();
}

double Rows::number_or(const Row& r, std::string_view attribute, double otherwise) const {
  return has(r, attribute) ? number(r, attribute) : otherwise;
}

double Rows::positive(const Row& r, std::string_view attribute) const {
  const double v = number(r, attribute);
  if (v <= 0) refuse(r, attribute, fmt::format("\"{}\" must be positive", attribute));
  return v;
}

double Rows::not_negative(const Row& r, std::string_view attribute) const {
  const double v = number(r, attribute);
  if (v < 0) refuse(r, attribute, fmt::format("\"{}\" must not be negative", attribute));
  return v;
}

int Rows::whole(const Row& r, std::string_view attribute, int from, int to) const {
  const double v = number(r, attribute);
  if (v >= from && v <= to && v == std::floor(v)) return static_cast<int>(v);
  if (!std::isnan(v)) refuse(r, attribute, fmt::format("\"{}\" must be a whole number from {} to {}", attribute, from, to));
  return from;
}

int Rows::whole_or(const Row& r, std::string_view attribute, int from, int to, int otherwise) const {
  return has(r, attribute) ? whole(r, attribute, from, to) : otherwise;
}

std::int64_t Rows::id(const Row& r, std::string_view attribute) const {
  const double v = number(r, attribute);
  if (std::abs(v) < 9e15 && v == std::floor(v)) return static_cast<std::int64_t>(v);
  if (!std::isnan(v)) refuse(r, attribute, fmt::format("\"{}\" must be a whole number", attribute));
  return no_id;
}

double Rows::sum_of_three(const Row& r, std::string_view attribute) const {
  const LocatedJson& v = *r.values.find(attribute)->second;
  double sum = 0;
  bool good = v.is_array() && v.items.size() == 3;
  for (const LocatedJson& phase : v.items) {
    good = good && phase.kind == LocatedJson::Kind::number;
    sum += phase.number;
  }
  if (!good) refuse(r, attribute, fmt::format("\"{}\" must be a list of three numbers", attribute));
  return sum;
}

void Rows::refuse(const Row& r, std::string_view attribute, std::string message) const {
  const auto it = r.values.find(attribute);
  error(it == r.values.end() ? *r.whole : *it->second, std::move(message));
}

bool Rows::refused(const LocatedJson& at, std::string message) const {
  error(at, std::move(message));
  return false;
}

void Rows::error(const LocatedJson& at, std::string message, std::string help) const {
  if (++errors_ <= shown) diagnostics_.error("power-grid-model", at.where(file_, text_), std::move(message), std::move(help));
}

Rows::~Rows() {
  if (errors_ > shown) diagnostics_.error("power-grid-model", {file_, 0, 0}, fmt::format("and {} more of this kind", errors_ - shown));
}

}  // namespace netsuden::pgm
