// SPDX-License-Identifier: Apache-2.0
// What a scenario's files hold: weather, prices, carbon, replayed power, jobs; and what its generators draw.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "io/import/epw.hpp"
#include "io/import/jobs.hpp"
#include "io/import/recirculation_csv.hpp"
#include "io/import/requests.hpp"
#include "io/import/series_reader.hpp"
#include "io/import/weather_csv.hpp"
#include "io/scenario/job_usage.hpp"
#include "io/scenario/load.hpp"
#include "sim/site/psychrometrics.hpp"
#include "sim/site/synthetic_weather.hpp"
#include "sim/spec/complete.hpp"
#include "sim/spec/placement_rules.hpp"
#include "sim/spec/synthetic_jobs.hpp"
#include "sim/workload/rack_supply.hpp"

namespace netsuden {
namespace {

class Loader {
 public:
  /// `files_only`: nothing is drawn.
  Loader(const LoadedScenario& l, Diagnostics& d, bool files_only = false) : loaded_(l), s_(l.scenario), d_(d), files_only_(files_only) {}

  Inputs run() {
    std::string message;
    in_.zone = TimeZone::find(s_.horizon.timezone, message).value_or(TimeZone());
    in_.start_unix = parse_time(s_.horizon.from, in_.zone, message).value_or(0);
    in_.end_unix = parse_time(s_.horizon.to, in_.zone, message).value_or(0);
    for (const auto& site : s_.sites) {
      at_ = "sites." + site.name + ".weather";
      in_.weather.push_back(weather(site));
      const auto grid = std::find_if(s_.grids.begin(), s_.grids.end(), [&](const auto& g) { return g.name == site.grid; });
      if (grid == s_.grids.end()) {
        in_.price_per_j.emplace_back(0.0);
        in_.carbon_kg_per_j.emplace_back(0.0);
        in_.carbon_marginal_kg_per_j.emplace_back();
      } else {
        at_ = "grids." + grid->name + ".price";
        in_.price_per_j.push_back(series(grid->price, "JPY/kWh", dims::energy_price, zone_of(site.timezone.value_or(""))));
        at_ = "grids." + grid->name + ".carbon";
        in_.carbon_kg_per_j.push_back(series(grid->carbon, "g/kWh", dims::carbon_intensity, zone_of(site.timezone.value_or(""))));
        at_ = "grids." + grid->name + ".carbon_marginal";
        in_.carbon_marginal_kg_per_j.push_back(
            grid->carbon_marginal.given() ? series(grid->carbon_marginal, "g/kWh", dims::carbon_intensity, zone_of(site.timezone.value_or(""))) : StepSeries());
      }
    }
    replays();
    recirculation();
    services();
    jobs();
    return std::move(in_);
  }

 private:
  SourceLoc here(const char* key) const { return loaded_.where(at_ + key); }
  /// Where columns are named, for those of these keys that are written.
  std::map<std::string, SourceLoc> named_at(const std::vector<std::pair<const char*, std::string>>& keys) const {
    std::map<std::string, SourceLoc> out;
    for (const auto& [key, name] : keys)
      if (const auto it = loaded_.places.find(at_ + key); it != loaded_.places.end()) out.emplace(name, it->second);
    return out;
  }

  TimeZone zone_of(const std::string& name) {
    if (name.empty()) return in_.zone;
    std::string message;
    return TimeZone::find(name, message).value_or(in_.zone);  // the checks have spoken
  }

