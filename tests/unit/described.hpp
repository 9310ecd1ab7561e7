// SPDX-License-Identifier: Apache-2.0
// Walks a parameter struct and checks what its `describe` promises: every default lies in its range, every unit has the
// dimension of its field, every text is a sentence and every value has a source.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "sim/base/describe.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden {

class DescribedChecker final : public Describe {
 public:
  int parameters = 0;

 private:
  void doc(const Param& p) {
    INFO("parameter " << p.key);
    ++parameters;
    const std::string text = p.doc.text;
    CHECK(text.size() > 5);
    CHECK(text.ends_with("."));
    CHECK(std::string(p.doc.source).size() > 3);
    CHECK(p.doc.range.min < p.doc.range.max);
    CHECK((!p.doc.range.bounded() || std::string(p.doc.range.why).size() > 3));
  }
  void number(const Param& p, double& si, bool* present) override {
    doc(p);
    INFO("parameter " << p.key);
    CHECK(p.doc.range.bounded());
    if (p.type == ValueType::temperature) {  // ranges are in its unit
      REQUIRE(std::string_view(p.doc.unit) == "degC");
      if (present != nullptr && !*present) return;
      CHECK(si - 273.15 >= p.doc.range.min - 1e-9);
      CHECK(si - 273.15 <= p.doc.range.max + 1e-9);
      return;
    }
    double unit = 1;
    if (std::string_view(p.doc.unit) != "") {
      std::string message;
      const auto v = to_si(std::string("1 ") + p.doc.unit, p.dim, Want::number, {"JPY", {}}, message);
      INFO(message);
      REQUIRE(v.has_value());
      unit = p.type == ValueType::fraction ? 1 : *v;
    } else {
      CHECK(p.dim.is_plain());
    }
    if (present != nullptr && !*present) return;
    CHECK(si / unit >= p.doc.range.min * (1 - 1e-9) - 1e-300);
    CHECK(si / unit <= p.doc.range.max * (1 + 1e-9));
  }
  void integer_value(const Param& p, long long& v, bool*) override {
    doc(p);
    INFO("parameter " << p.key);
    CHECK(static_cast<double>(v) >= p.doc.range.min);
    CHECK(static_cast<double>(v) <= p.doc.range.max);
  }
  void boolean_value(const Param& p, bool&) override { doc(p); }
  void text_value(const Param& p, std::string&, bool*) override { doc(p); }
  void choice_value(const Param& p, int& index, const std::vector<Choice>& choices) override {
    doc(p);
    CHECK(index < static_cast<int>(choices.size()));
  }
  void reference_value(const Param& p, std::string&, const char*) override { doc(p); }
  void references_value(const Param& p, std::vector<std::string>&, const char*) override { doc(p); }
  void numbers_value(const Param& p, std::vector<double>& v, int) override {
    doc(p);
    for (const double x : v) {
      CHECK(x >= p.doc.range.min);
      CHECK(x <= p.doc.range.max);
    }
  }
  void pairs_value(const Param& p, std::vector<std::pair<std::string, std::string>>&) override { doc(p); }
  void path_value(const Param& p, FilePath&) override { doc(p); }
  void model_value(const Param&, std::string&, const char*) override {}
  void variant_value(const Param& p, int& index, const std::vector<Choice>& choices,
                     const std::function<void(Describe&, int)>& body) override {
    doc(p);
    CHECK(index < static_cast<int>(choices.size()));
    for (int i = 0; i < static_cast<int>(choices.size()); ++i) body(*this, i);
  }
  void object_value(const Param& p, bool*, const Body& body) override {
    doc(p);
    body(*this);
  }
  void list_value(const Param& p, ObjectsAccess& a) override {
    doc(p);
    a.describe_default(*this);
    for (std::size_t i = 0; i < a.size(); ++i) a.describe(*this, i);
  }
  void map_value(const Param& p, ObjectsAccess& a) override { list_value(p, a); }
};

/// Number of parameters of T, all checked.
template <class T>
int described() {
  T value{};
  DescribedChecker checker;
  describe(static_cast<Describe&>(checker), value);
  return checker.parameters;
}

}  // namespace netsuden
