// SPDX-License-Identifier: Apache-2.0
#include "io/report/scenario_values.hpp"

#include <algorithm>
#include <map>

#include "io/scenario/document.hpp"

namespace netsuden {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

void flatten(const DocNode& n, const std::string& path, Values& out) {
  const auto below = [&](const std::string& key) { return path.empty() ? key : path + "." + key; };
  if (n.is_mapping()) {
    for (const DocEntry& e : n.entries) flatten(e.value, below(e.key), out);
    if (n.entries.empty() && !path.empty()) out.emplace_back(path, "{}");
  } else if (n.is_sequence()) {
    if (std::all_of(n.items.begin(), n.items.end(), [](const DocNode& i) { return i.is_scalar(); })) {
      std::string list;
      for (const DocNode& i : n.items) list += (list.empty() ? "" : ", ") + i.scalar;
      out.emplace_back(path, "[" + list + "]");
    } else {
      for (std::size_t i = 0; i < n.items.size(); ++i) flatten(n.items[i], below(std::to_string(i)), out);
    }
  } else {
    out.emplace_back(path, n.scalar);
  }
}

}  // namespace

std::optional<Values> scenario_values(const std::string& yaml, std::string& message) {
  Diagnostics d;
  const auto root = parse_document("scenario", yaml, d);
  if (!root || d.has_errors()) {
    message = d.all().empty() ? "it is empty" : d.all().front().message;
    return std::nullopt;
  }
  Values out;
  flatten(*root, "", out);
  return out;
}

std::vector<KeyDifference> scenario_differences(const Values& a, const Values& b) {
  std::map<std::string, std::string> in_b(b.begin(), b.end()), in_a(a.begin(), a.end());
  std::vector<KeyDifference> out;
  std::size_t next = 0;  // of b: what stands before it has been told
  const auto only_b_until = [&](const std::string* key) {
    while (next < b.size() && (!key || b[next].first != *key)) {
      if (!in_a.contains(b[next].first)) out.push_back({b[next].first, std::nullopt, b[next].second});
      ++next;
    }
    if (next < b.size()) ++next;
  };
  for (const auto& entry : a) {
    const std::string &key = entry.first, &value = entry.second;
    const auto other = in_b.find(key);
    if (other == in_b.end()) {
      out.push_back({key, value, std::nullopt});
      continue;
    }
    // Keys come in the order of their declarations in both; where they do not, what is left comes at the end.
    if (std::find_if(b.begin() + static_cast<std::ptrdiff_t>(next), b.end(), [&](const auto& x) { return x.first == key; }) != b.end()) only_b_until(&key);
    if (other->second != value) out.push_back({key, value, other->second});
  }
  only_b_until(nullptr);
  return out;
}

}  // namespace netsuden
