// SPDX-License-Identifier: Apache-2.0
#include "app/fork_changes.hpp"

#include <fmt/format.h>

#include <optional>

#include "sim/base/unit_table.hpp"

namespace netsuden::app {
namespace {

/// A whole text that stands on the command line.
SourceLoc place_of(const std::string& source, const std::string& text, Diagnostics& d) {
  d.add_source(source, text);
  return {source, 1, 1, static_cast<int>(std::max<std::size_t>(text.size(), 1))};
}

DocNode scalar(const std::string& text, const SourceLoc& where) {
  DocNode n;
  n.kind = DocNode::Kind::scalar;
  n.scalar = text;
  n.quoted = true;
  n.loc = where;
  return n;
}

DocNode mapping(const SourceLoc& where) {
  DocNode n;
  n.kind = DocNode::Kind::mapping;
  n.loc = where;
  return n;
}

std::optional<DocNode> assignment(const std::string& source, const std::string& text, const std::string& at, Diagnostics& d) {
  const SourceLoc where = place_of(source, text, d);
  const std::size_t eq = text.find('=');
  if (eq == std::string::npos || eq == 0 || text.find_first_not_of(" \t", eq + 1) == std::string::npos) {
    d.error("set-path", where, fmt::format("`{}` is not PATH=VALUE", text), "for example --set sites.inzai.power.feeder.capacity=\"20 MVA\"");
    return std::nullopt;
  }
  DocNode event = mapping(where), set = mapping(where);
  const std::size_t from = text.find_first_not_of(" \t", eq + 1);
  set.entries.push_back({text.substr(0, eq), where, scalar(text.substr(from, text.find_last_not_of(" \t") + 1 - from), where)});
  event.entries.push_back({"at", where, scalar(at, where)});
  event.entries.push_back({"set", where, std::move(set)});
  return event;
}

}  // namespace

double seconds_of(const std::string& option, const std::string& text, double otherwise, Diagnostics& d) {
  if (text.empty()) return otherwise;
  std::string message;
  const SourceLoc where = place_of(option, text, d);
  const auto s = to_si(text, dims::time, Want::number, {}, message, "min");
  if (!s) d.error("unit", where, message);
  else if (!(*s > 0)) d.error("range", where, fmt::format("`{}` must be longer than nothing", text));
  return s && *s > 0 ? *s : otherwise;
}

ForkDates fork_dates(const std::string& at, const std::string& duration, UnixSeconds start, UnixSeconds end, const TimeZone& zone, Diagnostics& d) {
  ForkDates f;
  f.until_s = end - start;
  std::string message;
  const SourceLoc where = place_of("--at", at, d);
  const auto date = parse_time(at, zone, message);
  const std::string horizon = fmt::format("the run goes from {} to {}", format_compact(start, zone), format_compact(end, zone));
  if (!date) d.error("date", where, message);
  else if (*date < start || *date >= end) d.error("date", where, fmt::format("`{}` lies outside the run", at), horizon);
  const double lasts = seconds_of("--for", duration, -1, d);
  if (!date || *date < start || *date >= end) return f;
  f.at_s = *date - start;
  if (lasts < 0) return f;
  if (f.at_s + lasts > f.until_s + 1e-6) {
    d.error("date", place_of("--for", duration, d), fmt::format("`{}` goes beyond the end of the run: {} are left from {} on", duration, format_duration(f.until_s - f.at_s), format_compact(*date, zone)),
            horizon + "; a longer run needs a scenario with a longer horizon");
    return f;
  }
  f.until_s = std::min(f.until_s, f.at_s + lasts);
  return f;
}

std::vector<DocNode> fork_events(const std::string& at, const ForkDates& dates, const std::vector<std::string>& set, const std::vector<std::string>& events, UnixSeconds start, const TimeZone& zone, Diagnostics& d) {
  std::vector<DocNode> all;
  for (std::size_t i = 0; i < set.size(); ++i)
    if (auto event = assignment(fmt::format("--set #{}", i + 1), set[i], at, d)) all.push_back(std::move(*event));
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::string source = fmt::format("--event #{}", i + 1);
    const SourceLoc where = place_of(source, events[i], d);
    auto event = parse_document(source, events[i], d);
    if (!event) {
      if (events[i].find_first_not_of(" \t") == std::string::npos) d.error("event", where, "the event is empty", "for example --event '{trip: sites.inzai.cooling.plant.chillers_2, for: 30 min}'");
      continue;
    }
    if (!event->is_mapping()) {
      d.error("event", where, fmt::format("an event is a mapping, found {}", event->kind_name()), "for example --event '{trip: sites.inzai.cooling.plant.chillers_2, for: 30 min}'");
      continue;
    }
    std::string message;
    const DocNode* own = event->find("at");
    if (!own) {
      event->entries.insert(event->entries.begin(), DocEntry{"at", where, scalar(at, where)});
    } else if (const auto t = own->is_scalar() ? parse_time(own->scalar, zone, message) : std::nullopt) {
      if (*t - start < dates.at_s) d.error("date", own->loc, fmt::format("{} lies before --at {}: what was before is the run's", own->scalar, at), "an earlier --at, or a later event");
      else if (*t - start > dates.until_s) d.warning("date", own->loc, fmt::format("{} lies after the end of the fork: it never happens", own->scalar));
    }
    all.push_back(std::move(*event));
  }
  return all;
}

}  // namespace netsuden::app
