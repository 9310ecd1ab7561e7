# SPDX-License-Identifier: Apache-2.0
"""What a study says: checked against NumPy and pandas on its own table of runs; the index by h5py and xarray; a run repeated alone."""
import json
import re
import sys
import unittest

import h5py
import numpy as np
import pandas as pd
import xarray as xr
from netsuden import ROOT, netsuden
from studies import StudyCase

sys.path.insert(0, str(ROOT / "examples/python"))
import netsuden_data as nd  # noqa: E402


def read_csv(path):
    return pd.read_csv(path, float_precision="round_trip")


class Statistics(StudyCase):
    def test_are_those_of_numpy_and_pandas(self):
        self.write("{type: latin_hypercube, samples: 40}", outputs="[sites.lab.pue, sites.lab.import_peak_w, sites.lab.import_peak_at]")
        self.run_ok("study", "s.yaml", "-o", "a")
        runs = read_csv(self.folder / "a/runs.csv")
        statistics = read_csv(self.folder / "a/statistics.csv").set_index("metric")
        for metric in ("sites.lab.pue", "sites.lab.import_peak_w"):
            row = {k: float(v) for k, v in statistics.loc[metric].items() if k != "unit" and k != "share_never"}
            self.assertEqual(row["runs"], 40)
            self.assertAlmostEqual(row["mean"] / runs[metric].mean(), 1, places=12)
            self.assertAlmostEqual(row["deviation"] / runs[metric].std(), 1, places=10)
            self.assertAlmostEqual(row["mean_half_width"] / (2.0226909 * runs[metric].std() / np.sqrt(40)), 1, places=6)  # t of 39
            for p in (10, 50, 90):
                self.assertAlmostEqual(row[f"p{p}"] / np.quantile(runs[metric], p / 100), 1, places=12)
                self.assertLessEqual(row[f"p{p}_low"], row[f"p{p}"])
                self.assertGreaterEqual(row[f"p{p}_high"], row[f"p{p}"])
        dates = pd.to_datetime(runs["sites.lab.import_peak_at"])
        self.assertEqual(pd.Timestamp(statistics.loc["sites.lab.import_peak_at", "min"]), dates.min())
        self.assertEqual(statistics.loc["sites.lab.import_peak_at", "share_never"], 0)
        effects = read_csv(self.folder / "a/sensitivity.csv").set_index(["metric", "parameter"])
        for p in ("supply", "racks"):
            rho = runs[p].rank().corr(runs["sites.lab.pue"].rank())
            self.assertAlmostEqual(effects.loc[("sites.lab.pue", p), "rank_correlation"], rho, places=12)
        self.assertGreater(effects.loc[("sites.lab.import_peak_w", "racks"), "rank_correlation"], 0.95)  # more racks draw more

    def test_a_date_that_never_comes_is_later_than_all_others(self):
        # A feeder that a third of the halls overload.
        self.write("{type: list}", "{racks: {path: sites.lab.halls.hall1.racks.count, type: values, values: [10, 20, 30, 40, 50, 60]}}",
                   outputs="[constraints.lab.power.feeder.capacity.first_violation, constraints.lab.power.feeder.capacity.margin]")
        text = (self.folder / "s.yaml").read_text()
        (self.folder / "s.yaml").write_text(text.replace("set: {", "set: {sites.lab.power: '{feeder: {type: grid_connection, capacity: 2 MVA}}', "))
        done = self.run_ok("study", "s.yaml", "-o", "a")
        runs = self.table("a")
        over = [r["constraints.lab.power.feeder.capacity.first_violation"] != "" for r in runs]
        margins = [float(r["constraints.lab.power.feeder.capacity.margin"]) < 0 for r in runs]
        self.assertEqual(over, margins)
        self.assertIn(True, over)
        self.assertIn(False, over)
        self.assertIn(f"never in {100 * over.count(False) / 6:.1f} % of the runs", done.stdout)
        row = self.table("a", "statistics.csv")[0]
        self.assertEqual(row["p90"], "never")
        self.assertRegex(row["min"], r"^2026-08-0")


