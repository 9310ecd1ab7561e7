# SPDX-License-Identifier: Apache-2.0
"""The electrical graph of a scenario through `netsuden info`: voltages by the quadratic of two nodes, three-phase short circuits by
the formulas of IEC 60909-0 for radial networks, written here once more; what is left out is said."""
import cmath
import json
import math
import unittest

from netsuden import Case, netsuden

SCENARIO = """netsuden: 1
name: Short circuits
horizon: {from: 2027-08-04T12:00, to: 2027-08-04T13:00, timezone: Asia/Tokyo}
grids: {tokyo: {frequency: 50 Hz, price: {flat: 12 JPY/kWh}, carbon: {flat: 400 g/kWh}}}
sites:
  koto:
    weather: {constant: {dry_bulb: 30 degC, relative_humidity: 50 %}}
    grid: tokyo
    power:
      feeder: {type: grid_connection, capacity: 4 MVA, voltage: 22 kV, fault_level: 500 MVA, fault_r_over_x: 0.1}
      tx: {type: transformer, rating: 1 MVA, count: 2, no_load_loss: 1.2 kW, load_loss: 10.5 kW, impedance: 6 %, no_load_current: 0 %, voltage: 400 V, feeds_from: feeder}
      board: {type: switchboard, rating: 2 MVA, feeds_from: tx}
      ups: {type: ups, model: modular_1500kw, feeds_from: board}
      way: {type: busway, system: three_phase, voltage: 400 V, ampacity: 2000 A, resistance: 0.025 ohm/km, reactance: 0.015 ohm/km, length: 60 m, feeds_from: ups}
      mains: {type: busway, system: three_phase, voltage: 400 V, ampacity: 2000 A, resistance: 0.025 ohm/km, reactance: 0.015 ohm/km, length: 40 m, feeds_from: board}
    cooling: {cold: {type: chilled_water, fed_by: mains}}
    halls: {hall: {racks: {model: dgx_h100, count: 8, rows: 2}, fed_by: way}}
"""


