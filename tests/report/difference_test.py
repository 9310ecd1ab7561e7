# SPDX-License-Identifier: Apache-2.0
"""The report of what differs between two runs says what `netsuden compare --json` says."""
import json
import unittest

from netsuden import TracesCase, netsuden
from page import Page


class ReportOfADifference(TracesCase):
    wanted = ("first",)

    def test_has_the_key_the_results_and_the_figures(self):
        other = self.folder / "other.h5"
        self.assertEqual(netsuden("run", "scenarios/first-steps.yaml", "-o", other, "--quiet", "--set", "sites.lab.halls.hall1.air.supply=25 degC").returncode, 0)
        out, data = self.folder / "d.html", self.folder / "d.json"
        done = netsuden("compare", self.traces["first"], other, "-o", out, "--json", data)
        self.assertEqual(done.returncode, 4, done.stderr)
        page, found = Page(out), json.loads(data.read_text())
        self.assertEqual(page.wrong, [])
        self.assertFalse(page.tags & {"script", "link", "img"})
        keys = page.table("Keys of the resolved scenarios that differ")
        self.assertEqual(keys, {"sites.lab.halls.hall1.air.supply": {"Key": "sites.lab.halls.hall1.air.supply", "A": "24 degC", "B": "25 degC"}})
        self.assertEqual(set(page.table("Quantities that differ")), {r["name"] for r in found["results"]})
        self.assertEqual({row[0]["text"] for row in page.tables["Columns that differ, each at its worst"][1:]}, {r["column"] for r in found["series"]})
        self.assertEqual([f["title"] for f in page.figures], ["Facility power", "IT power", "Power usage effectiveness"])
        self.assertTrue(all({"A", "B"} <= set(f["texts"]) for f in page.figures))

    def test_of_a_run_and_itself_says_that_nothing_differs(self):
        out = self.folder / "same.html"
        done = netsuden("compare", self.traces["first"], self.traces["first"], "-o", out)
        self.assertEqual(done.returncode, 0)
        page = Page(out)
        self.assertIn("The two runs came to the same.", page.text)
        self.assertGreaterEqual(page.text.count("Nothing differs."), 3)


if __name__ == "__main__":
    unittest.main()
