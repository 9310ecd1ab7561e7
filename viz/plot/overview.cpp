// SPDX-License-Identifier: Apache-2.0
#include "viz/plot/overview.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "viz/plot/decimate.hpp"
#include "viz/plot/layout.hpp"
#include "viz/plot/limit.hpp"
#include "viz/plot/overview_parts.hpp"
#include "viz/plot/ribbon.hpp"

namespace netsuden::viz {

using namespace overview_parts;

namespace {

constexpr double margin = 24, panel_gap = 14;

/// One panel: how its frame is specified, and how its inside is drawn.
struct Panel {
  FrameSpec spec;
  PanelRequest request;  ///< `min_height` of the plot alone; the header is added
  void (*draw)(Canvas&, const Theme&, const OverviewData&, Frame&, const FrameSpec&);
};

/// Room above a limit, so that the curve over it and its label are seen.
ValueRange with_headroom(ValueRange r, double limit, const AxisUnit& unit, bool from_zero) {
  const double span = r.high - r.low;
  if (!std::isfinite(limit) || limit < r.high - 0.06 * span) return r;
  return nice_range(r.low, r.high + 0.1 * span, from_zero, unit);
}

// ---- power ----------------------------------------------------------------------------------------------------------

struct Consumer {
  const char* name;
  Role role;
  const std::vector<double> OverviewData::*series;
};
constexpr std::array<Consumer, 4> consumers{{{"IT", Role::it, &OverviewData::it_w},
                                             {"Cooling", Role::cooling, &OverviewData::cooling_w},
                                             {"Losses", Role::losses, &OverviewData::losses_w},
                                             {"Other", Role::other, &OverviewData::other_w}}};

void draw_power(Canvas& canvas, const Theme& theme, const OverviewData& d, Frame& frame, const FrameSpec&) {
  const std::vector<double> import = import_of(d);
  const auto violations = find_violations(on_time(d, import), limit_of(d));
  draw_violations(canvas, theme, frame, violations);
  std::vector<StackLayer> layers;
  for (const Consumer& c : consumers) {
    if (any(d.*c.series)) layers.push_back({d.*c.series, theme.role(c.role).alpha(theme.dark ? 0.82 : 0.88)});
  }
  draw_stack(canvas, frame, d.t, d.hold, layers);
  if (any(d.import_w)) draw_line(canvas, frame, on_time(d, d.import_w), {theme.role(Role::import_power), 1});
  const std::string label = any(d.limit_w) ? "limit " + format_setting(d.limit_w.back(), frame.unit) : std::string();
  draw_limit(canvas, theme, frame, limit_of(d), label, theme.limit);
  draw_markers(canvas, theme, frame, d.markers, true);
  draw_violation_labels(canvas, theme, frame, violations, d.markers.empty() ? 0 : theme.small_size + 6);
}

Panel power_panel(const OverviewData& d, const Theme& theme, const TimeAxis& axis) {
  Panel p;
  p.spec.title = "Facility power by consumer";
  p.spec.subtitle = "Does the site stay within its grid connection?";
  p.spec.unit = axis_units::watt();
  const std::vector<double> import = import_of(d);
  std::vector<double> total(d.t.size(), 0.0);
  for (const Consumer& c : consumers) {
    if (!any(d.*c.series)) continue;
    p.spec.legend.push_back({c.name, theme.role(c.role), Swatch::area});
    for (std::size_t i = 0; i < std::min(total.size(), (d.*c.series).size()); ++i) total[i] += (d.*c.series)[i];
  }
  const std::array<Series, 3> shown{on_time(d, total), on_time(d, import), limit_of(d)};
  const ValueRange r =
      with_headroom(fit_range(shown, axis, true, p.spec.unit), all_of(d.limit_w).max, p.spec.unit, true);
  p.spec.low = r.low, p.spec.high = r.high;
  if (any(d.import_w)) p.spec.legend.push_back({"Grid import", theme.role(Role::import_power), Swatch::line});
  if (any(d.limit_w)) p.spec.legend.push_back({"Import limit", theme.limit, Swatch::dashed});
  if (!find_violations(on_time(d, import), limit_of(d)).empty())
    p.spec.legend.push_back({"Over limit", theme.over, Swatch::area_hatched});
  p.request = {3.4, 56};
  p.draw = draw_power;
  return p;
}

// ---- temperature ----------------------------------------------------------------------------------------------------

void draw_temperature(Canvas& canvas, const Theme& theme, const OverviewData& d, Frame& frame, const FrameSpec&) {
  const auto& judged = any(d.inlet_max_c) ? d.inlet_max_c : d.inlet_mean_c;
  const auto violations =
      std::isfinite(d.inlet_limit_c) ? find_violations(on_time(d, judged), d.inlet_limit_c) : std::vector<Violation>{};
  AxisUnit difference = axis_units::celsius_from_kelvin_difference();
  Frame label_frame = frame;
  label_frame.unit = difference;
  draw_violations(canvas, theme, frame, violations);
  if (any(d.wet_bulb_c)) draw_line(canvas, frame, on_time(d, d.wet_bulb_c), {theme.role(Role::wet_bulb).alpha(0.6), 1});
  // The mean wide and the hottest rack narrow above it: where they are equal, both are seen.
  if (any(d.inlet_mean_c))
    draw_line(canvas, frame, on_time(d, d.inlet_mean_c), {theme.role(Role::temperature_mean), 2.4});
  if (any(d.inlet_max_c)) draw_line(canvas, frame, on_time(d, d.inlet_max_c), {theme.role(Role::temperature_max), 1.1});
  if (std::isfinite(d.inlet_limit_c))
    draw_limit(canvas, theme, frame, d.inlet_limit_c, "limit " + format_setting(d.inlet_limit_c, frame.unit),
               theme.limit);
  draw_violation_labels(canvas, theme, label_frame, violations);
}

Panel temperature_panel(const OverviewData& d, const Theme& theme, const TimeAxis& axis) {
  Panel p;
  p.spec.title = "Rack inlet temperature";
  p.spec.subtitle = "Is every rack supplied with air or coolant that is cold enough?";
  p.spec.unit = axis_units::celsius();
  const std::array<double, 2> t{axis.t0, axis.t1}, limit{d.inlet_limit_c, d.inlet_limit_c};
  const std::array<Series, 4> shown{on_time(d, d.inlet_mean_c), on_time(d, d.inlet_max_c), on_time(d, d.wet_bulb_c),
                                    Series{t, std::span<const double>(limit), Hold::until_next}};
  const ValueRange r = with_headroom(fit_range(shown, axis, false, p.spec.unit), d.inlet_limit_c, p.spec.unit, false);
  p.spec.low = r.low, p.spec.high = r.high;
  if (any(d.inlet_max_c)) p.spec.legend.push_back({"Hottest rack", theme.role(Role::temperature_max), Swatch::line});
  if (any(d.inlet_mean_c)) p.spec.legend.push_back({"Mean", theme.role(Role::temperature_mean), Swatch::line});
  if (any(d.wet_bulb_c)) p.spec.legend.push_back({"Wet bulb", theme.role(Role::wet_bulb), Swatch::line});
  if (std::isfinite(d.inlet_limit_c)) p.spec.legend.push_back({"Limit", theme.limit, Swatch::dashed});
  p.request = {2.2, 46};
  p.draw = draw_temperature;
  return p;
}

// ---- PUE ------------------------------------------------------------------------------------------------------------

void draw_pue(Canvas& canvas, const Theme& theme, const OverviewData& d, Frame& frame, const FrameSpec&) {
  const auto violations =
      std::isfinite(d.pue_target) ? find_violations(on_time(d, d.pue), d.pue_target) : std::vector<Violation>{};
  draw_violations(canvas, theme, frame, violations);
  draw_line(canvas, frame, on_time(d, d.pue), {theme.role(Role::pue), 1.2});
  if (std::isfinite(d.pue_target))
    draw_limit(canvas, theme, frame, d.pue_target, "target " + format_setting(d.pue_target, frame.unit), theme.limit);
  draw_violation_labels(canvas, theme, frame, violations);
}

Panel pue_panel(const OverviewData& d, const Theme& theme, const TimeAxis& axis) {
  Panel p;
  p.spec.title = "Power usage effectiveness";
  p.spec.subtitle = "How much power does a watt of IT cost?";
  p.spec.unit = axis_units::plain();
  const std::array<double, 2> t{axis.t0, axis.t1}, target{d.pue_target, d.pue_target};
  const std::array<Series, 2> shown{on_time(d, d.pue), Series{t, std::span<const double>(target), Hold::until_next}};
  const ValueRange r = with_headroom(fit_range(shown, axis, false, p.spec.unit), d.pue_target, p.spec.unit, false);
  p.spec.low = r.low, p.spec.high = r.high;
  p.spec.legend.push_back({"PUE", theme.role(Role::pue), Swatch::line});
  if (std::isfinite(d.pue_target)) p.spec.legend.push_back({"Target", theme.limit, Swatch::dashed});
  p.request = {1.2, 32};
  p.draw = draw_pue;
  return p;
}

// ---- binding constraint
// ----------------------------------------------------------------------------------------------

constexpr double ribbon_height = 22;

void draw_binding(Canvas& canvas, const Theme& theme, const OverviewData& d, Frame& frame, const FrameSpec& spec) {
  // The ribbon stands above the plot, in the room that `binding_panel` asked for.
  const Rect ribbon{frame.plot.x, frame.plot.y, frame.plot.w, std::min(ribbon_height, frame.plot.h)};
  draw_ribbon(canvas, theme, frame.time, ribbon, states_of(d), state_colors(states_of(d), frame.time, theme));
  (void)spec;
}

Panel binding_panel(const OverviewData& d, const Theme& theme, const TimeAxis& axis) {
  Panel p;
  p.spec.title = "Binding constraint";
  p.spec.subtitle = "What would have to grow first?";
  p.spec.value_axis = false;
  const std::vector<double> shares = state_shares(states_of(d), axis);
  const std::vector<Color> colors = state_colors(states_of(d), axis, theme);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] > 0) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return shares[a] > shares[b]; });
  if (order.size() > 6) order.resize(6);
  for (const std::size_t i : order) {
    const double percent = 100 * shares[i];
    // Utilisation shares the header: its plot stands right below the ribbon.
    p.spec.legend.push_back(
        {d.constraints[i] + (percent < 0.95 ? std::string(" <1 %") : fmt::format(" {:.0f} %", percent)), colors[i],
         Swatch::area});
  }
  if (any(d.utilisation)) p.spec.legend.push_back({"Utilisation", theme.role(Role::utilisation), Swatch::line});
  p.request = {0, ribbon_height};
  p.draw = draw_binding;
  return p;
}

