// SPDX-License-Identifier: Apache-2.0
#include "sim/power/nodal.hpp"

#include <algorithm>

namespace netsuden::grid {

Nodal nodal_admittance(int nodes, const std::vector<Branch>& branches, const std::vector<Complex>& shunt) {
  // Entries by row, branch by branch; then each row is sorted and equal columns are added up.
  std::vector<std::size_t> next(nodes + 1, 0);
  for (int i = 0; i < nodes; ++i) next[i + 1] = 1;
  for (const Branch& b : branches) next[b.from + 1] += 2, next[b.to + 1] += 2;
  for (int i = 0; i < nodes; ++i) next[i + 1] += next[i];
  const std::vector<std::size_t> begin = next;
  std::vector<std::pair<int, Complex>> entries(next[nodes]);
  for (int i = 0; i < nodes; ++i) entries[next[i]++] = {i, shunt[i]};
  for (const Branch& b : branches) {
    entries[next[b.from]++] = {b.from, b.yff};
    entries[next[b.from]++] = {b.to, b.yft};
    entries[next[b.to]++] = {b.from, b.ytf};
    entries[next[b.to]++] = {b.to, b.ytt};
  }
  Nodal y;
  y.first.reserve(nodes + 1);
  for (int i = 0; i < nodes; ++i) {
    y.first.push_back(static_cast<int>(y.column.size()));
    const auto row = entries.begin() + static_cast<std::ptrdiff_t>(begin[i]);
    const auto end = entries.begin() + static_cast<std::ptrdiff_t>(begin[i + 1]);
    std::stable_sort(row, end, [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto e = row; e != end; ++e) {
      if (e != row && y.column.back() == e->first) {
        y.value.back() += e->second;
        continue;
      }
      if (e->first == i) y.diagonal_at.push_back(static_cast<int>(y.column.size()));
      y.column.push_back(e->first);
      y.value.push_back(e->second);
    }
  }
  y.first.push_back(static_cast<int>(y.column.size()));
  return y;
}

}  // namespace netsuden::grid
