// SPDX-License-Identifier: Apache-2.0
// A walk over all values of a scenario that knows where it is: the path of each, and the entry of the catalogue that stands behind it.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "sim/spec/scenario.hpp"

namespace netsuden {

class ScenarioWalk : public Describe {
 protected:
  std::string path_;   ///< of the mapping that is open, with a dot at its end
  std::string entry_;  ///< "racks.dgx_h100." and what of it; empty where no entry stands behind the mapping

  /// `model: NAME` of a section of the catalogue.
  virtual void uses(const char* section, const std::string& name) { (void)section, (void)name; }

  void reference_value(const Param&, std::string&, const char*) override {}
  void references_value(const Param&, std::vector<std::string>&, const char*) override {}
  void pairs_value(const Param&, std::vector<std::pair<std::string, std::string>>&) override {}
  void path_value(const Param&, FilePath&) override {}
  void model_value(const Param&, std::string& v, const char* section) override {
    if (v.empty()) return;
    uses(section, v);
    entry_ = fmt::format("{}.{}.", section, v);
  }
  void variant_value(const Param& p, int& i, const std::vector<Choice>& c, const std::function<void(Describe&, int)>& body) override {
    choice_value(p, i, c);
    body(*this, i);
  }
  void object_value(const Param& p, bool* present, const Body& body) override {
    if (!present || *present) enter(p.key, entry_.empty() ? "" : entry_ + p.key + ".", [&] { body(*this); });
  }
  void list_value(const Param& p, ObjectsAccess& a) override {
    for (std::size_t i = 0; i < a.size(); ++i) enter(fmt::format("{}.{}", p.key, i), "", [&] { a.describe(*this, i); });
  }
  void map_value(const Param& p, ObjectsAccess& a) override {
    for (std::size_t i = 0; i < a.size(); ++i) enter(fmt::format("{}.{}", p.key, a.name(i)), "", [&] { a.describe(*this, i); });
  }

 private:
  template <class F>
  void enter(const std::string& key, const std::string& entry, F&& f) {
    const std::string outer_path = path_, outer_entry = entry_;
    path_ += key + ".";
    entry_ = entry;
    f();
    path_ = outer_path;
    entry_ = outer_entry;
  }
};

/// Calls f(section, entry) for every entry of a catalogue, section by section.
template <class F>
void for_each_entry(const Catalogue& c, F&& f) {
  const auto all = [&](const char* section, const auto& list) {
    for (const auto& e : list) f(section, e);
  };
  all("racks", c.racks);
  all("power_supplies", c.power_supplies);
  all("transformers", c.transformers);
  all("ups", c.ups);
  all("pdus", c.pdus);
  all("transfer_switches", c.transfer_switches);
  all("busways", c.busways);
  all("crahs", c.crahs);
  all("cracs", c.cracs);
  all("cdus", c.cdus);
  all("cold_plates", c.cold_plates);
  all("chillers", c.chillers);
  all("towers", c.towers);
  all("dry_coolers", c.dry_coolers);
  all("reliability", c.reliability);
  all("serving", c.serving);
}

}  // namespace netsuden