  WeatherSeries weather(const SiteSpec& site) {
    const WeatherSpec& w = site.weather;
    WeatherSeries series;
    if (w.constant) {
      series = WeatherSeries::constant(weather_sample(w.constant->dry_bulb, w.constant->relative_humidity, standard_pressure(w.elevation)));
    } else if (!w.file.empty()) {
      series = from_file(w);
    } else if (!files_only_) {
      const int offset = zone_of(site.timezone.value_or("")).utc_offset(in_.start_unix);
      RandomStream stream(s_.seed, "weather." + site.name);
      // Whole local years, so that a short horizon sees the same weather as a long one of the same years.
      const CivilTime first = in_.zone.to_civil(in_.start_unix), last = in_.zone.to_civil(in_.end_unix - 1);
      const long long from = days_from_civil(first.year, 1, 1) - 1, to = days_from_civil(last.year + 1, 1, 1) + 2;
      const bool years = in_.duration() >= 365 * 86400.0;  // its own months have the stated means
      series = generate_hourly(*w.normals, from, static_cast<int>(to - from), offset, stream, years ? std::optional<FitWindow>({in_.start_unix, in_.end_unix}) : std::nullopt);
    }
    const bool solar = std::any_of(site.power.begin(), site.power.end(), [](const PowerNodeSpec& n) { return n.type == PowerNodeType::pv; });
    const auto& samples = series.samples();
    if (solar && !w.clearness && (w.file.empty() || (!samples.empty() && std::any_of(samples.begin(), samples.end(), [](const WeatherSample& x) { return std::isnan(x.ghi_w_m2); }))))
      d_.warning("pv-irradiance", here(w.file.empty() ? "" : ".file"), "the weather has no irradiance (or gaps in it): photovoltaics get 65 % of a clear sky's", "state the share: clearness: 65 %, or name an EPW file");
    if (w.warming_k_per_decade != 0 && !series.empty()) series = with_warming(series, w.warming_k_per_decade, in_.start_unix);
    if (w.interpolation == WeatherInterpolation::hold) series.hold();
    return series;
  }

  WeatherSeries from_file(const WeatherSpec& w) {
    std::optional<WeatherFile> file;
    const bool epw = w.file.found.ends_with(".epw") || w.file.found.ends_with(".EPW");
    if (epw) {
      file = read_epw(w.file.found, d_);
    } else {
      WeatherCsv csv;
      csv.path = w.file.found;
      csv.columns.time = w.time;
      csv.columns.dry_bulb = w.dry_bulb;
      csv.columns.relative_humidity = w.relative_humidity;
      csv.columns.wet_bulb = w.wet_bulb;
      csv.columns.dew_point = w.dew_point;
      csv.columns.pressure = w.pressure;
      if (!w.wind.empty()) csv.columns.wind = w.wind;
      csv.seconds = w.seconds;
      csv.origin = in_.start_unix;
      csv.elevation = w.elevation;
      csv.assumed_humidity = w.assumed_humidity;
      csv.where = here(".file");
      csv.named_at = named_at({{".time", w.time},
                               {".dry_bulb", w.dry_bulb},
                               {".relative_humidity", w.relative_humidity},
                               {".wet_bulb", w.wet_bulb},
                               {".dew_point", w.dew_point},
                               {".pressure", w.pressure},
                               {".wind", w.wind}});
      std::string message;
      const auto zone = TimeZone::find(w.utc_offset, message);
      if (!zone) {
        d_.error("timezone", here(".utc_offset"), message, "write it as +09:00");
        return {};
      }
      csv.utc_offset_s = zone->utc_offset(in_.start_unix);
      file = read_weather_csv(csv, d_);
    }
    if (!file) return {};
    Replay how;
    how.mode = w.repeat_years || file->typical_year || !w.replay.empty() ? Replay::Mode::repeat : Replay::Mode::exact;
    for (const auto& [year, of] : w.replay) {
      const auto a = parse_number(year), b = parse_number(of);
      const auto is_year = [](const std::optional<double>& x) { return x && *x >= 1 && *x <= 9999 && *x == std::floor(*x); };
      if (!is_year(a) || !is_year(b)) {
        d_.error("weather", loaded_.where(at_ + ".replay." + year), fmt::format("`{}: {}` are not two years", year, of),
                 "write the year of the horizon: the year of the file");
        return {};
      }
      how.years[static_cast<int>(*a)] = static_cast<int>(*b);
    }
    return replay(*file, how, in_.start_unix, in_.end_unix, here(".file"), d_);
  }

