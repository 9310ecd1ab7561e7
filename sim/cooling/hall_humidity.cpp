// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/hall_humidity.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {

void describe(Describe& d, HallHumidityParams& p) {
  d.temperature("dew_point", p.dew_point, {.unit = "degC", .range = {-20, 28, "air of halls; ASHRAE allows -12 to 24 degC"}, .text = "Dew point that the air of the hall has, whatever the coils take.", .default_text = "absent: it follows outdoor air and coils"});
  d.plain("air_changes_per_hour", p.air_changes_per_hour, {.range = {0, 20, "from a tight hall to open doors"}, .text = "Outdoor air that comes in beside the economizer, volumes of the hall an hour; for the humidity alone.", .source = "assumption"});
}

HallHumidityStep advance_humidity(double w, const HallHumidityInputs& in, Duration dt) {
  HallHumidityStep s;
  const double t = dt.si(), over = w - in.surface_w;
  if (in.held) {
    s.end_w = w;
    s.condensate_kg = s.brought_kg = std::max(0.0, in.condensate_kg_s) * t;
    return s;
  }
  const double a = in.outdoor_kg_s / in.air_kg;
  double b = in.condensate_kg_s > 0 && over > 0 ? in.condensate_kg_s / over / in.air_kg : 0, left = t;
  s.end_w = w;
  // A piece with rate r towards w_inf; returns the integral of w over it.
  const auto piece = [&](double r, double w_inf, double span) {
    const double start = s.end_w, decay = -std::expm1(-r * span);
    s.end_w = start + (w_inf - start) * decay;
    return r > 0 ? w_inf * span - (w_inf - start) * decay / r : start * span;
  };
  if (b > 0) {
    const double r = a + b, w_inf = (a * in.outdoor_w + b * in.surface_w) / r;
    double span = left;
    if (w_inf < in.surface_w) span = std::min(left, std::log((w - w_inf) / (in.surface_w - w_inf)) / r);
    const double integral = piece(r, w_inf, span);
    s.condensate_kg += std::max(0.0, b * in.air_kg * (integral - in.surface_w * span));
    s.brought_kg += a * in.air_kg * (in.outdoor_w * span - integral);
    left -= span;
  }
  if (left > 0) {
    const double integral = piece(a, in.outdoor_w, left);
    s.brought_kg += a * in.air_kg * (in.outdoor_w * left - integral);
  }
  if (s.end_w > in.most_w) {
    s.condensate_kg += (s.end_w - in.most_w) * in.air_kg;
    s.end_w = in.most_w;
  }
  s.stored_kg = (s.end_w - w) * in.air_kg;
  return s;
}

}  // namespace netsuden
