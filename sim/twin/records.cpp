// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/records.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/twin/dispatcher.hpp"
#include "sim/twin/plan_account.hpp"

namespace netsuden {
namespace {
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// IT power that the second tightest limit of a site would still allow and the binding one does not: limits of power,
/// heat and air scale with the IT power, temperatures and swings do not.
double stranded_power(const CapacityLedger& ledger, const SiteModel& site, int binding) {
  const double it = site.outputs().it_w;
  double tightest = std::numeric_limits<double>::infinity(), next = tightest;
  for (const int i : site.site_constraints()) {
    const ConstraintState& s = ledger.state(i);
    const ConstraintKind kind = ledger.constraint(i).kind;
    if (!s.active || kind == ConstraintKind::rack_inlet || kind == ConstraintKind::facility_water || kind == ConstraintKind::case_temperature || kind == ConstraintKind::pump ||
        kind == ConstraintKind::voltage || kind == ConstraintKind::ramp || kind == ConstraintKind::power_range || kind == ConstraintKind::oscillation || !(s.window_value > 0) || ledger.constraint(i).unit == "m3") continue;
    const double more = it * (s.limit / s.window_value - 1);
    if (i == binding) tightest = more;
    else next = std::min(next, more);
  }
  return std::isfinite(tightest) && std::isfinite(next) ? std::max(0.0, next - std::max(0.0, tightest)) : nan;
}

std::string joined(const std::vector<std::string>& names) {
  std::string s;
  for (const auto& n : names) s += (s.empty() ? "" : ",") + n;
  return s;
}

std::vector<Cell> cells_of(const std::vector<Channel>& channels) {
  std::vector<Cell> c;
  for (const auto& ch : channels)
    c.push_back(ch.cell_methods == "time: mean"      ? Cell::mean
                : ch.cell_methods == "time: maximum" ? Cell::maximum
                : ch.cell_methods == "time: minimum" ? Cell::minimum
                                                     : Cell::point);
  return c;
}
}  // namespace

Records::Records(const Scenario& s, const Inputs& in, const std::vector<std::unique_ptr<SiteModel>>& sites,
                 const CapacityLedger& ledger)
    : scenario_(s), inputs_(in), sites_(sites), ledger_(ledger) {
  build_topology();
  series_.reserve(part_groups().size() + 3);
  for (const PartGroup& p : part_groups()) build_parts(p);
  build_capacity();
  build_racks();
  build_services();
  build_tables();
}

Records::Series& Records::add(RecordGroup g, double every_s) {
  g.cadence_s = every_s;
  g.expected_rows = inputs_.duration() / every_s + 1;
  Series r;
  r.group = groups_.size();
  r.every_s = every_s;
  r.cells = cells_of(g.channels);
  const std::size_t entities = std::max<std::size_t>(1, g.entities.size()), n = g.channels.size() * entities;
  r.sum.assign(n, 0);
  r.none_s.assign(n, 0);
  r.extreme.assign(n, nan);
  r.last.assign(n, nan);
  r.seconds.assign(entities, 0);
  groups_.push_back(std::move(g));
  series_.push_back(std::move(r));
  return series_.back();
}

void Records::build_topology() {
  for (const auto& s : sites_) topology_.push_back({s->path(), "site", "", "", "", 0, 0, inputs_.duration()});
  const auto add_asset = [&](const SiteModel& s, const std::string& name, const char* kind, const std::string& feeds, const char* unit, double rating) {
    topology_.push_back({s.path() + "." + name, kind, s.path(), feeds, unit, rating, 0, inputs_.duration()});
  };
  for (const auto& s : sites_) {
    for (const auto& n : s->chain().nodes()) {
      std::string feeds;
      for (const int p : n.parents) feeds += (feeds.empty() ? "" : ",") + s->chain().nodes()[static_cast<std::size_t>(p)].spec.name;
      add_asset(*s, "power." + n.spec.name, name_of(n.spec.type), feeds, n.rated_in_w() ? "W" : "VA", n.rating(std::max(1, n.spec.count)));
    }
    for (const auto& p : s->plants()) add_asset(*s, "cooling." + p.spec().name, "plant", joined(p.spec().fed_by), "W", p.design_heat_w());
    for (const auto& h : s->halls()) add_asset(*s, "halls." + h.spec().name, "hall", joined(h.spec().fed_by), "W", h.rated_it_w());
  }
  const PlanSchedule plan = plan_schedule(scenario_, inputs_);
  for (auto& t : topology_) {
    topology_paths_.push_back(t.path);
    for (std::size_t i = 0; i < scenario_.build_plan.size(); ++i)
      for (const AssetChange& c : asset_changes(scenario_.build_plan[i]))
        if (c.asset == t.path) (c.enters ? t.in_service_from_s : t.in_service_until_s) = plan.done_s(i) - c.before_s;
  }
}

void Records::build_parts(const PartGroup& p) {
  RecordGroup g = group_of(p);
  std::vector<std::vector<Entity>> of_site(sites_.size());
  for (std::size_t s = 0; s < sites_.size(); ++s)
    for (int i = 0; i < p.parts(*sites_[s]); ++i) {
      const std::string name = p.name(*sites_[s], i);
      if (name.empty()) continue;
      of_site[s].push_back({i, g.entities.size()});
      g.entities.push_back(name);
      if (p.section) {
        const std::size_t dot = name.find('.');
        g.labels[0].values.push_back(sites_[s]->path() + "." + p.section + name.substr(dot, name.find('.', dot + 1) - dot));
      }
      for (std::size_t l = 0; l < p.labels.size(); ++l) g.labels[g.labels.size() - p.labels.size() + l].values.push_back(p.labels[l].value(*sites_[s], i));
    }
  if (g.entities.empty()) return;
  const Duration site = scenario_.record.site.value_or(scenario_.resolution.record);
  Series& r = add(std::move(g), (groups_.empty() ? site : scenario_.record.equipment.value_or(site)).si());
  r.parts = &p;
  const auto column = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find_if(p.columns.begin(), p.columns.end(), [&](const PartColumn& c) { return c.channel.name == name; }) - p.columns.begin());
  };
  for (std::size_t c = 0; c < p.columns.size(); ++c)
    if (!p.columns[c].value) r.ratios.push_back({c, column(p.columns[c].over), column(p.columns[c].under), p.columns[c].factor});
  r.of_site = std::move(of_site);
}

