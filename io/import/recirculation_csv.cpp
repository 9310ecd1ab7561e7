// SPDX-License-Identifier: Apache-2.0
#include "io/import/recirculation_csv.hpp"

#include <fmt/format.h>

#include "io/import/csv.hpp"
#include "io/import/line_errors.hpp"

namespace netsuden {

std::optional<RecirculationShares> read_recirculation(const std::string& path, Diagnostics& d) {
  const auto table = CsvTable::read(path, d);
  if (!table) return std::nullopt;
  const std::size_t rows = table->rows(), columns = table->columns().size();
  const bool words = rows > 0 && columns > 1 && !table->try_number(0, 0) && table->try_number(0, 1);
  const std::string& head = table->columns().front();
  const std::size_t first = columns == rows + 1 && (words || head == "outlet" || head == "from" || head.empty()) ? 1 : 0;  // names of the outlets
  if (rows == 0 || columns - first != rows) {
    d.error("recirculation", {path, 0, 0}, fmt::format("{} lines of outlets and {} columns of inlets", rows, columns - first), "commas between numbers of 0 to 1; a line and a column for each rack, or for each row of racks; a first column of names is headed `outlet`");
    return std::nullopt;
  }
  const int before = d.count(Severity::error);
  RecirculationShares s;
  s.places = rows;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < rows; ++j) s.share.push_back(table->number(i, j + first, d));
  if (d.count(Severity::error) > before) return std::nullopt;
  const auto wrong = mistakes(s);
  LineErrors errors(d, path, "recirculation");
  for (const std::string& w : wrong) errors.add(0, w, "row: the outlet that the air leaves, column: the inlet that draws it");
  if (!wrong.empty()) return std::nullopt;
  return s;
}

}  // namespace netsuden
