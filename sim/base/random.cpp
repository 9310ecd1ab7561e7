// SPDX-License-Identifier: Apache-2.0
#include "sim/base/random.hpp"

#include <cmath>
#include <cstddef>
#include <limits>

#include "sim/base/errors.hpp"

namespace netsuden {
namespace {

using detail::Uint128;

constexpr Uint128 join(std::uint64_t high, std::uint64_t low) { return (static_cast<Uint128>(high) << 64) | low; }
constexpr Uint128 multiplier = join(0x2360ED051FC65DA4ULL, 0x4385DF649FCCF645ULL);

constexpr std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t h = 0xCBF29CE484222325ULL;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return h;
}

std::uint64_t split_mix(std::uint64_t& x) {
  x += 0x9E3779B97F4A7C15ULL;
  std::uint64_t z = x;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

Pcg64 generator_for(std::uint64_t seed, std::string_view name) {
  std::uint64_t a = seed, b = fnv1a(name);
  // The name's chain starts from the seed's as well: neither swaps nor sums of the two may meet.
  const std::uint64_t seed_high = split_mix(a), seed_low = split_mix(a);
  b ^= split_mix(a);
  const std::uint64_t sequence_high = split_mix(b), sequence_low = split_mix(b);
  return {seed_high, seed_low, sequence_high, sequence_low};
}

template <std::size_t N>
double polynomial(const double (&c)[N], double x) {
  double y = c[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) y = y * x + c[i];
  return y;
}

}  // namespace

Pcg64::Pcg64(std::uint64_t seed_high, std::uint64_t seed_low, std::uint64_t sequence_high, std::uint64_t sequence_low)
    : inc_((join(sequence_high, sequence_low) << 1) | 1u) {
  state_ = (inc_ + join(seed_high, seed_low)) * multiplier + inc_;
}

std::uint64_t Pcg64::next() {
  state_ = state_ * multiplier + inc_;
  const auto high = static_cast<std::uint64_t>(state_ >> 64);
  const std::uint64_t x = high ^ static_cast<std::uint64_t>(state_);
  const unsigned r = static_cast<unsigned>(high >> 58);
  return (x >> r) | (x << ((64u - r) & 63u));
}

Pcg64::State Pcg64::state() const {
  return {static_cast<std::uint64_t>(state_ >> 64), static_cast<std::uint64_t>(state_),
          static_cast<std::uint64_t>(inc_ >> 64), static_cast<std::uint64_t>(inc_)};
}

void Pcg64::restore(const State& s) {
  state_ = join(s[0], s[1]);
  inc_ = join(s[2], s[3]) | 1u;
}

double normal_quantile(double p) {
  static constexpr double a[] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                 1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                 3.3430575583588128105e4, 2.5090809287301226727e3};
  static constexpr double b[] = {1.0,
                                 4.2313330701600911252e1,
                                 6.8718700749205790830e2,
                                 5.3941960214247511077e3,
                                 2.1213794301586595867e4,
                                 3.9307895800092710610e4,
                                 2.8729085735721942674e4,
                                 5.2264952788528545610e3};
  static constexpr double c[] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                 3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                 2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double d[] = {1.0,
                                 2.05319162663775882187e0,
                                 1.67638483018380384940e0,
                                 6.89767334985100004550e-1,
                                 1.48103976427480074590e-1,
                                 1.51986665636164571966e-2,
                                 5.47593808499534494600e-4,
                                 1.05075007164441684324e-9};
  static constexpr double e[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                                 2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                 2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr double f[] = {1.0,
                                 5.99832206555887937690e-1,
                                 1.36929880922735805310e-1,
                                 1.48753612908506148525e-2,
                                 7.86869131145613259100e-4,
                                 1.84631831751005468180e-5,
                                 1.42151175831644588870e-7,
                                 2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(a, r) / polynomial(b, r);
  }
  if (!(p > 0)) return -std::numeric_limits<double>::infinity();
  if (!(p < 1)) return std::numeric_limits<double>::infinity();
  double r = std::sqrt(-std::log(q < 0 ? p : 1 - p));
  double x = 0;
  if (r <= 5) {
    r -= 1.6;
    x = polynomial(c, r) / polynomial(d, r);
  } else {
    r -= 5;
    x = polynomial(e, r) / polynomial(f, r);
  }
  return q < 0 ? -x : x;
}

RandomStream::RandomStream(std::uint64_t seed, std::string_view name) : generator_(generator_for(seed, name)) {}

double RandomStream::uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

double RandomStream::open_uniform() { return (static_cast<double>(bits() >> 12) + 0.5) * 0x1p-52; }

double RandomStream::uniform(double low, double high) {
  const double x = low + (high - low) * uniform();
  return x < high || !(low < high) ? x : std::nextafter(high, low);
}

std::uint64_t RandomStream::below(std::uint64_t n) {
  NETSUDEN_ASSERT(n > 0, "below(0)");
  // Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 29, 2019.
  Uint128 product = static_cast<Uint128>(bits()) * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t threshold = (0 - n) % n;
    while (static_cast<std::uint64_t>(product) < threshold) product = static_cast<Uint128>(bits()) * n;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

double RandomStream::normal() { return normal_quantile(open_uniform()); }
double RandomStream::normal(double mean, double deviation) { return mean + deviation * normal(); }
double RandomStream::lognormal(double median, double sigma) { return median * std::exp(sigma * normal()); }
double RandomStream::exponential(double mean) { return -mean * std::log(open_uniform()); }

double RandomStream::triangular(double low, double mode, double high) {
  const double u = uniform(), width = high - low;
  if (!(width > 0)) return low;
  if (u * width < mode - low) return low + std::sqrt(u * width * (mode - low));
  return high - std::sqrt((1 - u) * width * (high - mode));
}

double RandomStream::log_uniform(double low, double high) {
  const double u = uniform();
  return low < high ? std::exp(std::log(low) + u * (std::log(high) - std::log(low))) : low;
}

}  // namespace netsuden
