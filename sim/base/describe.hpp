// SPDX-License-Identifier: Apache-2.0
// The vocabulary in which a component declares its parameters, once. Beside each parameter struct stands
//
//   void describe(Describe& d, ChillerParams& p) {
//     d.quantity("rated_capacity", p.rated_capacity,
//                {.unit = "kW", .required = true, .range = {1, 5e4, "the largest machines built"},
//                 .text = "Cooling at reference conditions.", .source = "eir-ref"});
//   }
//
// and every reader of that declaration is a `Describe` visitor: the YAML reader, the resolved scenario, SCHEMA.md,
// the JSON schema, the viewer's inspector and the test that walks all parameters. The default of a parameter is the
// value that its field has in a default-constructed struct.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/units.hpp"

namespace netsuden {

/// Bounds in the display unit (of a share: 0 to 1, whatever its unit), with the reason. A range check is a physical claim: `why` says on what it rests.
struct Range {
  double min = -1e300, max = 1e300;
  const char* why = "";
  bool bounded() const { return min > -1e299 || max < 1e299; }
  /// Bounds are inclusive up to the rounding of a unit conversion.
  bool holds(double v) const {
    const double slack = 1e-12 * (v > 1 ? v : v < -1 ? -v : 1.0);
    return !bounded() || (v >= min - slack && v <= max + slack);
  }
};

/// What is said of one parameter beside its key and its field.
struct Doc {
  const char* unit = "";       ///< display unit; must have the dimension of the field ("" for plain numbers and text)
  bool required = false;
  Range range{};
  const char* text = "";       ///< one sentence, ends with a full stop
  const char* source = "";     ///< where default and range come from; "assumption" where there is no source
  const char* default_text = ""; ///< said instead of the default where it is computed ("as the room's load")
};

enum class ValueType { number, temperature, fraction, integer, boolean, text, date, path, choice, reference, numbers };

/// A file named in a scenario: as written, and where it was found (relative to the file that names it).
struct FilePath {
  std::string written, found;
  bool empty() const { return written.empty(); }
};

struct Param {
  const char* key;
  ValueType type;
  Dim dim{};
  const Doc& doc;
  bool optional = false;  ///< may be absent (std::optional); then there is no default
};

struct Choice {
  const char* name;
  const char* text;
};

class Describe;

/// A list or map of objects as a visitor sees it: the visitor adds elements (reader) or walks those that are there.
class ObjectsAccess {
 public:
  virtual ~ObjectsAccess() = default;
  virtual std::size_t size() const = 0;
  virtual void clear() = 0;
  virtual void add(std::string_view name) = 0;  ///< appends a default-constructed element (maps: under `name`)
  virtual std::string name(std::size_t i) const = 0;
  virtual void describe(Describe& d, std::size_t i) = 0;
  virtual void describe_default(Describe& d) = 0;  ///< a default-constructed element, for schema writers
};

class Describe {
 public:
  virtual ~Describe() = default;