void Records::build_capacity() {
  RecordGroup g = capacity_group();
  for (std::size_t i = 0; i < ledger_.size(); ++i) {
    const Constraint& c = ledger_.constraint(static_cast<int>(i));
    g.entities.push_back(c.name);
    const std::string labels[] = {name_of(c.kind), "sites." + c.asset, c.unit};
    for (std::size_t k = 0; k < g.labels.size(); ++k) g.labels[k].values.push_back(labels[k]);
  }
  add(std::move(g), scenario_.record.capacity.value_or(scenario_.record.site.value_or(scenario_.resolution.record)).si()).capacity = true;
}

std::size_t Records::table(RecordGroup g, double expected_rows) {
  if (expected_rows > 0) g.expected_rows = expected_rows;
  groups_.push_back(std::move(g));
  return groups_.size() - 1;
}

void Records::build_tables() {
  std::vector<std::string> sites, halls, states;
  for (const auto& s : sites_) {
    sites.push_back(s->spec().name);
    for (const auto& h : s->halls()) {
      halls.push_back(s->spec().name + "." + h.spec().name);
      site_of_hall_.push_back(s->index());
    }
    for (const auto& n : s->state_names()) states.push_back(n);
  }
  event_group_ = table(event_group(), 10000);
  jobs_ = scenario_.record.jobs && !inputs_.jobs.empty();
  if (jobs_) {
    RecordGroup j = job_group();
    for (auto& c : j.channels) {
      if (c.name == "tenant") c.flags = inputs_.tenants;
      if (c.name == "hall") c.flags = halls;
      if (c.name == "site") c.flags = sites;
    }
    job_group_ = table(std::move(j), static_cast<double>(inputs_.jobs.size()));
  }
  RecordGroup c = checkpoint_group();
  c.entities = std::move(states);
  checkpoint_group_ = table(std::move(c), 11);
  RecordGroup cj = checkpoint_job_group();
  for (auto& ch : cj.channels)
    if (ch.name == "hall") ch.flags = halls;
  checkpoint_job_group_ = table(std::move(cj), 1000);
  if (std::any_of(sites_.begin(), sites_.end(), [](const auto& s) { return s->swing().trains(); })) {
    RecordGroup l = spectrum_group();
    for (auto& ch : l.channels)
      if (ch.name == "site") ch.flags = sites;
    spectrum_group_ = static_cast<int>(table(std::move(l), 2000.0 * static_cast<double>(sites.size())));
  }
  windows_ = scenario_.record.around_events.has_value();
  if (!windows_) return;
  RecordGroup w = window_steps_group();
  w.entities = std::move(halls);
  window_group_ = table(std::move(w), std::min<double>(scenario_.record.around_events->max_rows, 200000));
  window_index_ = table(window_index_group(), 1000);
}