class Designs(StudyCase):
    def test_a_tornado_moves_one_parameter_at_a_time(self):
        self.run_ok("study", ROOT / "examples/study/supply-air.yaml", "-o", "a")
        runs = read_csv(self.folder / "a/runs.csv")
        self.assertEqual(len(runs), 1 + 2 + 2 + 3)
        base = runs.iloc[0]
        for _, row in runs.iloc[1:].iterrows():
            self.assertEqual(sum(row[p] != base[p] for p in ("supply", "recirculation", "racks")) <= 1, True)
        self.assertAlmostEqual(runs["supply"].min(), 18.9)  # P10 and P90 of 18 to 27
        self.assertAlmostEqual(runs["supply"].max(), 26.1)
        effects = read_csv(self.folder / "a/sensitivity.csv").set_index(["metric", "parameter"])
        self.assertEqual(effects.loc[("sites.lab.pue", "supply"), "at_low"], runs.loc[1, "sites.lab.pue"])
        self.assertEqual(effects.loc[("sites.lab.pue", "supply"), "at_base"], base["sites.lab.pue"])
        words = re.findall(r"<text[^>]*>([^<]*)<", (self.folder / "a/tornado.svg").read_text())
        for word in ("supply", "racks", "recirculation", "18.9 degC", "26.1 degC"):
            self.assertIn(word, words)

    def test_sobol_indices_rank_as_a_linear_model_does(self):
        self.write("{type: saltelli, samples: 16}", outputs="[sites.lab.it_energy_kwh]", extra="traces: none")
        self.run_ok("study", "s.yaml", "-o", "a")
        effects = read_csv(self.folder / "a/sensitivity.csv").set_index("parameter")
        # IT energy is proportional to the racks, and the supply temperature has next to no part in it.
        self.assertAlmostEqual(effects.loc["racks", "total"], 1, delta=3 * effects.loc["racks", "total_half_width"] + 0.1)
        self.assertLess(effects.loc["supply", "total"], 0.01)
        self.assertEqual(list((self.folder / "a").glob("runs/**/*.h5")), [])

    def test_morris_finds_the_slope(self):
        self.write("{type: morris, trajectories: 6}", outputs="[sites.lab.it_energy_kwh]", extra="traces: none")
        self.run_ok("study", "s.yaml", "-o", "a")
        runs = read_csv(self.folder / "a/runs.csv")
        slope = (runs["sites.lab.it_energy_kwh"] / runs["racks"]).mean() * 40  # of a way from 20 to 60 racks
        effects = read_csv(self.folder / "a/sensitivity.csv").set_index("parameter")
        self.assertAlmostEqual(effects.loc["racks", "mu_star"] / slope, 1, delta=0.03)  # racks are whole, levels are not

    def test_correlated_draws_and_files(self):
        self.write("{type: monte_carlo, samples: 60}", extra="correlations: [{between: [supply, racks], rank: -0.8}]\ntraces: none")
        self.run_ok("study", "s.yaml", "-o", "a")
        runs = read_csv(self.folder / "a/runs.csv")
        self.assertLess(runs["supply"].rank().corr(runs["racks"].rank()), -0.6)
        (self.folder / "rows.csv").write_text("supply,racks\n20,30\n24,40\n26,20\n")
        self.write("{type: list, file: rows.csv}", "{supply: {path: sites.lab.halls.hall1.air.supply, type: column, unit: degC}, racks: {path: sites.lab.halls.hall1.racks.count, type: column}}")
        self.run_ok("study", "s.yaml", "-o", "b")
        runs = read_csv(self.folder / "b/runs.csv")
        self.assertEqual((list(runs["supply"]), list(runs["racks"])), ([20, 24, 26], [30, 40, 20]))

    def test_replications_have_common_seeds_or_their_own(self):
        vary = "{rate: {path: workload.jobs, type: values, values: ['[{synthetic: {rate: 300 /d}}]', '[{synthetic: {rate: 400 /d}}]']}}"
        for rule, seeds in (("common", 3), ("own", 6)):
            self.write("{type: grid}", vary, "[jobs.submitted, sites.lab.it_energy_kwh]", f"replications: 3\nseeds: {rule}\ntraces: none", name=f"{rule}.yaml")
            path = self.folder / f"{rule}.yaml"
            path.write_text(path.read_text().replace("set: {", "set: {workload.profiles: '[]', "))
            self.run_ok("study", f"{rule}.yaml", "-o", rule)
            runs = self.table(rule)
            self.assertEqual(len({r["seed"] for r in runs}), seeds)
            self.assertEqual(len({r["jobs.submitted"] for r in runs}) > 3, True)
            self.assertEqual(runs[0]["rate"], "[{synthetic: {rate: 300 /d}}]")