void draw_utilisation(Canvas& canvas, const Theme& theme, const OverviewData& d, Frame& frame, const FrameSpec&) {
  const auto violations = find_violations(on_time(d, d.utilisation), 1.0);
  draw_violations(canvas, theme, frame, violations);
  draw_line(canvas, frame, on_time(d, d.utilisation), {theme.role(Role::utilisation), 1.2});
  draw_limit(canvas, theme, frame, 1.0, "", theme.limit);
}

Panel utilisation_panel(const OverviewData& d, const Theme& theme, const TimeAxis& axis, bool beneath_ribbon) {
  Panel p;
  if (!beneath_ribbon) {
    p.spec.title = "Utilisation of the binding constraint";
    p.spec.subtitle = "How close is the site to its tightest limit?";
    p.spec.legend.push_back({"Utilisation", theme.role(Role::utilisation), Swatch::line});
  }
  p.spec.unit = axis_units::percent_from_share();
  const std::array<double, 2> t{axis.t0, axis.t1}, limit{1, 1};
  const std::array<Series, 2> shown{on_time(d, d.utilisation),
                                    Series{t, std::span<const double>(limit), Hold::until_next}};
  const ValueRange r = fit_range(shown, axis, true, p.spec.unit);
  p.spec.low = r.low, p.spec.high = r.high;
  p.request = {1.1, 30};
  p.draw = draw_utilisation;
  return p;
}

