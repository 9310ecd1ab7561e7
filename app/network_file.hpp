// SPDX-License-Identifier: Apache-2.0
// Power networks as the command reads them: MATPOWER cases and power-grid-model inputs, with what is wrong in them.
#pragma once

#include <optional>
#include <string>

#include "app/files.hpp"
#include "sim/base/diagnostics.hpp"
#include "sim/power/network.hpp"

namespace netsuden::app {

struct NetworkFile {
  std::string path;
  FileKind kind = FileKind::matpower;
  Network network;
  std::string site = {};  ///< of a scenario

  /// Of a scenario: the output of a UPS, which is a load of the same name at its input.
  bool converted(const Network::Source&) const;
  bool matpower() const { return kind == FileKind::matpower; }
  /// "branch 5-6 (row 3)" or "branch 12 (bus 1 to 2)".
  std::string branch_name(int) const;
  /// "9 buses, 9 branches, 3 generators, base 100 MVA".
  std::string size() const;
};

/// Nothing where there are errors. Warns of buses that no source feeds. The frequency makes the charging of cables.
std::optional<NetworkFile> read_network(const std::string& path, FileKind, Frequency, Diagnostics&);

/// What `check` does with a network; the exit code.
int check_network(const std::string& path, FileKind);

}  // namespace netsuden::app
