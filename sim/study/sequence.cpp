// SPDX-License-Identifier: Apache-2.0
#include "sim/study/sequence.hpp"

#include <boost/random/detail/sobol_table.hpp>

#include <array>
#include <bit>

#include "sim/base/errors.hpp"

namespace netsuden {
namespace {

constexpr int bits = 32;
using Table = boost::random::detail::qrng_tables::sobol;
static_assert(Table::max_dimension == sobol_dimensions);

/// Direction numbers of one coordinate, the first bit on top.
std::array<std::uint32_t, bits> directions(std::size_t dimension) {
  std::array<std::uint32_t, bits> v{};
  if (dimension == 0) {
    for (int k = 0; k < bits; ++k) v[static_cast<std::size_t>(k)] = 1u << (bits - 1 - k);
    return v;
  }
  const auto polynomial = static_cast<std::uint32_t>(Table::polynomial(dimension - 1));
  const int degree = std::bit_width(polynomial) - 1;
  for (int k = 0; k < bits; ++k) {
    auto& at = v[static_cast<std::size_t>(k)];
    if (k < degree) {
      at = static_cast<std::uint32_t>(Table::minit(dimension - 1, static_cast<std::size_t>(k))) << (bits - 1 - k);
      continue;
    }
    at = v[static_cast<std::size_t>(k - degree)] ^ (v[static_cast<std::size_t>(k - degree)] >> degree);
    for (int i = 1; i < degree; ++i)
      if ((polynomial >> (degree - i)) & 1u) at ^= v[static_cast<std::size_t>(k - i)];
  }
  return v;
}

std::uint64_t mix(std::uint64_t z) {
  z += 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

/// Nested uniform scrambling: in (0, 1), in the middle of its cell of 2^-53.
double scrambled(std::uint32_t x, std::uint64_t key) {
  std::uint32_t out = 0;
  for (int k = 0; k < bits; ++k) {
    const std::uint64_t prefix = k == 0 ? 0 : x >> (bits - k);
    const std::uint32_t turn = static_cast<std::uint32_t>(mix(key ^ mix(prefix | (static_cast<std::uint64_t>(k + 1) << 40))) >> 63);
    out |= (((x >> (bits - 1 - k)) & 1u) ^ turn) << (bits - 1 - k);
  }
  // Below its 32 bits a scrambled point is uniform: any two points differ above them, so the prefix is the whole of x.
  const std::uint64_t rest = mix(key ^ mix(x | (1ULL << 50))) >> 44;
  return (static_cast<double>((static_cast<std::uint64_t>(out) << 20) | rest) + 0.5) * 0x1p-52;
}

}  // namespace

std::vector<double> sobol_points(std::size_t points, std::size_t dimensions, std::optional<std::uint64_t> seed) {
  NETSUDEN_ASSERT(dimensions <= sobol_dimensions && points <= (std::size_t{1} << bits), std::to_string(dimensions) + " x " + std::to_string(points));
  std::vector<double> out(points * dimensions);
  for (std::size_t j = 0; j < dimensions; ++j) {
    const auto v = directions(j);
    const std::uint64_t key = seed ? mix(mix(*seed) + j) : 0;
    std::uint32_t x = 0;
    for (std::size_t n = 0; n < points; ++n) {
      if (n > 0) x ^= v[static_cast<std::size_t>(std::countr_zero(n))];
      out[n * dimensions + j] = seed ? scrambled(x, key) : x * 0x1p-32;
    }
  }
  return out;
}

}  // namespace netsuden
