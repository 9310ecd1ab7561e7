// SPDX-License-Identifier: Apache-2.0
// Every panel by mouse and keys, without a window: things are clicked by name, drawn geometry is finite, names are
// unique, all panels share one range and one cursor.
#include "hands.hpp"
#include "runs.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>
#include <thread>

#include "io/trace/reader.hpp"
#include "viz/panels/session.hpp"

using namespace netsuden;
using namespace netsuden::viz;
using namespace netsuden::viewer_test;

namespace {

/// CRACs, doors and humidity in place of CRAHs alone; two circuits, and a network that takes heat.
constexpr const char* dx = "--set horizon.to=2026-08-03T12:00 --set 'sites.lab.halls.hall1.air.cracs={model: crac_100kw}' --set 'sites.lab.halls.hall1.air.humidity={dew_point: 12 degC}' --set 'sites.lab.halls.hall1.rear_doors={kind: passive}'";
constexpr const char* circuits = "--set horizon.to=2026-01-01T12:00 --set 'sites.koto.cooling.warm.hydraulics={pipes: {supply: 5 m3, return: 5 m3}}' --set 'sites.koto.cooling.chilled.hydraulics={pipes: {supply: 3 m3}}' "
                                 "--set 'sites.koto.cooling.warm.heat_recovery={heat_pump: {}, network: {supply: 65 degC, return: 45 degC, heat: 1 MW}}'";

}  // namespace

TEST_CASE("every panel of every kind of run draws, at any size, in both themes, under the pointer") {
  for (const auto& [scenario, options] : {std::pair<const char*, const char*>{"two-feeders", ""}, {"ride-through", ""}, {"solar-storage", "--set horizon.from=2027-08-06 --set horizon.to=2027-08-07"}, {"first-steps", ""}, {"first-steps", dx}, {"warm-water", circuits}}) {
    Session s;
    s.open(Runs::trace(scenario, options));
    s.library().wait_idle();
    for (const PanelInfo& p : panels()) {
      s.view().open(p.name);
      const std::string words = settle(s);
      CHECK(words.find(p.title) != std::string::npos);
      CHECK(words.find(p.question) != std::string::npos);
      for (const Size size : {Size{960, 600}, Size{320, 200}, Size{3000, 1600}, Size{70, 70}}) settle(s, size);
      settle(s);
      // The pointer over all of it.
      for (double x = 20; x < window.w; x += 97)
        for (double y = 20; y < window.h; y += 83) {
          s.move({x, y});
          CheckingCanvas canvas(window);
          s.frame(canvas);
          REQUIRE(canvas.wrong.empty());
        }
      s.leave();
    }
    s.view().flows = FlowKind::heat;
    s.view().open("energy");
    settle(s);
    s.key("t");
    settle(s);
  }
}

TEST_CASE("circuits are chosen by their buttons, a branch leads to its hall, heat and power of the energy panel change places, all channels are inspected") {
  Session s;
  s.open(Runs::trace("warm-water", circuits));
  s.library().wait_idle();
  s.view().open("plant");
  CHECK(settle(s).find("Pumps of warm") != std::string::npos);
  CHECK(shown(s, "plant.hall1.cdu_flow") > 0);
  CHECK(shown(s, "plant.warm.network.heat") > 0);
  click_named(s, "circuit/koto.chilled");
  CHECK(settle(s).find("Pumps of chilled") != std::string::npos);
  CHECK(shown(s, "plant.hall1.coil_flow") > 0);
  CHECK(s.scene().hit("plant/branch/koto.hall1/cdu") == nullptr);
  REQUIRE(s.scene().plot("circuit_flow") != nullptr);
  CHECK(s.scene().plot("circuit_flow")->readouts.front().dataset == "/equipment/pump/flow_wanted [koto.chilled]");
  click_named(s, "plant/branch/koto.hall1/coil");
  CHECK(s.view().panel == "halls");
  CHECK(s.view().hall == "koto.hall1");
  s.view().open("energy");
  settle(s);
  CHECK(shown(s, "energy.Heat pumps") > 0);
  click_named(s, "energy/heat");
  CHECK(shown(s, "heat.District networks") > shown(s, "heat.Heat pumps"));
  click_named(s, "energy/power");
  CHECK(shown(s, "energy.Heat pumps") > 0);
  s.view().asset = "sites.koto.cooling.warm";
  s.view().open("inspector");
  settle(s);
  // More channels than lines: in three columns, each there.
  const auto facts = s.library().facts(0);
  for (const char* group : {"equipment/loop", "equipment/dry_cooler", "equipment/heat_recovery", "equipment/pump"})
    for (const Channel& c : facts->group_at(facts->group(group)).channels) CHECK(s.scene().hit(std::string("channel/") + group + "/" + c.name + "@koto.warm") != nullptr);
}

