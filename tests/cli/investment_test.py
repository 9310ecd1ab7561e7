# SPDX-License-Identifier: Apache-2.0
"""What `run` says of an investment, worked out again from what it metered; availability and topology in `contingency`."""
import json
import re
import unittest

import h5py
from netsuden import ROOT, Case, netsuden

INVESTMENT = "scenarios/investment.yaml"
YEARS = ["2027", "2028", "2029", "2030"]


class AnInvestment(Case):
    def test_the_money_follows_from_the_meters(self):
        text = self.run_ok("run", INVESTMENT, "-o", "a.h5", "--json", "a.json").stdout
        j = json.loads((self.folder / "a.json").read_text())
        site, f = j["sites"]["koto"], j["finance"]
        self.assertEqual(list(f["years"]), YEARS)
        # Capital of the first phase, 24 racks at 3.5 M$ and a building by the W in prices of 2025, at 150 JPY.
        first = sum(c["amount"] for c in f["capex"] if c["year"] == 2027)
        self.assertAlmostEqual(first / 1e9, 24 * 3.5e6 * 150 / 1e9 + 10.08e6 * 150 / 1e9 + 14.8 * 6.4e6 * 1.02 * 150 / 1e9, places=6)
        second = sum(c["amount"] for c in f["capex"] if c["year"] == 2028)
        self.assertAlmostEqual(second / 1e9, (24 * 3.5e6 + 10.08e6) * 150 / 1e9, places=6)
        for year in YEARS:
            y, m = f["years"][year], site["years"][year]
            self.assertAlmostEqual(y["energy"], m["energy_cost"], delta=1)
            self.assertAlmostEqual(y["demand_charge"], m["demand_charge"], delta=1)
            self.assertAlmostEqual(y["water"], 400 * m["water_m3"], delta=1)
            self.assertAlmostEqual(y["carbon"], 3000 * m["carbon_t"], delta=1)
            self.assertAlmostEqual(y["staff"], 12 * 90000 * 150, delta=1)
            self.assertAlmostEqual(y["revenue"], 4.5 * 150 * y["gpu_hours"], delta=1)
        hall = 24 * 72 * 8760 * 0.85
        self.assertLessEqual(f["years"]["2027"]["gpu_hours"], hall * (1 + 1e-12))
        self.assertGreater(f["years"]["2027"]["gpu_hours"], 0.99 * hall)
        self.assertGreater(f["years"]["2029"]["gpu_hours"], 1.98 * hall)
        # NPV by hand: capital on its date, all else at the ends of years, what is left at the end of the fourth.
        net = [f["years"][y]["revenue"] - f["years"][y]["opex"] for y in YEARS]
        july = 1 + 182 / 366  # of 2028
        npv = -first - second * 1.08**-july + sum(v * 1.08 ** -(k + 1) for k, v in enumerate(net)) + f["residual"] * 1.08**-4
        self.assertAlmostEqual(f["npv"] / npv, 1, places=9)
        self.assertEqual(len(f["irr"]), 1)
        r = f["irr"][0]
        again = -first - second * (1 + r) ** -july + sum(v * (1 + r) ** -(k + 1) for k, v in enumerate(net)) + f["residual"] * (1 + r) ** -4
        self.assertLess(abs(again), 1e-9 * first)
        # Straight lines: racks 4 of 5 and 2.5 of 5 years gone, buildings 4 of 30, the rest 4 of 15.
        left = (24 * 3.5e6 + 10.08e6) * 150 * (1 / 5 + (1 - (4 - july) / 5)) + 6.4e6 * 1.02 * 150 * (5.0 * 26 / 30 + 9.8 * 11 / 15)
        self.assertAlmostEqual(f["residual"] / left, 1, places=4)
        # The levelised cost is the sum of its lines, capital as annuities.
        lines = f["levelised"]
        self.assertAlmostEqual(sum(v["per_gpu_hour"] for v in lines.values()), f["lcogh"], places=6)
        hours = sum(f["years"][y]["gpu_hours"] * 1.08 ** -(k + 1) for k, y in enumerate(YEARS))
        crf = 0.08 / (1 - 1.08**-5)
        racks = 24 * 3.5e6 * 150 * crf * sum(n * 1.08 ** -(k + 1) for k, n in enumerate([1, 1 + 184 / 366, 2, 2]))
        self.assertAlmostEqual(lines["capital: it"]["per_gpu_hour"] / (racks / hours), 1, places=4)
        # The budget: 2028 is exceeded by the second phase, which is a violation with its date.
        over = {c["name"]: c for c in j["constraints"] if c["kind"] == "budget"}
        self.assertEqual(set(over), {"budget." + y for y in YEARS} | {"budget.total"})
        y = f["years"]["2028"]
        self.assertAlmostEqual(over["budget.2028"]["peak_value"] / (y["capex"] + y["opex"]), 1, places=5)
        self.assertEqual(over["budget.2028"]["first_violation"][:7], "2028-07")
        self.assertAlmostEqual(y["over_budget"], y["capex"] + y["opex"] - 15e9, delta=1)
        self.assertIn("OVER by", re.search(r"(?m)^  budget 2028 +(.*)$", text)[1])
        with h5py.File(self.folder / "a.h5") as t:
            self.assertAlmostEqual(t["summary/finance/npv"][0], f["npv"])
            self.assertEqual(len(t["summary/capex/amount"]), 8)
            self.assertAlmostEqual(t["summary/finance_year/opex"][1], y["opex"])
            self.assertEqual(len(t["summary/levelised/share"]), len(lines))

    def test_a_short_horizon_is_valued_with_a_stated_factor_alone(self):
        short = ("run", INVESTMENT, "--no-trace", "--set", "horizon.to=2027-01-03", "--set", "finance.budget={}")
        text = self.run_ok(*short).stdout
        self.assertRegex(text, r"(?m)^  not valued +2 d are no year, and no factor makes them one")
        self.assertNotIn("NPV  ", text)
        text = self.run_ok(*short, "--set", "finance.annualise={factor: 182.6, years: 15}").stdout
        self.assertRegex(text, r"(?m)^  valued over +15 years, each 182.6 times this run$")
        self.assertRegex(text, r"(?m)^  NPV +-?[\d.]+ billion JPY$")


