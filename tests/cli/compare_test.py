# SPDX-License-Identifier: Apache-2.0
"""`netsuden compare`: what differs between two traces, judged against h5py and the summaries of the same runs."""
import json
import os
import shutil
import signal
import unittest

import h5py
import numpy as np
from netsuden import ENDLESS, ROOT, Case, TracesCase, netsuden, wait_until

FIRST = "scenarios/first-steps.yaml"


def number(fields, name):
    """The value of a dotted name in a summary; names of limits have dots themselves."""
    if name.startswith("constraints."):
        for c in fields["constraints"]:
            if name.startswith(f"constraints.{c['name']}."):
                return c[name[len(f"constraints.{c['name']}."):]]
    for part in name.split("."):
        if isinstance(fields, list):  # by the name of its elements, else by their place
            fields = next((f for f in fields if isinstance(f, dict) and part in (f.get("name"), f.get("asset"), f.get("what"), f.get("hall"))), None) or fields[int(part)]
        else:
            fields = fields[part]
    return fields


class TwoRuns(TracesCase):
    wanted = ("first", "feeders")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, arguments in {"warm": ["--set", "sites.lab.halls.hall1.air.supply=25 degC"], "often": ["--set", "resolution.record=5 min"]}.items():
            done = netsuden("run", FIRST, "-o", cls.folder / f"{name}.h5", "--json", cls.folder / f"{name}.json", "--quiet", *arguments)
            if done.returncode != 0:
                raise AssertionError(done.stderr)

    def compare(self, a, b, *arguments):
        return netsuden("compare", self.folder / f"{a}.h5", self.folder / f"{b}.h5", *arguments)

    def document(self, a, b, *arguments):
        done = self.compare(a, b, "--json", "-", *arguments)
        self.assertEqual(done.stderr, "")
        return json.loads(done.stdout), done.returncode

    def test_a_run_is_the_same_as_itself(self):
        for name in ("first", "feeders"):
            done = self.compare(name, name)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertRegex(done.stdout, r"scenario: the same in all \d{3,} keys")
            self.assertRegex(done.stdout, r"results: all \d{3,} quantities are the same")
            self.assertRegex(done.stdout, r"recorded rows: all \d{2,} columns are the same")
            self.assertTrue(done.stdout.endswith("all that was compared is the same\n"))

    def test_the_one_key_that_differs_is_named_with_its_units(self):
        found, code = self.document("first", "warm")
        self.assertEqual(code, 4)
        self.assertEqual(found["scenario"], [{"key": "sites.lab.halls.hall1.air.supply", "a": "24 degC", "b": "25 degC"}])
        text = self.compare("first", "warm").stdout
        self.assertRegex(text, r"scenario: 1 of \d+ keys differs\n.*\n +sites\.lab\.halls\.hall1\.air\.supply +24 degC +25 degC\n")

    def test_results_are_those_of_the_summaries(self):
        found, _ = self.document("first", "warm", "--all")
        a, b = (json.loads((self.folder / f"{n}.json").read_text()) for n in ("first", "warm"))
        checked = 0
        for row in found["results"]:
            if ".assets." in row["name"]:
                continue
            x, y = number(a, row["name"]), number(b, row["name"])
            self.assertEqual((row["a"], row["b"]), (x, y), row["name"])
            if isinstance(x, (int, float)) and not isinstance(x, bool) and isinstance(y, (int, float)):
                self.assertAlmostEqual(row["difference"], y - x, delta=1e-12 * max(abs(x), abs(y), 1e-9))
                if x:
                    self.assertAlmostEqual(row["relative"], (y - x) / abs(x), delta=1e-9)
                self.assertEqual(row["within"], x == y)
                checked += 1
        self.assertGreater(checked, 200)
        units = {row["name"].split(".")[-1]: row["unit"] for row in found["results"]}
        self.assertEqual((units["it_energy_kwh"], units["water_m3"], units["import_peak_w"], units["energy_cost"]), ("kW h", "m3", "W", "JPY"))

    def test_the_worst_of_each_column_is_that_of_the_rows(self):
        found, _ = self.document("first", "warm")
        a, b = h5py.File(self.folder / "first.h5"), h5py.File(self.folder / "warm.h5")
        self.assertGreater(len(found["series"]), 20)
        for row in found["series"]:
            group, column = row["column"].rsplit("/", 1)
            x, y = a[group][column][:].astype(float), b[group][column][:].astype(float)
            scale = np.fmax(np.nanmax(np.abs(x), axis=0), np.nanmax(np.abs(y), axis=0))
            apart = np.abs(y - x) / np.where(scale > 0, scale, 1)
            self.assertEqual(row["values"], x.size)
            self.assertEqual(row["different"], int(((x != y) & ~(np.isnan(x) & np.isnan(y))).sum()), row["column"])
            if np.nanmax(apart) > 0:
                self.assertAlmostEqual(abs(row["relative_to_largest"]), np.nanmax(apart), delta=1e-6 * np.nanmax(apart), msg=row["column"])
                self.assertAlmostEqual(row["difference"], row["b"] - row["a"], delta=1e-9 * max(1, abs(row["b"])))
        names = {row["column"] for row in found["series"]}
        self.assertIn("equipment/hall/supply_temperature", names)

    def test_a_tolerance_decides_on_the_exit_code(self):
        found, _ = self.document("first", "warm", "--no-series")
        most = max(abs(r["relative"] or 0) for r in found["results"] if r["relative"] is not None)
        self.assertEqual(self.compare("first", "warm", "--no-series", "--tolerance", "100 %", "--ignore", "*.one_failure.*").returncode, 0)
        self.assertEqual(self.compare("first", "warm", "--no-series", "--tolerance", "1e-6").returncode, 4)
        self.assertGreater(most, 1e-3)
        # What is beyond is listed, what is within is not, unless it is asked for.
        few, all_of_them = (self.compare("first", "warm", "--no-series", "--tolerance", "2%", *more).stdout for more in ([], ["--all"]))
        self.assertIn("BEYOND", few)
        self.assertNotRegex(few, "(?m) within$")
        self.assertRegex(all_of_them, "(?m) within$")

    def test_floors_and_names_that_are_left_out(self):
        found, _ = self.document("first", "warm", "--no-series", "--tolerance", "0", "--floor", "*=1e300", "--ignore", "*failed")
        self.assertTrue(found["within"])
        only, code = self.document("first", "warm", "--no-series", "--tolerance", "0", "--floor", "*=1e300", "--floor", "sites.lab.facility_energy_kwh=0", "--ignore", "*failed")
        self.assertEqual([r["name"] for r in only["results"] if not r["within"]], ["sites.lab.facility_energy_kwh"])
        self.assertEqual(code, 4)
        left = {r["name"] for r in self.document("first", "warm", "--ignore", "sites.*", "--ignore", "constraints.*", "--ignore", "equipment/*")[0]["results"]}
        self.assertFalse([n for n in left if n.startswith(("sites.", "constraints."))])

    def test_rows_of_other_intervals_are_compared_where_they_can_be(self):
        found, code = self.document("first", "often", "--tolerance", "1e-3", "--all")
        self.assertEqual(code, 0)
        self.assertIn("site: means and extremes, over intervals of 15 min in A and 5 min in B; values at an instant are compared at the 192 in common", found["not_compared"])
        columns = {r["column"] for r in found["series"]}
        self.assertIn("site/it_energy", columns)
        self.assertNotIn("site/it_power", columns)

    def test_other_sites_and_horizons_are_said(self):
        found, code = self.document("first", "feeders")
        self.assertEqual(code, 4)
        self.assertTrue(any(n.startswith("different horizons: ") for n in found["notes"]))
        self.assertTrue(any(n.startswith("different seeds: A 1, B 11") for n in found["notes"]))
        self.assertTrue(any("only A has lab" in n for n in found["not_compared"]))
        one_sided = [r for r in found["results"] if not r["in_b"]]
        self.assertTrue(all(r["name"].startswith(("sites.lab.", "constraints.lab.", "tenants.")) for r in one_sided), one_sided[:3])

    def test_traces_of_another_program_are_said(self):
        other = self.folder / "other.h5"
        shutil.copy(self.folder / "first.h5", other)
        with h5py.File(other, "r+") as f:
            f.attrs.modify("code_version", np.bytes_("0.0.9"))
        found, code = self.document("first", "other")
        self.assertEqual(code, 0)
        self.assertRegex(found["notes"][0], r"^written by different programs: A by netsuden \S+ \(\S+\), B by netsuden 0\.0\.9 ")


