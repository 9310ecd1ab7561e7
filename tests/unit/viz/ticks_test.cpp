// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <set>

#include "tests/unit/viz/synthetic.hpp"
#include "viz/plot/ticks.hpp"

using namespace netsuden;
using namespace netsuden::viz;

namespace {

TimeZone zone(const char* name) {
  std::string message;
  const auto z = TimeZone::find(name, message);
  REQUIRE(z.has_value());
  return *z;
}

std::vector<std::string> labels(const TimeTicks& t) {
  std::vector<std::string> out;
  for (const TimeTick& k : t.ticks) out.push_back(k.label);
  return out;
}

}  // namespace

TEST_CASE("value ticks rise, lie in the range, are labelled uniquely and are multiples of their step") {
  synthetic::Random random(11);
  for (int k = 0; k < 3000; ++k) {
    const double span = std::pow(10.0, -6 + 18 * random.uniform());
    const double low = span * 20 * (random.uniform() - 0.5), high = low + span;
    for (const AxisUnit& unit : {axis_units::watt(), axis_units::percent_from_share(), axis_units::celsius()}) {
      const ValueTicks t = value_ticks(low, high, 5, unit);
      REQUIRE(t.at.size() >= 2);
      REQUIRE(t.at.size() <= 12);
      REQUIRE(t.label.size() == t.at.size());
      std::set<std::string> said(t.label.begin(), t.label.end());
      REQUIRE(said.size() == t.at.size());
      for (std::size_t i = 0; i < t.at.size(); ++i) {
        REQUIRE(t.at[i] >= low);
        REQUIRE(t.at[i] <= high);
        if (i > 0) REQUIRE(t.at[i] > t.at[i - 1]);
        REQUIRE(std::abs(t.at[i] / t.step - std::round(t.at[i] / t.step)) < 1e-6);
      }
    }
  }
}

TEST_CASE("value ticks say what an engineer would write") {
  const ValueTicks power = value_ticks(0, 60e6, 4, axis_units::watt());
  CHECK(power.label == std::vector<std::string>{"0", "20", "40", "60"});
  CHECK(power.style.unit == "MW");
  const ValueTicks share = value_ticks(0, 1.2, 5, axis_units::percent_from_share());
  CHECK(share.label == std::vector<std::string>{"0", "25", "50", "75", "100"});
  CHECK(share.style.unit == "%");
  CHECK(value_ticks(-10, 30, 4, axis_units::celsius()).label ==
        std::vector<std::string>{"\u221210", "0", "10", "20", "30"});
  CHECK(value_ticks(1.15, 1.3, 3, axis_units::plain()).label ==
        std::vector<std::string>{"1.15", "1.20", "1.25", "1.30"});
}

TEST_CASE("value ticks of ranges without extent or end") {
  CHECK(value_ticks(5, 5, 4, axis_units::watt()).at == std::vector<double>{5});
  CHECK(value_ticks(0, 0, 4, axis_units::watt()).label == std::vector<std::string>{"0"});
  CHECK(value_ticks(no_value, 1, 4, axis_units::watt()).at.empty());
  CHECK(value_ticks(0, std::numeric_limits<double>::infinity(), 4, axis_units::watt()).at.empty());
  CHECK(value_ticks(1e300, 1.1e300, 4, axis_units::plain()).at.size() >= 2);
  CHECK(value_ticks(-1.7e308, 1.7e308, 4, axis_units::plain()).at.size() <= 10);
  CHECK(value_ticks(1e-300, 3e-300, 4, axis_units::watt()).at.size() <= 10);
}

TEST_CASE("numbers with engineering prefixes") {
  CHECK(format_value(58.2e6, axis_units::watt()) == "58.2 MW");
  CHECK(format_value(999.97e3, axis_units::watt()) == "1.00 MW");  // rounding carries into the next prefix
  CHECK(format_value(0, axis_units::watt()) == "0.00 W");
  CHECK(format_value(-3.25e3, axis_units::watt()) == "\u22123.25 kW");
  CHECK(format_value(1.5e-6, axis_units::watt()) == "1.50 \u00B5W");
  CHECK(format_value(0.456, axis_units::percent_from_share()) == "45.6 %");
  CHECK(format_value(26.74, axis_units::celsius()) == "26.7 \u00B0C");
  CHECK(format_value(12345, axis_units::plain()) == "12345");
  CHECK(format_value(999999.7, axis_units::plain()) == "1.00 M");
  CHECK(format_value(-1.5e10, {"JPY", false, 1}, 4) == "\u221215.00 bn JPY");
  CHECK(format_value(2.5e12, {"USD", false, 1}) == "2.50 tn USD");
  CHECK(format_value(no_value, axis_units::watt()) == "\u2013 W");
  CHECK(format_setting(60e6, axis_units::watt()) == "60 MW");
  CHECK(format_setting(1.3, axis_units::plain()) == "1.3");
  CHECK(format_setting(27.5, axis_units::celsius()) == "27.5 \u00B0C");
  CHECK(format_setting(1000e6, axis_units::watt()) == "1 GW");
  CHECK(format_value(3.6e9, axis_units::watt_hour_from_joule()) == "1.00 MWh");
}

