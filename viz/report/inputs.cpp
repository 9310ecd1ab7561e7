// SPDX-License-Identifier: Apache-2.0
// What the answer rests on: how many of its inputs are assumed, and each of them.
#include <fmt/format.h>

#include <algorithm>

#include "viz/report/page.hpp"

namespace netsuden::viz {
namespace {

const char* origin_name(const std::string& origin) {
  if (origin == "scenario") return "said by the scenario";
  if (origin == "catalogue") return "catalogue";
  if (origin == "filled") return "computed from what the scenario says";
  return "default";
}

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t to = std::min(path.find('.', from), path.size());
    out.push_back(path.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

/// The same assumption of several assets in one line: "sites.koto.power.{ups_a, ups_b}.modes.v_min".
struct Line {
  std::vector<std::string> parts;
  std::size_t place = 0;  ///< the part that differs
  std::vector<std::string> names;
  const Assumption* first = nullptr;

  bool takes(const std::vector<std::string>& other) {
    if (other.size() != parts.size()) return false;
    std::size_t different = 0, where = 0;
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (parts[i] != other[i]) ++different, where = i;
    if (different != 1 || (!names.empty() && where != place)) return false;
    if (names.empty()) names.push_back(parts[where]);
    place = where;
    names.push_back(other[where]);
    return true;
  }
  std::string path() const {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) out += '.';
      out += names.empty() || i != place ? parts[i] : fmt::format("{{{}}}", fmt::join(names, ", "));
    }
    return out;
  }
};

std::vector<Line> lines_of(const std::vector<Assumption>& all) {
  std::vector<Line> out;
  for (const Assumption& a : all) {
    const auto parts = parts_of(a.path);
    const bool taken = std::any_of(out.begin(), out.end(), [&](Line& l) { return l.first->value == a.value && l.first->text == a.text && l.takes(parts); });
    if (!taken) out.push_back({parts, 0, {}, &a});
  }
  return out;
}

}  // namespace

void write_inputs(Page& p) {
  const Words& t = p.t;
  const InputOrigins& in = p.facts.inputs;
  p.html.section("assumptions", t("Assumptions and sources"));
  if (!in.note.empty()) p.html.paragraph(t(in.note), "note");
  if (!in.known) return;
  int said = 0, sourced = 0, filled = 0, plain = 0;
  for (const InputSource& s : in.sources) {
    if (s.assumed) continue;
    (s.origin == "scenario" ? said : s.origin == "filled" ? filled : s.source.empty() ? plain : sourced) += s.values;
  }
  const int all = in.values();
  p.html.paragraph(t("{0} of the {1} values that went in ({2}) are assumed: no document stands behind them.", {std::to_string(in.assumed()), std::to_string(all), percent(all > 0 ? static_cast<double>(in.assumed()) / all : 0)}));
  p.html.paragraph(t("{0} are said by the scenario itself, {1} have a source, {2} were computed from the others, {3} are defaults of the program that need none.", {std::to_string(said), std::to_string(sourced), std::to_string(filled), std::to_string(plain)}));
  HtmlTable assumed{t("Assumed"), {{t("Value of the scenario")}, {t("Assumed to be")}, {t("What it is")}}, {}};
  for (const Line& l : lines_of(in.assumptions)) assumed.rows.push_back({l.path(), l.first->value, l.first->text});
  p.html.table(assumed);
  std::vector<InputSource> sources = in.sources;
  std::stable_sort(sources.begin(), sources.end(), [](const InputSource& a, const InputSource& b) { return a.values > b.values; });
  HtmlTable table{t("Where the values come from"), {{t("Origin")}, {t("Source")}, {t("Values"), true}}, {}};
  for (const InputSource& s : sources) {
    const std::string origin = t(origin_name(s.origin)) + (s.entry.empty() ? "" : ": " + s.entry);
    const std::string source = s.origin == "scenario" ? p.facts.name : s.origin == "filled" ? "" : s.assumed && s.source == "assumption" ? t("assumed") : s.source.empty() ? t("needs none") : s.source;
    table.rows.push_back({origin, {source, s.assumed ? "over" : ""}, std::to_string(s.values)});
  }
  p.html.table(table);
  p.html.paragraph(t("A study says how far the answer moves when they move: netsuden study, with these values in `vary`."), "dim");
}

}  // namespace netsuden::viz
