// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/controller_host.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "sim/twin/controller_process.hpp"

namespace netsuden {
namespace {

bool hear(void* to, std::size_t bytes) {
  char* at = static_cast<char*>(to);
  while (bytes > 0) {
    const ssize_t n = ::recv(controller_socket, at, bytes, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += n;
    bytes -= static_cast<std::size_t>(n);
  }
  return true;
}

bool say(const void* from, std::size_t bytes) {
  const char* at = static_cast<const char*>(from);
  while (bytes > 0) {
    const ssize_t n = ::send(controller_socket, at, bytes, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += n;
    bytes -= static_cast<std::size_t>(n);
  }
  return true;
}

int refuse(const std::string& why) {
  const ControllerHead head{ControllerHead::refused, 0, 0, why.size()};
  if (say(&head, sizeof head)) say(why.data(), why.size());
  return 1;
}

struct Library {
  uint32_t (*version)() = nullptr;
  int32_t (*control)(const netsuden_view*, netsuden_decision*) = nullptr;
};

/// Empty, or what is wrong with it.
std::string load(const char* path, Library& l) {
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) ::signal(number, SIG_DFL);  // it ends by what it did, whoever else would handle that
  void* handle = ::dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return std::string(::dlerror()).substr(0, 1000);
  const auto find = [&](const char* name, auto& function) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(handle, name));
    return function != nullptr;
  };
  if (!find("netsuden_controller_version", l.version)) return "it has no function `netsuden_controller_version` (in C++, extern \"C\" of netsuden_controller.h)";
  if (!find("netsuden_control", l.control)) return "it has no function `netsuden_control` (in C++, extern \"C\" of netsuden_controller.h)";
  if (const uint32_t v = l.version(); v != NETSUDEN_CONTROLLER_VERSION)
    return fmt::format("it is of version {} of netsuden_controller.h, this program of version {}", v, NETSUDEN_CONTROLLER_VERSION);
  return {};
}

int serve(const Library& l, const char* options) {
  ControllerView view;
  ControllerDecision decision;
  std::vector<char> message;
  for (ControllerHead head; hear(&head, sizeof head);) {
    message.resize(head.bytes);
    if (head.kind != ControllerHead::question || head.bytes < sizeof view.site || !hear(message.data(), message.size())) return 1;
    std::memcpy(&view.site, message.data(), sizeof view.site);
    view.halls.resize(view.site.halls);
    view.plants.resize(view.site.plants);
    const char* at = message.data() + sizeof view.site;
    if (!view.halls.empty()) std::memcpy(view.halls.data(), at, view.halls.size() * sizeof(netsuden_hall));
    at += view.halls.size() * sizeof(netsuden_hall);
    if (!view.plants.empty()) std::memcpy(view.plants.data(), at, view.plants.size() * sizeof(netsuden_plant));
    view.site.hall = view.halls.data();
    view.site.plant = view.plants.data();
    view.site.options = options;
    decision.site = {};
    decision.halls.assign(view.halls.size(), {});
    decision.plants.assign(view.plants.size(), {});
    decision.site.hall = decision.halls.data();
    decision.site.plant = decision.plants.data();
    const int32_t status = l.control(&view.site, &decision.site);
    const std::size_t halls = decision.halls.size() * sizeof(netsuden_hall_decision), plants = decision.plants.size() * sizeof(netsuden_plant_decision);
    const ControllerHead back{ControllerHead::answer, status, head.number, sizeof decision.site + halls + plants};
    std::vector<char> answer;
    const auto put = [&answer](const void* from, std::size_t bytes) { answer.insert(answer.end(), static_cast<const char*>(from), static_cast<const char*>(from) + bytes); };
    put(&back, sizeof back);
    put(&decision.site, sizeof decision.site);
    put(decision.halls.data(), halls);
    put(decision.plants.data(), plants);
    if (!say(answer.data(), answer.size())) return 1;
  }
  return 0;
}

}  // namespace

bool is_controller_host(int argc, char** argv) { return argc >= 2 && std::strcmp(argv[1], controller_host_name) == 0; }

int run_controller_host(int argc, char** argv) {
  if (argc != 5) return 2;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (std::to_string(::getppid()) != argv[2]) return 1;  // it ended before
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  Library library;
  if (const std::string why = load(argv[3], library); !why.empty()) return refuse(why);
  const ControllerHead ready{ControllerHead::ready, 0, 0, 0};
  if (!say(&ready, sizeof ready)) return 1;
  return serve(library, argv[4]);
}

}  // namespace netsuden
