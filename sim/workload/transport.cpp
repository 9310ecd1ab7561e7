// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/transport.hpp"

#include <algorithm>
#include <limits>

namespace netsuden {

Transport serve(const std::vector<double>& demand, const std::vector<double>& capacity, const std::vector<std::vector<char>>& allowed) {
  const std::size_t classes = demand.size(), pools = capacity.size();
  Transport t;
  t.flow.assign(classes, std::vector<double>(pools, 0.0));
  t.served.assign(classes, 0.0);
  std::vector<double> left = capacity;
  const double nil = 1e-12;
  for (std::size_t c = 0; c < classes; ++c) {
    while (demand[c] - t.served[c] > nil * std::max(1.0, demand[c])) {
      // Breadth first over pools; a pool that is full hands on what another class could put elsewhere.
      std::vector<std::ptrdiff_t> from_pool(pools, -2), by_class(pools, -1);  // -2: not reached, -1: from c itself
      std::vector<std::size_t> line;
      for (std::size_t p = 0; p < pools; ++p)
        if (allowed[c][p]) {
          from_pool[p] = -1;
          by_class[p] = static_cast<std::ptrdiff_t>(c);
          line.push_back(p);
        }
      std::ptrdiff_t end = -1;
      for (std::size_t i = 0; i < line.size() && end < 0; ++i) {
        const std::size_t p = line[i];
        if (left[p] > nil * std::max(1.0, capacity[p])) end = static_cast<std::ptrdiff_t>(p);
        for (std::size_t k = 0; k < classes && end < 0; ++k)
          for (std::size_t q = 0; q < pools && t.flow[k][p] > nil; ++q)
            if (allowed[k][q] && from_pool[q] == -2) {
              from_pool[q] = static_cast<std::ptrdiff_t>(p);
              by_class[q] = static_cast<std::ptrdiff_t>(k);
              line.push_back(q);
            }
      }
      if (end < 0) break;
      double most = std::min(demand[c] - t.served[c], left[static_cast<std::size_t>(end)]);
      for (std::ptrdiff_t p = end; from_pool[static_cast<std::size_t>(p)] >= 0; p = from_pool[static_cast<std::size_t>(p)])
        most = std::min(most, t.flow[static_cast<std::size_t>(by_class[static_cast<std::size_t>(p)])][static_cast<std::size_t>(from_pool[static_cast<std::size_t>(p)])]);
      left[static_cast<std::size_t>(end)] -= most;
      for (std::ptrdiff_t p = end; p >= 0; p = from_pool[static_cast<std::size_t>(p)]) {
        const auto k = static_cast<std::size_t>(by_class[static_cast<std::size_t>(p)]);
        t.flow[k][static_cast<std::size_t>(p)] += most;
        if (from_pool[static_cast<std::size_t>(p)] >= 0) t.flow[k][static_cast<std::size_t>(from_pool[static_cast<std::size_t>(p)])] -= most;
      }
      t.served[c] += most;
      if (!(most > 0)) break;
    }
    t.total += t.served[c];
  }
  return t;
}

double headroom(std::size_t of, const std::vector<double>& demand, const std::vector<double>& capacity, const std::vector<std::vector<char>>& allowed) {
  double all = 0, room = 0;
  for (const double d : demand) all += d;
  for (const double k : capacity) room += k;
  if (serve(demand, capacity, allowed).total < all * (1 - 1e-9)) return 0;
  // The class comes last with all that could be: what the others do not need.
  std::vector<double> more = demand;
  std::vector<std::vector<char>> who = allowed;
  more.push_back(room);
  who.push_back(allowed[of]);
  return serve(more, capacity, who).served.back();
}

double firm_capacity(const std::vector<double>& capacity, const std::vector<char>& allowed, int lost) {
  std::vector<double> own;
  for (std::size_t p = 0; p < capacity.size(); ++p)
    if (allowed[p]) own.push_back(capacity[p]);
  std::sort(own.begin(), own.end());
  double sum = 0;
  for (std::size_t i = 0; i + static_cast<std::size_t>(std::max(0, lost)) < own.size(); ++i) sum += own[i];
  return sum;
}

}  // namespace netsuden