TEST_CASE("mouse on a plot: zoom at the pointer, pan, box, fit, cursor, pin, all panels follow") {
  Session s;
  s.open(Runs::trace("two-feeders"));
  s.library().wait_idle();
  s.view().open("capacity");
  settle(s);
  const TimeRange whole = s.view().range();
  const Rect plot = plot_of(s, "utilisation");
  const double at = s.scene().plot("utilisation")->frame.time_at(plot.x + 0.25 * plot.w);
  s.wheel({plot.x + 0.25 * plot.w, plot.y + 20}, 3);
  settle(s);
  CHECK(s.view().range().length() < 0.7 * whole.length());
  CHECK(s.scene().plot("utilisation")->frame.time_at(plot.x + 0.25 * plot.w) == Approx(at).margin(1));
  // Linked axes: every plot shows the same times.
  for (const PlotHit& p : s.scene().plots)
    if (p.name != "overview") CHECK(p.frame.time.t0 == s.view().range().t0);
  const TimeRange zoomed = s.view().range();
  drag(s, {plot.x + 300, plot.y + 20}, {plot.x + 200, plot.y + 20}, MouseButton::left);
  CHECK(s.view().range().t0 > zoomed.t0);
  CHECK(s.view().range().length() == Approx(zoomed.length()));
  const Frame frame = s.scene().plot("utilisation")->frame;
  drag(s, {plot.x + 100, plot.y + 20}, {plot.x + 300, plot.y + 40}, MouseButton::right);
  CHECK(s.view().range().t0 == Approx(frame.time_at(plot.x + 100)).margin(1));
  CHECK(s.view().range().t1 == Approx(frame.time_at(plot.x + 300)).margin(1));
  s.key("backspace");
  CHECK(s.view().range().length() == Approx(zoomed.length()));
  s.press({plot.x + 50, plot.y + 20}, MouseButton::left, {}, true);
  s.release({plot.x + 50, plot.y + 20}, MouseButton::left);
  settle(s);
  CHECK(s.view().range() == whole);
  click_at(s, {plot.x + 400, plot.y + 30});
  const double cursor = s.view().cursor();
  CHECK(cursor == Approx(s.scene().plot("utilisation")->frame.time_at(plot.x + 400)).margin(1));
  click_at(s, {plot.x + 500, plot.y + 30}, MouseButton::middle);
  REQUIRE(s.view().pin);
  CHECK(*s.view().pin > cursor);
  const std::string words = settle(s);
  CHECK(words.find("apart") != std::string::npos);
  s.key("4");
  CHECK(s.view().panel == "electrical");
  CHECK(s.view().cursor() == cursor);
}

TEST_CASE("the overview moves the range, legends hide and show one alone") {
  Session s;
  s.open(Runs::trace("two-feeders"));
  s.library().wait_idle();
  s.view().open("capacity");
  settle(s);
  s.key("w");
  settle(s);
  const Rect strip = plot_of(s, "overview");
  click_at(s, {strip.x + 0.8 * strip.w, strip.y + 10});
  CHECK(s.view().range().contains(s.view().horizon().t0 + 0.8 * s.view().horizon().length()));
  const std::size_t curves = s.scene().plot("consumers")->readouts.size();
  REQUIRE(curves >= 3);
  click_named(s, "legend/consumers:Cooling");
  CHECK(s.scene().plot("consumers")->readouts.size() == curves - 1);
  click_named(s, "legend/consumers:Cooling");
  CHECK(s.scene().plot("consumers")->readouts.size() == curves);
  click_named(s, "legend/consumers:IT", {true, false, false});
  CHECK(s.scene().plot("consumers")->readouts.size() == 1);
  click_named(s, "legend/consumers:IT", {true, false, false});
  CHECK(s.scene().plot("consumers")->readouts.size() == curves);
}

