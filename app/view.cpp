// SPDX-License-Identifier: Apache-2.0
// `netsuden view`: hands over to the viewer, which is a program of its own because it alone needs a window.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "app/command.hpp"
#include "app/files.hpp"

namespace netsuden::app {

Action add_view(CLI::App& cli) {
  cli.prefix_command();
  cli.footer("Example: netsuden view hall.h5\n"
             "         netsuden view hall.h5 --screenshot answer.png --panel answer\n"
             "All that follows is handed to netsuden-viewer; `netsuden-viewer --help` lists its options.\n"
             "Exit codes: those of netsuden-viewer; 2 where it is not installed.");
  return [&cli]() -> int {
    const std::string beside = program_folder() + "netsuden-viewer";
    std::string program = ::access(beside.c_str(), X_OK) == 0 ? beside : "netsuden-viewer";
    std::vector<std::string> arguments = cli.remaining();
    std::vector<char*> argv{program.data()};
    for (std::string& a : arguments) argv.push_back(a.data());
    argv.push_back(nullptr);
    ::execvp(argv[0], argv.data());
    throw UsageError(fmt::format("view: netsuden-viewer cannot be started ({}); it is built where libimgui-dev, libglfw3-dev and libgl-dev are installed. "
                                 "Without it: netsuden info RUN.h5 --plot FILE.svg",
                                 std::strerror(errno)));
  };
}

}  // namespace netsuden::app
