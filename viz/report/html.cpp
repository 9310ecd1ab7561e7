// SPDX-License-Identifier: Apache-2.0
#include "viz/report/html.hpp"

#include "viz/canvas/svg_canvas.hpp"

namespace netsuden::viz {
namespace {

std::string attribute(const std::string& name, const std::string& value) { return value.empty() ? "" : " " + name + "=\"" + xml_escape(value) + "\""; }
std::string marks(bool number, const std::string& mark) { return number && !mark.empty() ? "n " + mark : number ? "n" : mark; }

/// Names of assets may break behind a dot or an underscore, and nowhere else.
std::string breakable(const std::string& text) {
  constexpr std::size_t long_word = 12;
  std::string out;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = std::min(text.find(' ', from), text.size());
    const std::string word = text.substr(from, to - from);
    if (word.size() <= long_word || word.find_first_of("._/,") == std::string::npos) {
      out += xml_escape(word);
    } else {
      for (std::size_t at = 0; at < word.size();) {
        const std::size_t end = std::min(word.find_first_of("._/,", at), word.size() - 1) + 1;
        out += xml_escape(word.substr(at, end - at));
        if (end < word.size()) out += "<wbr>";
        at = end;
      }
    }
    if (to < text.size()) out += ' ';
    from = to + 1;
  }
  return out;
}

/// Lines stay lines; xml_escape would join them.
std::string escaped_lines(const std::string& text) {
  std::string out;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = std::min(text.find('\n', from), text.size());
    out += xml_escape(std::string_view(text).substr(from, to - from)) + "\n";
    from = to + 1;
  }
  return out;
}

}  // namespace

void Html::section(const std::string& id, const std::string& text) {
  end_section();
  sections_.emplace_back(id, text);
  body_ += "<section" + attribute("id", id) + attribute("aria-labelledby", id + "-h") + ">\n<h2" + attribute("id", id + "-h") + ">" + xml_escape(text) + "</h2>\n";
  open_ = true;
}

void Html::end_section() {
  if (open_) body_ += "</section>\n";
  open_ = false;
}

void Html::heading(const std::string& text) { body_ += "<h3>" + xml_escape(text) + "</h3>\n"; }
void Html::paragraph(const std::string& text, const std::string& mark) {
  if (!text.empty()) body_ += "<p" + attribute("class", mark) + ">" + xml_escape(text) + "</p>\n";
}

void Html::table(const HtmlTable& t) {
  if (t.rows.empty()) return;
  body_ += "<div class=\"wide\" tabindex=\"0\" role=\"region\"" + attribute("aria-label", t.caption) + "><table>\n<caption>" + xml_escape(t.caption) + "</caption>\n<thead><tr>";
  for (const HtmlColumn& c : t.columns) body_ += "<th scope=\"col\"" + attribute("class", c.number ? "n" : "") + ">" + xml_escape(c.title) + "</th>";
  body_ += "</tr></thead>\n<tbody>\n";
  for (const auto& row : t.rows) {
    body_ += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool number = i < t.columns.size() && t.columns[i].number;
      const char* tag = i == 0 ? "th" : "td";
      body_ += std::string("<") + tag + (i == 0 ? " scope=\"row\"" : "") + attribute("class", marks(number, row[i].mark)) + ">" + breakable(row[i].text) + "</" + tag + ">";
    }
    body_ += "</tr>\n";
  }
  body_ += "</tbody></table></div>\n";
}

void Html::list(const std::vector<std::string>& items) {
  if (items.empty()) return;
  body_ += "<ul>\n";
  for (const std::string& i : items) body_ += "<li>" + xml_escape(i) + "</li>\n";
  body_ += "</ul>\n";
}

void Html::figure(const std::string& svg, const std::string& caption) {
  if (svg.empty()) return;
  body_ += "<figure>\n" + svg + "<figcaption>" + xml_escape(caption) + "</figcaption>\n</figure>\n";
}

void Html::folded(const std::string& text, const std::string& content) { body_ += "<details><summary>" + xml_escape(text) + "</summary>\n<pre tabindex=\"0\">" + escaped_lines(content) + "</pre></details>\n"; }

std::string html_page(const char* language, const std::string& title, const std::string& generator, const std::string& body) {
  return std::string("<!DOCTYPE html>\n<html lang=\"") + language + "\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"" +
         xml_escape(generator) + "\">\n<title>" + xml_escape(title) + "</title>\n<style>\n" + report_style() + "</style>\n</head>\n<body>\n<main>\n" + body + "</main>\n</body>\n</html>\n";
}

}  // namespace netsuden::viz
