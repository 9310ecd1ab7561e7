// SPDX-License-Identifier: Apache-2.0
#include "app/service_summary.hpp"

#include <fmt/format.h>

#include <cmath>

#include "sim/base/unit_table.hpp"
#include "sim/workload/placement.hpp"

namespace netsuden::app {
namespace {

using json = nlohmann::ordered_json;

std::string share(double part, double all) { return all > 0 ? fmt::format("{:.2f} %", 100 * part / all) : "-"; }
std::string line(const std::string& key, const std::string& value) { return fmt::format("  {:<26}{}\n", key, value); }
json mean_of(double sum, double n) { return n > 0 ? json(sum / n) : json(nullptr); }

}  // namespace

std::string services_text(const RunSummary& r) {
  if (r.services.empty()) return "";
  std::string t = "\nservices\n";
  for (const ServiceSummary& s : r.services) {
    const ServiceMeters& m = s.meters;
    std::string refused;
    for (std::size_t c = 0; c < refusal_causes; ++c)
      if (m.refused[c] > 1e-9 * m.asked) refused += fmt::format("{}{} {}", refused.empty() ? " (" : ", ", refusal_cause_names[c], share(m.refused[c], m.asked));
    if (!refused.empty()) refused += ")";
    t += line(s.name, fmt::format("{:.4g} requests, {} within the time to the first token, {} later, {} refused{}", m.asked, share(m.within, m.asked), share(m.late, m.asked), share(m.refused_sum(), m.asked), refused));
    if (m.served() > 0) {
      const double j_per_token = m.tokens_out > 0 ? m.energy_j / m.tokens_out : std::nan("");
      t += line("  tokens", fmt::format("{:.4g} written, {:.4g} read; first after {:.3g} s, then one in {:.3g} ms; {:.3g} J a token", m.tokens_out, m.tokens_in, m.first_token_s / m.served(), 1e3 * m.token_s / m.served(), j_per_token));
    }
    const double all = m.awake_s + m.waking_s + m.parked_s + m.down_s;
    t += line("  nodes", fmt::format("{}: awake {}, waking {}, parked {}, without power {}; {:.4g} GPU-hours, {}, at most {}", s.nodes, share(m.awake_s, all), share(m.waking_s, all), share(m.parked_s, all), share(m.down_s, all), m.gpu_s / 3600, format_si(m.energy_j, "Wh", 4), format_si(s.power_max_w, "W", 4)));
  }
  return t;
}

json services_json(const RunSummary& r, const TimeZone& zone) {
  json all = json::object();
  const auto date = [&](double s) { return std::isfinite(s) ? json(format_iso(r.start_unix_s + s, zone)) : json(nullptr); };
  for (const ServiceSummary& s : r.services) {
    const ServiceMeters& m = s.meters;
    json causes = json::object();
    for (std::size_t c = 0; c < refusal_causes; ++c) causes[refusal_cause_names[c]] = m.refused[c];
    all[s.name] = {{"tenant", s.tenant}, {"nodes", s.nodes}, {"asked", m.asked}, {"within", m.within}, {"late", m.late}, {"refused", m.refused_sum()}, {"refused_by_cause", causes},
                   {"tokens_in", m.tokens_in}, {"tokens_out", m.tokens_out}, {"first_token_mean_s", mean_of(m.first_token_s, m.served())}, {"token_time_mean_s", mean_of(m.token_s, m.served())},
                   {"rate_max", s.rate_max}, {"rate_max_at", date(s.rate_max_s)}, {"short_h", m.short_s / 3600}, {"first_short", date(s.first_short_s)}, {"gpu_hours", m.gpu_s / 3600},
                   {"awake_node_hours", m.awake_s / 3600}, {"waking_node_hours", m.waking_s / 3600}, {"parked_node_hours", m.parked_s / 3600}, {"down_node_hours", m.down_s / 3600},
                   {"energy_kwh", m.energy_j / 3.6e6}, {"parked_energy_kwh", m.parked_j / 3.6e6}, {"power_max_w", s.power_max_w}};
  }
  return all;
}

std::string sovereign_text(const RunSummary& r) {
  std::string t;
  for (const TenantSummary& u : r.tenants) {
    const SovereignSummary& s = u.sovereign;
    if (s.level.empty()) continue;
    std::string refused;
    for (std::size_t k = 1; k < refusals; ++k)
      if (s.refused_h[k] > 0) refused += fmt::format("{}{} {}", refused.empty() ? " (" : ", ", refusal_names[k], share(s.refused_h[k], s.asked_h));
    if (!refused.empty()) refused += ")";
    t += line(u.name, fmt::format("{} of {}: {:.4g} GPU-hours asked, {} served ({} at home, {} at partners), {} refused{}, {} left", s.level, s.jurisdiction, s.asked_h, share(s.served_h, s.asked_h), share(s.home_h, s.asked_h), share(s.partner_h, s.asked_h), share(s.refused(), s.asked_h), refused, share(s.left_h, s.asked_h)));
  }
  return t.empty() ? t : "\nsovereign compute\n" + t;
}

json sovereign_json(const SovereignSummary& s) {
  json refused = json::object();
  for (std::size_t k = 1; k < refusals; ++k) refused[refusal_names[k]] = s.refused_h[k];
  return {{"level", s.level}, {"jurisdiction", s.jurisdiction}, {"gpu_hours_asked", s.asked_h}, {"gpu_hours_served", s.served_h}, {"gpu_hours_at_home", s.home_h}, {"gpu_hours_at_partners", s.partner_h},
          {"gpu_hours_refused", s.refused()}, {"gpu_hours_refused_by_reason", refused}, {"gpu_hours_left", s.left_h}};
}

std::string largest_training_text(const RunSummary& r, const TimeZone& zone) {
  std::string t;
  if (r.training.empty() && r.services.empty() && sovereign_text(r).empty()) return t;  // nobody asks
  for (const TrainingCapability& k : r.largest_training)
    t += line(k.site, fmt::format("from {}: {:.3g} FLOP on {:.0f} accelerators, {} of the site{}", format_compact(r.start_unix_s + k.from_s, zone), k.flop, k.gpus * k.share, format_si(k.facility_w * k.share, "W", 4),
                                  k.share < 1 ? fmt::format("; of {:.0f}, which {} would not power", k.gpus, format_si(k.limit_w, "W", 4)) : ""));
  return t.empty() ? t : "\nlargest training run\n" + t;
}

json largest_training_json(const RunSummary& r, const TimeZone& zone) {
  json all = json::array();
  for (const TrainingCapability& k : r.largest_training)
    all.push_back({{"site", k.site}, {"from", format_iso(r.start_unix_s + k.from_s, zone)}, {"gpus", k.gpus}, {"it_power_w", k.it_w}, {"facility_power_w", k.facility_w}, {"limit_w", k.limit_w}, {"powered", k.share}, {"flop", k.flop}});
  return all;
}

}  // namespace netsuden::app
