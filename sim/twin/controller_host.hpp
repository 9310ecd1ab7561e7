// SPDX-License-Identifier: Apache-2.0
// The child of controller_process.hpp: loads the library of a user's controller and asks it, until the run is over.
// Verified by tests/cli/controller_test.py.
#pragma once

namespace netsuden {

/// Whether the arguments of a program are those of the child.
bool is_controller_host(int argc, char** argv);
/// PROGRAM controller-host PARENT LIBRARY OPTIONS, with the socket as 3.
int run_controller_host(int argc, char** argv);

}  // namespace netsuden
