// SPDX-License-Identifier: Apache-2.0
#include "sim/control/controller.hpp"

namespace netsuden {

void describe(Describe& d, ControllerSpec& c) {
  d.path("library", c.library, {.required = true, .text = "Shared library with the two functions of netsuden_controller.h; examples/controller has one."});
  d.quantity("interval", c.interval, {.unit = "min", .range = {0.01, 1440, "a second to a day"}, .text = "How often it is asked; the first time one interval after the start.", .source = "assumption: as set-points of building automation"});
  d.quantity("timeout", c.timeout, {.unit = "s", .range = {0.01, 600, "ten minutes of real time"}, .text = "Real time in which it must answer; one that does not is ended, and the built-in control goes on.", .source = "assumption"});
  d.text("options", c.options, {.text = "Words that are handed to it as they are."});
  d.fraction("floor", c.floor, {.unit = "%", .range = {0.2, 1, "GPUs run stably down to about a fifth of their clock"}, .text = "Lowest relative clock to which its power cap may bring the racks.", .source = "assumption"});
}

}  // namespace netsuden