TEST_CASE("time ticks rise, lie in the range and are unique from milliseconds to centuries, in any zone") {
  synthetic::Random random(5);
  for (const char* name :
       {"UTC", "Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"}) {
    const TimeZone z = zone(name);
    for (int k = 0; k < 400; ++k) {
      const double span = std::pow(10.0, -1 + 10.6 * random.uniform());
      const double from = 1.4e9 + 2.2e9 * random.uniform() - span / 2;
      const int most = 3 + static_cast<int>(12 * random.uniform());
      const TimeTicks t = time_ticks(from, from + span, most, z);
      REQUIRE(t.ticks.size() <= static_cast<std::size_t>(most));
      std::set<std::string> said;
      std::string context = t.first_context;
      for (std::size_t i = 0; i < t.ticks.size(); ++i) {
        REQUIRE(t.ticks[i].at >= from);
        REQUIRE(t.ticks[i].at <= from + span);
        if (i > 0) REQUIRE(t.ticks[i].at > t.ticks[i - 1].at);
        if (!t.ticks[i].context.empty()) context = t.ticks[i].context;
        INFO(name << " " << from << " " << span << " " << context << " " << t.ticks[i].label);
        REQUIRE(said.insert(context + t.ticks[i].label).second);
      }
    }
  }
}

TEST_CASE("weeks start on Monday") {
  // 2026-04-06 was a Monday (any calendar).
  const TimeZone z = TimeZone::fixed(0);
  const TimeTicks t = time_ticks(from_civil(2026, 4, 1, 0, 0, 0, z), from_civil(2026, 5, 5, 0, 0, 0, z), 6, z);
  CHECK(labels(t) == std::vector<std::string>{"6 Apr", "13 Apr", "20 Apr", "27 Apr", "4 May"});
  CHECK(t.first_context == "2026");
}

TEST_CASE("months and years across a border, leap years too") {
  const TimeZone z = zone("Asia/Tokyo");
  const TimeTicks months = time_ticks(from_civil(2027, 11, 15, 0, 0, 0, z), from_civil(2028, 4, 2, 0, 0, 0, z), 6, z);
  CHECK(labels(months) == std::vector<std::string>{"Dec", "Jan", "Feb", "Mar", "Apr"});
  CHECK(months.ticks[1].context == "2028");
  CHECK(months.ticks[2].at == from_civil(2028, 2, 1, 0, 0, 0, z));
  CHECK(months.ticks[3].at - months.ticks[2].at == 29 * 86400.0);  // February 2028
  const TimeTicks years = time_ticks(from_civil(2026, 4, 1, 0, 0, 0, z), from_civil(2036, 4, 1, 0, 0, 0, z), 6, z);
  CHECK(labels(years) == std::vector<std::string>{"2028", "2030", "2032", "2034", "2036"});
}

TEST_CASE("hours when clocks go forward: no tick in the hour that is not there") {
  // Berlin, 2026-03-29: 02:00 becomes 03:00 at 01:00 UTC (EU directive 2000/84/EC: last Sunday of March).
  const TimeZone z = zone("Europe/Berlin");
  const double change = from_civil(2026, 3, 29, 1, 0, 0, TimeZone{});
  const TimeTicks t = time_ticks(change - 3 * 3600, change + 3 * 3600, 8, z);
  CHECK(labels(t) == std::vector<std::string>{"23:00", "00:00", "01:00", "03:00", "04:00", "05:00", "06:00"});
  CHECK(t.ticks[1].context == "Sun 29 Mar 2026");
  CHECK(t.ticks[3].at == change);
  for (std::size_t i = 1; i < t.ticks.size(); ++i) CHECK(t.ticks[i].at - t.ticks[i - 1].at == 3600);
}

TEST_CASE("minutes when clocks go back: the repeated hour names its offset") {
  // Berlin, 2026-10-25: 03:00 becomes 02:00 at 01:00 UTC.
  const TimeZone z = zone("Europe/Berlin");
  const double change = from_civil(2026, 10, 25, 1, 0, 0, TimeZone{});
  const TimeTicks t = time_ticks(change - 3600, change + 3600, 5, z);
  CHECK(labels(t) == std::vector<std::string>{"02:00", "02:30", "02:00 +01:00", "02:30 +01:00", "03:00"});
  // A day of 25 hours still has midnights where the calendar has them.
  const TimeTicks days = time_ticks(change - 2 * 86400, change + 2 * 86400, 6, z);
  for (const TimeTick& k : days.ticks) CHECK(z.to_civil(k.at).hour == 0);
}

TEST_CASE("time ticks of ranges without extent or end") {
  const TimeZone z;
  CHECK(time_ticks(no_value, 1, 5, z).ticks.empty());
  CHECK(time_ticks(2, 1, 5, z).ticks.empty());
  CHECK(time_ticks(-1e300, 1e300, 5, z).ticks.size() <= 5);
  CHECK(time_ticks(1e9, 1e9, 5, z).ticks.size() <= 1);
  CHECK(time_ticks(1e9, 1e9 + 1e-7, 5, z).ticks.size() <= 5);
}
