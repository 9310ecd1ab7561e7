// SPDX-License-Identifier: Apache-2.0
// The `netsuden` command.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <map>
#include <memory>
#include <system_error>

#include "app/report_commands.hpp"
#include "sim/base/diagnostics.hpp"
#include "sim/base/errors.hpp"
#include "sim/twin/controller_host.hpp"

namespace netsuden::app {
namespace {

/// Help without CLI11's notes on what excludes what; the messages say it where it matters.
class HelpFormat : public CLI::Formatter {
  std::string make_option_opts(const CLI::Option* o) const override {
    std::string type = o->get_type_name();
    if (type.starts_with(':')) type.erase(0, 1);
    return type.empty() ? "" : " " + type;
  }
};

std::string did_you_mean(const std::string& word, const std::vector<std::string>& names) {
  const std::string near = nearest_name(word, names);
  return near.empty() ? "" : fmt::format("; did you mean `{}`?", near);
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* o : app.get_options()) {
    for (const auto& n : o->get_lnames()) names.push_back("--" + n);
    for (const auto& n : o->get_snames()) names.push_back("-" + n);
  }
  return names;
}

/// "" unless `argument` is an option that `app` does not have.
std::string unknown_option(const CLI::App& app, const std::string& argument) {
  if (argument.size() < 2 || argument[0] != '-') return "";
  const std::string name = argument.substr(0, argument.starts_with("--") ? argument.find('=') : 2);
  if (app.get_option_no_throw(name)) return "";
  return fmt::format("unknown option `{}`{}", name, name.size() > 2 ? did_you_mean(name, option_names(app)) : "");
}

/// What is wrong with a command line, then the usage in one line.
std::string complaint(CLI::App& cli, const CLI::ParseError& e, int argc, char** argv) {
  std::vector<std::string> names;
  const auto subcommands = cli.get_subcommands([](CLI::App*) { return true; });
  for (const CLI::App* s : subcommands) names.push_back(s->get_name());
  const std::string usage_of_all = fmt::format("usage: netsuden SUBCOMMAND [options], where SUBCOMMAND is one of {}", fmt::join(names, ", "));
  int at = 1;
  while (at < argc && argv[at][0] == '-') {
    if (const std::string wrong = unknown_option(cli, argv[at]); !wrong.empty()) return wrong + "\n" + usage_of_all;
    ++at;
  }
  if (at == argc) return "a subcommand is missing\n" + usage_of_all;
  const auto found = std::find(names.begin(), names.end(), argv[at]);
  if (found == names.end()) return fmt::format("unknown subcommand `{}`{}\n{}", argv[at], did_you_mean(argv[at], names), usage_of_all);
  const CLI::App* sub = subcommands[static_cast<std::size_t>(found - names.begin())];
  const bool file = sub->get_option_no_throw("FILE") != nullptr;
  const bool two = sub->get_option_no_throw("OTHER") != nullptr;
  const std::string usage = fmt::format("usage: netsuden {}{}{} [options]; `netsuden {} --help` has an example", sub->get_name(), file ? " FILE" : "", two ? " OTHER" : "", sub->get_name());
  std::string what = e.what();
  for (const auto& left : sub->remaining()) {
    what = unknown_option(*sub, left);
    if (!what.empty()) break;
    what = fmt::format("unexpected argument `{}`", left);
  }
  return fmt::format("{}: {}\n{}", sub->get_name(), what, usage);
}

int run_command(int argc, char** argv) {
  CLI::App cli{"Netsuden: a power and thermal digital twin of data centers.\n"
               "Describe a facility in YAML, run it for an hour or for years, read the trace.",
               "netsuden"};
  cli.set_version_flag("--version", "netsuden " + version() + " (" + git_revision() + ")");
  cli.require_subcommand(1);
  cli.formatter(std::make_shared<HelpFormat>());
  cli.get_formatter()->column_width(28);
  cli.footer("Example: netsuden run scenarios/first-steps.yaml -o first.h5\n"
             "Each subcommand has --help with an example.");
  std::map<CLI::App*, Action> actions;
  const auto add = [&](const char* name, const char* text, Action (*make)(CLI::App&)) {
    CLI::App* sub = cli.add_subcommand(name, text);
    actions[sub] = make(*sub);
  };
  add("run", "Run a scenario and write its trace", add_run);
  add("study", "Run a scenario many times with what varies, and say what matters", add_study);
  add("fork", "Run a part of a run again, with changes", add_fork);
  add("check", "Validate a scenario, a study or a power network without running it", add_check);
  add("schema", "Print the schema of scenarios or of traces", add_schema);
  add("info", "Say what is in a trace, or draw it; solve a power network", add_info);
  add("contingency", "What a power network does when one branch is out", add_contingency);
  add("plan", "What to order when: proposed by a programme, confirmed by runs", add_plan);
  add("compare", "Say what differs between two traces, for people and for scripts", add_compare);
  add("report", "Write a run as one HTML file to send", add_report);
  add("repair", "Close the trace of a run that was killed", add_repair);
  add("view", "Look at traces in a window, or draw a panel to a file", add_view);
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    // `netsuden wrong --help` asks for help of what there is not.
    const bool wrong = argc > 1 && argv[1][0] != '-' && std::none_of(actions.begin(), actions.end(), [&](const auto& a) { return a.first->get_name() == argv[1]; });
    if (e.get_exit_code() == 0 && !wrong) return cli.exit(e);
    fmt::print(stderr, "netsuden: {}\n", complaint(cli, e, argc, argv));
    return bad_input;
  }
  try {
    const int code = actions.at(cli.get_subcommands().front())();
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) throw IoError("standard output", std::strerror(errno));
    return code;
  } catch (const UsageError& e) {
    fmt::print(stderr, "netsuden: {}\n", e.what());
    return bad_input;
  } catch (const IoError& e) {
    fmt::print(stderr, "error: {}\n", e.what());
    return io_failed;
  } catch (const std::system_error& e) {  // of a print
    fmt::print(stderr, "error: standard output: {}\n", e.code().message());
    return io_failed;
  } catch (const std::exception& e) {
    fmt::print(stderr, "error: {}\n", e.what());
    return simulation_failed;
  }
}

}  // namespace
}  // namespace netsuden::app

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on file sizes is an error of the write, as a full disk is
  if (netsuden::is_controller_host(argc, argv)) return netsuden::run_controller_host(argc, argv);
  return netsuden::app::run_command(argc, argv);
}