  template <class Q>
  StepSeries series(const SeriesSpec<Q>& s, const char* default_unit, Dim dim, const TimeZone& zone) {
    if (s.flat) return StepSeries(s.flat->si());
    if (!s.file.empty()) {
      if (s.column.empty()) return StepSeries(0.0);  // the checks have spoken
      SeriesImport import;
      import.file = s.file.found;
      import.where = here(".file");
      import.named_at = named_at({{".column", s.column}, {".time", s.time}, {".slots", s.slots.value_or("")}});
      import.time.column = s.time;
      import.time.zone = zone_of(s.timezone);
      if (s.slots) {
        import.time.form = SeriesTime::Form::slot;
        import.time.slot_column = *s.slots;
      }
      import.columns = {{s.column, s.unit.empty() ? default_unit : s.unit, dim, Want::number}};
      auto read = read_series(import, loaded_.currency, d_);
      if (!read) return StepSeries(0.0);
      const Repeat repeat = s.repeat_years ? Repeat::yearly : Repeat::none;
      if (!check_coverage(read->front(), repeat, in_.start_unix, in_.end_unix, import.time.zone, import.where, s.file.written, d_))
        return StepSeries(0.0);
      SeriesReader reader(std::move(read->front()), Interpolation::hold, repeat, import.time.zone);
      return lay_out(reader, in_.start_unix, in_.end_unix);
    }
    if (!s.mean) return StepSeries(0.0);
    if (s.daily_amplitude == 0 && s.yearly_amplitude == 0) return StepSeries(s.mean->si());
    std::vector<double> t, v;
    for (double at = 0; at < in_.duration(); at += 3600) {
      const CivilTime c = zone.to_civil(in_.start_unix + at);
      const double shape = 1 + s.daily_amplitude * std::cos((c.hour + 0.5 - s.peak_hour) / 24 * 2 * M_PI) +
                           s.yearly_amplitude * std::cos((c.day_of_year - s.peak_day) / 365.25 * 2 * M_PI);
      t.push_back(at);
      v.push_back(s.mean->si() * shape);
    }
    return StepSeries(std::move(t), std::move(v));
  }

  /// "a1_W..a25_W" stands for all columns with the numbers between.
  static std::vector<std::string> expand(const std::string& range) {
    const std::size_t dots = range.find("..");
    if (dots == std::string::npos) return {range};
    const std::string a = range.substr(0, dots), b = range.substr(dots + 2);
    std::size_t i = 0;
    while (i < a.size() && !(a[i] >= '0' && a[i] <= '9')) ++i;
    std::size_t k = i;
    while (k < a.size() && a[k] >= '0' && a[k] <= '9') ++k;
    const std::string prefix = a.substr(0, i), suffix = a.substr(k);
    if (k == i || k - i > 6 || b.size() <= prefix.size() + suffix.size() || !b.starts_with(prefix) || !b.ends_with(suffix)) return {range};
    const auto low = parse_number(a.substr(i, k - i)), high = parse_number(b.substr(prefix.size(), b.size() - prefix.size() - suffix.size()));
    if (!low || !high || *high < *low || *high - *low > 10000) return {range};
    std::vector<std::string> all;
    for (int n = static_cast<int>(*low); n <= static_cast<int>(*high); ++n) all.push_back(prefix + std::to_string(n) + suffix);
    return all;
  }