TEST_CASE("from the answer to its evidence, one click each") {
  Session s;
  s.open(Runs::trace("two-feeders"));
  s.library().wait_idle();
  const std::string words = settle(s);
  const auto facts = s.library().facts(0);
  const auto limits = s.library().limits(0, s.view().horizon().t0, s.view().horizon().t1);
  REQUIRE(limits);
  REQUIRE(limits->peaks.size() > 3);
  const auto name = [&](std::size_t place) { return facts->group_at(facts->group("capacity")).entities[static_cast<std::size_t>(limits->peaks[place].entity)]; };
  CHECK(words.find(limit_title(name(0), "koto") + " is the tightest limit: ") != std::string::npos);
  click_named(s, "answer/limit/2");
  CHECK(s.view().panel == "capacity");
  CHECK(s.view().limit == name(1));
  s.key("1");
  settle(s);
  click_named(s, "answer/event/0");
  CHECK(s.view().panel == "events");
  CHECK(s.view().selected_event >= 0);
  s.key("4");
  settle(s);
  click_named(s, "asset/sites.koto.power.tx_b");
  CHECK(s.view().panel == "inspector");
  CHECK(s.view().asset == "sites.koto.power.tx_b");
  CHECK(settle(s).find("hot spot temperature max") != std::string::npos);
}

TEST_CASE("values zoom at the pointer with Ctrl or on their scale, each plot for itself, and fit again") {
  Session s;
  s.open(Runs::trace("two-feeders"));
  s.library().wait_idle();
  s.view().open("capacity");
  settle(s);
  const TimeRange times = s.view().range();
  const Rect plot = plot_of(s, "utilisation");
  const Frame before = s.scene().plot("utilisation")->frame;
  const Point p{plot.x + 0.5 * plot.w, plot.y + 0.25 * plot.h};
  s.wheel(p, 3, {.ctrl = true});
  settle(s);
  const Frame zoomed = s.scene().plot("utilisation")->frame;
  CHECK(zoomed.high - zoomed.low == Approx((before.high - before.low) / std::pow(1.18, 3)).epsilon(1e-9));
  CHECK(zoomed.value_at(p.y) == Approx(before.value_at(p.y)).epsilon(1e-9));
  CHECK(s.view().range() == times);
  for (const PlotHit& other : s.scene().plots)
    if (other.name != "utilisation" && other.name != "overview") CHECK_FALSE(s.view().values(other.name).has_value());
  s.wheel({plot.x - 10, p.y}, -1);
  settle(s);
  const Frame wider = s.scene().plot("utilisation")->frame;
  CHECK(wider.high - wider.low == Approx((before.high - before.low) / std::pow(1.18, 2)).epsilon(1e-9));
  s.press({plot.x - 10, p.y}, MouseButton::left, {}, true);
  s.release({plot.x - 10, p.y}, MouseButton::left);
  settle(s);
  CHECK(s.scene().plot("utilisation")->frame.high == before.high);
  CHECK(s.view().range() == times);
  // Without end in neither direction, and without harm.
  for (int i = 0; i < 300; ++i) s.wheel(p, 5, {.ctrl = true});
  settle(s);
  for (int i = 0; i < 600; ++i) s.wheel(p, -5, {.ctrl = true});
  settle(s);
  CHECK(std::isfinite(s.scene().plot("utilisation")->frame.high));
  s.key("f");
  settle(s);
  CHECK(s.scene().plot("utilisation")->frame.high == before.high);
}