class AvailabilityAndTopology(Case):
    def test_formula_and_monte_carlo_agree(self):
        text = self.run_ok("contingency", INVESTMENT, "-q", "--samples", "300000", "--json", "c.json").stdout
        site = json.loads((self.folder / "c.json").read_text())["sites"][0]
        self.assertEqual([h["hall"] for h in site["availability"]], ["halls.hall1", "halls.hall2"])
        for h in site["availability"]:
            self.assertTrue(h["exact"])
            m = h["monte_carlo"]
            self.assertLessEqual(abs(m["unavailability"] - h["unavailability"]), 3 * m["standard_error"] + 3 / m["samples"])
            self.assertLess(h["power_unavailability"], h["unavailability"])
            self.assertLess(h["width"], 1e-9)
        self.assertIn("agrees with the formula", text)
        self.assertRegex(text, r"(?m)^  topology +class I+V? of the Uptime tiers")
        verdicts = {v["tier"]: v for v in site["topology_class"]["verdicts"]}
        self.assertEqual(list(verdicts), ["I", "II", "III", "IV"])
        self.assertTrue(any("cooling.chilled" in e for e in verdicts["IV"]["evidence"]))

    def test_a_hall_on_one_way_is_no_class_iii(self):
        text = self.run_ok("contingency", "scenarios/two-feeders.yaml", "-q").stdout
        self.assertRegex(text, r"(?m)^          power\.sts: dark: halls\.legacy")
        self.assertIn("no generating sets", text)
        self.assertNotIn("availability of power", text)

    def test_of_networks_there_is_none(self):
        done = netsuden("contingency", ROOT / "scenarios/networks/three-bus.m", "--availability")
        self.assertEqual(done.returncode, 2)
        self.assertIn("are of scenarios", done.stderr)


if __name__ == "__main__":
    unittest.main()