  void replays() {
    int n = 0;
    for (const auto& r : s_.workload.replay) {
      at_ = fmt::format("workload.replay.{}", n++);
      SeriesImport import;
      import.file = r.file.found;
      import.where = here(".file");
      import.named_at = named_at({{".time", r.time}});
      for (const auto& c : r.columns)
        for (const auto& name : expand(c)) import.named_at.emplace(name, here(".columns"));
      import.time.form = SeriesTime::Form::seconds;
      import.time.column = r.time;
      std::string message;
      import.time.origin = r.origin.empty() ? in_.start_unix : parse_time(r.origin, in_.zone, message).value_or(in_.start_unix);
      for (const auto& c : r.columns)
        for (auto& name : expand(c)) import.columns.push_back({std::move(name), r.unit, dims::active_power, Want::number});
      auto read = read_series(import, loaded_.currency, d_);
      if (!read) continue;
      if (!check_coverage(read->front(), Repeat::none, in_.start_unix, in_.end_unix, in_.zone, import.where, r.file.written, d_)) continue;
      std::vector<double> t, sum;
      std::size_t impossible = 0, first_impossible = 0;
      for (std::size_t i = 0; i < read->front().unix_s.size(); ++i) {
        t.push_back(read->front().unix_s[i] - in_.start_unix);
        double w = 0;
        for (const auto& c : *read) w += c.value[i];
        sum.push_back(w);
        if ((w < 0 || w > largest_hall_w) && impossible++ == 0) first_impossible = i;
      }
      if (impossible > 0) {
        d_.error("replay", import.where,
                 fmt::format("{} gives {} to `{}` at {}{}", r.file.written, format_si(sum[first_impossible], "W"), r.hall,
                             format_compact(read->front().unix_s[first_impossible], in_.zone),
                             impossible > 1 ? fmt::format(", and {} more like it", impossible - 1) : ""),
                 fmt::format("the power of a hall is 0 to {}: check `unit` and `columns`", format_si(largest_hall_w, "W")));
        continue;
      }
      for (std::size_t site = 0; site < s_.sites.size(); ++site)
        for (std::size_t h = 0; h < s_.sites[site].halls.size(); ++h)
          if (s_.sites[site].name + "." + s_.sites[site].halls[h].name == r.hall)
            in_.replay.push_back({static_cast<int>(site), static_cast<int>(h), StepSeries(t, sum), by_group(*read, t, s_.sites[site].halls[h].power_groups)});
    }
  }

  void recirculation() {
    for (std::size_t site = 0; site < s_.sites.size(); ++site)
      for (std::size_t h = 0; h < s_.sites[site].halls.size(); ++h) {
        const HallSpec& hall = s_.sites[site].halls[h];
        if (!hall.air || hall.air->recirculation_map.empty()) continue;
        at_ = fmt::format("sites.{}.halls.{}.air", s_.sites[site].name, hall.name);
        auto shares = read_recirculation(hall.air->recirculation_map.found, d_);
        if (!shares) continue;
        const auto racks = static_cast<std::size_t>(hall.racks.count), rows = static_cast<std::size_t>(hall.racks.rows);
        if (shares->places != racks && shares->places != rows) {
          d_.error("recirculation", here(".recirculation_map"), fmt::format("{} has {} places, the hall {} racks in {} row{}", hall.air->recirculation_map.written, shares->places, racks, rows, rows == 1 ? "" : "s"),
                   "a map of the racks or of the rows: see racks.count and racks.rows");
          continue;
        }
        in_.recirculation.push_back({static_cast<int>(site), static_cast<int>(h), std::move(*shares)});
      }
  }

  /// Requests of a log, counted by the steps of its service.
  void services() {
    for (std::size_t i = 0; i < s_.workload.services.size(); ++i) {
      const ServiceSpec& v = s_.workload.services[i];
      RequestBins& bins = in_.services.emplace_back();
      in_.service_rules.push_back(rules_.of(v.tenant, v.residency ? &*v.residency : nullptr));
      if (!v.demand.log) continue;
      const RequestLogSpec& l = *v.demand.log;
      at_ = fmt::format("workload.services.{}.demand.log", i);
      RequestImport import;
      import.file = l.file.found;
      static constexpr RequestFormat formats[] = {RequestFormat::azure, RequestFormat::mooncake, RequestFormat::csv};
      import.format = formats[static_cast<int>(l.format)];
      import.time = l.time;
      import.input = l.input;
      import.output = l.output;
      import.zone = in_.zone;
      import.where = here(".file");
      import.named_at = named_at({{".time", l.time}, {".input", l.input}, {".output", l.output}});
      const auto log = read_requests(import, d_);
      if (!log) continue;
      const double step = v.step.si(), last = std::min(log->back().at_s, in_.duration());
      bins.requests.assign(static_cast<std::size_t>(last / step) + 1, 0.0);
      bins.input = bins.output = bins.requests;
      for (const RequestRecord& r : *log) {
        const auto k = static_cast<std::size_t>(r.at_s / step);
        if (k >= bins.requests.size()) break;
        bins.requests[k] += 1;
        bins.input[k] += r.input;
        bins.output[k] += r.output;
      }
      for (std::size_t k = 0; k < bins.requests.size(); ++k) {
        if (!(bins.requests[k] > 0)) continue;
        bins.input[k] = std::max(1.0, bins.input[k] / bins.requests[k]);
        bins.output[k] = std::max(1.0, bins.output[k] / bins.requests[k]);
      }
    }
  }

