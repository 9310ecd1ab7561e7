// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "viz/panels/figures.hpp"

namespace netsuden::viz {
namespace {

constexpr double row_h = 16;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t to = std::min(text.find('\n', from), text.size());
    out.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

/// Keys, comments and values in colours of their own.
void yaml_line(PanelContext& ctx, double x, double y, const std::string& line, double width) {
  std::size_t indent = 0;
  while (indent < line.size() && line[indent] == ' ') ++indent;
  const TextStyle base = ctx.style(ctx.theme.label_size + 0.5, ctx.theme.text, HAlign::left, VAlign::middle);
  x += static_cast<double>(indent) * 6.2;
  width -= static_cast<double>(indent) * 6.2;
  const std::string text = line.substr(indent);
  TextStyle s = base;
  std::size_t comment = text.rfind("#", 0) == 0 ? 0 : text.find(" #");
  const std::string code = text.substr(0, comment);
  const std::size_t colon = code.find(':');
  if (colon != std::string::npos) {
    s.color = ctx.theme.palette[0];
    const double w = ctx.text({x, y}, code.substr(0, colon + 1), s, width);
    x += w, width -= w;
    s.color = ctx.theme.text;
    const double v = ctx.text({x, y}, code.substr(colon + 1), s, width);
    x += v, width -= v;
  } else if (!code.empty()) {
    const double v = ctx.text({x, y}, code, s, width);
    x += v, width -= v;
  }
  if (comment != std::string::npos) {
    s.color = ctx.theme.palette[2];
    ctx.text({x, y}, text.substr(comment), s, width);
  }
}

}  // namespace

void draw_scenario(PanelContext& ctx, const Rect& area) {
  const bool resolved = ctx.view.resolved;
  ctx.button("scenario/written", {area.x, area.y, 110, 24}, "as written", !resolved, [](View& v) { v.resolved = false, v.scroll = -1; });
  ctx.button("scenario/resolved", {area.x + 114, area.y, 150, 24}, "with every default", resolved, [](View& v) { v.resolved = true, v.scroll = -1; });
  double x = area.right() - 4 * 110;
  const std::array<std::pair<const char*, const char*>, 4> actions{{{"validate", "Validate"}, {"run", "Run"}, {"follow", "Run and follow"}, {"cancel", "Cancel"}}};
  for (const auto& a : actions) {
    const std::string request = a.first;
    ctx.button("scenario/" + request, {x, area.y, 106, 24}, a.second, false, [request](View& v) { v.request = request; },
               request == "cancel" ? "stops the run that was launched from here; its trace is closed" : "runs the program netsuden on the scenario with every default; data files with relative paths are not found from here");
    x += 110;
  }
  const double side = area.w > 900 ? 400 : 0;
  const Rect left{area.x, area.y + 34, area.w - (side > 0 ? side + 16 : 0), area.h - 34};
  ctx.card(left);
  const std::vector<std::string> lines = lines_of(resolved ? ctx.facts->scenario_resolved : ctx.facts->scenario_written);
  const RowsInSight in_sight = ctx.rows_in_sight(lines.size(), left.h - 16, row_h);
  {
    const ClipScope clip(ctx.canvas, left);
    double y = left.y + 8 + row_h / 2;
    for (std::size_t i = in_sight.first; i < in_sight.last; ++i, y += row_h) {
      ctx.text({left.x + 38, y}, fmt::format("{}", i + 1), ctx.style(ctx.theme.small_size, ctx.theme.text_faint, HAlign::right, VAlign::middle));
      yaml_line(ctx, left.x + 50, y, lines[i], left.w - 62);
    }
  }
  if (lines.empty()) ctx.text({left.x + 16, left.y + 24}, "The trace holds no scenario.", ctx.label());
  ctx.scroll_bar({left.right() - 4, left.y, 4, left.h}, in_sight);
  ctx.hit("scenario/text", left, {});
  if (side <= 0) return;
  const Rect right{area.right() - side, area.y + 34, side, area.h - 34};
  double y = right.y;
  const double said = ctx.memory.check_text.empty() && ctx.memory.job_words.empty() ? 0 : 200;
  if (said > 0) {
    const Rect box{right.x, y, right.w, said - 16};
    ctx.card(box, ctx.memory.check_ok ? ctx.theme.palette[2] : ctx.theme.over);
    double ly = box.y + 18;
    for (const std::string& l : lines_of(ctx.memory.job_words + (ctx.memory.job_words.empty() ? "" : "\n") + ctx.memory.check_text)) {
      if (ly > box.bottom() - 8) break;
      ctx.text({box.x + 14, ly}, l, ctx.label(), box.w - 24);
      ly += 16;
    }
    y += said;
  }
  ctx.text({right.x, y + 12}, "The run", ctx.style(ctx.theme.title_size, ctx.theme.text, HAlign::left, VAlign::baseline, true));
  const Rect facts{right.x, y + 22, right.w, right.bottom() - y - 22};
  ctx.card(facts);
  std::vector<std::pair<std::string, std::string>> shown{{"file", ctx.facts->path}, {"size", format_value(static_cast<double>(ctx.progress.bytes), {"B", true, 1}, 3)}};
  for (const char* key : {"status", "run_id", "seed", "horizon_from", "horizon_to", "timezone", "currency", "code_version", "git_sha", "simgrid_version", "netsuden_trace", "scenario_sha256"}) {
    const std::string value = ctx.facts->attribute(key);
    if (!value.empty()) shown.emplace_back(key, value);
  }
  double fy = facts.y + 16;
  for (const auto& f : shown) {
    if (fy > facts.bottom() - 10) break;
    std::string name = f.first;
    std::replace(name.begin(), name.end(), '_', ' ');
    ctx.text({facts.x + 12, fy}, name, ctx.label());
    ctx.text({facts.x + 130, fy}, f.second, ctx.style(ctx.theme.label_size, ctx.theme.text, HAlign::left, VAlign::middle), facts.w - 142);
    fy += 19;
  }
  fy += 6;
  for (std::size_t g = 0; g < ctx.facts->groups.size() && g < ctx.progress.rows.size(); ++g) {
    if (fy > facts.bottom() - 10) break;
    ctx.text({facts.x + 12, fy}, "/" + ctx.facts->groups[g].path, ctx.small(), 180);
    ctx.text({facts.right() - 12, fy}, fmt::format("{} rows x {}", ctx.progress.rows[g], std::max<std::size_t>(1, ctx.facts->groups[g].entities.size())), ctx.small(HAlign::right));
    fy += 15;
  }
}

}  // namespace netsuden::viz
