# SPDX-License-Identifier: Apache-2.0
"""netsuden run: summary, JSON, --set, --quiet, --fail-on, what exists and what cannot be written."""
import json
import math
import os
import re
import unittest

import h5py

from netsuden import ROOT, SMALL, Case, netsuden

FIRST = "scenarios/first-steps.yaml"
PREFIX = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}


def energy(text):
    """kWh of "61.55 MWh"."""
    number, prefix = re.fullmatch(r"([\d.]+) ([kMG]?)Wh", text).groups()
    return float(number) * PREFIX[prefix] / 1e3


class TheSummary(Case):
    def summary(self, *arguments):
        done = self.run_ok("run", *arguments, "-o", "a.h5", "--json", "a.json", "--overwrite")
        return done.stdout, json.loads((self.folder / "a.json").read_text())

    def near(self, text, value, digits=4):
        """The text shows the value to its digits."""
        self.assertLessEqual(abs(float(text) - value), abs(value) * 10.0 ** (1 - digits), f"{text} is not {value}")

    def test_one_failure_is_what_the_graph_says_by_hand(self):
        text, j = self.summary(*SMALL["feeders"])
        f = j["sites"]["koto"]["one_failure"]
        assets = {a["asset"]: a for a in f["assets"]}
        self.assertGreater(f["failures"], f["secure"])  # the static switch stands alone
        self.assertEqual(assets["halls.legacy"]["dark_by"], ["sts"])
        self.assertIn("one failure", text)
        with h5py.File(self.folder / "a.h5") as trace:
            table = trace["summary/one_failure"]
            rows = [r.decode() for r in table["one_failure"][()]]
            self.assertEqual(rows, ["sites.koto." + a["asset"] for a in f["assets"]])
            for name in ("before", "load", "rating"):
                for value, a in zip(table[name][()], f["assets"]):
                    self.assertTrue(value == a[name] or (a[name] is None and math.isnan(value)), (name, a))
        # Without the other feeder's way a transformer carries what both did, and their greater losses.
        for one, other in (("a", "b"), ("b", "a")):
            tx = assets[f"power.tx_{one}"]
            both = tx["before"] + assets[f"power.tx_{other}"]["before"]
            self.assertAlmostEqual(tx["load"] / both, 1, delta=0.05)

    def test_says_what_the_json_says(self):
        text, j = self.summary(*SMALL["tokyo"])
        site = j["sites"]["koto"]

        def line(label):
            return re.search(rf"(?m)^ +{re.escape(label)} +(.*)$", text)[1]

        self.assertTrue(text.startswith("A hall of 96 NVL72 racks in Tokyo: complete, 5 d simulated from 2027-08-02 00:00\n"))
        self.near(energy(re.match(r"\S+ \S+", line("IT energy"))[0]), site["it_energy_kwh"])
        self.near(energy(re.match(r"\S+ \S+", line("facility energy"))[0]), site["facility_energy_kwh"])
        for label, key in (("cooling", "cooling_energy_kwh"), ("losses", "loss_energy_kwh")):
            self.near(energy(re.match(r"\S+ \S+", line(label))[0]), site[key])
        peak = re.search(r"peak import ([\d.]+) MW at (\S+ \S+?)\)", line("facility energy"))
        self.near(peak[1], site["import_peak_w"] / 1e6)
        self.assertTrue(site["import_peak_at"].replace("T", " ").startswith(peak[2]))
        self.near(line("PUE (interim)").split()[0], site["pue"])
        self.near(site["pue"], site["facility_energy_kwh"] / site["it_energy_kwh"], 12)
        self.near(line("WUE").split()[0], site["wue_l_per_kwh"], 3)
        self.near(re.search(r"\(([\d.]+) m3", line("WUE"))[1], site["water_m3"])
        self.near(re.search(r"([\d.]+) t CO2", line("CUE"))[1], site["carbon_t"])
        for label, key in (("energy cost", "energy_cost"), ("demand charge", "demand_charge"), ("cost of supply", "cost")):
            self.near(re.match(r"([\d.]+) million JPY", line(label))[1], site[key] / 1e6)
        self.near(site["cost"], site["energy_cost"] + site["demand_charge"], 12)
        self.near(re.search(r"highest demand ([\d.]+) MW", line("demand charge"))[1], site["demand_peak_w"] / 1e6)
        self.near(site["water_m3"] * 998 / site["it_energy_kwh"], site["wue_l_per_kwh"], 12)
        self.assertEqual(line("submitted").split()[0], str(j["jobs"]["submitted"]))
        self.assertIn(f"completed {j['jobs']['completed']}", line("submitted"))
        self.assertEqual(line("node-hours completed"), f"{j['jobs']['node_hours']:.0f}")
        for i, c in enumerate(j["constraints"][:3]):  # the three tightest limits, and when
            shown = re.search(rf"(?m)^  {i + 1}\. +([\d.]+) % +(\S+): (.*)$", text)
            self.near(shown[1], c["peak_utilisation"] * 100, 3)
            self.assertEqual(shown[2], c["name"])
            self.assertIn("margin", shown[3])
            self.assertIn(re.sub(":00$", "", c["peak_at"][:19].replace("T", " ")), shown[3])
        self.assertIn(f"{len(j['constraints'])} watched, 0 exceeded", line("limits"))
        self.assertIn("trace    a.h5", text)

    def test_shows_years_and_tenants_where_there_are_several(self):
        text, j = self.summary(FIRST, "--set", "horizon.from=2026-12-30", "--set", "horizon.to=2027-01-03", "--set", "resolution.record=1 h",
                               "--set", "workload.profiles=[]", "--set",
                               "workload.jobs=[{synthetic: {rate: 500 /d, tenant: blue, nodes: {type: constant, value: 2}}}, {synthetic: {rate: 200 /d, tenant: green}}]")
        years = j["sites"]["lab"]["years"]
        self.assertEqual(list(years), ["2026", "2027"])
        for year, values in years.items():
            self.assertEqual(values["seconds"], 2 * 86400)
            self.near(energy(re.search(rf"(?m)^  {year} +(\S+ \S+)", text)[1]), values["it_energy_kwh"])
        for tenant in ("blue", "green"):
            t = j["tenants"][tenant]
            self.assertRegex(text, rf"(?m)^ +{tenant} +{t['submitted']} jobs, {t['node_hours_served']:.0f} of {t['node_hours_asked']:.0f} node-hours served")
            self.assertGreater(t["node_hours_served"], 100)
            self.near(t["gpu_hours_served"], 8 * t["node_hours_served"], 12)  # a DGX H100 has 8
        self.assertEqual(sum(t["submitted"] for t in j["tenants"].values()), j["jobs"]["submitted"])

    def test_says_what_the_scenario_does_not_give(self):
        text, _ = self.summary(FIRST)
        self.assertIn("(the scenario gives no price)", text)
        self.assertIn("the scenario gives no carbon intensity", text)

    def test_goes_to_standard_output_as_json_alone(self):
        self.run_ok("run", FIRST, "--json", "a.json", "--no-trace")
        done = self.run_ok("run", FIRST, "--json", "-", "--no-trace")
        self.assertEqual(done.stdout, (self.folder / "a.json").read_text())
        self.assertEqual(os.listdir(self.folder), ["a.json"])

    def test_is_left_out_when_quiet(self):
        done = self.run_ok("run", FIRST, "--quiet", "--json", "a.json")
        self.assertEqual((done.stdout, done.stderr), ("", ""))
        self.assertEqual(sorted(os.listdir(self.folder)), ["a.json", "first-steps.h5"])


