// SPDX-License-Identifier: Apache-2.0
// Walks every described parameter of a scenario, in every alternative of every variant.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "sim/base/calendar.hpp"
#include "sim/base/unit_table.hpp"
#include "sim/spec/scenario.hpp"

using namespace netsuden;

namespace {

class Walker final : public Describe {
 public:
  int walked = 0;
  std::set<std::string> paths;

  void root(const std::function<void(Describe&)>& body) { scope("", body); }

 protected:
  /// What holds for every parameter.
  void common(const Param& p) {
    ++walked;
    const std::string path = path_ + p.key;
    paths.insert(path);
    INFO(path);
    CHECK(keys_.insert(p.key).second);  // once in an object, and in each alternative
    const std::string key = p.key, text = p.doc.text, source = p.doc.source;
    CHECK_FALSE(key.empty());
    CHECK(key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos);
    CHECK(text.size() > 3);
    CHECK(text.back() == '.');
    CHECK(text.find("  ") == std::string::npos);
    CHECK((source.empty() || source.back() != '.'));
    const Range& r = p.doc.range;
    if (r.bounded()) {
      CHECK(std::string(r.why).size() > 3);
      CHECK(r.min < r.max + (p.type == ValueType::integer ? 1 : 0));
    } else {
      CHECK(std::string(r.why).empty());
    }
    CHECK_FALSE((p.doc.required && p.optional && p.type != ValueType::path));
    CHECK_FALSE((p.doc.required && *p.doc.default_text));
  }
  void in_range(const Param& p, double v, const char* what) {
    INFO(path_ << p.key << ": " << what << " " << v);
    const Range& r = p.doc.range;
    const double slack = 1e-9 * std::max(1.0, std::abs(v));
    CHECK(v >= r.min - slack);
    CHECK(v <= r.max + slack);
  }

