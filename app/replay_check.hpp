// SPDX-License-Identifier: Apache-2.0
// Whether a run that is replayed goes as it went: its rows of sites and of checkpoints are those of the trace, bit by bit. They differ when a
// file of the scenario has changed, when a controller of the user's own decides otherwise, or when the program computes otherwise.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/trace/reader.hpp"
#include "sim/base/calendar.hpp"
#include "sim/ledger/record.hpp"

namespace netsuden::app {

class ReplayCheck final : public TraceSink {
 public:
  /// Rows up to `until_s` are compared, as far as the trace has them.
  ReplayCheck(const TraceReader&, const TraceLayout&, double until_s, TimeZone);
  /// What rows are handed on to; null: nothing.
  void pass_to(TraceSink* next) { next_ = next; }
  /// Throws SimulationError at the first row that differs.
  void append(std::size_t group, std::span<const double> values, std::span<const std::string_view> texts = {}) override;
  std::size_t compared() const { return compared_; }

 private:
  struct Watched {
    std::size_t in_trace = 0, entities = 1;
    std::vector<double> times;
    std::vector<std::size_t> channel;         ///< in the trace, of each of the layout
    std::vector<bool> single;                 ///< stored in 4 bytes
    std::size_t first = 0, count = 0;         ///< rows that are in `block`
    std::vector<std::vector<double>> block;   ///< of each channel, row by row
  };
  void compare(Watched&, std::size_t group, std::span<const double> values);

  const TraceReader& trace_;
  std::vector<RecordGroup> groups_;
  std::vector<Watched> watched_;
  std::vector<int> of_group_;                 ///< -1: not watched
  double until_s_;
  TimeZone zone_;
  TraceSink* next_ = nullptr;
  std::size_t compared_ = 0;
};

}  // namespace netsuden::app
