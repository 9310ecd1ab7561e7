# SPDX-License-Identifier: Apache-2.0
"""netCDF's own tool reads the header of every trace."""
import re
import shutil
import subprocess
import unittest

from netsuden import TracesCase


class NcdumpReadsTheHeader(TracesCase):
    def test_groups_dimensions_and_units(self):
        if not shutil.which("ncdump"):
            self.skipTest("SKIPPED: no ncdump (Debian: netcdf-bin)")
        for name, path in self.traces.items():
            with self.subTest(trace=name):
                done = subprocess.run(["ncdump", "-h", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                for line in (r':Conventions = "CF-1\.10" ;', r"time = UNLIMITED ; // \([1-9]\d* currently\)", r"site = [12] ;", r"float it_power\(time, site\) ;",
                             r'it_power:units = "W" ;', r'time:units = "seconds since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d" ;'):
                    self.assertTrue(re.search(line, done.stdout), line)
                self.assertGreater(len(re.findall("group: ", done.stdout)), 15)

    def test_dates_and_values_too(self):
        if not shutil.which("ncdump"):
            self.skipTest("SKIPPED: no ncdump (Debian: netcdf-bin)")
        done = subprocess.run(["ncdump", "-t", "-g", "site", "-v", "/site/time", self.traces["tokyo"]], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn('"2027-08-01 16"', done.stdout)  # the first hour in Tokyo ended at 01:00, 16:00 UTC


if __name__ == "__main__":
    unittest.main()
