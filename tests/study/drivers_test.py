# SPDX-License-Identifier: Apache-2.0
"""Programs of others that drive single runs: a row of a table in, one line of JSON out; the examples of examples/drivers."""
import json
import os
import subprocess
import unittest

from netsuden import PROGRAM, ROOT, Case, netsuden

FIRST = "scenarios/first-steps.yaml"
ROWS = "examples/drivers/rows.csv"


class ARowOfATable(Case):
    def test_is_what_set_says(self):
        done = self.run_ok("run", FIRST, "--params", f"{ROOT}/{ROWS}:3", "--outputs", "sites.lab.pue, jobs.*")
        self.assertEqual(done.stdout.count("\n"), 1)
        line = json.loads(done.stdout)
        self.assertEqual((line["status"], line["row"]), ("complete", 3))
        self.assertEqual(line["parameters"], {"sites.lab.halls.hall1.air.supply": "27 degC", "sites.lab.halls.hall1.racks.count": "30"})
        self.assertIn("jobs.completed", line["metrics"])
        done = self.run_ok("run", FIRST, "--no-trace", "--json", "-", "--set", "sites.lab.halls.hall1.air.supply=27 degC", "--set", "sites.lab.halls.hall1.racks.count=30")
        self.assertEqual(line["metrics"]["sites.lab.pue"], json.loads(done.stdout)["sites"]["lab"]["pue"])
        self.assertEqual(os.listdir(self.folder), [])
        self.assertEqual(done.stderr, "")

    def test_every_metric_is_in_the_summary(self):
        line = json.loads(self.run_ok("run", FIRST, "--params", f"{ROOT}/{ROWS}:1", "-o", "a.h5").stdout)
        self.assertEqual(os.listdir(self.folder), ["a.h5"])
        self.assertGreater(len(line["metrics"]), 100)
        self.assertIn("sites.lab.halls.hall1.inlet_above_h.A2", line["metrics"])
        self.assertTrue(any(m.startswith("constraints.") and m.endswith(".peak_utilisation") for m in line["metrics"]))

    def test_what_is_wrong_names_the_table(self):
        table = self.folder / "t.csv"
        table.write_text("sites.lab.halls.hall1.air.supply,sites.lab.halls.hall1.racks.cont\n20 degC,\n22 kW,4\n")
        self.run_ok("run", FIRST, "--params", "t.csv:1")  # an empty field leaves the scenario's value
        done = netsuden("run", FIRST, "--params", "t.csv:2", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"t\.csv:3:1: error\[unit\]")
        self.assertRegex(done.stderr, r"t\.csv:3:7: error\[unknown-key\]: unknown key `cont`")
        self.assertEqual(done.stdout, "")
        for wrong, words in (("t.csv:3", "has the rows 1 to 2, not 3"), ("t.csv:0", "not 0"), ("t.csv", "--params takes FILE.csv:ROW"), ("t.csv:x", "--params takes FILE.csv:ROW"), ("u.csv:1", "u.csv")):
            done = netsuden("run", FIRST, "--params", wrong, cwd=self.folder)
            self.assertEqual(done.returncode, 2, wrong)
            self.assertIn(words, done.stderr)


class Examples(Case):
    environment = {**os.environ, "NETSUDEN": PROGRAM, "NETSUDEN_SCENARIO": str(ROOT / FIRST)}

    def test_a_slurm_array(self):
        for task in (1, 2, 3):
            done = subprocess.run([ROOT / "examples/drivers/slurm-array.sh", ROOT / FIRST, ROOT / ROWS, "results"], cwd=self.folder, env={**self.environment, "SLURM_ARRAY_TASK_ID": str(task)},
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=100)
            self.assertEqual(done.returncode, 0, done.stderr)
        results = [json.loads(p.read_text()) for p in sorted((self.folder / "results").glob("*.json"))]
        self.assertEqual([r["row"] for r in results], [1, 2, 3])
        pue = [r["metrics"]["sites.lab.pue"] for r in results]
        self.assertGreater(pue[2], pue[0])  # fewer racks share what is fixed

    def test_dakota(self):
        (self.folder / "params.in").write_text("  1 variables\n  2.2e+01 sites.lab.halls.hall1.air.supply\n  1 functions\n  1 ASV_1:sites.lab.pue\n  1 derivative_variables\n  1 DVV_1:x\n  0 analysis_components\n  1 eval_id\n")
        driver = [ROOT / "examples/drivers/dakota_driver.py", "params.in", "results.out"]
        subprocess.run(driver, cwd=self.folder, env=self.environment, check=True, timeout=100)
        value, name = (self.folder / "results.out").read_text().split()
        self.assertEqual(name, "sites.lab.pue")
        done = self.run_ok("run", FIRST, "--no-trace", "--json", "-", "--set", "sites.lab.halls.hall1.air.supply=22 degC")
        self.assertEqual(float(value), json.loads(done.stdout)["sites"]["lab"]["pue"])
        (self.folder / "params.in").write_text("1 variables\n9e9 sites.lab.halls.hall1.air.supply\n1 functions\n1 ASV_1:sites.lab.pue\n")
        subprocess.run(driver, cwd=self.folder, env=self.environment, check=True, stderr=subprocess.DEVNULL, timeout=100)
        self.assertEqual((self.folder / "results.out").read_text(), "FAIL\n")


if __name__ == "__main__":
    unittest.main()