TEST_CASE("keys: events forth and back, rows, panels, palette, filter, help, copy") {
  Session s;
  s.open(Runs::trace("two-feeders"));
  s.library().wait_idle();
  s.view().open("events");
  settle(s);
  const TraceReader reader(Runs::trace("two-feeders"));
  const auto group = static_cast<std::size_t>(reader.find_group("event"));
  const auto texts = reader.read_text(group, static_cast<std::size_t>(reader.find_channel(group, "text")));
  const auto all = static_cast<int>(texts.size());
  REQUIRE(all > 10);
  s.key("home");
  std::set<int> seen;
  for (int i = 0; i < all + 5; ++i) {
    s.key("n");
    seen.insert(s.view().selected_event);
    settle(s);
  }
  CHECK(static_cast<int>(seen.size()) == all);  // every event, those of one moment included
  s.key("p");
  CHECK(s.view().selected_event == all - 2);
  const double before = s.view().cursor();
  s.key("left");
  CHECK(s.view().cursor() == Approx(before - 300));  // the record interval
  s.key("right", {true, false, false});
  CHECK(s.view().cursor() == Approx(before - 300 + 3000));
  s.key("/");
  for (const char c : std::string("battery")) s.type(static_cast<char32_t>(c));
  s.key("enter");
  settle(s);
  CHECK(s.view().filter == "battery");
  std::size_t rows = 0;
  for (const Hit& h : s.scene().hits) rows += h.name.starts_with("event/");
  const auto with = std::count_if(texts.begin(), texts.end(), [](const std::string& t) { return t.find("battery") != std::string::npos; });
  CHECK(with > 1);
  CHECK(static_cast<long>(rows) == with);
  s.key("escape");
  CHECK(s.view().filter.empty());
  s.key("p", {false, true, false});
  for (const char c : std::string("inspect ups_a")) s.type(static_cast<char32_t>(c));
  settle(s);
  s.key("enter");
  CHECK(s.view().panel == "inspector");
  CHECK(s.view().asset == "sites.koto.power.ups_a");
  s.key("?");
  CHECK(settle(s).find("double click, F") != std::string::npos);
  s.key("escape");
  CHECK_FALSE(s.help_shown());
  s.view().open("capacity");
  settle(s);
  s.key("c");
  const auto text = s.take_clipboard();
  REQUIRE(text);
  CHECK(text->find("time\tplot\tcurve\tvalue\tunit\tdataset\n") == 0);
  CHECK(text->find("/site/it_power [koto]") != std::string::npos);
  for (std::size_t i = 0; i < panels().size(); ++i) s.key("tab");
  CHECK(s.view().panel == "capacity");
  s.key("q", {false, true, false});
  CHECK(s.quit());
}

TEST_CASE("signals are added by a click and dragged onto plots") {
  Session s;
  s.open(Runs::trace("two-feeders"));
  s.library().wait_idle();
  s.view().open("signals");
  settle(s);
  click_named(s, "unfold/site");
  click_named(s, "signal/site/grid_import@koto");
  REQUIRE(s.view().plots.size() == 3);
  CHECK(s.view().plots[0].size() == 3);
  const Hit* signal = s.scene().hit("signal/site/loss_power@koto");
  REQUIRE(signal != nullptr);
  drag(s, middle(signal->box), middle(plot_of(s, "signals2")), MouseButton::left);
  REQUIRE(s.view().plots[1].size() == 2);
  CHECK(s.view().plots[1][1].channel == "loss_power");
  click_named(s, "signals/add");
  CHECK(s.view().plots.size() == 4);
}

TEST_CASE("two runs are compared, a third that cannot be read does no harm") {
  Session s;
  s.open(Runs::trace("two-feeders"));
  s.open(Runs::trace("ride-through"));
  s.open("/nonexistent.h5");
  s.library().wait_idle();
  s.view().open("compare");
  const std::string words = settle(s);
  CHECK(words.find("A  A transformer trips between two feeders") != std::string::npos);
  CHECK(words.find("B  Twelve minutes without the grid") != std::string::npos);
  click_named(s, "compare/site/pue");
  CHECK(s.view().compared == "site/pue");
  click_named(s, "compare/calendar");
  CHECK(s.view().alignment == Alignment::calendar);
}

