// SPDX-License-Identifier: Apache-2.0
#include "app/network_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/command.hpp"
#include "io/import/matpower.hpp"
#include "io/import/power_grid_model.hpp"
#include "sim/base/some_of.hpp"

namespace netsuden::app {
namespace {

std::string counted(std::ptrdiff_t n, const char* one, const char* more) { return fmt::format("{} {}", n, n == 1 ? one : more); }

constexpr int named = 6;

/// Buses without a source are no mistake of the form, but seldom meant.
void warn_of_dark_buses(const NetworkFile& f, Diagnostics& d) {
  const Network& n = f.network;
  const Parts parts = parts_of(n);
  std::vector<std::string> dark;
  for (std::size_t i = 0; i < n.buses.size(); ++i)
    if (!parts.fed[parts.of_bus[i]] && !n.buses[i].star_point) dark.push_back(n.buses[i].name);
  if (dark.empty()) return;
  d.warning("dark-bus", {f.path, 0, 0},
            fmt::format("no source feeds {} of {} buses: {}", dark.size(), n.buses.size(), some_of(dark, named)),
            f.matpower() ? "they stay dark: no closed branch joins them to a reference bus with a generator in service" : "they stay dark: no closed branch joins them to a source in service");
}

}  // namespace

bool NetworkFile::converted(const Network::Source& source) const {
  return !site.empty() && std::any_of(network.loads.begin(), network.loads.end(), [&](const auto& l) { return l.name == source.name; });
}

std::string NetworkFile::branch_name(int i) const {
  const auto& b = network.branches[i];
  if (matpower()) return fmt::format("branch {} (row {})", b.name, i + 1);
  const auto end = [&](int bus) { return network.buses[bus].star_point ? "star" : network.buses[bus].name; };
  return fmt::format("branch {} (bus {} to {})", b.name, end(b.from), end(b.to));
}

std::string NetworkFile::size() const {
  const Network& n = network;
  const auto stars = std::count_if(n.buses.begin(), n.buses.end(), [](const auto& b) { return b.star_point; });
  const auto open = std::count_if(n.branches.begin(), n.branches.end(), [](const auto& b) { return !b.from_closed || !b.to_closed; });
  const auto on = [](const auto& list) { return std::count_if(list.begin(), list.end(), [](const auto& e) { return e.in_service; }); };
  const auto sets = std::count_if(n.loads.begin(), n.loads.end(), [](const auto& l) { return l.in_service && l.generates; });
  std::string text = counted(static_cast<std::ptrdiff_t>(n.buses.size()) - stars, "bus", "buses");
  text += ", " + counted(static_cast<std::ptrdiff_t>(n.branches.size()) - 3 * stars, "branch", "branches");
  if (open > 0) text += fmt::format(" ({} open)", open);
  if (stars > 0) text += ", " + counted(stars, "three-winding transformer", "three-winding transformers");
  // The reference of a MATPOWER case is one of its generators.
  if (!matpower()) text += ", " + counted(on(n.sources), "source", "sources");
  const auto generators = on(n.generators) + sets + (matpower() ? on(n.sources) : 0);
  if (matpower() || generators > 0) text += ", " + counted(generators, "generator", "generators");
  if (const auto loads = on(n.loads) - sets; loads > 0) text += ", " + counted(loads, "load", "loads");
  if (const auto shunts = on(n.shunts); shunts > 0) text += ", " + counted(shunts, "shunt", "shunts");
  return text + fmt::format(", base {:g} MVA", n.base.si() / 1e6);
}

std::optional<NetworkFile> read_network(const std::string& path, FileKind kind, Frequency frequency, Diagnostics& d) {
  NetworkFile file{path, kind, {}};
  if (kind == FileKind::matpower) {
    auto n = read_matpower(path, d);
    if (!n) return std::nullopt;
    file.network = std::move(*n);
  } else {
    auto c = read_power_grid_model(path, d, {.frequency = frequency});
    if (!c) return std::nullopt;
    file.network = std::move(c->network);
  }
  if (const auto fault = fault_in(file.network)) {  // numbers that are good one by one and overflow together
    d.error("network", {path, 0, 0}, *fault, "each value of the file is in order, but not what they come to per unit: look for a voltage or a power far from the others");
    return std::nullopt;
  }
  warn_of_dark_buses(file, d);
  return file;
}

int check_network(const std::string& path, FileKind kind) {
  Diagnostics d;
  const auto file = read_network(path, kind, Frequency::from_si(50), d);
  fmt::print(stderr, "{}", d.render());
  const int errors = d.count(Severity::error), warnings = d.count(Severity::warning);
  const std::string told = counted(warnings, "warning", "warnings");
  if (!file) {
    fmt::print(stderr, "{}: {}, {}\n", path, counted(errors, "error", "errors"), told);
    return bad_input;
  }
  fmt::print("{}: ok, {}: {}; {}\n", path, name_of(kind, false), file->size(), told);
  return ok;
}

}  // namespace netsuden::app