TraceLayout Records::layout(const std::string& written, const std::string& resolved) const {
  TraceLayout l;
  l.groups = groups_;
  l.topology = topology_;
  l.scenario_written = written;
  l.scenario_resolved = resolved;
  l.epoch_unix_s = inputs_.start_unix;
  l.end_s = inputs_.duration();
  return l;
}

int Records::topology_index(const std::string& path) const {
  const auto it = std::find(topology_paths_.begin(), topology_paths_.end(), path.starts_with("sites.") ? path : "sites." + path);
  return it == topology_paths_.end() ? -1 : static_cast<int>(it - topology_paths_.begin());
}

void Records::accumulate(const SiteModel& s) {
  const double dt = s.outputs().dt_s;
  for (Series& r : series_) {
    if (r.capacity || r.services) continue;
    const auto& parts = r.of_site[static_cast<std::size_t>(s.index())];
    if (r.racks) {
      accumulate_racks(r, s);
      continue;
    }
    const std::size_t entities = r.seconds.size();
    for (const auto& [part, e] : parts) r.seconds[e] += dt;
    for (std::size_t c = 0; c < r.cells.size(); ++c) {
      const auto value = r.parts->columns[c].value;
      if (!value) continue;
      for (const auto& [part, e] : parts) {
        const std::size_t k = c * entities + e;
        const double x = value(s, part);
        switch (r.cells[c]) {
          case Cell::mean: (std::isnan(x) ? r.none_s[k] : r.sum[k]) += std::isnan(x) ? dt : x * dt; break;
          case Cell::maximum: if (!(r.extreme[k] >= x)) r.extreme[k] = x; break;
          case Cell::minimum: if (!(r.extreme[k] <= x)) r.extreme[k] = x; break;
          case Cell::point: r.last[k] = x; break;
        }
      }
    }
  }
  if (windows_) window_row(s);
}

double Records::next_due() const {
  double next = std::numeric_limits<double>::infinity();
  for (const Series& r : series_) next = std::min(next, r.next_s());
  return next;
}

void Records::write_due(double t_s, CapacityLedger& ledger) {
  for (Series& r : series_) {
    if (r.next_s() > t_s + 1e-6) continue;
    ++r.n;
    write(r, t_s, ledger);
  }
}

void Records::finish(double end_s, CapacityLedger& ledger) {
  for (Series& r : series_)
    if (end_s - r.last_s() > 1e-6) write(r, end_s, ledger);  // an interval that the end cuts short
  close_window();
  if (spectrum_group_ < 0 || !sink_) return;
  for (const auto& s : sites_)
    for (const SiteSwing::Line& l : s->swing().spectrum()) {
      const double row[] = {static_cast<double>(s->index()), l.frequency_hz, l.drawn_w, l.asked_w, l.without_w};
      sink_->append(static_cast<std::size_t>(spectrum_group_), row);
    }
}