  /// A series for each power group, where there are as many columns.
  static std::vector<StepSeries> by_group(const std::vector<Series>& columns, const std::vector<double>& t, int groups) {
    std::vector<StepSeries> out;
    if (groups < 2 || static_cast<std::size_t>(groups) != columns.size()) return out;
    for (const auto& c : columns) out.emplace_back(t, c.value);
    return out;
  }

  int tenant(const std::string& name) {
    if (name.empty()) return -1;
    const auto it = std::find(in_.tenants.begin(), in_.tenants.end(), name);
    if (it != in_.tenants.end()) return static_cast<int>(it - in_.tenants.begin());
    in_.tenants.push_back(name);
    return static_cast<int>(in_.tenants.size()) - 1;
  }

  void jobs() {
    int largest = 0, gpus = 0;  // of the smallest node: a log that counts GPUs fits every hall
    for (const auto& site : s_.sites)
      for (const auto& h : site.halls) {
        largest = std::max(largest, h.racks.count * h.racks.params.nodes_per_rack);
        const int here = std::max(1, h.racks.params.node.gpus);
        gpus = gpus == 0 ? here : std::min(gpus, here);
      }
    int number = 0;
    std::size_t ruled = 0;
    for (const auto& source : s_.workload.jobs) {
      const std::string stream = fmt::format("jobs.{}", number++);
      at_ = fmt::format("workload.jobs.{}.trace", number - 1);
      if (source.trace) log(*source.trace, gpus, stream);
      if (source.synthetic && !files_only_) {
        const double offset = in_.zone.utc_offset(in_.start_unix) + std::fmod(in_.start_unix, 86400.0);
        auto drawn = synthetic_jobs(*source.synthetic, s_.seed, stream, in_.duration(), largest, offset,
                                    static_cast<std::int64_t>(in_.jobs.size()), tenant(source.synthetic->tenant));
        in_.jobs.insert(in_.jobs.end(), drawn.begin(), drawn.end());
      }
      for (; ruled < in_.jobs.size(); ++ruled)
        in_.jobs[ruled].rule = rules_.of(in_.jobs[ruled].tenant < 0 ? std::string() : in_.tenants[static_cast<std::size_t>(in_.jobs[ruled].tenant)], source.residency ? &*source.residency : nullptr);
    }
    if (!files_only_) training();
    tenants();
    in_.placement = rules_.rules();
    in_.placement_limits = rules_.limits();
    std::stable_sort(in_.jobs.begin(), in_.jobs.end(), [](const Job& a, const Job& b) { return a.submit_s < b.submit_s; });
  }

  /// A share or quota of nobody is most likely a name spelt wrong.
  void tenants() {
    std::set<std::string> named(in_.tenants.begin(), in_.tenants.end());
    for (const auto& source : s_.workload.jobs)
      if (source.synthetic) named.insert(source.synthetic->tenant);
    for (const TrainingSpec& t : s_.workload.training) named.insert(t.tenant);
    for (const ServiceSpec& v : s_.workload.services) named.insert(v.tenant);
    for (const TenantSpec& t : s_.workload.tenants)
      if (!named.contains(t.name) && !d_.has_errors())
        d_.warning("tenants", loaded_.where("workload.tenants." + t.name), fmt::format("no job{} is of the tenant `{}`", s_.workload.services.empty() ? "" : " and no service", t.name),
                   fmt::format("{}", named.empty() || (named.size() == 1 && named.contains("")) ? std::string("no job has a tenant: see `tenant` of the sources of jobs") : "there are: " + listed(named)));
  }
  static std::string listed(const std::set<std::string>& names) {
    std::string all;
    int n = 0;
    for (const std::string& name : names)
      if (!name.empty() && ++n <= 20) all += (all.empty() ? "" : ", ") + name;
    return n > 20 ? fmt::format("{} and {} more", all, n - 20) : all;
  }