class ValuesThatAreSet(Case):
    def test_change_the_run(self):
        names = {}
        for count in (40, 20):
            done = self.run_ok("run", FIRST, "--no-trace", "--json", "-", "--set", f"sites.lab.halls.hall1.racks.count={count}")
            names[count] = json.loads(done.stdout)["sites"]["lab"]["it_energy_kwh"]
        self.assertAlmostEqual(names[20] / names[40], 0.5, places=12)  # a profile loads every rack alike

    def test_may_be_repeated_and_the_last_wins(self):
        done = self.run_ok("run", FIRST, "--no-trace", "--json", "-", "--set", "seed=2", "--set", "name=Other", "--set", "horizon.to=2026-08-04", "--set", "name=Third")
        j = json.loads(done.stdout)
        self.assertEqual((j["name"], j["horizon_s"]), ("Third", 86400))


class BrokenLimits(Case):
    small = ("--set", "sites.lab.power={feeder: {type: grid_connection, capacity: 1 MVA}}")

    def test_are_a_result_and_4_for_scripts_that_ask(self):
        for fail, code in ((), 0), (("--fail-on", "violation"), 4):
            done = netsuden("run", FIRST, *self.small, "-o", "a.h5", "--overwrite", "--json", "a.json", *fail, cwd=self.folder)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertRegex(done.stdout, r"lab\.power\.feeder\.capacity: [\d.]+ MVA of 1\.000 MVA, margin -[\d.]+ kVA, at .*; OVER for .*, first at 2026-08-03 ")
            over = json.loads((self.folder / "a.json").read_text())["constraints"][0]
            self.assertEqual(over["name"], "lab.power.feeder.capacity")
            self.assertGreater(over["time_over_s"], 0)
            self.assertLess(over["margin"], 0)
            self.assertRegex(self.run_ok("info", "a.h5", "--events").stdout, r"2026-08-03T\S+ +critical +lab\.power\.feeder\.capacity is over its limit: \S+ MVA of 1\.00 MVA")

    def test_no_broken_limit_is_0(self):
        self.assertEqual(netsuden("run", FIRST, "--no-trace", "--fail-on", "violation", cwd=self.folder).returncode, 0)