void Records::write(Series& r, double t_s, CapacityLedger& ledger) {
  const RecordGroup& g = groups_[r.group];
  const std::size_t entities = std::max<std::size_t>(1, g.entities.size());
  row_.assign(1 + g.channels.size() * entities, nan);
  row_[0] = t_s;
  if (r.racks) {
    write_racks(r, t_s);
  } else if (r.services) {
    write_services(t_s);
  } else if (r.capacity) {
    for (std::size_t i = 0; i < entities; ++i) {
      const ConstraintState& s = ledger.state(static_cast<int>(i));
      row_[1 + 5 * entities + i] = s.installed;
      row_[1 + 6 * entities + i] = 0;
      if (!s.active || s.window_value < -1e299) continue;
      const double values[] = {s.window_limit, s.window_firm, s.window_value, s.window_margin, s.window_utilisation};
      for (std::size_t c = 0; c < 5; ++c) row_[1 + c * entities + i] = values[c];
    }
    for (std::size_t site = 0; site < sites_.size(); ++site) {
      const int b = ledger.binding(static_cast<int>(site));
      if (b < 0) continue;
      row_[1 + 6 * entities + static_cast<std::size_t>(b)] = 1;
      row_[1 + 7 * entities + static_cast<std::size_t>(b)] = stranded_power(ledger, *sites_[site], b);
    }
    ledger.start_window();
  } else {
    for (std::size_t c = 0; c < g.channels.size(); ++c)
      for (std::size_t e = 0; e < entities; ++e) {
        const std::size_t k = c * entities + e;
        double x = r.last[k];
        if (r.cells[c] == Cell::mean) x = r.seconds[e] > r.none_s[k] * (1 + 1e-12) ? r.sum[k] / (r.seconds[e] - r.none_s[k]) : nan;
        else if (r.cells[c] != Cell::point) x = r.extreme[k];
        row_[1 + k] = x;
      }
    write_ratios(r);
    std::fill(r.sum.begin(), r.sum.end(), 0.0);
    std::fill(r.none_s.begin(), r.none_s.end(), 0.0);
    std::fill(r.extreme.begin(), r.extreme.end(), nan);
    std::fill(r.seconds.begin(), r.seconds.end(), 0.0);
  }
  if (sink_) sink_->append(r.group, row_);
}

void Records::write_ratios(const Series& r) {
  const std::size_t n = groups_[r.group].entities.size();
  for (const Ratio& q : r.ratios)
    for (std::size_t e = 0; e < n; ++e) {
      const double under = row_[1 + q.under * n + e];
      row_[1 + q.out * n + e] = under > 0 ? q.factor * row_[1 + q.over * n + e] / under : nan;
    }
}

void Records::event(double t_s, int severity, EventCode code, const std::string& asset, double value, const std::string& text) {
  ++events_;
  if (!sink_) return;
  const double row[] = {t_s, static_cast<double>(severity), static_cast<double>(code), static_cast<double>(topology_index(asset)), value};
  const std::string_view texts[] = {text};
  sink_->append(event_group_, row, texts);
}

void Records::job(const Job& j, const JobState& s) {
  if (!jobs_ || !sink_) return;
  const bool ran = std::isfinite(s.start_s);
  const double until = std::isfinite(s.end_s) ? s.end_s : s.since_s;
  const double row[] = {static_cast<double>(j.id), j.submit_s, s.start_s, s.end_s, static_cast<double>(j.nodes), s.energy_j,
                        ran && s.outcome != JobOutcome::queued ? (until - s.start_s) / 3600 * j.nodes : 0, static_cast<double>(j.tenant),
                        static_cast<double>(s.hall), static_cast<double>(s.outcome), static_cast<double>(s.restarts),
                        s.hall < 0 ? -1.0 : static_cast<double>(site_of_hall_[static_cast<std::size_t>(s.hall)]),
                        ran ? std::max(0.0, s.first_start_s - std::max(0.0, j.submit_s)) : nan, j.limit_s, ran && s.backfilled ? 1.0 : 0.0, static_cast<double>(s.refusal)};
  sink_->append(job_group_, row);
}