  // ---- what components call -------------------------------------------------------------------------------------
  template <Dim D>
  void quantity(const char* key, Quantity<D>& q, const Doc& doc) {
    number({key, ValueType::number, D, doc}, q.si_ref(), nullptr);
  }
  template <Dim D>
  void quantity(const char* key, std::optional<Quantity<D>>& q, const Doc& doc) {
    bool present = q.has_value();
    double si = present ? q->si() : 0;
    number({key, ValueType::number, D, doc, true}, si, &present);
    q = present ? std::optional(Quantity<D>::from_si(si)) : std::nullopt;
  }
  void temperature(const char* key, Temperature& t, const Doc& doc) {
    number({key, ValueType::temperature, dims::kelvin, doc}, t.k_ref(), nullptr);
  }
  void temperature(const char* key, std::optional<Temperature>& t, const Doc& doc) {
    bool present = t.has_value();
    double k = present ? t->k() : 0;
    number({key, ValueType::temperature, dims::kelvin, doc, true}, k, &present);
    t = present ? std::optional(Temperature::kelvin(k)) : std::nullopt;
  }
  void fraction(const char* key, Fraction& f, const Doc& doc) {
    number({key, ValueType::fraction, Dim{}, doc}, f.ref(), nullptr);
  }
  void fraction(const char* key, std::optional<Fraction>& f, const Doc& doc) {
    bool present = f.has_value();
    double v = present ? f->value() : 0;
    number({key, ValueType::fraction, Dim{}, doc, true}, v, &present);
    f = present ? std::optional(Fraction(v)) : std::nullopt;
  }
  /// A dimensionless number (a coefficient, a ratio above one).
  void plain(const char* key, double& v, const Doc& doc) { number({key, ValueType::number, Dim{}, doc}, v, nullptr); }
  void plain(const char* key, std::optional<double>& v, const Doc& doc) {
    bool present = v.has_value();
    double x = present ? *v : 0;
    number({key, ValueType::number, Dim{}, doc, true}, x, &present);
    v = present ? std::optional(x) : std::nullopt;
  }
  void integer(const char* key, int& v, const Doc& doc) {
    long long x = v;
    integer_value({key, ValueType::integer, Dim{}, doc}, x, nullptr);
    v = static_cast<int>(x);
  }
  void integer(const char* key, std::uint64_t& v, const Doc& doc) {
    long long x = static_cast<long long>(v);
    integer_value({key, ValueType::integer, Dim{}, doc}, x, nullptr);
    v = static_cast<std::uint64_t>(x);
  }
  void integer(const char* key, std::optional<int>& v, const Doc& doc) {
    bool present = v.has_value();
    long long x = present ? *v : 0;
    integer_value({key, ValueType::integer, Dim{}, doc, true}, x, &present);
    v = present ? std::optional(static_cast<int>(x)) : std::nullopt;
  }
  void boolean(const char* key, bool& v, const Doc& doc) { boolean_value({key, ValueType::boolean, Dim{}, doc}, v); }
  void text(const char* key, std::string& v, const Doc& doc) {
    text_value({key, ValueType::text, Dim{}, doc}, v, nullptr);
  }
  void text(const char* key, std::optional<std::string>& v, const Doc& doc) {
    bool present = v.has_value();
    std::string x = present ? *v : std::string{};
    text_value({key, ValueType::text, Dim{}, doc, true}, x, &present);
    v = present ? std::optional(x) : std::nullopt;
  }
  /// A calendar date, kept as written ("2026-04-01", "2027-08-04T14:00", with or without an offset).
  void date(const char* key, std::string& v, const Doc& doc) {
    text_value({key, ValueType::date, Dim{}, doc}, v, nullptr);
  }
  void date(const char* key, std::optional<std::string>& v, const Doc& doc) {
    bool present = v.has_value();
    std::string x = present ? *v : std::string{};
    text_value({key, ValueType::date, Dim{}, doc, true}, x, &present);
    v = present ? std::optional(x) : std::nullopt;
  }
  /// A mapping from names to scalars kept as written; `type` number demands numbers.
  void pairs(const char* key, std::vector<std::pair<std::string, std::string>>& v, ValueType type, const Doc& doc) {
    pairs_value({key, type, Dim{}, doc}, v);
  }
  /// A file, found relative to the scenario file that names it.
  void path(const char* key, FilePath& v, const Doc& doc) {
    path_value({key, ValueType::path, Dim{}, doc, !doc.required}, v);
  }
  /// `model: NAME` takes what the entry NAME of a section of the catalogue says for every key that is not written
  /// here. To be declared before the keys that it fills.
  void model(std::string& v, const char* section, const Doc& doc) {
    model_value({"model", ValueType::reference, Dim{}, doc, true}, v, section);
  }
  /// A key whose value decides which further keys follow: `body(d, i)` declares those of alternative i.
  template <class E>
  void variant(const char* key, E& e, const std::vector<Choice>& choices, const Doc& doc,
               const std::function<void(Describe&, int)>& body) {
    int i = static_cast<int>(e);
    variant_value({key, ValueType::choice, Dim{}, doc}, i, choices, body);
    e = static_cast<E>(i);
  }
  template <class E>
  void choice(const char* key, E& e, const std::vector<Choice>& choices, const Doc& doc) {
    int i = static_cast<int>(e);
    choice_value({key, ValueType::choice, Dim{}, doc}, i, choices);
    e = static_cast<E>(i);
  }
  /// The name of something declared elsewhere in the scenario; `kind` says what ("power node", "loop", "grid").
  void reference(const char* key, std::string& v, const char* kind, const Doc& doc) {
    reference_value({key, ValueType::reference, Dim{}, doc}, v, kind);
  }
  /// One name or a list of names.
  void references(const char* key, std::vector<std::string>& v, const char* kind, const Doc& doc) {
    references_value({key, ValueType::reference, Dim{}, doc}, v, kind);
  }
  template <std::size_t N>
  void numbers(const char* key, std::array<double, N>& v, const Doc& doc) {
    std::vector<double> x(v.begin(), v.end());
    numbers_value({key, ValueType::numbers, Dim{}, doc}, x, static_cast<int>(N));
    for (std::size_t i = 0; i < N && i < x.size(); ++i) v[i] = x[i];
  }
  /// Plain numbers of any count.
  void numbers(const char* key, std::vector<double>& v, const Doc& doc) {
    numbers_value({key, ValueType::numbers, Dim{}, doc}, v, -1);
  }
  void texts(const char* key, std::vector<std::string>& v, const Doc& doc) {
    references_value({key, ValueType::text, Dim{}, doc}, v, "");
  }
  template <class T>
  void object(const char* key, T& value, const Doc& doc) {
    object_value({key, ValueType::text, Dim{}, doc}, nullptr, [&value](Describe& d) { netsuden_describe(d, value); });
  }
  template <class T>
  void object(const char* key, std::optional<T>& value, const Doc& doc) {
    bool present = value.has_value();
    T v = present ? *value : T{};
    object_value({key, ValueType::text, Dim{}, doc, true}, &present, [&v](Describe& d) { netsuden_describe(d, v); });
    value = present ? std::optional<T>(std::move(v)) : std::nullopt;
  }
  /// A mapping from user-given names to objects; T has a public `std::string name`.
  template <class T>
  void map(const char* key, std::vector<T>& v, const Doc& doc) {
    Access<T> a{v};
    map_value({key, ValueType::text, Dim{}, doc}, a);
  }
  template <class T>
  void list(const char* key, std::vector<T>& v, const Doc& doc) {
    Access<T> a{v};
    list_value({key, ValueType::text, Dim{}, doc}, a);
  }