class ShortCircuits(Case):
    def info(self, *arguments, text=SCENARIO):
        (self.folder / "s.yaml").write_text(text)
        return json.loads(self.run_ok("info", "s.yaml", *arguments, "--json").stdout)["sites"][0]

    def refused(self, code, *arguments):
        done = netsuden(*arguments, cwd=self.folder)
        self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
        return done.stderr

    def by_name(self, buses):
        return {b["name"]: b for b in buses}

    @staticmethod
    def currents(z, z_slow, c, volts, f=50.0, seconds=1.0):
        """I"k, ip and Ith of a radial network, kappa by method C (20 Hz)."""
        first = c * volts / (math.sqrt(3) * abs(z))
        kappa = 1.02 + 0.98 * math.exp(-3 * z_slow.real / z_slow.imag * 20 / f)
        log = math.log(kappa - 1)
        m = (math.exp(4 * f * seconds * log) - 1) / (2 * f * seconds * log)
        return first, kappa * math.sqrt(2) * first, first * math.sqrt(m + 1)

    def expected(self, case):
        greatest = case == "maximum"
        c_hv, c_lv = (1.10, 1.10) if greatest else (1.00, 0.95)
        u = 400.0
        # Network feeder, seen from 400 V.
        x = c_hv * u**2 / 500e6 / math.sqrt(1 + 0.1**2)
        network = complex(0.1 * x, x)
        # Two transformers side by side, with K_T.
        r_t, z_t = 10.5e3 / 1e6, 0.06
        x_t = math.sqrt(z_t**2 - r_t**2)
        k_t = 0.95 * 1.10 / (1 + 0.6 * x_t)
        transformer = k_t * complex(r_t, x_t) * u**2 / 1e6 / 2
        way = 60 * complex(25e-6, 15e-6)
        slow = lambda z: complex(z.real, z.imag * 20 / 50)
        board = network + transformer
        return {"board": self.currents(board, slow(board), c_lv, u), "way": self.currents(board + way, slow(board + way), c_lv, u)}

    def test_currents_at_every_board_are_those_of_the_standard(self):
        for case in ("maximum", "minimum"):
            site = self.info("--short-circuit", "--fault", case)
            at = {}
            for b in site["short_circuit"]["buses"]:
                for node in b["name"].split(" + "):
                    at[node] = b
            for node, (first, peak, thermal) in self.expected(case).items():
                with self.subTest(case=case, node=node):
                    self.assertAlmostEqual(at[node]["initial_a"] / first, 1, delta=1e-6)
                    self.assertAlmostEqual(at[node]["peak_a"] / peak, 1, delta=1e-6)
                    self.assertAlmostEqual(at[node]["thermal_a"] / thermal, 1, delta=1e-6)
            # The fault behind a UPS is fed by its static bypass.
            self.assertIs(at["ups"], at["board"])
            self.assertAlmostEqual(at["feeder"]["power_va"], 500e6, delta=1)

    def test_voltages_are_those_of_two_nodes_behind_each_other(self):
        site = self.info("--buses")
        buses, branches = self.by_name(site["buses"]), self.by_name(site["branches"])
        self.assertTrue(site["converged"])
        tx, feeder, board = branches["tx"], buses["feeder"], next(b for n, b in buses.items() if "board" in n)
        z_grid = complex(0.1, 1) / math.sqrt(1.01) * 1e6 / 500e6
        s_in = complex(tx["from_w"], tx["from_var"]) / 1e6 + complex(2 * 1.2e3, 0) / 1e6 * feeder["voltage_pu"] ** 2
        u = cmath.rect(feeder["voltage_pu"], 0)
        self.assertAlmostEqual(abs(u + z_grid * (s_in / u).conjugate()), 1, delta=1e-6)
        r, z = 10.5e3 / 1e6 / 2, 0.06 / 2
        z_tx = complex(r, math.sqrt(z**2 - r**2))
        self.assertAlmostEqual(abs(u - z_tx * (complex(tx["from_w"], tx["from_var"]) / 1e6 / u).conjugate()), board["voltage_pu"], delta=1e-6)
        self.assertEqual(buses["ups"]["voltage_pu"], 1)

    def test_what_is_left_out_and_what_is_asked_for_is_said(self):
        site = self.info("--load", "50 %", "--wet-bulb", "20 degC")
        self.assertIn("racks at 50 % of their rating, plants at a wet bulb of 20.0 degC", site["notes"])
        self.assertLess(site["load_w"], self.info()["load_w"])
        (self.folder / "b.yaml").write_text(SCENARIO.replace(", fault_level: 500 MVA, fault_r_over_x: 0.1", ""))
        said = self.refused(2, "info", "b.yaml", "--short-circuit")
        self.assertIn("give it (fault_level: of the grid connection, or --sk", said)
        self.run_ok("info", "b.yaml", "--short-circuit", "--sk", "500 MVA")
        self.assertIn("--events is for traces", self.refused(2, "info", "b.yaml", "--events"))

    def test_direct_current_stands_beside_the_power_flow(self):
        text = SCENARIO.replace("ups: {type: ups, model: modular_1500kw, feeds_from: board}", "ups: {type: rectifier, model: rectifier_800v_1500kw, feeds_from: board, voltage: 800 V}").replace(
            "way: {type: busway, system: three_phase, voltage: 400 V, ampacity: 2000 A, resistance: 0.025 ohm/km, reactance: 0.015 ohm/km", "way: {type: busway, system: direct_current, voltage: 800 V, ampacity: 2000 A, resistance: 0.025 ohm/km")
        nodes = self.by_name(self.info(text=text)["direct_current"])
        self.assertEqual(set(nodes), {"ups", "way"})
        way, rectifier = nodes["way"], nodes["ups"]
        # Out and back at 800 V: U = (800 + sqrt(800^2 - 4 R P)) / 2 at the end, R I^2 lost on the way.
        r = 2 * 60 * 25e-6
        end = (800 + math.sqrt(800**2 - 4 * r * way["load_w"])) / 2
        self.assertAlmostEqual(way["voltage_v"], end, delta=1e-3)
        self.assertAlmostEqual(way["loss_w"], r * (way["load_w"] / end) ** 2, delta=1e-3 * way["loss_w"])
        self.assertAlmostEqual(rectifier["load_w"], way["load_w"] + way["loss_w"], delta=1e-6 * way["load_w"])
        self.assertAlmostEqual(rectifier["voltage_v"], 800, delta=1e-9)

    def test_a_voltage_outside_its_range_is_said(self):
        weak = SCENARIO.replace("length: 60 m", "length: 3000 m")
        site = self.info(text=weak)
        self.assertIn("way", site["outside_limits"]["voltage_low_buses"])
        self.assertIn("outside the limits of the scenario", self.run_ok("info", "s.yaml").stdout)


if __name__ == "__main__":
    unittest.main()