class TheIndex(StudyCase):
    def test_names_every_run_and_can_repeat_it_alone(self):
        self.write("{type: monte_carlo, samples: 5}", extra="replications: 2")
        for name in ("deep", "elsewhere"):
            (self.folder / name).mkdir()
        self.run_ok("study", "s.yaml", "-o", "deep/a", "-j", "2")
        for run in (0, 7):
            self.run_ok("run", "../deep/a/index.h5", "--repeat", run, "-o", f"{run}.h5", "--quiet", cwd=self.folder / "elsewhere")
            again = (self.folder / f"elsewhere/{run}.h5").read_bytes()
            self.assertEqual(again, (self.folder / f"deep/a/runs/000/{run:06}.h5").read_bytes())
        with h5py.File(self.folder / "deep/a/runs/000/000007.h5") as f:
            self.assertEqual([nd._text(f.attrs[k]) for k in ("study_name", "study_run", "study_row", "study_replication")], ["A small study", "7", "3", "1"])
            said = json.loads(nd._text(f.attrs["study_parameters"]))
            row = self.table("deep/a")[7]
            self.assertEqual(said["sites.lab.halls.hall1.racks.count"], row["racks"])
            self.assertEqual(said["sites.lab.halls.hall1.air.supply"], row["supply"] + " degC")
            self.assertEqual(said["seed"], row["seed"])
            self.assertEqual(nd._text(f.attrs["seed"]), row["seed"])
            self.assertEqual(nd._text(f.attrs["run_id"]), row["run_id"])
        done = netsuden("run", "deep/a/index.h5", "--repeat", "10", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("has the runs 0 to 9", done.stderr)
        self.assertIn("--repeat RUN", netsuden("run", "deep/a/index.h5", cwd=self.folder).stderr)
        self.assertEqual(self.run_ok("info", "deep/a/index.h5").stdout, (self.folder / "deep/a/report.txt").read_text())

    def test_is_read_by_h5py_and_xarray_with_labels_and_units(self):
        self.write("{type: sobol, samples: 8}", extra="series: [site.it_power, equipment.hall.inlet_temperature]")
        self.run_ok("study", "s.yaml", "-o", "a")
        with xr.open_dataset(self.folder / "a/index.h5", group="metric", engine="h5netcdf") as metrics:
            self.assertEqual(metrics["sites.lab.import_peak_w"].attrs["units"], "W")
            self.assertEqual(metrics["sites.lab.import_peak_w"].dims, ("run",))
        study = nd.open_study(self.folder / "a/index.h5")
        runs = study.runs
        self.assertEqual(list(runs.index), list(range(8)))
        self.assertEqual(set(runs["status"]), {"complete"})
        self.assertEqual(study.units["supply"], "degC")
        for name, column in read_csv(self.folder / "a/runs.csv").items():
            if name not in ("run", "message"):
                self.assertEqual(list(runs[name]), list(column), name)
        series = study.series("site.it_power")
        self.assertEqual(series.dims, ("run", "time", "site"))
        for run in (0, 5):
            alone = study.trace(run)["site"]["it_power"]
            np.testing.assert_array_equal(series.sel(run=run).values, alone.values)
            np.testing.assert_array_equal(series["time"].values, alone["time"].values)
        self.assertEqual(str(series["time"].values[-1])[:16], "2026-08-03T15:00")  # midnight in Tokyo
        self.assertEqual(series.attrs["units"], "W")
        self.assertEqual(study.series("equipment.hall.inlet_temperature").shape[0], 8)
        with h5py.File(self.folder / "a/index.h5") as f:
            self.assertEqual(nd._text(f["trace/3"].attrs["study_run"]), "3")
        self.assertAlmostEqual(study.statistics.loc["sites.lab.pue", "p50"], runs["sites.lab.pue"].quantile(0.5), places=12)
        self.assertIn("rank_correlation", study.sensitivity)
        self.assertEqual(study.trace(2).summary["sites"]["lab"]["pue"], runs.loc[2, "sites.lab.pue"])

    def test_python_examples_draw(self):
        import subprocess

        self.run_ok("study", ROOT / "examples/study/supply-air.yaml", "-o", "a")
        for script, *arguments in (("plot_trace.py", "a/runs/000/000000.h5", "trace.svg"), ("plot_study.py", "a/index.h5", "sites.lab.pue", "study.svg")):
            done = subprocess.run(["/usr/bin/python3", "-B", ROOT / "examples/python" / script, *arguments], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=200)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("<svg", (self.folder / arguments[-1]).read_text())
        self.assertIn("supply", done.stdout)


class TheReader(StudyCase):
    def test_opens_running_and_killed_traces(self):
        from netsuden import ENDLESS, wait_until

        process = self.start("run", *ENDLESS, "-o", "t.h5", "--quiet", env={"NETSUDEN_PROGRESS_SECONDS": "0"})
        self.assertTrue(wait_until(lambda: (self.folder / "t.h5.part").exists() and (self.folder / "t.h5.part").stat().st_size > 100_000))
        process.kill()
        process.wait()
        trace = nd.open_trace(self.folder / "t.h5")
        self.assertEqual(trace.attrs["status"], "running")
        self.assertIn("it_power", trace["site"])
        self.assertIsNone(trace.summary)

    def test_refuses_what_it_is_not(self):
        self.write("{type: monte_carlo, samples: 2}")
        self.run_ok("study", "s.yaml", "-o", "a")
        with self.assertRaisesRegex(ValueError, "no trace"):
            nd.open_trace(self.folder / "a/index.h5")
        with self.assertRaisesRegex(ValueError, "no index"):
            nd.open_study(self.folder / "a/runs/000/000000.h5")


if __name__ == "__main__":
    unittest.main()
