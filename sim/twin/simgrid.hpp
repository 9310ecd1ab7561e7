// SPDX-License-Identifier: Apache-2.0
// SimGrid 3.32 to 4.x behind one face; with dispatcher.hpp and facility.hpp the only place that includes it.
// Expensive to include (2.7 s): only from .cpp files of sim/twin.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <simgrid/kernel/resource/Model.hpp>
#include <simgrid/s4u.hpp>
#include <simgrid/version.h>

namespace netsuden::sg {

namespace s4u = simgrid::s4u;
using Model = simgrid::kernel::resource::Model;

/// The one engine of the process. SimGrid sees an argument list of one: `--help`, `--cfg` and `--log` of users never
/// reach it; its log is silent below `critical`; timing precision holds over a horizon of years.
inline std::unique_ptr<s4u::Engine> make_engine() {
  static char name[] = "netsuden";
  static char quiet[] = "--log=root.thres:critical";
  static char* list[] = {name, quiet, nullptr};
  static int count = 2;
  static char** arguments = list;
  auto engine = std::make_unique<s4u::Engine>(&count, arguments);
#if SIMGRID_VERSION >= 33400
  s4u::Engine::set_config("precision/timing:1e-6");
#else
  s4u::Engine::set_config("surf/precision:1e-6");
#endif
  return engine;
}

inline std::string version() {
  int major = 0, minor = 0, patch = 0;
  sg_version_get(&major, &minor, &patch);
  return std::to_string(major) + "." + std::to_string(minor) + (patch ? "." + std::to_string(patch) : "");
}

#if SIMGRID_VERSION >= 40000
using Zone = s4u::NetZone*;
inline Zone make_zone(s4u::Engine& e, const char* name) { return e.get_netzone_root()->add_netzone_star(name); }
inline Zone make_full_zone(s4u::Engine& e, const char* name) { return e.get_netzone_root()->add_netzone_full(name); }
inline s4u::Host* make_host(Zone z, const std::string& name, const std::vector<double>& speeds) {
  return z->add_host(name, speeds);
}
inline void start_actor(s4u::Host* h, const char* name, const std::function<void()>& f) { h->add_actor(name, f); }
inline void start(s4u::ExecPtr& e) { e->start(); }
inline void on_exec_completion(std::function<void(s4u::Exec const&)> f) { s4u::Exec::on_completion_cb(std::move(f)); }
#else
using Zone = s4u::NetZone*;
inline Zone make_zone(s4u::Engine&, const char* name) { return s4u::create_star_zone(name); }
inline Zone make_full_zone(s4u::Engine&, const char* name) { return s4u::create_full_zone(name); }
inline s4u::Host* make_host(Zone z, const std::string& name, const std::vector<double>& speeds) {
  return z->create_host(name, speeds);
}
inline void start_actor(s4u::Host* h, const char* name, const std::function<void()>& f) { s4u::Actor::create(name, h, f); }
inline void start(s4u::ExecPtr& e) { e->vetoable_start(); }
inline void on_exec_completion(std::function<void(s4u::Exec const&)> f) {
  s4u::Activity::on_completion_cb([f = std::move(f)](s4u::Activity const& a) {
    if (const auto* e = dynamic_cast<s4u::Exec const*>(&a)) f(*e);
  });
}
#endif

}  // namespace netsuden::sg