 protected:
  // ---- what visitors implement ----------------------------------------------------------------------------------
  using Body = std::function<void(Describe&)>;
  virtual void number(const Param&, double& si, bool* present) = 0;
  virtual void integer_value(const Param&, long long&, bool* present) = 0;
  virtual void boolean_value(const Param&, bool&) = 0;
  virtual void text_value(const Param&, std::string&, bool* present) = 0;
  virtual void choice_value(const Param&, int& index, const std::vector<Choice>&) = 0;
  virtual void reference_value(const Param&, std::string&, const char* kind) = 0;
  virtual void references_value(const Param&, std::vector<std::string>&, const char* kind) = 0;
  virtual void numbers_value(const Param&, std::vector<double>&, int count) = 0;
  virtual void pairs_value(const Param&, std::vector<std::pair<std::string, std::string>>&) = 0;
  virtual void path_value(const Param&, FilePath&) = 0;
  virtual void model_value(const Param&, std::string&, const char* section) = 0;
  virtual void variant_value(const Param&, int& index, const std::vector<Choice>&,
                             const std::function<void(Describe&, int)>& body) = 0;
  virtual void object_value(const Param&, bool* present, const Body& body) = 0;
  virtual void list_value(const Param&, ObjectsAccess&) = 0;
  virtual void map_value(const Param&, ObjectsAccess&) = 0;

 private:
  template <class T>
  static void netsuden_describe(Describe& d, T& v) { describe(d, v); }

  template <class T>
  struct Access final : ObjectsAccess {
    explicit Access(std::vector<T>& vec) : v(vec) {}
    std::size_t size() const override { return v.size(); }
    void clear() override { v.clear(); }
    void add(std::string_view n) override {
      v.emplace_back();
      if constexpr (requires { v.back().name; }) v.back().name = std::string(n);
    }
    std::string name(std::size_t i) const override {
      if constexpr (requires { v[i].name; }) return v[i].name;
      else return {};
    }
    void describe(Describe& d, std::size_t i) override { netsuden_describe(d, v[i]); }
    void describe_default(Describe& d) override {
      const auto t = std::make_unique<T>();
      netsuden_describe(d, *t);
    }
    std::vector<T>& v;
  };
};

}  // namespace netsuden
