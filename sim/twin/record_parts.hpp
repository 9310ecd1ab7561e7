// SPDX-License-Identifier: Apache-2.0
// Words in which the table of a trace's groups is written: kinds of channels, parts of a site and their names.
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "sim/twin/record_groups.hpp"

namespace netsuden {

/// Halls, their racks' feeds and what cools them, in the order of the file.
std::vector<PartGroup> hall_and_cooling_groups();

namespace record_parts {

using S = const SiteModel&;

inline Channel mean(const char* n, const char* unit, const char* text) { return {n, unit, text, "time: mean", DType::f4, 0, {}}; }
inline Channel maximum(const char* n, const char* unit, const char* text) { return {n, unit, text, "time: maximum", DType::f4, 0, {}}; }
inline Channel minimum(const char* n, const char* unit, const char* text) { return {n, unit, text, "time: minimum", DType::f4, 0, {}}; }
inline Channel point(const char* n, const char* unit, const char* text) { return {n, unit, text, "time: point", DType::f4, 0, {}}; }
inline Channel meter(const char* n, const char* unit, const char* text) { return {n, unit, text, "time: point", DType::f8, 0, {}}; }
/// Columns of tables: no statistic over time.
inline Channel number(const char* n, const char* unit, const char* text) { return {n, unit, text, "", DType::f8, 0, {}}; }
inline Channel count(const char* n, const char* text, DType type = DType::i4) { return {n, "1", text, "", type, 0, {}}; }
inline Channel code(const char* n, const char* text, DType type, std::vector<std::string> flags) { return {n, "1", text, "", type, 0, std::move(flags)}; }

template <class T>
const T& at(const std::vector<T>& v, int i) { return v[static_cast<std::size_t>(i)]; }
inline const HallStep& hall_step(S s, int i) { return at(s.outputs().halls, i); }
inline const PlantStep& plant_step(S s, int i) { return at(s.outputs().plants, i); }
inline const PowerChain::Node& power_node(S s, int i) { return at(s.chain().nodes(), i); }

inline int one(S) { return 1; }
inline int halls(S s) { return static_cast<int>(s.halls().size()); }
inline int plants(S s) { return static_cast<int>(s.plants().size()); }
inline int power_nodes(S s) { return static_cast<int>(s.chain().nodes().size()); }
inline std::string site_name(S s, int) { return s.spec().name; }
inline std::string hall_name(S s, int i) { return s.spec().name + "." + at(s.halls(), i).spec().name; }
inline std::string plant_name(S s, int i) { return s.spec().name + "." + at(s.plants(), i).spec().name; }
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace record_parts
}  // namespace netsuden
