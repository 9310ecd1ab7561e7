// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/recirculation.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace netsuden {
namespace {
constexpr double rounding = 1e-9;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const Matrix> matrix(const RecirculationShares& s) {
  const auto n = static_cast<Eigen::Index>(s.places);
  return {s.share.data(), n, n};
}

}  // namespace

std::vector<std::string> mistakes(const RecirculationShares& s) {
  std::vector<std::string> wrong;
  for (std::size_t i = 0; i < s.places; ++i)
    for (std::size_t j = 0; j < s.places; ++j)
      if (!(s.at(i, j) >= 0 && s.at(i, j) <= 1)) wrong.push_back(fmt::format("outlet {}, inlet {}: {:g} is no share of 0 to 1", i + 1, j + 1, s.at(i, j)));
  if (!wrong.empty()) return wrong;
  const auto a = matrix(s);
  for (Eigen::Index i = 0; i < a.rows(); ++i)
    if (a.row(i).sum() > 1 + rounding) wrong.push_back(fmt::format("outlet {} gives {:.4g} times its air to the inlets", i + 1, a.row(i).sum()));
  for (Eigen::Index j = 0; j < a.cols(); ++j)
    if (a.col(j).sum() > 0.9) wrong.push_back(fmt::format("inlet {} draws {:.4g} of its air from outlets: 0.9 is the most that a hall with cooling has", j + 1, a.col(j).sum()));
  return wrong;
}

RecirculationMap::RecirculationMap(const RecirculationShares& s) : places_(s.places) {
  if (places_ == 0) return;
  const Matrix at = matrix(s).transpose();
  const Matrix m = (Matrix::Identity(at.rows(), at.cols()) - at).partialPivLu().solve(at);
  response_.assign(m.data(), m.data() + m.size());
  const double mean = m.sum() / static_cast<double>(places_);
  share_ = mean / (1 + mean);
}

void RecirculationMap::rises(std::span<const double> theta_k, std::span<double> x_k) const {
  const auto n = static_cast<Eigen::Index>(places_);
  Eigen::Map<Eigen::VectorXd>(x_k.data(), n) = Eigen::Map<const Matrix>(response_.data(), n, n) * Eigen::Map<const Eigen::VectorXd>(theta_k.data(), n);
}

MassFlow rack_air_flow(const HallAir& a, int racks, HeatFlow heat) { return server_air_flow(a, heat * racks) / racks; }

TemperatureDiff server_rise(const HallAir& a, int racks, HeatFlow heat) {
  const double m = rack_air_flow(a, racks, heat).si();
  return TemperatureDiff::from_si(m > 0 ? heat.si() / (m * constants::cp_air) : 0);
}

}  // namespace netsuden
