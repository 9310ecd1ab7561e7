// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "app/command.hpp"
#include "app/provenance_tables.hpp"
#include "app/summary.hpp"
#include "io/scenario/emit.hpp"
#include "io/trace/document.hpp"
#include "sim/twin/record_groups.hpp"

namespace netsuden::app {

Action add_schema(CLI::App& cli) {
  struct Options {
    bool markdown = false, trace = false;
  };
  auto o = std::make_shared<Options>();
  CLI::Option* markdown = cli.add_flag("--markdown", o->markdown, "Print scenarios/SCHEMA.md instead of JSON Schema");
  cli.add_flag("--trace", o->trace, "Print io/trace/FORMAT.md: the groups and channels of a trace")->excludes(markdown);
  cli.footer("Example: netsuden schema > netsuden.schema.json\n"
             "In VS Code with the YAML extension, put this line on top of a scenario:\n"
             "  # yaml-language-server: $schema=netsuden.schema.json");
  return [o]() -> int {
    if (o->trace) {
      TraceLayout layout;
      layout.groups = all_record_groups();
      TraceSummary summary = summary_for_trace({}, TimeZone());
      add_provenance(summary, nullptr);
      fmt::print("{}", document(layout, summary.tables));
    } else {
      fmt::print("{}", o->markdown ? schema_markdown() : json_schema());
    }
    return ok;
  };
}

}  // namespace netsuden::app
