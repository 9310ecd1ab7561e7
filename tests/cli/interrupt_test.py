# SPDX-License-Identifier: Apache-2.0
"""SIGINT, SIGTERM and SIGHUP: the trace is closed as interrupted, the summary says how far it came, exit code 130."""
import json
import os
import re
import signal
import subprocess
import unittest

import h5py
import numpy
import xarray
from netsuden import ENDLESS, Case, wait_until
from numpy.testing import assert_allclose


class AnInterruptedRun(Case):
    def stop(self, number):
        process = self.start("run", *ENDLESS, "-o", "a.h5", "--json", "a.json", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)

        def goes_on():
            self.assertIsNone(process.poll())
            try:
                with h5py.File(self.folder / "a.h5.part", "r", libver="latest", swmr=True) as f:
                    return f["site/time"].shape[0] > 50000  # into the second year
            except (OSError, KeyError):
                return False

        self.assertTrue(wait_until(goes_on))
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, err)
        return out

    def test_closes_the_trace_and_prints_the_summary_so_far(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(signal=number):
                out = self.stop(number)
                self.assertRegex(out, r"^First steps: interrupted, \d+ \S.* simulated from 2026-08-03 00:00\n")
                self.assertIn("the three tightest limits", out)
                self.assertEqual(sorted(os.listdir(self.folder)), ["a.h5", "a.json"])
                j = json.loads((self.folder / "a.json").read_text())
                self.assertEqual(j["status"], "interrupted")
                self.assertTrue(0 < j["simulated_s"] < j["horizon_s"])
                site = j["sites"]["lab"]
                self.assertEqual(site["seconds"], j["simulated_s"])
                # The year in which it ended is there too.
                self.assertAlmostEqual(sum(y["it_energy_kwh"] for y in site["years"].values()), site["it_energy_kwh"], delta=1e-9 * site["it_energy_kwh"])
                self.assertEqual(list(site["years"])[0], "2026")
                self.assertEqual(list(site["years"])[-1], j["end"][:4])
                self.assertGreater(len(site["years"]), 1)
                with h5py.File(self.folder / "a.h5") as f:
                    self.assertEqual(f.attrs["status"], b"interrupted")
                    self.assertEqual(json.loads(f["summary/json"][()]), j)
                    words = f["event/code"].attrs["flag_meanings"].decode().split()
                    self.assertEqual(words[f["event/code"][-1]], "run_end")
                    assert_allclose(f["event/time"][-1], j["simulated_s"])
                with xarray.open_dataset(self.folder / "a.h5", group="site", engine="h5netcdf") as rows:
                    self.assertEqual(rows.sizes["time"], j["simulated_s"] // 300)
                    assert_allclose(numpy.diff(rows.it_energy.values, axis=0), rows.it_power.values[1:] * 300.0, rtol=1e-6)
                shown = self.run_ok("info", "a.h5").stdout
                self.assertRegex(shown, r"status +interrupted\n")
                self.assertTrue(re.search(r"recorded +until " + j["end"][:10], shown), shown)
                for name in ("a.h5", "a.json"):
                    (self.folder / name).unlink()


if __name__ == "__main__":
    unittest.main()
