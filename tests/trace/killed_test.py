# SPDX-License-Identifier: Apache-2.0
"""A run that goes on is followed; one that is killed is read as it is, and repaired."""
import os
import signal
import unittest

import h5py
import numpy
import xarray
from netsuden import ENDLESS, Case, netsuden, wait_until
from numpy.testing import assert_allclose


class OfARunThatGoesOn:
    def setUp(self):
        super().setUp()
        self.part = self.folder / "a.h5.part"
        self.process = self.start("run", *ENDLESS, "-o", "a.h5", "--quiet")

    def rows(self):
        """Rows that a new follower sees; 0 while there is no file yet."""
        try:
            with h5py.File(self.part, "r", libver="latest", swmr=True) as f:
                return f["site/time"].shape[0]
        except (OSError, KeyError):
            self.assertIsNone(self.process.poll(), "the run ended")
            return 0

    def kill_with_rows(self):
        self.assertTrue(wait_until(lambda: self.rows() > 0))
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class AFollower(OfARunThatGoesOn, Case):
    def test_sees_rows_grow_and_never_half_a_row(self):
        self.assertTrue(wait_until(lambda: self.rows() > 0))
        with h5py.File(self.part, "r", libver="latest", swmr=True) as f:
            seen = [0]
            while len(seen) < 5:
                def more():
                    f["site/time"].id.refresh()
                    return f["site/time"].shape[0] > seen[-1]
                self.assertTrue(wait_until(more))
                n = f["site/time"].shape[0]
                power, meter = f["site/it_power"], f["site/it_energy"]
                for d in (power, meter):
                    d.id.refresh()
                    self.assertGreaterEqual(d.shape[0], n, "time is written last")
                assert_allclose(f["site/time"][seen[-1]:n], 300.0 * numpy.arange(seen[-1] + 1, n + 1))
                assert_allclose(numpy.diff(meter[seen[-1]:n, 0]), power[seen[-1] + 1:n, 0] * 300.0, rtol=1e-6)
                seen.append(n)

    def test_info_says_how_far_it_is(self):
        self.assertTrue(wait_until(lambda: self.rows() > 0))
        done = self.run_ok("info", "a.h5")
        self.assertRegex(done.stdout, r"status +running\n")
        self.assertRegex(done.stdout, r"recorded +until 20\d\d-.* \d+\.\d % of the horizon")

    def test_nobody_else_writes_or_repairs_it(self):
        self.assertTrue(wait_until(lambda: self.rows() > 0))
        for arguments in (["repair", "a.h5"], ["run", *ENDLESS, "-o", "a.h5", "--overwrite", "--quiet"]):
            done = netsuden(*arguments, cwd=self.folder)
            self.assertEqual(done.returncode, 5, done.stderr)
            self.assertRegex(done.stderr, "writes this trace now")
        self.assertIsNone(self.process.poll())


class AKilledRun(OfARunThatGoesOn, Case):
    def test_is_read_as_it_is_and_repaired(self):
        self.kill_with_rows()
        self.assertFalse((self.folder / "a.h5").exists())
        done = self.run_ok("info", "a.h5")
        self.assertRegex(done.stdout, "status .*killed.*netsuden repair")
        rows = self.rows_of_killed()
        with self.assertRaises(OSError):  # other readers refuse it
            xarray.open_dataset(self.part, group="site", engine="h5netcdf")

        done = self.run_ok("repair", "a.h5")
        self.assertIn("recovered", done.stdout)
        self.assertEqual(sorted(os.listdir(self.folder)), ["a.h5"])
        with xarray.open_dataset(self.folder / "a.h5", group="site", engine="h5netcdf") as site:
            self.assertEqual(site.sizes["time"], rows)
            self.assertEqual(str(site.time.values[0])[:16], "2026-08-02T15:05")
            assert_allclose(site.it_power.values[1:] * 300.0, numpy.diff(site.it_energy.values, axis=0), rtol=1e-6)
        with xarray.open_dataset(self.folder / "a.h5", group="capacity", engine="h5netcdf") as limits:
            self.assertIn("kg/s", limits.unit.values)
        self.assertRegex(self.run_ok("info", "a.h5").stdout, "status +recovered")
        again = self.run_ok("repair", "a.h5")
        self.assertIn("nothing to do", again.stdout)

    def rows_of_killed(self):
        with h5py.File(self.part, "r", libver="latest", swmr=True) as f:
            self.assertGreater(f["site/time"].shape[0], 0)
            self.assertEqual(f.attrs["status"], b"running")
            self.assertIn(b"First steps", f["scenario/written"][()])
            return f["site/time"].shape[0]

    def test_is_not_overwritten_unless_asked(self):
        self.kill_with_rows()
        short = ["run", "scenarios/first-steps.yaml", "-o", "a.h5"]
        done = netsuden(*short, cwd=self.folder)
        self.assertEqual(done.returncode, 5)
        self.assertRegex(done.stderr, "a.h5.part: .*killed.*repair")
        self.assertTrue(self.part.exists())
        self.run_ok(*short, "--overwrite")
        self.assertEqual(sorted(os.listdir(self.folder)), ["a.h5"])

    def test_has_no_summary_and_says_so(self):
        self.kill_with_rows()
        done = netsuden("info", "a.h5", "--json", cwd=self.folder)
        self.assertEqual((done.returncode, done.stdout), (5, ""))
        self.assertIn("no summary", done.stderr)


if __name__ == "__main__":
    unittest.main()