// ---- the head -------------------------------------------------------------------------------------------------------

constexpr double kpi_height = 58, kpi_below = 20;

/// Name of the site, scenario and horizon; the height that they take.
double draw_head(Canvas& canvas, const Theme& theme, const OverviewData& d, const Rect& area) {
  const TextStyle heading{.size = theme.heading_size, .color = theme.text, .v = VAlign::top, .bold = true};
  const TextStyle sub{.size = theme.label_size + 1, .color = theme.text_dim, .v = VAlign::top};
  canvas.text({area.x, area.y}, fit_text(canvas, d.site.empty() ? "Unnamed site" : d.site, heading, area.w), heading);
  std::string line = horizon_of(d);
  if (!d.scenario.empty()) line = d.scenario + "  \u00B7  " + line;
  const double below = std::ceil(theme.heading_size * 1.15);
  canvas.text({area.x, area.y + below}, fit_text(canvas, line, sub, area.w), sub);
  return below + std::ceil(sub.size * 1.2) + 14;
}

void draw_kpis(Canvas& canvas, const Theme& theme, std::span<const Kpi> kpis, const Rect& area) {
  const TextStyle label{.size = theme.small_size, .color = theme.text_dim, .v = VAlign::top};
  constexpr double gap = 10, least = 132;
  const auto fits = static_cast<std::size_t>(std::max(1.0, std::floor((area.w + gap) / (least + gap))));
  const std::size_t n = std::min(kpis.size(), fits);
  const double w = std::min(240.0, (area.w - gap * static_cast<double>(n - 1)) / static_cast<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    const Kpi& k = kpis[i];
    const Rect box{canvas.snap(area.x + (w + gap) * static_cast<double>(i)), canvas.snap(area.y), w, kpi_height};
    canvas.fill_rect(box, theme.panel);
    canvas.fill_rect({box.x, box.y, 3, box.h}, k.over ? theme.over : theme.axis);
    const double room = w - 22, x = box.x + 13;
    const TextStyle value{.size = 18, .color = k.over ? theme.over : theme.text, .v = VAlign::top, .bold = true};
    canvas.text({x, box.y + 8}, fit_text(canvas, k.label, label, room), label);
    canvas.text({x, box.y + 22}, fit_text(canvas, k.value, value, room), value);
    canvas.text({x, box.y + 43}, fit_text(canvas, k.note, label, room), label);
  }
}

