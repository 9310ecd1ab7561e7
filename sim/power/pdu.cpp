// SPDX-License-Identifier: Apache-2.0
#include "sim/power/pdu.hpp"

namespace netsuden {

void describe(Describe& d, PduParams& p) {
  d.quantity("rating", p.rating,
             {.unit = "kVA",
              .range = {1, 10000, "from a rack strip to a busway run"},
              .text = "Rated apparent power.",
              .source = "assumption"});
  d.quantity("standby_loss", p.standby_loss,
             {.unit = "W",
              .range = {0, 20000, "metering, and the iron of an isolating transformer"},
              .text = "Loss whenever it is energised.",
              .source = "assumption"});
  d.quantity("full_load_loss", p.full_load_loss,
             {.unit = "W",
              .range = {0, 500000, "five per cent of the largest rating"},
              .text = "Loss at rated current, beside the standby loss.",
              .source = "assumption: 0.5 % of the rating"});
}

ActivePower pdu_loss(const PduParams& p, ApparentPower load) {
  const double k = load / p.rating;
  return p.standby_loss + p.full_load_loss * (k * k);
}

}  // namespace netsuden
