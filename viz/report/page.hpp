// SPDX-License-Identifier: Apache-2.0
// What the sections of a report write with. Not for other folders.
#pragma once

#include <string>
#include <vector>

#include "io/report/facts.hpp"
#include "viz/report/html.hpp"
#include "viz/report/words.hpp"

namespace netsuden::viz {

struct Page {
  const ReportFacts& facts;
  const TraceReader& trace;
  const Words& t;
  Html& html;
  int figures = 0;  ///< ids in figures must differ

  std::string id_prefix();
  std::string when(double posix_s) const;         ///< "2027-08-04 14:10"
  std::string when(const std::string& iso) const; ///< of a date in the summary; "-" for none
  std::string minute(const std::string& iso) const;  ///< the same without seconds
  Fields site(const std::string& name) const { return facts.summary["sites"][name]; }
  bool several_sites() const { return facts.sites.size() > 1; }
};

// Values as a report writes them; "-" for NaN.
std::string report_value(double v, const std::string& unit, int digits = 4);  ///< as shown_value, with °C
std::string limit_value(double v, const std::string& unit);                   ///< shares of limits in %
std::string margin_value(double v, const std::string& unit);                  ///< temperatures in K
std::string percent(double share, int decimals = 1);
std::string fixed_number(double v, int decimals);
std::string hours(double h);                  ///< "12.5 h"; below six minutes as "3 min 20 s"
std::string readable(const std::string& key);  ///< "grid_connection" as "grid connection"

// The sections, in the order of the page.
void write_answer(Page&);
void write_asked(Page&);
void write_limits(Page&);
void write_capacity(Page&);
void write_energy(Page&);
void write_thermal(Page&);
void write_events(Page&);
void write_service(Page&);
void write_plan(Page&);
void write_cost(Page&);
void write_inputs(Page&);
void write_balance(Page&);
void write_provenance(Page&, const std::string& made_at, const std::string& made_by);

// Figures: SVG.
std::string overview_figure(Page&, std::size_t site);
std::string energy_figure(Page&, const std::string& site);
/// Power and temperatures around a moment; "" where nothing was recorded there.
std::string event_figure(Page&, std::size_t site, double at_s);

}  // namespace netsuden::viz
