// SPDX-License-Identifier: Apache-2.0
#include "io/report/fields.hpp"

#include <limits>
#include <nlohmann/json.hpp>

namespace netsuden {
namespace {

using json = nlohmann::ordered_json;
const json& node(const void* p) { return *static_cast<const json*>(p); }

}  // namespace

Fields Fields::parse(const std::string& text) {
  Fields f;
  auto root = std::make_shared<json>(json::parse(text, nullptr, false));
  if (root->is_discarded()) return f;
  f.node_ = root.get();
  f.root_ = std::move(root);
  return f;
}

Fields Fields::operator[](std::string_view key) const {
  Fields f;
  if (!node_ || !node(node_).is_object()) return f;
  const auto it = node(node_).find(std::string(key));
  if (it == node(node_).end() || it->is_null()) return f;
  f.root_ = root_;
  f.node_ = &*it;
  return f;
}

double Fields::number() const { return node_ && node(node_).is_number() ? node(node_).get<double>() : std::numeric_limits<double>::quiet_NaN(); }
std::string Fields::text() const { return node_ && node(node_).is_string() ? node(node_).get<std::string>() : std::string(); }
bool Fields::truth(std::string_view key) const {
  const Fields f = (*this)[key];
  return f.node_ && node(f.node_).is_boolean() && node(f.node_).get<bool>();
}

std::vector<std::pair<std::string, Fields>> Fields::members() const {
  std::vector<std::pair<std::string, Fields>> out;
  if (!node_ || !node(node_).is_object()) return out;
  for (const auto& [key, value] : node(node_).items()) {
    Fields f;
    f.root_ = root_;
    f.node_ = &value;
    out.emplace_back(key, f);
  }
  return out;
}

std::vector<Fields> Fields::items() const {
  std::vector<Fields> out;
  if (!node_ || !node(node_).is_array()) return out;
  for (const auto& value : node(node_)) {
    Fields f;
    f.root_ = root_;
    f.node_ = &value;
    out.push_back(f);
  }
  return out;
}

}  // namespace netsuden