class WhatCannotBeCompared(Case):
    def test_is_said_in_words_with_exit_code_2(self):
        self.run_ok("run", FIRST, "-o", "a.h5", "--quiet")
        whole = (self.folder / "a.h5").read_bytes()
        (self.folder / "cut.h5").write_bytes(whole[: len(whole) // 3])
        (self.folder / "zero.h5").write_bytes(whole[:4000] + bytes(60000) + whole[64000:])
        (self.folder / "words.txt").write_text("no trace\n")
        (self.folder / "folder").mkdir()
        for other, words in {"none.h5": "no such file", "cut.h5": "is truncated", "zero.h5": "zero.h5", "words.txt": "not an HDF5 file", "folder": "is a folder", str(ROOT / FIRST): "is a scenario, no trace"}.items():
            for pair in (("a.h5", other), (other, "a.h5")):
                done = netsuden("compare", *pair, cwd=self.folder)
                self.assertEqual((done.returncode, done.stdout), (2, ""), other)
                self.assertRegex(done.stderr, rf"^netsuden: compare: .*{words}")

    def test_the_index_of_a_study_names_its_runs(self):
        with h5py.File(self.folder / "index.h5", "w") as f:
            f.attrs["netsuden_index"] = np.array([1, 0], dtype="i4")
        done = netsuden("compare", "index.h5", "index.h5", cwd=self.folder)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertRegex(done.stderr, "is the index of a study, no trace; take one of its runs, as runs/000/000000.h5")

    def test_the_result_does_not_take_the_place_of_a_trace(self):
        self.run_ok("run", FIRST, "-o", "a.h5", "--quiet")
        done = netsuden("compare", "a.h5", "a.h5", "--json", "a.h5", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertTrue(h5py.is_hdf5(self.folder / "a.h5"))

    def test_a_killed_run_is_compared_as_far_as_it_came(self):
        self.run_ok("run", FIRST, "-o", "whole.h5", "--quiet")
        process = self.start("run", *ENDLESS, "-o", "killed.h5", "--quiet")
        part = self.folder / "killed.h5.part"

        def rows():
            try:
                with h5py.File(part, "r", swmr=True) as f:
                    return f["site/time"].shape[0]
            except (OSError, KeyError):
                return 0

        self.assertTrue(wait_until(lambda: rows() > 600))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        done = netsuden("compare", "whole.h5", "killed.h5", "--tolerance", "1%", cwd=self.folder)
        self.assertIn(done.returncode, (0, 4), done.stderr)
        self.assertRegex(done.stdout, "B was killed: its results are those of the rows until 20")


if __name__ == "__main__":
    unittest.main()