  void number(const Param& p, double& si, bool* present) override {
    common(p);
    INFO(path_ << p.key);
    CHECK(std::isfinite(si));
    const CurrencyContext currency;
    std::string message;
    const std::string unit = p.doc.unit;
    double in_unit = si;
    if (p.type == ValueType::fraction) {
      CHECK((unit == "%" || unit.empty()));
      CHECK(p.doc.range.min >= 0);  // of shares, bounds are shares
      CHECK(p.doc.range.max <= 1);
    } else if (unit.empty()) {
      CHECK(p.dim.is_plain());
    } else {
      const auto u = parse_unit(unit, currency, message);
      INFO(unit << ": " << message);
      REQUIRE(u);
      if (p.type == ValueType::temperature) {
        CHECK(u->point);
      } else {
        CHECK_FALSE(u->point);
        CHECK(unit_fits(u->dim, p.dim));
      }
      in_unit = u->from_si(si);
    }
    if ((!present || *present) && !p.doc.required) in_range(p, in_unit, "default");
    ends(p, unit);
  }
  /// Both ends of the range read back to what they are, in the unit that is shown.
  void ends(const Param& p, const std::string& unit) {
    const Want want = p.type == ValueType::temperature ? Want::temperature : p.type == ValueType::fraction ? Want::fraction : Want::number;
    for (const double end : {p.doc.range.min, p.doc.range.max}) {
      if (std::abs(end) > 1e299) continue;
      std::string message;
      const double shown = p.type == ValueType::fraction && unit == "%" ? end * 100 : end;
      const auto si = to_si(fmt::format("{} {}", shown, unit), p.dim, want, {}, message, p.doc.unit);
      INFO(path_ << p.key << ": " << shown << " " << unit << ": " << message);
      CHECK(si);
    }
  }
  void integer_value(const Param& p, long long& v, bool* present) override {
    common(p);
    if ((!present || *present) && !p.doc.required) in_range(p, static_cast<double>(v), "default");
    INFO(path_ << p.key);
    if (p.doc.range.bounded()) CHECK((std::floor(p.doc.range.min) == p.doc.range.min && std::floor(p.doc.range.max) == p.doc.range.max));
  }
  void boolean_value(const Param& p, bool&) override { common(p); }
  void text_value(const Param& p, std::string& v, bool*) override {
    common(p);
    if (p.type != ValueType::date || v.empty()) return;
    std::string message;
    CHECK(parse_time(v, TimeZone(), message));
  }
  void choice_value(const Param& p, int& index, const std::vector<Choice>& choices) override {
    common(p);
    INFO(path_ << p.key);
    CHECK_FALSE(choices.empty());
    CHECK(index >= 0);
    CHECK(index < static_cast<int>(choices.size()));
    std::set<std::string> names;
    for (const Choice& c : choices) {
      CHECK_FALSE(std::string(c.name).empty());
      CHECK(names.insert(c.name).second);
    }
  }
  void reference_value(const Param& p, std::string&, const char* kind) override {
    common(p);
    CHECK_FALSE(std::string(kind).empty());
  }
  void references_value(const Param& p, std::vector<std::string>&, const char*) override { common(p); }
  void numbers_value(const Param& p, std::vector<double>& v, int count) override {
    common(p);
    if (count >= 0) CHECK(static_cast<int>(v.size()) == count);
    if (!p.doc.required)
      for (const double x : v) in_range(p, x, "default");
  }
  void pairs_value(const Param& p, std::vector<std::pair<std::string, std::string>>&) override { common(p); }
  void path_value(const Param& p, FilePath&) override { common(p); }
  void model_value(const Param& p, std::string&, const char* section) override {
    common(p);
    static const std::set<std::string> sections{"racks", "power_supplies", "transformers", "ups", "pdus", "transfer_switches", "busways", "crahs", "cracs", "cdus", "cold_plates", "chillers", "towers", "dry_coolers", "reliability", "serving"};
    CHECK(sections.contains(section));
  }
  void variant_value(const Param& p, int& index, const std::vector<Choice>& choices, const std::function<void(Describe&, int)>& body) override {
    choice_value(p, index, choices);
    // Keys of the alternatives may agree with each other, not with those around them.
    const std::set<std::string> around = keys_;
    std::set<std::string> all = keys_;
    for (std::size_t i = 0; i < choices.size(); ++i) {
      keys_ = around;
      body(*this, static_cast<int>(i));
      all.insert(keys_.begin(), keys_.end());
    }
    keys_ = all;
  }
  void object_value(const Param& p, bool*, const Body& body) override {
    common(p);
    scope(std::string(p.key) + ".", body);
  }
  void list_value(const Param& p, ObjectsAccess& a) override {
    common(p);
    scope(std::string(p.key) + ".N.", [&a](Describe& d) { a.describe_default(d); });
  }
  void map_value(const Param& p, ObjectsAccess& a) override {
    common(p);
    scope(std::string(p.key) + ".NAME.", [&a](Describe& d) { a.describe_default(d); });
  }

 private:
  void scope(const std::string& name, const Body& body) {
    const std::string outer = path_;
    const std::set<std::string> outer_keys = std::move(keys_);
    keys_.clear();
    path_ += name;
    body(*this);
    path_ = outer;
    keys_ = outer_keys;
  }
  std::string path_;
  std::set<std::string> keys_;
};

}  // namespace

TEST_CASE("parameters: each says what it is, in a unit of its kind, with a default inside its range and a reason for that") {
  Scenario s;
  Walker w;
  w.root([&](Describe& d) { describe(d, s); });
  CHECK(w.walked > 400);
  for (const char* path : {"netsuden", "sites.NAME.halls.NAME.racks.psu.efficiency", "sites.NAME.cooling.NAME.chillers.carnot_fraction",
                           "catalogue.towers.NAME.water.drift", "workload.jobs.N.synthetic.nodes.sigma", "record.around_events.max_rows"}) {
    INFO(path);
    CHECK(w.paths.contains(path));
  }
}