TEST_CASE("a list is scrolled from where it stands, no further than its end, and shows what is selected") {
  Session s;
  s.open(Runs::trace("two-feeders"));
  s.library().wait_idle();
  s.view().open("events");
  const Size low{1440, 560};
  settle(s, low);
  const auto first = [&] { return s.scene().list.first; };
  const std::size_t count = s.scene().list.count, fit = s.scene().list.fit();
  REQUIRE(count > fit + 6);
  const Point list{400, 470};
  s.wheel(list, -100);
  settle(s, low);
  CHECK(first() == count - fit);
  s.wheel(list, 1);
  settle(s, low);
  CHECK(first() == count - fit - 3);  // at once, however far the hand had turned
  s.key("end");
  s.key("p");
  settle(s, low);
  CHECK(s.scene().hit("event/" + std::to_string(s.view().selected_event)) != nullptr);
  CHECK(first() > 0);
  const std::size_t before = first();
  s.key("up");
  settle(s, low);
  CHECK(first() == before - 1);
  s.wheel(list, 100);
  settle(s, low);
  CHECK(first() == 0);  // also while an event below is selected
}

TEST_CASE("one-line: each at its highest is the highest of the recorded maxima in sight") {
  Session s;
  s.open(Runs::trace("two-feeders"));
  s.library().wait_idle();
  s.view().open("electrical");
  settle(s);
  click_named(s, "electrical/highest");
  const TraceReader reader(Runs::trace("two-feeders"));
  const auto g = static_cast<std::size_t>(reader.find_group("equipment/transformer"));
  const auto& names = reader.groups()[g].entities;
  for (std::size_t e = 0; e < names.size(); ++e) {
    const auto maxima = reader.read(g, static_cast<std::size_t>(reader.find_channel(g, "load_max")), e);
    INFO(names[e]);
    CHECK(shown(s, "electrical." + last_of(names[e]) + ".power") == Approx(*std::max_element(maxima.begin(), maxima.end())).epsilon(1e-7));
  }
}

TEST_CASE("one-line: where the sets still carry the board after an outage, nothing comes from the grid that is back") {
  Session s;
  s.open(Runs::trace("ride-through"));
  s.library().wait_idle();
  s.view().open("electrical");
  settle(s);
  const double t0 = s.library().facts(0)->t0;
  const auto at = [&](double minutes) {
    s.view().jump_to(t0 + 60 * minutes);
    settle(s);
  };
  at(5);
  CHECK(shown(s, "electrical.tx>board.flow") > 1e7);
  CHECK(shown(s, "electrical.gensets>board.flow") == 0);
  at(23);
  CHECK(shown(s, "electrical.tx>board.flow") == 0);
  CHECK(shown(s, "electrical.gensets>board.flow") > 1e7);
}

TEST_CASE("limits are judged by the recorded rows, cut to the range") {
  const std::string path = Runs::trace("two-feeders");
  const TraceReader reader(path);
  Library library;
  library.open(path);
  library.wait_idle();
  const double epoch = reader.epoch_unix_s(), t0 = epoch + 7300, t1 = epoch + 20000;
  library.limits(0, t0, t1);
  library.wait_idle();
  const auto judged = library.limits(0, t0, t1);
  REQUIRE(judged);
  const auto g = static_cast<std::size_t>(reader.find_group("capacity"));
  const auto times = reader.times(g);
  bool any_over = false, any_firm = false, any_binds = false;
  for (const LimitPeak& p : judged->peaks) {
    const auto column = [&](const char* name) { return reader.read(g, static_cast<std::size_t>(reader.find_channel(g, name)), static_cast<std::size_t>(p.entity)); };
    const auto margin = column("margin"), value = column("value"), firm = column("firm_limit"), binding = column("binding"), utilisation = column("utilisation");
    double over = 0, over_firm = 0, binds = 0, fullest = -1;
    for (std::size_t r = 0; r < times.size(); ++r) {
      const double length = std::min(epoch + times[r], t1) - std::max(epoch + (r > 0 ? times[r - 1] : 0), t0);
      if (length <= 0) continue;
      over += margin[r] < 0 ? length : 0;
      over_firm += std::isfinite(utilisation[r]) && value[r] > firm[r] ? length : 0;
      binds += binding[r] > 0.5 ? length : 0;
      if (utilisation[r] > fullest) fullest = utilisation[r];
    }
    INFO(p.entity);
    CHECK(p.utilisation == fullest);
    CHECK(p.over_s == Approx(over).margin(1e-6));
    CHECK(p.over_firm_s == Approx(over_firm).margin(1e-6));
    CHECK(p.binds_s == Approx(binds).margin(1e-6));
    any_over |= over > 0, any_firm |= over_firm > 0, any_binds |= binds > 0;
  }
  CHECK(any_over);
  CHECK(any_firm);
  CHECK(any_binds);
}

