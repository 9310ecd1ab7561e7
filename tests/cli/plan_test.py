# SPDX-License-Identifier: Apache-2.0
"""A build plan, the ledger by quarter and the question whether more racks fit, as users meet them."""
import datetime
import json
import unittest

import h5py
from netsuden import Case, netsuden

BUILD_OUT = "scenarios/build-out.yaml"
QUICK = ["--set", "resolution.calm=6 h", "--set", "resolution.record=5 d"]


def day(text):
    return datetime.datetime.fromisoformat(text)


class APlan(Case):
    def test_steps_stranding_and_the_ledger_of_a_run(self):
        text = self.run_ok("run", BUILD_OUT, "-o", "a.h5", "--json", "a.json", *QUICK).stdout
        j = json.loads((self.folder / "a.json").read_text())
        plan = j["plan"]
        steps = {s["name"]: s for s in plan["steps"]}
        self.assertEqual(list(steps), ["permit", "shell", "feeder_b", "transformer", "ups", "plant", "tests", "racks", "network", "refresh"])
        self.assertIn("build plan", text)
        # Lead times by the calendar, dependencies, slips: each end is its start, its lead time and its own delay.
        self.assertEqual(steps["permit"]["planned_end"][:10], "2027-09-01")
        self.assertEqual(steps["shell"]["planned_end"][:10], "2028-09-01")
        self.assertEqual(steps["racks"]["planned_end"][:10], "2029-06-15")
        for name, s in steps.items():
            self.assertAlmostEqual((day(s["end"]) - day(s["planned_end"])).total_seconds() / 86400, s["late_d"], places=2, msg=name)
            self.assertGreaterEqual(s["float_d"], -1e-6)
            self.assertLessEqual(day(s["p10"]), day(s["p90"]))
        self.assertEqual(steps["shell"]["waited_for"], "permit")
        self.assertAlmostEqual(steps["permit"]["late_d"], steps["permit"]["slip_d"], places=6)
        self.assertTrue(any(s["critical"] for s in steps.values()))
        # The racks are paid when they come, by the finances alone.
        paid = {c["name"]: c for c in j["finance"]["capex"]}
        self.assertEqual(paid["racks"]["amount"], 24 * 4.0e6 * 150)
        self.assertEqual(paid["racks"]["date"][:10], steps["racks"]["end"][:10])
        self.assertEqual(steps["racks"]["cost"], paid["racks"]["amount"])
        # Racks stand before their power: by cause, the rows and no more.
        self.assertTrue(plan["stranded"])
        for cause, total in plan["stranded_by_cause"].items():
            rows = [s for s in plan["stranded"] if s["cause"] == cause]
            self.assertAlmostEqual(sum(s["mw_days"] for s in rows), total["mw_days"])
        hall = [s for s in plan["stranded"] if s["what"] == "inzai.hall2"]
        self.assertTrue(hall)
        for s in hall:
            days = (day(s["until"]) - day(s["from"])).total_seconds() / 86400
            self.assertAlmostEqual(s["mw_days"], s["power_w"] / 1e6 * days, places=2)
            self.assertLessEqual(s["power_w"], 24 * 142e3 * (1 + 1e-9))
            self.assertGreater(s["capital"], 0)
            self.assertAlmostEqual(s["revenue"] / (s["gpu_days"] * 24 * 4.5 * 150 * 0.85), 1, places=6)
        with h5py.File(self.folder / "a.h5") as f:
            self.assertEqual([n.decode() for n in f["summary/plan/plan"]], list(steps))
            for k, name in enumerate(steps):
                self.assertAlmostEqual(f["summary/plan/float"][k] / 86400, steps[name]["float_d"], places=3)
            self.assertEqual(len(f["summary/stranded/power"]), len(plan["stranded"]))
        self.ledger(j)
        self.more_racks()

    def ledger(self, j):
        out = json.loads(self.run_ok("info", "a.h5", "--capacity", "--shadow", "--curtail", "0.5 %", "--json").stdout)
        self.assertEqual([q["quarter"] for q in out["quarters"]], [f"{y} Q{n}" for y in range(2027, 2032) for n in range(1, 5) if (2027, 2) <= (y, n) <= (2031, 1)])
        feeder = [next(x for x in q["limits"] if x["name"] == "inzai.power.feeder_b.capacity") for q in out["quarters"]]
        self.assertEqual(feeder[0]["installed"], 0)
        self.assertEqual(feeder[-1]["installed"], 12e6)
        whole = {c["name"]: c for c in j["constraints"]}
        for name in ("inzai.power.feeder_a.capacity", "inzai.power.ups_1.rating", "inzai.halls.hall1.cdu_heat"):
            rows = [x for q in out["quarters"] for x in q["limits"] if x["name"] == name]
            used = max(x["used"] for x in rows if x["used"] is not None)
            self.assertAlmostEqual(used / whole[name]["peak_value"], 1, places=5)
            for x in rows:
                if x["used"] is None:
                    continue
                self.assertLessEqual(x["used_p95"], x["used"])
                self.assertLessEqual(x["firm"], x["available"] * (1 + 1e-9))
                self.assertAlmostEqual(x["margin"], x["available"] - x["used"], delta=0.02 * x["available"])
        for q in out["quarters"]:
            gains = [x["one_more_mw_frees_w"] for x in q["limits"] if x["one_more_mw_frees_w"] is not None]
            self.assertTrue(all(g >= 0 for g in gains))
            self.assertLessEqual(sum(g > 1 for g in gains), 1)  # a chain is as strong as one link
        curtailed = out["curtailable"][0]
        self.assertGreater(curtailed["load_w"], 0)
        self.assertLessEqual(curtailed["rate"], 0.005 * (1 + 1e-6))
        self.assertEqual(out["time_to_power"], j["plan"]["time_to_power"])
        text = self.run_ok("info", "a.h5", "--capacity").stdout
        self.assertIn("2029 Q3", text)
        self.assertIn("time to power", text)

    def more_racks(self):
        few = ["--add", "gb300_nvl72:1@sites.inzai.halls.hall1", "--by", "2027-05-01"]
        for file in (BUILD_OUT, "a.h5"):
            out = json.loads(self.run_ok("info", file, *few, "--json").stdout)
            self.assertEqual(out["count"], 1)
            for row in out["resources"]:
                self.assertAlmostEqual(row["margin"], row["firm"] - row["used_with"], delta=1)
            self.assertEqual(out["answer"], all(r["holds"] for r in out["resources"] if not r["resource"].startswith("budget")) and all(r["holds"] for r in out["resources"]))
        many = ["info", BUILD_OUT, "--add", "gb300_nvl72:400@sites.inzai.halls.hall1"]
        self.assertIn(": no", self.run_ok(*many).stdout)
        self.assertEqual(netsuden(*many, "--fail-on", "violation").returncode, 4)
        # A hall that is not there by then, and words that mean nothing.
        self.assertIn("not there by then", self.run_ok("info", BUILD_OUT, "--add", "gb300_nvl72:1@sites.inzai.halls.hall2", "--by", "2028-01-01").stdout)
        for add, by, message in (("gb301_nvl72:1@sites.inzai.halls.hall1", "2028-01-01", "did you mean `gb300_nvl72`"), ("gb300_nvl72:1@sites.inzai.halls.hall7", "2028-01-01", "has no hall `hall7`"), ("gb300_nvl72:1@sites.chiba.halls.hall1", "2028-01-01", "there is no site `chiba`"),
                                 ("gb300_nvl72@sites.inzai.halls.hall1", "2028-01-01", "MODEL:COUNT@"), ("gb300_nvl72:0@sites.inzai.halls.hall1", "2028-01-01", "is no number of racks"), ("gb300_nvl72:1@sites.inzai.power.ups_1", "2028-01-01", "names no hall"),
                                 ("gb300_nvl72:1@sites.inzai.halls.hall1", "2028-02-31", "--by 2028-02-31"), ("gb300_nvl72:1@sites.inzai.halls.hall1", "2040-01-01", "outside the horizon")):
            done = netsuden("info", BUILD_OUT, "--add", add, "--by", by)
            self.assertEqual(done.returncode, 2, add)
            self.assertIn(message, done.stderr)

    def test_another_seed_moves_the_ends_and_not_the_plan(self):
        runs = []
        for seed in ("1", "2"):
            self.run_ok("run", BUILD_OUT, "-o", f"b{seed}.h5", "--json", f"b{seed}.json", "--set", f"seed={seed}", "--set", "horizon.to=2028-04-02", *QUICK)
            runs.append({s["name"]: s for s in json.loads((self.folder / f"b{seed}.json").read_text())["plan"]["steps"]})
        for name in runs[0]:
            self.assertEqual(runs[0][name]["planned_end"], runs[1][name]["planned_end"])
        self.assertNotEqual(runs[0]["feeder_b"]["end"], runs[1]["feeder_b"]["end"])


if __name__ == "__main__":
    unittest.main()
