// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/rack_supply.hpp"

namespace netsuden {

void describe(Describe& d, RackPowerParams& p) {
  d.integer("nodes_per_rack", p.nodes_per_rack,
            {.range = {1, 10000, "at least one"}, .text = "Nodes of a rack.", .source = "assumption: 4 DGX a rack"});
  d.object("node", p.node, {.text = "Components of a node and how their power follows the load."});
  const auto shelf_keys = [&](Describe& v) {
    v.quantity("dcdc_constant", p.dcdc_constant,
               {.unit = "W",
                .range = {0, 1e4, "a converter's own need"},
                .text = "Constant loss of the DC/DC stage of each node.",
                .source = "RAPS @6c142bfd"});
    v.fraction("dcdc_efficiency", p.dcdc_efficiency,
               {.unit = "%",
                .range = {0.5, 1, "an efficiency"},
                .text = "Efficiency of the DC/DC stage of each node.",
                .source = "RAPS @6c142bfd"});
    v.integer("rectifiers", p.rectifiers,
              {.range = {1, 10000, "at least one"}, .text = "Rectifiers of a rack.", .source = "RAPS @6c142bfd"});
    v.quantity("rectifier_constant", p.rectifier_constant,
               {.unit = "W",
                .range = {0, 1e4, "a converter's own need"},
                .text = "Constant loss of each rectifier.",
                .source = "RAPS @6c142bfd"});
    v.fraction("rectifier_efficiency", p.rectifier_efficiency,
               {.unit = "%",
                .range = {0.5, 1, "an efficiency"},
                .text = "Efficiency of the rectifiers.",
                .source = "RAPS @6c142bfd"});
  };
  const auto psu_keys = [&](Describe& v) {
    v.integer("supplies_per_node", p.supplies_per_node,
              {.range = {1, 100, "at least one"},
               .text = "Power supplies of a node, which share its load.",
               .source = "assumption: DGX H100, 6 of 3.3 kW"});
    v.object("psu", p.psu, {.text = "Rating and efficiency of one power supply.", .source = "80 PLUS Titanium"});
    v.fraction("switch_efficiency", p.switch_efficiency,
               {.unit = "%",
                .range = {0.5, 1, "an efficiency"},
                .text = "Efficiency of the power supplies of the switches.",
                .source = "assumption: 80 PLUS Titanium at 20 % load"});
  };
  d.variant("supply", p.supply,
            {{"shelf", "Rectifiers of the rack with a DC/DC stage in each node; constant plus efficiency."},
             {"psu", "Power supplies in each node with a loss curve."}},
            {.text = "How a rack converts its supply.", .source = "physics reference 1.1, 1.3"},
            [&](Describe& v, int i) { i == 0 ? shelf_keys(v) : psu_keys(v); });
  d.integer("switches", p.switches,
            {.range = {0, 1000, "a count"}, .text = "Switches of a rack.", .source = "assumption"});
  d.quantity("switch_power", p.switch_power,
             {.unit = "W",
              .range = {0, 1e5, "a switch is below 100 kW"},
              .text = "Power of one switch, whatever the load.",
              .source = "RAPS @6c142bfd"});
  d.fraction("liquid_share", p.liquid_share,
             {.unit = "%",
              .range = {0, 1, "a share"},
              .text = "Share of the rack's input power that the technology loop takes up; the rest heats the air.",
              .source = "assumption: air-cooled; 85 to 90 % NVL72, 94.5 % Frontier"});
  d.quantity("rated_power", p.rated_power,
             {.unit = "kW",
              .range = {0.1, 2000, "600 kW racks are announced"},
              .text = "Input power for which the rack is planned.",
              .source = "derived",
              .default_text = "all nodes at full load"});
}

ActivePower rack_fixed_power(const RackPowerParams& p) {
  const ActivePower switches = p.switch_power * p.switches;
  if (p.supply == RackSupply::psu) return switches / p.switch_efficiency.value();
  return (switches + p.rectifier_constant * p.rectifiers) / p.rectifier_efficiency.value();
}

ActivePower wall_power(const RackModel& r, ActivePower node) {
  const RackPowerParams& p = r.params;
  if (p.supply == RackSupply::psu) return node + r.psu_loss.loss(node / p.supplies_per_node) * p.supplies_per_node;
  return (node + p.dcdc_constant) / p.dcdc_efficiency.value() / p.rectifier_efficiency.value();
}

ActivePower node_wall_power(const RackModel& r, double cpu_util, double gpu_util, double clock) {
  return wall_power(r, node_power(r.params.node, cpu_util, gpu_util, clock));
}

RackModel make_rack(const RackPowerParams& p) {
  RackModel r;
  r.params = p;
  r.psu_loss = LossCurve(p.psu);
  r.fixed = rack_fixed_power(p);
  r.node_off = wall_power(r, ActivePower{});
  r.node_idle = node_wall_power(r, 0, 0);
  r.node_max = node_wall_power(r, 1, 1);
  r.rated = p.rated_power ? *p.rated_power : r.fixed + r.node_max * p.nodes_per_rack;
  return r;
}

RackLosses rack_losses(const RackModel& r, ActivePower sum_of_nodes, ActivePower sum_of_walls, int nodes) {
  const RackPowerParams& p = r.params;
  const ActivePower switches = p.switch_power * p.switches;
  RackLosses l;
  if (p.supply == RackSupply::psu) {
    l.rectifier = (sum_of_walls - sum_of_nodes) + (r.fixed - switches);
    return l;
  }
  const ActivePower dc = (sum_of_nodes + p.dcdc_constant * nodes) / p.dcdc_efficiency.value();
  l.dcdc = dc - sum_of_nodes;
  const ActivePower output = dc + switches;
  l.rectifier = (output + p.rectifier_constant * p.rectifiers) / p.rectifier_efficiency.value() - output;
  return l;
}

}  // namespace netsuden
