// SPDX-License-Identifier: Apache-2.0
#include "io/trace/repair.hpp"

#include <fmt/format.h>

#include <memory>

#include "app/command.hpp"

namespace netsuden::app {

Action add_repair(CLI::App& cli) {
  struct Options {
    std::string file;
    bool overwrite = false;
  };
  auto o = std::make_shared<Options>();
  cli.add_option("FILE", o->file, "Trace of a killed run: NAME.h5 or NAME.h5.part")->required()->type_name("");
  cli.add_flag("--overwrite", o->overwrite, "Replace NAME.h5 if it exists beside NAME.h5.part");
  cli.footer("Example: netsuden repair hall.h5\n"
             "Keeps every row that was flushed; the status becomes `recovered`. A trace that was closed properly stays as it is.\n"
             "Exit codes: 0 done or nothing to do, 2 the command line is wrong, 5 the file cannot be read or written.");
  return [o]() -> int {
    const RepairResult r = repair_trace(o->file, {o->overwrite});
    fmt::print("{}\n", r.message);
    for (const auto& l : r.losses) fmt::print("lost: {}\n", l);
    return ok;
  };
}

}  // namespace netsuden::app
