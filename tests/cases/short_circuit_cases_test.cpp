// SPDX-License-Identifier: Apache-2.0
// IEC 60909 on pandapower's meshed grid: I"k, i_p and I_th of ten buses for four calls, as pandapower's own tests assert them
// to seven digits (e2nIEE/pandapower, BSD-3; method B, lv_tol_percent 6 and 10).
#include "sim/power/short_circuit.hpp"
#include "tests/cases/network_data.hpp"

namespace netsuden::test {
namespace {

using nlohmann::json;

/// The rows of a table that pandapower wrote, column by name.
class Table {
 public:
  Table(const json& net, const char* name) : table_(json::parse(net["_object"][name]["_object"].get<std::string>())) {}
  std::size_t size() const { return table_["data"].size(); }
  int index(std::size_t row) const { return table_["index"][row]; }
  const json& at(std::size_t row, const char* column) const {
    const auto& c = table_["columns"];
    const auto it = std::find(c.begin(), c.end(), column);
    INFO(column);
    REQUIRE(it != c.end());
    return table_["data"][row][static_cast<std::size_t>(it - c.begin())];
  }
  double number(std::size_t row, const char* column) const { return at(row, column).get<double>(); }

 private:
  json table_;
};

Network pandapower_grid() {
  const json net = read_json(network_cases + "pandapower_iec60909_sc_test_meshed_grid.json");
  Network n;
  std::map<int, int> bus;
  const Table buses(net, "bus"), lines(net, "line"), transformers(net, "trafo"), feeders(net, "ext_grid");
  for (std::size_t i = 0; i < buses.size(); ++i)
    bus[buses.index(i)] = n.add_bus(buses.at(i, "name").get<std::string>(), Voltage::from_si(buses.number(i, "vn_kv") * 1e3));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    LineData d;
    const double km = lines.number(i, "length_km");
    d.r_ohm = lines.number(i, "r_ohm_per_km") * km;
    d.x_ohm = lines.number(i, "x_ohm_per_km") * km;
    d.c_farad = lines.number(i, "c_nf_per_km") * 1e-9 * km;
    d.end_temperature_c = lines.number(i, "endtemp_degree");
    add_line(n, lines.at(i, "name").get<std::string>(), bus[lines.at(i, "from_bus").get<int>()], bus[lines.at(i, "to_bus").get<int>()], d);
  }
  for (std::size_t i = 0; i < transformers.size(); ++i) {
    TransformerData d;
    const double va = transformers.number(i, "sn_mva") * 1e6;
    d.u1 = Voltage::from_si(transformers.number(i, "vn_hv_kv") * 1e3);
    d.u2 = Voltage::from_si(transformers.number(i, "vn_lv_kv") * 1e3);
    d.rating = ApparentPower::from_si(va);
    d.uk = transformers.number(i, "vk_percent") / 100;
    d.load_loss = ActivePower::from_si(transformers.number(i, "vkr_percent") / 100 * va);
    d.i0 = transformers.number(i, "i0_percent") / 100;
    d.no_load_loss = ActivePower::from_si(transformers.number(i, "pfe_kw") * 1e3);
    d.clock = static_cast<int>(transformers.number(i, "shift_degree") / 30);
    add_transformer(n, transformers.at(i, "name").get<std::string>(), bus[transformers.at(i, "hv_bus").get<int>()],
                    bus[transformers.at(i, "lv_bus").get<int>()], d);
  }
  // pandapower's fixture puts the feeder behind a closed switch without impedance: the same bus.
  for (std::size_t i = 0; i < feeders.size(); ++i) {
    Network::Source s;
    s.bus = bus[feeders.at(i, "bus").get<int>()];
    s.fault_level_max = ApparentPower::from_si(feeders.number(i, "s_sc_max_mva") * 1e6);
    s.fault_level_min = ApparentPower::from_si(feeders.number(i, "s_sc_min_mva") * 1e6);
    s.rx_max = feeders.number(i, "rx_max");
    s.rx_min = feeders.number(i, "rx_min");
    n.sources.push_back(s);
  }
  return n;
}

}  // namespace

TEST_CASE("IEC 60909 on pandapower's meshed grid") {
  if (data_absent()) return;
  const Network n = pandapower_grid();
  REQUIRE_FALSE(fault_in(n));
  const json calls = read_json(network_cases + "pandapower_iec60909_expected.json");
  int values = 0;
  for (const auto& item : calls.items()) {
    const std::string& name = item.key();
    const json& expected = item.value()["expected"];
    INFO(name);
    Iec60909Options o;
    o.fault_case = name.find("_min_") != std::string::npos ? FaultCase::minimum : FaultCase::maximum;
    o.low_voltage_tolerance = name.find("_10_") != std::string::npos ? 0.10 : 0.06;
    o.kappa = Iec60909Options::Kappa::b;
    const auto buses = iec60909(n, o);
    const auto compare = [&](const char* key, Current Iec60909Bus::*current) {
      const json& wanted = expected[key];
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        INFO(key << " of bus " << i);
        CHECK((buses[i].*current).si() / 1e3 == Approx(wanted[i].get<double>()).epsilon(5e-7));
        ++values;
      }
    };
    compare("res_bus_sc.ikss_ka[:10]", &Iec60909Bus::initial);
    compare("res_bus_sc.ip_ka[:10]", &Iec60909Bus::peak);
    compare("res_bus_sc.ith_ka[:10]", &Iec60909Bus::thermal);
  }
  CHECK(values == 120);
}

}  // namespace netsuden::test
