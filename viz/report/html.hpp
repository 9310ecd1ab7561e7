// SPDX-License-Identifier: Apache-2.0
// HTML of a report, piece by piece. What is given as text is escaped here, and nowhere else.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netsuden::viz {

struct HtmlColumn {
  std::string title;
  bool number = false;  ///< to the right, figures of one width
};
struct HtmlCell {
  HtmlCell(std::string t = {}, std::string c = {}) : text(std::move(t)), mark(std::move(c)) {}  // NOLINT(google-explicit-constructor)
  HtmlCell(const char* t) : text(t) {}                                                          // NOLINT(google-explicit-constructor)
  std::string text;
  std::string mark;  ///< class: "over", "dim", "good"
};
struct HtmlTable {
  std::string caption;
  std::vector<HtmlColumn> columns;
  std::vector<std::vector<HtmlCell>> rows;  ///< the first cell heads its row
};

class Html {
 public:
  void section(const std::string& id, const std::string& heading);  ///< ends the one before
  void end_section();
  void heading(const std::string& text);  ///< within a section
  void paragraph(const std::string& text, const std::string& mark = {});
  void table(const HtmlTable&);  ///< nothing without rows
  void list(const std::vector<std::string>& items);
  /// `svg` is markup of our own.
  void figure(const std::string& svg, const std::string& caption);
  /// Text as it stands, folded away until it is asked for; paper leaves it out.
  void folded(const std::string& heading, const std::string& text);
  void raw(std::string_view markup) { body_ += markup; }
  const std::vector<std::pair<std::string, std::string>>& sections() const { return sections_; }
  const std::string& body() const { return body_; }

 private:
  std::string body_;
  std::vector<std::pair<std::string, std::string>> sections_;
  bool open_ = false;
};

/// The whole page: no script, nothing from elsewhere, and nothing would run (content security policy).
std::string html_page(const char* language, const std::string& title, const std::string& generator, const std::string& body);
/// CSS: light and dark, screen and A4 paper. The colours of figures follow those of the page.
std::string report_style();

}  // namespace netsuden::viz
