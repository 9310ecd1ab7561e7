# SPDX-License-Identifier: Apache-2.0
"""What is wrong in a study is said before anything runs: all of it at once, with both files, exit code 2."""
import os
import re
import unittest

from netsuden import ROOT, netsuden
from studies import VARY, StudyCase

BASE = "scenarios/first-steps.yaml"


class Mistakes(StudyCase):
    def wrong(self, *expected, **study):
        """The messages of a study that does not run; `expected` are patterns, one an error."""
        self.write(**study)
        done = netsuden("study", "s.yaml", "-o", "a", cwd=self.folder)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertFalse((self.folder / "a").exists())
        for pattern in expected:
            self.assertRegex(done.stderr, pattern)
        self.assertEqual(len(re.findall(r"(?m)^\S+: error\[", done.stderr)), len(expected), done.stderr)
        checked = netsuden("check", "s.yaml", cwd=self.folder)
        self.assertEqual(checked.returncode, 2)
        self.assertEqual(checked.stderr.splitlines()[:-1], done.stderr.splitlines()[:-1])
        return done.stderr

    def test_paths_units_and_ranges_at_once_with_both_files(self):
        vary = ("\n  nowhere: {path: sites.lab.halls.hall1.air.suply, type: uniform, min: 18 degC, max: 27 degC}"
                "\n  unit: {path: sites.lab.halls.hall1.air.height, type: uniform, min: 3 kW, max: 4 kW}"
                "\n  beyond: {path: sites.lab.halls.hall1.air.supply, type: uniform, min: 18 degC, max: 270 degC}"
                "\n  site: {path: sites.lap.halls.hall1.racks.count, type: values, values: [1, 2]}")
        said = self.wrong(r"s\.yaml:8:\d+: error\[unknown-key\]: unknown key `suply`", r"s\.yaml:9:\d+: error\[unit\]", r"s\.yaml:10:\d+: error\[range\]: `sites\.lab\.halls\.hall1\.air\.supply` is 26[0-9.]+ degC; allowed: 10 to 40 degC",
                          r"s\.yaml:11:\d+: error\[reference\]: the base scenario has no `lap` in `sites`", vary=vary)
        self.assertGreaterEqual(said.count(f"{BASE}:"), 3)
        self.assertIn("did you mean `supply`?", said)

    def test_outputs_that_are_no_metrics(self):
        said = self.wrong(r"error\[reference\]: `sites.lab.pou` is no metric", r"error\[reference\]: `sites.other.\*` is no metric", outputs="[sites.lab.pou, sites.lab.pue, sites.other.*]")
        self.assertIn("did you mean `sites.lab.pue`?", said)

    def test_distributions(self):
        vary = ("\n  a: {path: sites.lab.halls.hall1.air.supply, type: uniform, min: 27 degC, max: 18 degC}"
                "\n  b: {path: x, type: normal, mean: 20 degC, deviation: 2 kW}"
                "\n  c: {path: y, type: triangular, min: 1, mode: 9, max: 3}"
                "\n  d: {path: z, type: log_uniform, min: 0, max: 3}"
                "\n  e: {path: v, type: uniform, min: low, max: 3}"
                "\n  f: {path: z, type: lognormal, median: -1, sigma: 0.5}")
        self.wrong(r"error\[range\]: `vary.a.min` must be below", r"error\[unit\]: `vary.b.deviation` is in kW", r"error\[range\]: `vary.c.mode` must lie", r"error\[range\]: `vary.d.min` must be above zero",
                   r"error\[number\]: `vary.e.min` is `low`", r"error\[range\]: `vary.f.median`", r"error\[duplicate-name\]: `z` is set by `d` and by `f`", vary=vary)

    def test_designs(self):
        self.wrong(r"error\[missing-key\]: `levels` is missing in `vary.supply`", r"error\[missing-key\]: `levels` is missing in `vary.racks`", design="{type: grid}")
        self.wrong(r"error\[range\]: `design.samples` is 12; allowed: powers of two", design="{type: saltelli, samples: 12}")
        self.wrong(r"error\[range\]: `design.levels` is 5; allowed: even", design="{type: morris, levels: 5}")
        self.wrong(r"error\[count\]: 1200000 runs; allowed: 1000000", design="{type: monte_carlo, samples: 600000}", extra="replications: 2")
        self.wrong(r"error\[choice\]: a list needs the values of `supply`", r"error\[choice\]: a list needs the values of `racks`", design="{type: list}")
        self.wrong(r"error\[range\]: this design goes to the ends of `x`", design="{type: morris}", vary="{x: {path: sites.lab.halls.hall1.air.supply, type: normal, mean: 22 degC, deviation: 1 K}}")
        self.wrong(r"error\[choice\]: `design.type` is `sobel`; allowed: grid", design="{type: sobel}")
        self.wrong(r"error\[choice\]: only a Monte Carlo or Sobol study may end early", r"error\[missing-key\]: `stop` says no width", r"error\[reference\]: `sites.lab.cost` is none of the outputs",
                   design="{type: saltelli, samples: 4}", extra="stop: {output: sites.lab.cost}")

    def test_correlations(self):
        self.wrong(r"error\[choice\]: only a Monte Carlo study has correlations", design="{type: sobol, samples: 4}", extra="correlations: [{between: [supply, racks], rank: 0.5}]")
        self.wrong(r"error\[reference\]: `rack` is no parameter", r"error\[count\]: `correlations.1.between` names 1", extra="correlations: [{between: [supply, rack], rank: 0.5}, {between: [supply], rank: 0.1}]")
        three = VARY[:-1] + ", c: {path: sites.lab.halls.hall1.air.recirculation, type: uniform, min: 1 %, max: 5 %}}"
        self.wrong(r"error\[range\]: no three quantities have such correlations", vary=three,
                   extra="correlations: [{between: [supply, racks], rank: 0.95}, {between: [racks, c], rank: 0.95}, {between: [supply, c], rank: -0.95}]")

    def test_unknown_keys_and_no_study_at_all(self):
        self.wrong(r"error\[unknown-key\]: unknown key `replication`", extra="replication: 2")
        done = netsuden("study", BASE, cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("`netsuden_study` is missing", done.stderr)
        done = netsuden("study", "none.yaml", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("none.yaml", done.stderr)

    def test_a_base_that_is_wrong_names_the_study(self):
        self.write()
        (self.folder / "base.yaml").write_text("netsuden: 1\nname: x\nhorizon: {from: 2026-08-03, to: 2026-08-05}\nsites: {lab: {halls: {h: {racks: {model: dgx_h101, count: 4}}}}}\n")
        path = self.folder / "s.yaml"
        path.write_text(re.sub("base: .*", "base: base.yaml", path.read_text()))
        done = netsuden("study", "s.yaml", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"base\.yaml:4:\d+: error\[model\]")
        self.assertIn("s.yaml: note: the base scenario of this study", done.stderr)

    def test_run_and_study_send_each_other_what_is_not_theirs(self):
        self.write()
        done = netsuden("run", "s.yaml", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("`netsuden study s.yaml` runs it", done.stderr)

    def test_a_study_that_is_right(self):
        self.write()
        self.assertIn("ok, a study of 12 runs, 2 parameters, 2 outputs", self.run_ok("check", "s.yaml").stdout)
        done = self.run_ok("study", "s.yaml", "--dry-run")
        self.assertIn("12 runs: 12 rows (monte_carlo)", done.stdout)
        self.assertIn("sites.lab.import_peak_w", self.run_ok("study", "s.yaml", "--metrics").stdout)
        self.assertEqual(os.listdir(self.folder), ["s.yaml"])
        for path in sorted((ROOT / "examples/study").glob("*.yaml")):
            self.run_ok("check", path)


if __name__ == "__main__":
    unittest.main()
