// SPDX-License-Identifier: Apache-2.0
// Random numbers that are the same on every machine: a named stream for each thing that is random, so that adding one
// does not shift the others.
//
//   state <- state * 0x2360ED051FC65DA44385DF649FCCF645 + inc   (mod 2^128)
//   out    = rotr64(high(state) xor low(state), high(state) >> 58)
//
// PCG XSL-RR 128/64. Source: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms
// for Random Number Generation", HMC-CS-2014-0905, 2014. `inc` is odd and selects one of 2^127 sequences. Seed and name
// of a stream become state and sequence through FNV-1a and SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
// Normal deviates: inverse of the distribution function, Wichura's AS 241 (PPND16, Applied Statistics 37, 1988), one
// uniform number each, relative error about 1e-16.
// Integers and uniform numbers are exact; the other distributions use log, exp and sqrt of the C library.
// Verified by tests/unit/base/random_test.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace netsuden {

namespace detail {
__extension__ using Uint128 = unsigned __int128;
}

/// The bare generator.
class Pcg64 {
 public:
  using State = std::array<std::uint64_t, 4>;  ///< state high, low; increment high, low

  /// `seed` and `sequence` as in the reference implementation's pcg64_srandom, each of 128 bits (high, low).
  Pcg64(std::uint64_t seed_high, std::uint64_t seed_low, std::uint64_t sequence_high, std::uint64_t sequence_low);
  std::uint64_t next();
  State state() const;
  void restore(const State&);

 private:
  detail::Uint128 state_ = 0, inc_ = 1;
};

/// The value below which a standard normal variable lies with probability p; -inf and +inf at 0 and 1.
double normal_quantile(double p);

class RandomStream {
 public:
  using State = Pcg64::State;

  /// Streams of different seeds or names are independent. Seed 0 is a seed like any other.
  RandomStream(std::uint64_t seed, std::string_view name);

  std::uint64_t bits() { return generator_.next(); }
  double uniform();                         ///< in [0, 1), a multiple of 2^-53
  double uniform(double low, double high);  ///< in [low, high)
  std::uint64_t below(std::uint64_t n);     ///< 0 ... n - 1, each equally likely; n of at least 1
  double normal();                          ///< mean 0, standard deviation 1
  double normal(double mean, double deviation);
  double lognormal(double median, double sigma);  ///< sigma: standard deviation of the logarithm
  double exponential(double mean);
  double triangular(double low, double mode, double high);
  double log_uniform(double low, double high);  ///< 0 < low <= high

  State state() const { return generator_.state(); }
  void restore(const State& s) { generator_.restore(s); }

 private:
  double open_uniform();  ///< in (0, 1)
  Pcg64 generator_;
};

}  // namespace netsuden