/// Panels for the figure, the indispensable ones first to last on the page.
std::vector<Panel> all_panels(const OverviewData& d, const Theme& theme, const TimeAxis& axis) {
  std::vector<Panel> panels;
  if (any(import_of(d))) panels.push_back(power_panel(d, theme, axis));
  if (any(d.inlet_mean_c) || any(d.inlet_max_c)) panels.push_back(temperature_panel(d, theme, axis));
  if (any(d.pue)) panels.push_back(pue_panel(d, theme, axis));
  const bool ribbon = !d.constraints.empty() && !d.binding.empty();
  if (ribbon) panels.push_back(binding_panel(d, theme, axis));
  if (any(d.utilisation)) panels.push_back(utilisation_panel(d, theme, axis, ribbon));
  return panels;
}

}  // namespace

void draw_overview(Canvas& canvas, const Theme& theme, const OverviewData& d, const OverviewStyle& style) {
  const Size size = canvas.size();
  if (!(size.w >= 64 && size.h >= 64)) return;
  const Rect area = Rect{0, 0, size.w, size.h}.inset(std::min(margin, size.w / 20), std::min(margin, size.h / 20));
  canvas.fill_rect({0, 0, size.w, size.h}, theme.page);
  double top = area.y + (style.head ? draw_head(canvas, theme, d, area) : 0);
  const TimeAxis axis = axis_of(d);
  std::vector<Panel> panels = all_panels(d, theme, axis);
  if (panels.empty()) {
    FrameSpec spec;
    spec.value_axis = false;
    const Frame frame = make_frame(canvas, theme, {area.x, top, area.w, area.bottom() - top}, axis, spec);
    draw_frame(canvas, theme, frame, spec);
    draw_notice(canvas, theme, frame, "The run has no recorded values yet.");
    draw_frame_edge(canvas, theme, frame);
    return;
  }

  double gutter = 30;
  for (Panel& p : panels) {
    if (!style.subtitles) p.spec.subtitle.clear();
    p.spec.gutter_right = 4;
    gutter = std::max(gutter, needed_gutter(canvas, theme, p.spec));
  }
  const double plot_width = area.w - gutter - 4, foot = time_label_height(theme);
  const auto needed = [&] {
    double h = foot - panel_gap;
    for (const Panel& p : panels)
      h += header_height(canvas, theme, p.spec, plot_width) + p.request.min_height + panel_gap;
    return h;
  };
  // What a small picture can do without, in this order: figures at the head, subtitles, panels from the bottom but one.
  const std::vector<Kpi> kpis = !style.head ? std::vector<Kpi>() : d.kpis.empty() ? default_kpis(d) : d.kpis;
  if (!kpis.empty() && needed() + kpi_height + kpi_below <= area.bottom() - top) {
    draw_kpis(canvas, theme, kpis, {area.x, top, area.w, kpi_height});
    top += kpi_height + kpi_below;
  } else if (needed() > area.bottom() - top) {
    for (Panel& p : panels) p.spec.subtitle.clear();
  }
  while (panels.size() > 1 && needed() > area.bottom() - top) panels.pop_back();

  std::vector<PanelRequest> requests;
  for (Panel& p : panels) {
    p.spec.gutter_left = gutter;
    p.spec.time_labels = &p == &panels.back();
    p.request.min_height += header_height(canvas, theme, p.spec, plot_width);
    if (p.request.weight == 0) p.request.min_height += p.spec.time_labels ? 0 : 4;  // the foot of a plot without labels
    requests.push_back(p.request);
  }
  const std::vector<Rect> places = stack_panels({area.x, top, area.w, area.bottom() - top}, requests, panel_gap, foot);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const FrameSpec& spec = panels[i].spec;
    Frame frame = make_frame(canvas, theme, places[i], axis, spec);
    canvas.begin_group(spec.title.empty() ? "Utilisation of the binding constraint" : spec.title);
    draw_frame(canvas, theme, frame, spec);
    panels[i].draw(canvas, theme, d, frame, spec);
    if (panels[i].draw != draw_power) draw_markers(canvas, theme, frame, d.markers, false);
    draw_frame_edge(canvas, theme, frame);
    canvas.end_group();
  }
}

}  // namespace netsuden::viz
