# SPDX-License-Identifier: Apache-2.0
"""The Python of the README runs on a trace of the reference scenario."""
import importlib.util
import os
import re
import subprocess
import sys
import unittest

from netsuden import ROOT, Case


class ThePythonOfTheReadme(Case):
    def test_runs_as_it_stands(self):
        blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)
        self.assertGreater(len(blocks), 0)
        self.run_ok("run", "scenarios/tokyo-hall.yaml", "--quiet")  # writes tokyo-hall.h5, as the README has it
        for code in blocks:
            if not importlib.util.find_spec("matplotlib"):
                code = code.replace(".plot()", "")  # the rest has to run
            done = subprocess.run([sys.executable, "-c", code], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                  env={**os.environ, "MPLBACKEND": "Agg"})
            self.assertEqual(done.returncode, 0, done.stderr)
            if "utilisation" in code:
                self.assertRegex(done.stdout.rstrip().splitlines()[-2], r"^koto\.\S+ +0\.\d+", "the tightest limit and its share")


if __name__ == "__main__":
    unittest.main()
