// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>
#include <vector>

#include "viz/plot/theme.hpp"
#include "viz/report/html.hpp"

namespace netsuden::viz {
namespace {

std::string hex(Color c) { return fmt::format("#{:02x}{:02x}{:02x}", c.r, c.g, c.b); }
/// As SvgCanvas writes it: brief where both digits of each part are the same.
std::string as_written(Color c) {
  const auto twin = [](std::uint8_t v) { return (v >> 4) == (v & 15); };
  return twin(c.r) && twin(c.g) && twin(c.b) ? fmt::format("#{:x}{:x}{:x}", c.r & 15, c.g & 15, c.b & 15) : hex(c);
}

/// Figures are drawn in the light theme; rules take each of its colours to that of the dark one.
std::string dark_figures() {
  const Theme &light = light_theme(), &dark = dark_theme();
  std::vector<std::pair<Color, Color>> pairs{{light.page, dark.page}, {light.panel, dark.panel}, {light.grid, dark.grid}, {light.axis, dark.axis}, {light.text, dark.text}, {light.text_dim, dark.text_dim},
                                             {light.text_faint, dark.text_faint}, {light.limit, dark.limit}, {light.over, dark.over}, {light.role(Role::import_power), dark.role(Role::import_power)}};
  for (std::size_t i = 0; i < light.palette.size(); ++i) pairs.emplace_back(light.palette[i], dark.palette[i]);
  std::set<std::string> done;
  std::string css;
  for (const auto& [from, to] : pairs) {
    const std::string name = as_written(from);
    if (!done.insert(name).second) continue;
    css += fmt::format("svg [fill=\"{0}\"]{{fill:{1}}}svg [stroke=\"{0}\"]{{stroke:{1}}}\n", name, hex(to));
  }
  return css;
}

std::string colours(const Theme& t) {
  return fmt::format("--page:{};--panel:{};--line:{};--axis:{};--text:{};--dim:{};--over:{};--good:{}", hex(t.page), hex(t.panel), hex(t.grid), hex(t.axis), hex(t.text), hex(t.text_dim), hex(t.over), hex(t.palette[2]));
}

}  // namespace

std::string report_style() {
  return ":root{" + colours(light_theme()) + "}\n@media screen and (prefers-color-scheme: dark){:root{" + colours(dark_theme()) + "}\n" + dark_figures() + "}\n" + R"(*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI","Hiragino Sans","Noto Sans CJK JP","Noto Sans JP","Yu Gothic",sans-serif}
main{max-width:860px;margin:0 auto;padding:28px 24px 60px}
header{border-bottom:2px solid var(--axis);margin-bottom:20px;padding-bottom:12px}
h1{font-size:27px;line-height:1.25;margin:0 0 4px}h2{font-size:20px;margin:36px 0 8px;padding-top:8px;border-top:1px solid var(--line)}h3{font-size:16px;margin:22px 0 6px}
p{margin:6px 0}.dim,header p{color:var(--dim)}.headline{font-size:21px;line-height:1.35;font-weight:600;margin:8px 0}
.note{border-left:4px solid var(--over);background:var(--panel);padding:8px 14px;margin:12px 0}
.over{color:var(--over);font-weight:600}.good{color:var(--good)}
nav ul{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none;padding:0;margin:10px 0}a{color:inherit}
.wide{overflow-x:auto;margin:10px 0 16px}
table{border-collapse:collapse;width:100%;font-size:13.5px}
caption{text-align:left;color:var(--dim);padding:4px 0}
th,td{padding:4px 10px 4px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:break-word}
thead th{color:var(--dim);font-weight:600;border-bottom:1px solid var(--axis);overflow-wrap:normal}
.date{min-width:6.4em}tbody th{font-weight:500}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
figure{margin:14px 0}figcaption{color:var(--dim);font-size:13px}svg{display:block;max-width:100%;height:auto}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:0 20px}
pre{background:var(--panel);padding:12px;overflow-x:auto;font-size:12px;line-height:1.4}
details summary{cursor:pointer}
@media (max-width:640px){.pair{grid-template-columns:1fr}}
@page{size:A4;margin:15mm 14mm}
@media print{body{font-size:10.5pt}main{max-width:none;padding:0}nav,details{display:none}h2,h3,caption,thead,h2+p{break-after:avoid}figure,tr,.note{break-inside:avoid}thead{display:table-header-group}
table{font-size:8.5pt}.wide{overflow:visible}.n{white-space:normal}h2{margin-top:18pt}h1{font-size:19pt}.headline{font-size:14pt}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)";
}

}  // namespace netsuden::viz
