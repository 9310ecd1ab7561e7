// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "app/command.hpp"
#include "io/scenario/emit.hpp"

namespace netsuden::app {

Action add_schema(CLI::App& cli) {
  auto markdown = std::make_shared<bool>(false);
  cli.add_flag("--markdown", *markdown, "Print scenarios/SCHEMA.md instead of JSON Schema");
  cli.footer("Example: netsuden schema > netsuden.schema.json\n"
             "In VS Code with the YAML extension, put this line on top of a scenario:\n"
             "  # yaml-language-server: $schema=netsuden.schema.json");
  return [markdown]() -> int {
    fmt::print("{}", *markdown ? schema_markdown() : json_schema());
    return ok;
  };
}

}  // namespace netsuden::app