void Records::checkpoint(double t_s, Dispatcher* d) {
  row_.clear();
  row_.push_back(t_s);
  for (const auto& s : sites_)
    for (const double x : s->state()) row_.push_back(x);
  if (sink_) sink_->append(checkpoint_group_, row_);
  if (d && sink_) {
    const auto entry = [&](int job, int hall, double remaining) {
      const Job& j = d->jobs()[static_cast<std::size_t>(job)];
      const JobState& s = d->state(job);
      const double row[] = {static_cast<double>(checkpoints_), static_cast<double>(j.id), static_cast<double>(job), static_cast<double>(hall), remaining, s.start_s, s.energy_j};
      sink_->append(checkpoint_job_group_, row);
    };
    d->for_each_running([&](int job, double remaining, int hall) { entry(job, hall, remaining); });
    for (const int job : d->queue()) entry(job, -1, d->jobs()[static_cast<std::size_t>(job)].run_s);
  }
  ++checkpoints_;
}

// ---- windows ---------------------------------------------------------------------------------------------------------

void Records::window_row(const SiteModel& s) {
  const std::size_t halls = groups_[window_group_].entities.size(), channels = groups_[window_group_].channels.size();
  WindowRow w;
  w.t = s.outputs().t_s;
  w.values.assign(channels * halls, nan);
  std::size_t first = 0;
  for (int i = 0; i < s.index(); ++i) first += sites_[static_cast<std::size_t>(i)]->halls().size();
  for (std::size_t h = 0; h < s.halls().size(); ++h) {
    const HallStep& o = s.outputs().halls[h];
    const int loop = s.halls()[h].air_loop >= 0 ? s.halls()[h].air_loop : s.halls()[h].liquid_loop;
    const double values[] = {s.outputs().hall_it_w[h], o.air.end.cold.c(), o.air.end.hot.c(), o.air.end_supply.c(),
                             loop >= 0 ? s.plants()[static_cast<std::size_t>(loop)].supply().c() : nan, s.outputs().import_w, s.outputs().dt_s};
    for (std::size_t c = 0; c < channels; ++c) w.values[c * halls + first + h] = values[c];
  }
  if (w.t <= window_until_) return emit_window(w);
  if (window_until_ >= 0) close_window();
  past_.push_back(std::move(w));
  const double keep = scenario_.record.around_events->before.si();
  std::size_t old = 0;
  while (old + 1 < past_.size() && past_[old].t < past_.back().t - keep) ++old;
  if (old > 64 || old > past_.size() / 2) past_.erase(past_.begin(), past_.begin() + static_cast<std::ptrdiff_t>(old));
}

void Records::emit_window(const WindowRow& w) {
  if (window_rows_ >= scenario_.record.around_events->max_rows) return;
  ++window_rows_;
  if (!sink_) return;
  row_.assign(1, w.t);
  row_.insert(row_.end(), w.values.begin(), w.values.end());
  sink_->append(window_group_, row_);
}

void Records::open_window(double t_s, EventCode cause, const std::string& asset) {
  if (!windows_) return;
  const auto& a = *scenario_.record.around_events;
  if (window_until_ < 0) {
    window_first_ = window_rows_;
    window_start_ = t_s;
    window_cause_ = static_cast<int>(cause);
    window_asset_ = topology_index(asset);
    for (const WindowRow& w : past_)
      if (w.t >= t_s - a.before.si()) {
        window_start_ = std::min(window_start_, w.t);
        emit_window(w);
      }
    past_.clear();
  }
  window_until_ = std::max(window_until_, t_s + a.after.si());
}

void Records::close_window() {
  if (window_until_ < 0) return;
  if (sink_) {
    const double row[] = {window_start_, window_until_, static_cast<double>(window_cause_), static_cast<double>(window_asset_),
                          static_cast<double>(window_first_), static_cast<double>(window_rows_ - 1)};
    sink_->append(window_index_, row);
  }
  window_until_ = -1;
}

}  // namespace netsuden