class FilesInTheWay(Case):
    def refused(self, *arguments):
        done = netsuden("run", FIRST, *arguments, cwd=self.folder)
        self.assertEqual((done.returncode, done.stdout), (5, ""), done.stderr)
        self.assertRegex(done.stderr, r"^error: \S+: .+\n$")
        return done.stderr

    def test_an_existing_trace_stays_unless_overwritten(self):
        self.run_ok("run", FIRST)
        before = (self.folder / "first-steps.h5").read_bytes()
        self.assertIn("the file exists", self.refused("--set", "seed=2"))
        self.assertEqual((self.folder / "first-steps.h5").read_bytes(), before)
        self.run_ok("run", FIRST, "--set", "seed=2", "--overwrite")
        self.assertNotEqual((self.folder / "first-steps.h5").read_bytes(), before)

    def test_a_file_that_is_no_trace_stays_too(self):
        (self.folder / "notes.txt").write_text("mine")
        self.assertIn("the file exists", self.refused("-o", "notes.txt"))
        self.assertEqual((self.folder / "notes.txt").read_text(), "mine")
        (self.folder / "folder.h5").mkdir()
        self.assertIn("is not a regular file", self.refused("-o", "folder.h5", "--overwrite"))

    def test_a_missing_folder_is_named_before_the_run(self):
        self.assertIn("the folder none does not exist", self.refused("-o", "none/a.h5"))
        self.assertIn("the folder none does not exist", self.refused("--json", "none/a.json"))
        self.assertIn("the folder none does not exist", self.refused("--report", "none/a.svg"))
        self.assertEqual(os.listdir(self.folder), [])

    def test_results_that_may_not_be_written_are_refused_before_the_run(self):
        def demote():
            if os.geteuid() == 0:  # root may write anything: become somebody else
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)

        self.folder.chmod(0o755)
        (self.folder / "closed").mkdir()
        (self.folder / "closed").chmod(0o555)
        (self.folder / "open").mkdir()
        (self.folder / "open").chmod(0o777)
        (self.folder / "open" / "old.json").write_text("old")
        (self.folder / "open" / "old.json").chmod(0o444)
        (self.folder / "first.yaml").write_text((ROOT / FIRST).read_text())
        for arguments in (["-o", "closed/a.h5"], ["-o", "open/a.h5", "--json", "closed/a.json"], ["-o", "open/a.h5", "--report", "closed/a.svg"],
                          ["-o", "open/a.h5", "--json", "open/old.json"]):
            try:
                done = netsuden("run", "first.yaml", *arguments, cwd=self.folder, preexec_fn=demote)
            except (PermissionError, FileNotFoundError):
                self.skipTest("SKIPPED: another user cannot execute the program where it lies")
            self.assertEqual((done.returncode, done.stdout), (5, ""), done.stderr)
            self.assertIn("Permission denied", done.stderr)
            self.assertRegex(done.stderr, r"^error: (closed|open)/\S+: ")
        self.assertEqual(os.listdir(self.folder / "open"), ["old.json"])


if __name__ == "__main__":
    unittest.main()
