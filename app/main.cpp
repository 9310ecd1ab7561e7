// SPDX-License-Identifier: Apache-2.0
// The `netsuden` command.
#include <fmt/format.h>

#include <exception>
#include <map>

#include "app/command.hpp"
#include "sim/base/errors.hpp"

int main(int argc, char** argv) {
  using namespace netsuden;
  CLI::App cli{"Netsuden: a power and thermal digital twin of data centers.\n"
               "Describe a facility in YAML, run it for an hour or for years, read the trace."};
  cli.set_version_flag("--version", "netsuden " + app::version() + " (" + app::git_revision() + ")");
  cli.require_subcommand(1);
  cli.footer("Example: netsuden run scenarios/first-steps.yaml -o first.h5\n"
             "Each subcommand has --help with an example.");
  std::map<CLI::App*, app::Action> actions;
  const auto add = [&](const char* name, const char* text, app::Action (*make)(CLI::App&)) {
    CLI::App* sub = cli.add_subcommand(name, text);
    actions[sub] = make(*sub);
  };
  add("run", "Run a scenario and write its trace", app::add_run);
  add("check", "Validate a scenario without running it", app::add_check);
  add("schema", "Print the schema of the scenario format", app::add_schema);
  add("info", "Say what is in a trace, or draw it", app::add_info);
  add("repair", "Close the trace of a run that was killed", app::add_repair);
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return cli.exit(e);
    fmt::print(stderr, "netsuden: {}\n", e.what());
    fmt::print(stderr, "usage: netsuden SUBCOMMAND [options]; see netsuden --help\n");
    return app::bad_input;
  }
  try {
    return actions.at(cli.get_subcommands().front())();
  } catch (const IoError& e) {
    fmt::print(stderr, "error: {}\n", e.what());
    return app::io_failed;
  } catch (const SimulationError& e) {
    fmt::print(stderr, "error: {}\n", e.what());
    return app::simulation_failed;
  } catch (const std::exception& e) {
    fmt::print(stderr, "error: {}\n", e.what());
    return app::simulation_failed;
  }
}
