// SPDX-License-Identifier: Apache-2.0
// The rows of a power-grid-model file: which components there are, which attributes they have, and each row's numbers with
// their places. Source: power-grid-model's component documentation. Verified by tests/unit/import/power_grid_model_test.cpp.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <set>

#include "io/import/located_json.hpp"

namespace netsuden::pgm {

/// A row: values by attribute; null and absent are the same.
struct Row {
  std::int64_t id = 0;
  const LocatedJson* whole = nullptr;
  std::map<std::string, const LocatedJson*, std::less<>> values;
};

class Rows {
 public:
  /// Reads everything; what is wrong is told to the diagnostics.
  Rows(const LocatedJson& root, const std::string& file, const std::string& text, Diagnostics&);
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows();  ///< tells how many errors were not shown
  bool any_errors() const { return errors_ > 0; }
  /// Whether every row of the component can be used; where not, what refers to it cannot be judged.
  bool complete(std::string_view component) const { return incomplete_.count(component) == 0; }

  const std::vector<Row>& of(std::string_view component) const;

  bool has(const Row& r, std::string_view attribute) const { return r.values.count(attribute) > 0; }
  double number(const Row&, std::string_view attribute) const;  ///< NaN where absent
  double number_or(const Row&, std::string_view attribute, double otherwise) const;
  double positive(const Row&, std::string_view attribute) const;
  double not_negative(const Row&, std::string_view attribute) const;
  int whole(const Row&, std::string_view attribute, int from, int to) const;
  int whole_or(const Row&, std::string_view attribute, int from, int to, int otherwise) const;
  static constexpr std::int64_t no_id = std::numeric_limits<std::int64_t>::min();
  std::int64_t id(const Row&, std::string_view attribute) const;  ///< `no_id` and an error where it is none
  double sum_of_three(const Row&, std::string_view attribute) const;
  void refuse(const Row&, std::string_view attribute, std::string message) const;

 private:
  struct Component;
  static const std::map<std::string, Component, std::less<>>& components();
  void header(const LocatedJson& root);
  void data(const LocatedJson& root);
  void component(const std::string& name, const LocatedJson& rows, const LocatedJson* attributes);
  /// Whether the row can be used.
  bool row(const std::string& name, const Component&, const LocatedJson&, const LocatedJson* attributes);
  bool refused(const LocatedJson& at, std::string message) const;
  void error(const LocatedJson& at, std::string message, std::string help = {}) const;

  const std::string& file_;
  const std::string& text_;
  Diagnostics& diagnostics_;
  mutable int errors_ = 0;
  std::map<std::string, std::vector<Row>, std::less<>> rows_;
  std::map<std::int64_t, const LocatedJson*> ids_;
  std::set<std::string, std::less<>> incomplete_;
};

}  // namespace netsuden::pgm
