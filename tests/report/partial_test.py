# SPDX-License-Identifier: Apache-2.0
"""Reports of runs that did not end: killed, going on, interrupted, repaired."""
import os
import re
import signal
import shutil
import unittest

import h5py
from netsuden import ENDLESS, Case, TracesCase, netsuden, wait_until
from page import Page, value


class RunsThatDidNotEnd(Case):
    def rows(self, path):
        try:
            with h5py.File(path, "r", swmr=True) as f:
                return f["site/time"].shape[0]
        except (OSError, KeyError):
            return 0

    def test_are_reported_as_far_as_they_came(self):
        process = self.start("run", *ENDLESS, "-o", "long.h5", "--quiet")
        part = self.folder / "long.h5.part"
        self.assertTrue(wait_until(lambda: self.rows(part) > 600))
        self.run_ok("report", "long.h5", "-o", "running.html")
        self.assertIn("This run goes on.", Page(self.folder / "running.html").text)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        for language, words in (("en", "This run was killed."), ("ja", "強制終了")):
            self.run_ok("report", "long.h5", "-o", "killed.html", "--lang", language)
            page = Page(self.folder / "killed.html")
            self.assertEqual(page.wrong, [])
            self.assertIn(words, page.text)
        self.run_ok("report", "long.h5", "-o", "killed.html")
        page = Page(self.folder / "killed.html")
        with h5py.File(part, "r", swmr=True) as f:
            kwh = f["site/it_energy"][-1, 0] / 3.6e6
        self.assertAlmostEqual(value(page.table("What it comes to")["lab"]["IT energy"])[0] / 1e3, kwh, delta=6e-4 * kwh)
        self.assertRegex(page.text, r"until 20\d\d-\d\d-\d\d \d\d:\d\d, \d+\.\d % of its horizon")
        shutil.copy(part, self.folder / "mended.h5.part")
        self.run_ok("repair", "mended.h5.part")
        self.run_ok("report", "mended.h5", "-o", "mended.html")
        self.assertIn("its trace repaired", Page(self.folder / "mended.html").text)

    def test_an_interrupted_run_says_so(self):
        process = self.start("run", *ENDLESS, "-o", "long.h5", "--quiet")
        self.assertTrue(wait_until(lambda: self.rows(self.folder / "long.h5.part") > 0))
        os.kill(process.pid, signal.SIGINT)
        process.wait()
        self.run_ok("report", "long.h5", "-o", "out.html")
        self.assertIn("This run was interrupted by its user at", Page(self.folder / "out.html").text)


class RowsInsteadOfASummary(TracesCase):
    """A finished run whose summary is taken away: its rows tell nearly the same."""

    wanted = ("first", "feeders", "tokyo")

    def test_rows_tell_what_the_summary_tells(self):
        for name in self.wanted:
            with self.subTest(run=name):
                bare = self.folder / f"{name}-bare.h5"
                shutil.copy(self.traces[name], bare)
                with h5py.File(bare, "r+") as f:
                    del f["summary"]
                pages = []
                for path in (self.traces[name], bare):
                    out = self.folder / "out.html"
                    self.assertEqual(netsuden("report", path, "-o", out).returncode, 0)
                    pages.append(Page(out))
                whole, rows = (p.table("What it comes to") for p in pages)
                for site, row in whole.items():
                    for key in ("IT energy", "Facility energy", "PUE", "Peak import", "Water", "Cost of supply"):
                        a, b = row[key], rows[site][key]
                        if not re.match(r"[\d.]", a):
                            self.assertEqual(a, b)
                        else:
                            self.assertAlmostEqual(value(a)[0], value(b)[0], delta=1.1e-3 * abs(value(a)[0]) + 1e-9, msg=key)
                parts, from_rows = (p.table("where the energy went") for p in pages)
                for key in ("IT", "Cooling", "Losses"):
                    self.assertAlmostEqual(value(parts[key]["Energy"])[0], value(from_rows[key]["Energy"])[0], delta=2e-3 * value(parts[key]["Energy"])[0])
                limits, peaks = (p.table("Each limit at its highest use") for p in pages)
                self.assertEqual(set(limits), set(peaks))
                for limit, row in limits.items():
                    a, b = value(row["Highest use"])[0], value(peaks[limit]["Highest use"])[0]
                    self.assertAlmostEqual(a, b, delta=0.06 + 1e-3 * a, msg=limit)
                    self.assertEqual("OVER" in row["Over the limit"], "OVER" in peaks[limit]["Over the limit"], limit)


if __name__ == "__main__":
    unittest.main()