  /// Training runs as jobs: on the mean power of their waveform.
  void training() {
    std::string message;
    for (const TrainingSpec& t : s_.workload.training) {
      TrainingRun run;
      Job j;
      j.hall = 0;
      const HallSpec* hall = nullptr;
      for (std::size_t site = 0; site < s_.sites.size() && !hall; ++site)
        for (std::size_t h = 0; h < s_.sites[site].halls.size() && !hall; ++h) {
          if (s_.sites[site].name + "." + s_.sites[site].halls[h].name == t.hall) {
            hall = &s_.sites[site].halls[h];
            run.site = static_cast<int>(site);
            run.hall = static_cast<int>(h);
          } else {
            ++j.hall;
          }
        }
      if (!hall) continue;  // the checks have spoken
      const RackModel rack = make_rack(hall->racks.params);
      j.cpu_util = j.gpu_util = static_cast<float>(t.utilization.value());
      run.utilization = static_cast<double>(j.gpu_util);
      run.gpus = t.nodes * std::max(1.0, static_cast<double>(rack.params.node.gpus));
      const MeanShares shares = mean_shares(t.load, training_power(rack, run.utilization));
      run.mean_share = shares.mean;
      run.filler_share = shares.filler;
      j.id = static_cast<std::int64_t>(in_.jobs.size());
      j.submit_s = t.from ? parse_time(*t.from, in_.zone, message).value_or(in_.start_unix) - in_.start_unix : 0;
      j.nodes = t.nodes;
      plan(t, rack, run, j);
      j.training = static_cast<int>(in_.training.size());
      j.tenant = tenant(t.tenant);
      j.rule = rules_.of(t.tenant, nullptr);
      j.priority = t.priority;
      in_.training.push_back(run);
      if (j.submit_s < in_.duration()) in_.jobs.push_back(j);
    }
  }

  /// How long it runs, and what of that is work.
  void plan(const TrainingSpec& t, const RackModel& rack, TrainingRun& run, Job& j) {
    const auto& peak = rack.params.node.gpu_peak;
    const Duration beyond = Duration::from_si(in_.duration() - j.submit_s + 86400);  // still running at the end
    const RunPlan p = plan_of(t, run.gpus, peak, beyond);
    if (peak) run.flop_per_s = run.gpus * peak->si() * t.mfu.value();
    RandomStream random(s_.seed, "training." + t.name + ".failures");
    run.asked_s = p.work.si();
    run.times = draw_run(p, random, std::max(beyond, p.work * 10.0));
    const Duration wall = run.times.wall();
    j.run_s = t.compute || t.failures ? wall.si() : t.duration.value_or(beyond).si();
    // While it restarts its nodes idle; a run on mean powers has that in its mean.
    const GpuPower power = training_power(rack, run.utilization);
    const double restarting = run.times.restarting / wall;
    run.mean_share = (1 - restarting) * run.mean_share + restarting * (power.idle / power.high);
    run.filler_share *= 1 - restarting;
    j.power_share = run.mean_share;
    if (p.interval) j.checkpoint_s = (*p.interval + p.checkpoint_time).si() * (wall / (run.times.work + run.times.checkpoints));
  }