TEST_CASE("one-line: a row within which the power came or went says for how much of it") {
  Session s;
  s.open(Runs::trace("ride-through", "--set 'resolution.record=5 min' --set 'record.around_events.before=0 s' --set 'record.around_events.after=0 s'"));
  s.library().wait_idle();
  s.view().open("electrical");
  settle(s);
  const auto facts = s.library().facts(0);
  s.view().jump_to(facts->t0 + 720);  // the outage begins 5 s after the row does
  const std::string words = settle(s);
  CHECK(words.find("DARK\npowered 2 % of the row\n") != std::string::npos);  // the feeder
  CHECK(words.find("4.7 running\n") != std::string::npos);
  CHECK(words.find("power: mean of the recorded row") != std::string::npos);
  s.view().jump_to(facts->t0 + 1000);
  const std::string within = settle(s);
  CHECK(within.find("of the row\n") == std::string::npos);
  CHECK(within.find("5 running\n") != std::string::npos);
}

TEST_CASE("jobs: every panel draws a trace that has some") {
  const auto path = std::filesystem::path(Runs::trace("two-feeders")).replace_filename("sample.h5");
  REQUIRE(std::system((std::string(SAMPLE_TRACE) + " " + path.string() + " 200").c_str()) == 0);
  Session s;
  s.open(path.string());
  s.library().wait_idle();
  for (const PanelInfo& p : panels()) {
    s.view().open(p.name);
    const std::string words = settle(s);
    if (std::string(p.name) == "jobs") CHECK(words.find("By tenant\n") != std::string::npos);
  }
}

TEST_CASE("the scenario of a trace is checked, and run again to the same run, whatever it extends") {
  Session s;
  s.open(Runs::trace("training-swing-bess", "--set 'horizon.to=2027-08-04T14:01'"));
  s.library().wait_idle();
  const auto facts = s.library().facts(0);
  REQUIRE(facts);
  REQUIRE(facts->scenario_written.find("extends:") != std::string::npos);
  s.view().open("scenario");
  settle(s);
  const auto folder = std::filesystem::current_path();
  std::filesystem::current_path(std::filesystem::path(Runs::trace("two-feeders")).parent_path());
  const auto wait = [&] {
    for (int i = 0; i < 3000 && s.launcher().running(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      settle(s);
    }
    return settle(s);
  };
  click_named(s, "scenario/validate");
  std::string words = wait();
  CHECK(words.find("the scenario is right") != std::string::npos);
  CHECK(s.view().resolved);
  click_named(s, "scenario/follow");
  words = wait();
  std::filesystem::current_path(folder);
  INFO(s.launcher().words());
  CHECK(s.launcher().exit_code() == 0);
  REQUIRE(s.view().run == 1);  // the one that was launched is looked at, without another click
  CHECK(s.library().facts(1)->attribute("run_id") == facts->attribute("run_id"));
}

TEST_CASE("no trace, a trace that is none: words") {
  Session none;
  CheckingCanvas canvas(window);
  none.frame(canvas);
  CHECK(canvas.words.find("No trace is open.") != std::string::npos);
  Session bad;
  bad.open(NETSUDEN_SOURCE_DIR "/README.md");
  bad.library().wait_idle();
  CHECK(settle(bad).find("is not a trace of netsuden") != std::string::npos);
  for (const char* k : {"n", "p", "left", "f", "w", "tab", "c", "space", "?"}) bad.key(k);
  settle(bad);
}
