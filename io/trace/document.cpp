// SPDX-License-Identifier: Apache-2.0
#include "io/trace/document.hpp"

#include <fmt/format.h>

#include "io/trace/reader.hpp"
#include "io/trace/trace_file.hpp"

namespace netsuden {
namespace {

const char* type_name(const Channel& c) {
  switch (c.type) {
    case DType::f4: return "float32";
    case DType::f8: return "float64";
    case DType::i1: return "int8";
    case DType::i4: return "int32";
    case DType::i8: return "int64";
    case DType::text: return "text";
  }
  return "";
}

std::string cell(const std::string& text) {
  std::string s;
  for (const char c : text) {
    if (c == '|') s += '\\';
    s += c;
  }
  return s;
}

std::string flags_of(const Channel& c) {
  if (c.name == "tenant" || c.name == "hall" || c.name == "site") return "numbers stand for names: `flag_meanings`";
  std::string s;
  for (std::size_t i = 0; i < c.flags.size(); ++i) s += fmt::format("{}{} {}", i ? ", " : "", i, c.flags[i]);
  return s;
}

constexpr const char* prelude = R"(<!-- Generated: netsuden schema --trace > io/trace/FORMAT.md; a test compares. -->
# The trace

One HDF5 file a run, netCDF-4 by convention (CF-1.10): `h5py`, `xarray` (engine `h5netcdf` or `netcdf4`), `ncdump`, MATLAB and
Octave open it with labelled coordinates, units and dates. It needs HDF5 1.10 or later. Format version {}.{}, attribute
`netsuden_trace`: a reader refuses a newer major version and reads every older one.

- A run writes `NAME.h5.part`, which can be followed while it grows (SWMR; `h5py.File(name, swmr=True)`), and renames it to `NAME.h5` at
  its end. A killed run leaves `NAME.h5.part` without its last rows: at most those of the last 10 s of wall time. `netsuden info` and h5py
  (`swmr=True`) read it as it is; `netsuden repair` closes it for other readers.
- Means, extremes and ratios stand at the end of their interval; meters count from the start of the horizon. `cell_methods` says which is which.
- Each group owns its rows and its coordinates. NaN, or netCDF's default fill value in integers, means "no value": out of service, not yet, unknown.
- Units are written as UDUNITS has them (`kW h`, not `kWh`; `l kW-1 h-1` is litres for a kWh); money is `1` and in the `currency` of the run.
- Floats of 4 bytes for recorded channels; 8 bytes for time, meters, money and tables. Compression is shuffle and deflate 1.
- The same run gives the same bytes.

## Attributes of the root

| attribute | meaning |
|---|---|
| `Conventions` | `CF-1.10` |
| `netsuden_trace` | version of this format: major, minor |
| `status` | `running` (or killed), `complete`, `interrupted` (by the user), `failed` (could not go on), `invalid` (energy does not close), `recovered` (by `netsuden repair`) |
| `horizon_start`, `horizon_end` | the horizon, UTC |
| `horizon_start_unix`, `horizon_seconds` | the same as numbers: second 0 of every time, length |
| `horizon_from`, `horizon_to`, `timezone` | the same as the scenario says it, local time |
| `scenario_name` | `name` of the scenario |
| `run_id` | hash of resolved scenario, seed and program: the same id, the same rows |
| `scenario_sha256`, `resolved_sha256` | hashes of `/scenario/written` and its files, and of `/scenario/resolved` |
| `seed` | of the random streams |
| `currency` | of all money |
| `code_version`, `git_sha`, `simgrid_version` | of the program |
| `start_seconds` | of a fork: where its rows begin, seconds from the start of the horizon; all other traces begin at 0 |
| `forked_from`, `forked_from_run` | of a fork: file name and `run_id` of the run that it forks |
| `fork_at`, `fork_until`, `fork_changes` | of a fork: when its changes act, when it ends, and the changes as they were given |
| `fork_resolution`, `fork_record` | of a fork that asks for them: the longest step and the longest record interval from `fork_at` on |

## Forks

`netsuden fork RUN.h5 --at DATE` goes on from the checkpoint before DATE. Times, meters and `horizon_start` are those of the run that it
forks, `horizon_end` and `horizon_seconds` say where the fork ends. Its rows begin at `start_seconds`: rows, windows and checkpoints are
numbered from there, /job has the jobs that ended since and those that wait or run at its end. `scenario/written` is that of the run,
`scenario/resolved` has the changes as events: a whole run of it has the same rows. In /summary the totals of sites, years and halls (energy,
time without power, above envelopes) and the limits count from `start_seconds`; jobs, tenants, training, services, swings, calls, fuel, ageing, build plan and
finance count from the start of the horizon.

## /scenario

`written` is the scenario as written, `resolved` the same with every default made explicit: `netsuden info RUN.h5 --resolved > again.yaml`
gives a scenario that runs to the same rows.

## /topology

Dimension: `asset`. Other groups name an asset by its row here.

| column | unit | type | meaning |
|---|---|---|---|
)";

constexpr const char* table_head = "| channel | unit | type | cell method | meaning | codes |\n|---|---|---|---|---|---|\n";

}  // namespace

std::string document(const TraceLayout& layout, const std::vector<SummaryTable>& summary) {
  std::string s = fmt::format(prelude, trace_format_major, trace_format_minor);
  for (const auto& c : topology_columns)
    s += fmt::format("| `{}` | {} | {} | {} |\n", c.name, c.unit, c.words ? "text" : "float64", c.long_name);
  for (const auto& g : layout.groups) {
    s += fmt::format("\n## /{}\n\n", g.path);
    if (!g.description.empty()) s += g.description + "\n\n";
    s += g.entity.empty() ? fmt::format("Dimension: `{}`.", g.row_dim) : fmt::format("Dimensions: `{}`, `{}`.", g.row_dim, g.entity);
    for (std::size_t i = 0; i < g.labels.size(); ++i)
      s += fmt::format("{} `{}` ({})", i ? "," : fmt::format(" Labels of each {}:", g.entity), g.labels[i].name, g.labels[i].long_name);
    s += g.labels.empty() ? "\n\n" : ".\n\n";
    s += table_head;
    if (g.row_dim == "time") s += "| `time` | s | float64 | | seconds since the start of the horizon (`units` has the date) | |\n";
    for (const auto& c : g.channels)
      s += fmt::format("| `{}` | {} | {}{} | {} | {} | {} |\n", c.name, cell(c.unit), type_name(c),
                       c.type == DType::text ? fmt::format(" {}", c.text_length) : "", cell(c.cell_methods), cell(c.long_name),
                       cell(flags_of(c)));
  }
  if (summary.empty()) return s;
  s += "\n## /summary\n\nFrom the end of the run. `json` is what `netsuden run --json` writes; the groups below hold the same as tables, each with its\n"
       "row labels as the coordinate of the group's name.\n";
  for (const auto& t : summary) {
    s += fmt::format("\n### /summary/{}\n\n{}\n\n| column | unit | type | meaning |\n|---|---|---|---|\n", t.name, t.description);
    for (const auto& c : t.columns) s += fmt::format("| `{}` | {} | {} | {} |\n", c.name, cell(c.unit), c.unit.empty() ? "text" : "float64", cell(c.long_name));
  }
  return s;
}

}  // namespace netsuden
