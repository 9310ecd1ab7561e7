// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/import/epw.hpp"
#include "io/import/jobs.hpp"
#include "io/import/series_reader.hpp"
#include "io/import/weather_csv.hpp"
#include "io/scenario/load.hpp"

namespace netsuden::fuzz {
namespace {

void hold(bool condition, const std::string& what) {
  if (!condition) throw Broken(what);
}

/// A reader answers, or says why not; whatever it says can be shown, and points into the text.
void judge(bool answered, const Diagnostics& d, const std::string& file, const std::string& text) {
  hold(answered != d.has_errors(), answered ? "an answer with errors: " + d.render() : "refused without an error");
  d.render();
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  for (const Diagnostic& m : d.all()) {
    hold(!m.code.empty() && !m.message.empty(), "a message without words");
    hold(m.where.file != file || (m.where.line >= 0 && m.where.line <= lines), fmt::format("line {} of {}: {}", m.where.line, lines, m.message));
  }
}

void rising(const std::vector<double>& t) {
  for (std::size_t i = 0; i < t.size(); ++i) hold(std::isfinite(t[i]) && (i == 0 || t[i] > t[i - 1]), fmt::format("time {} of sample {}", t[i], i));
}

void judge_weather(const std::optional<WeatherFile>& f, const Diagnostics& d, const std::string& text) {
  judge(f.has_value(), d, "w", text);
  if (!f) return;
  hold(!f->series.empty(), "weather without samples");
  std::vector<double> times;
  for (std::size_t i = 0; i < f->series.size(); ++i) {
    times.push_back(f->series.time(i));
    const WeatherSample& s = f->series.samples()[i];
    for (const double x : {s.dry_bulb.c(), s.wet_bulb.c(), s.dew_point.c(), s.pressure.si(), s.wind.si()})
      hold(std::isfinite(x), fmt::format("sample {} is not finite", i));
    hold(s.wet_bulb.c() <= s.dry_bulb.c() + 1e-6, fmt::format("wet bulb {} above dry bulb {}", s.wet_bulb.c(), s.dry_bulb.c()));
  }
  rising(times);
  for (const auto mode : {Replay::Mode::exact, Replay::Mode::repeat}) {
    Diagnostics laid_out;
    Replay how;
    how.mode = mode;
    const double from = times[times.size() / 2];
    const auto w = replay(*f, how, from, from + 86400, {"s", 1, 1}, laid_out);
    hold(w.empty() == laid_out.has_errors(), "laid out neither with samples nor with an error");
    if (!w.empty()) hold(std::isfinite(w.at(from + 4000).dry_bulb.c()), "no weather within the horizon");
  }
}

/// More than nine copies of a site: what takes as long as it has sites is no finding.
bool is_fleet(const std::string& text) {
  for (std::size_t at = text.find("copies"); at != std::string::npos; at = text.find("copies", at + 1)) {
    int digits = 0;
    for (std::size_t i = at + 6; i < text.size() && text[i] != '\n'; ++i) digits += text[i] >= '0' && text[i] <= '9' ? 1 : 0;
    if (digits > 1) return true;
  }
  return false;
}

}  // namespace

void scenario(const std::string& given) {
  if (is_fleet(given)) return;
  ComposeOptions options;
  std::string text = given;
  if (text.starts_with("# set: ")) options.set.push_back(text.substr(7, text.find('\n') - 7));
  Diagnostics d;
  const auto loaded = load_scenario_text("fuzz.yaml", text, options, d);
  judge(loaded.has_value(), d, "fuzz.yaml", text);
  if (!loaded) return;
  Diagnostics again;
  const auto twice = load_scenario_text("fuzz.yaml", loaded->resolved, {}, again);
  hold(twice.has_value(), "the resolved scenario does not load:\n" + again.render());
  if (twice->resolved != loaded->resolved) {
    const auto at = std::mismatch(loaded->resolved.begin(), loaded->resolved.end(), twice->resolved.begin(), twice->resolved.end());
    const auto line = [](const std::string& s, std::string::const_iterator i) {
      const auto n = static_cast<std::size_t>(i - s.begin()), from = n == 0 ? 0 : s.rfind('\n', n - 1) + 1;
      return s.substr(from, s.find('\n', n) - from);
    };
    throw Broken(fmt::format("resolved twice: \"{}\" becomes \"{}\"", line(loaded->resolved, at.first), line(twice->resolved, at.second)));
  }
}

void units(const std::string& text) {
  const CurrencyContext currency{"JPY", {{"USD", 150.0}}};
  std::string message;
  if (const auto u = parse_unit(text, currency, message)) {
    hold(std::isfinite(u->factor()) && u->factor() > 0, "a factor out of range");
    hold(!dim_name(u->dim).empty() && !units_for(u->dim, currency).empty(), "a dimension without a name");
    for (const auto& name : units_for(u->dim, currency))
      hold(parse_unit(name, currency, message).has_value(), fmt::format("\"{}\" is offered but not read: {}", name, message));
  } else {
    hold(!message.empty(), "refused without a word");
  }
  struct Asked {
    Dim dim;
    Want want;
    const char* unit;
  };
  for (const Asked& a : {Asked{dims::active_power, Want::number, "kW"},
                         {dims::apparent_power, Want::number, "MVA"},
                         {dims::heat_flow, Want::number, "RT"},
                         {dims::kelvin, Want::temperature, "degC"},
                         {dims::kelvin, Want::temperature, "degF"},
                         {dims::kelvin, Want::number, "K"},
                         {Dim{}, Want::fraction, "%"},
                         {Dim{}, Want::number, ""},
                         {dims::time, Want::number, "d"},
                         {dims::frequency, Want::number, "1/d"},
                         {dims::energy_price, Want::number, "JPY/kWh"},
                         {dims::carbon_intensity, Want::number, "g/kWh"},
                         {dims::pressure, Want::number, "psi"}}) {
    const auto v = to_si(text, a.dim, a.want, currency, message, a.unit);
    if (!v) {
      hold(!message.empty(), "refused without a word");
      continue;
    }
    hold(std::isfinite(*v), "a value that is not finite");
    const std::string exact = format_exact(*v, a.unit, a.dim, currency);
    const auto back = to_si(exact, a.dim, a.want, currency, message, a.unit);
    hold(back && *back == *v, fmt::format("\"{}\" is {}, written \"{}\", read {} ({})", text, *v, exact, back.value_or(NAN), message));
    format_si(*v, a.unit, 3, currency);
    format_value(*v, a.unit, a.dim, currency);
    if (a.dim == dims::time) format_duration(*v);
  }
}

void weather_csv(const std::string& text) {
  for (int form = 0; form < 3; ++form) {
    WeatherCsv csv;
    csv.path = "w";
    csv.where = {"s", 1, 1};
    if (form == 1) {
      csv.columns.time = "t_s";
      csv.columns.wet_bulb = "wet";
      csv.seconds = true;
    }
    if (form == 2) {
      csv.columns.relative_humidity = "";
      csv.columns.dew_point = "dew";
      csv.columns.pressure = "p";
      csv.columns.ghi = "ghi";
    }
    Diagnostics d;
    judge_weather(parse_weather_csv(text, csv, d), d, text);
  }
}

void epw(const std::string& text) {
  Diagnostics d;
  judge_weather(parse_epw(text, "w", d), d, text);
}

void series(const std::string& text) {
  std::string message;
  const TimeZone new_york = TimeZone::find("America/New_York", message).value_or(TimeZone());
  for (const auto form : {SeriesTime::Form::timestamp, SeriesTime::Form::slot, SeriesTime::Form::seconds})
    for (const auto fill : {Fill::none, Fill::linear}) {
      SeriesImport spec;
      spec.file = "w";
      spec.where = {"s", 1, 1};
      spec.time.form = form;
      spec.time.column = form == SeriesTime::Form::seconds ? "t_s" : form == SeriesTime::Form::slot ? "date" : "time";
      spec.time.slot_column = "slot";
      spec.time.zone = new_york;
      spec.columns = {{"price", "JPY/kWh", dims::energy_price, Want::number}};
      spec.fill = fill;
      Diagnostics d;
      auto read = parse_series(text, spec, {}, d);
      judge(read.has_value(), d, "w", text);
      if (!read) continue;
      Series& s = read->front();
      rising(s.unix_s);
      for (const double v : s.value) hold(std::isfinite(v), "a value that is not finite");
      const double from = s.unix_s.front();
      for (const auto repeat : {Repeat::none, Repeat::daily, Repeat::yearly}) {
        Diagnostics covered;
        if (!check_coverage(s, repeat, from, from + 3600, new_york, spec.where, "w", covered)) {
          hold(covered.has_errors(), "not covered without an error");
          continue;
        }
        SeriesReader reader(s, Interpolation::hold, repeat, new_york);
        hold(std::isfinite(reader.at(from + 1800)), "no value within what is covered");
        hold(reader.next_change(from) > from, "a change that does not come after");
      }
    }
}

void jobs(const std::string& text) {
  for (const auto format : {JobFormat::csv, JobFormat::raps, JobFormat::philly, JobFormat::swf}) {
    JobImport import;
    import.file.push_back('w');
    import.where = {"s", 1, 1};
    import.format = format;
    import.columns = {"id", "submit_s", "nodes", "", "run_s", "", "utilization", "utilization", "tenant", "", ""};
    import.swf = {0, SwfField::queue, SwfField::group, text.size() % 2 == 0, 0};
    if (format == JobFormat::swf) import.missing_util = 1;
    import.usual = {"id", "utilization", "tenant"};
    Diagnostics d;
    const auto read = parse_jobs(text, import, d);
    judge(read.has_value(), d, "w", text);
    if (!read) continue;
    for (std::size_t i = 0; i < read->size(); ++i) {
      const JobRecord& j = (*read)[i];
      hold(j.nodes >= 1 && !(j.limit_s < 0) && std::isfinite(j.priority) && std::isfinite(j.submit_s) && j.run_s >= 0 && j.cpu_util >= 0 && j.gpu_util >= 0, fmt::format("job {} is none", i));
      hold(i == 0 || j.submit_s >= (*read)[i - 1].submit_s, "jobs out of order");
    }
  }
}

const std::vector<Target>& targets() {
  static const std::vector<Target> all{{"scenario", scenario}, {"units", units},   {"weather_csv", weather_csv},
                                       {"epw", epw},           {"series", series}, {"jobs", jobs}, {"trace", trace}};
  return all;
}

}  // namespace netsuden::fuzz