  void log(const JobTraceSpec& t, int gpus_per_node, const std::string&) {
    JobImport import;
    import.file = t.file.found;
    static constexpr JobFormat formats[] = {JobFormat::csv, JobFormat::raps, JobFormat::philly, JobFormat::swf, JobFormat::alibaba_2023, JobFormat::alibaba_2025};
    import.format = formats[static_cast<int>(t.format)];
    import.swf.procs_per_node = t.procs_per_node.value_or(0);
    import.procs_per_node = t.procs_per_node.value_or(1);
    import.swf.tenant_of = static_cast<SwfField>(t.tenant_of);
    import.swf.priority_of = static_cast<SwfField>(t.priority_of);
    import.swf.by_header = t.start == LogStart::header;
    import.swf.horizon_unix = in_.start_unix;
    import.gpus_per_node = gpus_per_node;
    import.columns.id = t.id;
    import.columns.submit = t.submit;
    import.columns.nodes = t.nodes;
    import.columns.run = t.run;
    import.columns.cpu_util = t.utilization;
    import.columns.gpu_util = t.utilization;
    import.columns.tenant = t.tenant;
    import.columns.limit = t.limit;
    import.columns.priority = t.priority;
    import.named_at = named_at({{".id", t.id},
                                {".submit", t.submit},
                                {".nodes", t.nodes},
                                {".run", t.run},
                                {".utilization", t.utilization},
                                {".tenant", t.tenant},
                                {".limit", t.limit},
                                {".priority", t.priority}});
    const JobTraceSpec usual;  // by name, since a resolved scenario states them all
    import.usual = {usual.id, usual.utilization, usual.tenant, usual.limit, usual.priority};
    import.zone = in_.zone;
    import.where = here(".file");
    if (t.fill_utilization) import.missing_util = static_cast<float>(t.fill_utilization->value());
    const auto records = read_jobs(import, d_);
    if (!records) return;
    std::vector<LoggedRun> runs;
    const int usage = t.usage && !files_only_ ? static_cast<int>(in_.usage.size()) : -1;
    std::set<std::int64_t> ids;
    std::size_t twice = 0;
    for (const JobRecord& r : *records) twice += ids.insert(r.id).second ? 0 : 1;
    if (twice > 0) d_.warning("job-ids", here(".file"), fmt::format("{}: jobs with the number of an earlier one: {}", t.file.written, twice), "each is run; what is recorded of them cannot be told apart by number");
    for (const JobRecord& r : *records) {
      const double submit = r.submit_s * t.time_scale;
      if (submit >= in_.duration()) continue;
      Job j;
      j.id = r.id;
      j.submit_s = submit;
      j.nodes = r.nodes;
      j.run_s = r.run_s;
      j.limit_s = r.limit_s;
      j.priority = r.priority;
      j.gpus = r.gpus;
      j.cpu_util = r.cpu_util;
      // RAPS counts GPUs, 0 to 4 on Frontier; the twin takes the share of all of them.
      j.gpu_util = t.format == JobLog::raps ? r.gpu_util / static_cast<float>(gpus_per_node) : r.gpu_util;
      if (t.format == JobLog::philly || t.format == JobLog::alibaba_2023 || t.format == JobLog::alibaba_2025) j.cpu_util = r.gpu_util * static_cast<float>(t.fill_utilization->value());
      j.tenant = tenant(r.tenant);
      j.usage = usage;
      if (t.usage) runs.push_back({std::max(0.0, submit), r.run_s, static_cast<double>(j.nodes), static_cast<double>(j.cpu_util)});
      in_.jobs.push_back(j);
    }
    if (!t.usage) return;
    auto factor = usage_of(loaded_, at_ + ".usage", *t.usage, std::move(runs), in_, d_);
    if (factor && !files_only_) in_.usage.push_back(std::move(*factor));
  }

  const LoadedScenario& loaded_;
  const Scenario& s_;
  PlacementRules rules_{s_};
  Diagnostics& d_;
  bool files_only_ = false;
  std::string at_;  ///< path of what is being loaded
  Inputs in_;
};

}  // namespace

void check_files(const LoadedScenario& l, Diagnostics& d) { Loader(l, d, true).run(); }

std::optional<Inputs> load_inputs(const LoadedScenario& l, Diagnostics& d) {
  Inputs in = Loader(l, d).run();
  if (d.has_errors()) return std::nullopt;
  return in;
}

}  // namespace netsuden
