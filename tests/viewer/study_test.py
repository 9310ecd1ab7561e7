# SPDX-License-Identifier: Apache-2.0
"""The study view without a window: what it shows is what h5py reads; whatever the index is, a picture or words."""
import pathlib
import random
import re
import shutil
import subprocess
import unittest

import h5py
import numpy as np

from netsuden import PROGRAM, ROOT, Case, netsuden

VIEWER = pathlib.Path(PROGRAM).with_name("netsuden-viewer")
VARY = "{supply: {path: sites.lab.halls.hall1.air.supply, type: uniform, min: 19 degC, max: 27 degC}, racks: {path: sites.lab.halls.hall1.racks.count, type: uniform, min: 20, max: 60, whole: true}}"
OUTPUTS = "[sites.lab.pue, sites.lab.import_peak_w, sites.lab.import_peak_at]"


def write_study(path, design="{type: latin_hypercube, samples: 24}", vary=VARY, outputs=OUTPUTS, extra="series: [site.it_power, equipment.hall.inlet_temperature]", horizon="2026-08-04"):
    path.write_text(f"netsuden_study: 1\nname: A small study\nbase: {ROOT}/scenarios/first-steps.yaml\nset: {{horizon.to: {horizon}}}\nseed: 3\ndesign: {design}\nvary: {vary}\noutputs: {outputs}\n{extra}\n")
    return path


def viewer(*arguments, **options):
    return subprocess.run([VIEWER, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120, **options)


class StudyCase(Case):
    """One study for the class; tests that change it work on a copy."""

    @classmethod
    def setUpClass(cls):
        import tempfile

        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="netsuden-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        # Each date is fine by itself; together one run in four would end before it begins.
        dates = "start: {path: horizon.from, type: values, values: [2026-08-03, 2026-08-06]}, end: {path: horizon.to, type: values, values: [2026-08-05, 2026-08-08]}"
        write_study(cls.shared / "grid.yaml", "{type: grid}", "{racks: {path: sites.lab.halls.hall1.racks.count, type: values, values: [30, 40, 50]}, " + dates + "}", horizon="2026-08-07")
        write_study(cls.shared / "lhs.yaml")
        done = netsuden("study", cls.shared / "lhs.yaml", "-o", cls.shared / "lhs", "--quiet")
        assert done.returncode == 0, done.stderr
        cls.index = cls.shared / "lhs/index.h5"

    def show(self, *options, study=None):
        values, picture = self.folder / "v.txt", self.folder / "p.svg"
        done = viewer(study or self.shared / "lhs", "--screenshot", picture, "--values", values, *options)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines, _, table = values.read_text().partition("\n\n")
        numbers = {}
        for line in lines.splitlines():
            name, _, rest = line.partition(" = ")
            numbers[name] = float(rest.split()[0])
        return numbers, [row.split("\t") for row in table.splitlines()], picture.read_text()


class NumbersOfAStudy(StudyCase):
    def test_the_table_is_that_of_the_index(self):
        numbers, table, _ = self.show()
        with h5py.File(self.index) as f:
            self.assertEqual(numbers["study.runs"], len(f["run"]))
            self.assertEqual(numbers["study.state.complete"], 24)
            self.assertEqual(len(table), 25)
            self.assertEqual(table[0][:6], ["run", "row", "replication", "seed", "status", "run_id"])
            for name in ("supply", "racks", "sites.lab.pue", "sites.lab.import_peak_w"):
                column = next(i for i, h in enumerate(table[0]) if h.split(" ")[0] == name)
                stored = f["parameter" if "." not in name else "metric"][name][:]
                self.assertEqual([float(row[column]) for row in table[1:]], list(stored), name)
            self.assertEqual([int(row[3]) for row in table[1:]], list(f["seed"][:]))
            self.assertIn("supply [degC]", table[0])
            for k, metric in enumerate(f["statistics/metric"].asstr()[:]):
                for shown, stored in (("mean", "mean"), ("half_width", "mean_half_width"), ("p10", "p10"), ("p50", "p50"), ("p90", "p90"), ("min", "min"), ("max", "max")):
                    expected = f["statistics"][stored][k]
                    self.assertAlmostEqual(numbers[f"study.{metric}.{shown}"], expected, delta=1e-8 * abs(expected) + 1e-12)
            for metric, parameter, rho in zip(f["sensitivity/metric"].asstr()[:], f["sensitivity/parameter"].asstr()[:], f["sensitivity/rank_correlation"][:]):
                if metric == "sites.lab.pue":
                    self.assertAlmostEqual(numbers[f"study.effect.{metric}.{parameter}"], rho, delta=1e-8)

    def test_ranges_leave_the_runs_within_them(self):
        numbers, table, _ = self.show("--brush", "racks=30..45", "--brush", "supply=..24")
        with h5py.File(self.index) as f:
            racks, supply = f["parameter/racks"][:], f["parameter/supply"][:]
            inside = (racks >= 30) & (racks <= 45) & (supply <= 24)
            self.assertTrue(0 < inside.sum() < 24)
            self.assertEqual(numbers["study.in_sight"], inside.sum())
            self.assertEqual([int(row[0]) for row in table[1:]], list(np.flatnonzero(inside)))

    def test_bands_are_the_quantiles_of_numpy(self):
        at = "2026-08-03T13:02"  # local: 04:02 UTC
        for options, chosen in (((), slice(None)), (("--brush", "racks=30..45"), None)):
            for name, entity in (("site/it_power", 0), ("equipment/hall/inlet_temperature", 0)):
                numbers, _, _ = self.show("--series", name, "--at", at, *options)
                with h5py.File(self.index) as f:
                    racks = f["parameter/racks"][:]
                    runs = np.flatnonzero((racks >= 30) & (racks <= 45)) if chosen is None else np.arange(len(racks))
                    group = f["series"][name.rpartition("/")[0]]
                    ends = group["time"][:]
                    epoch = np.datetime64(group["time"].attrs["units"].decode().replace("seconds since ", "").replace(" ", "T"))
                    t = (np.datetime64("2026-08-03T04:02:00") - epoch) / np.timedelta64(1, "s")
                    row = int(np.searchsorted(ends, t, side="right"))  # the row that ends after it
                    values = group[name.rpartition("/")[2]][:, row, entity][runs].astype(float)
                self.assertEqual(numbers["study.bands.runs"], len(runs))
                for word, expected in (("min", values.min()), ("p10", np.quantile(values, 0.1)), ("p50", np.quantile(values, 0.5)), ("p90", np.quantile(values, 0.9)), ("max", values.max())):
                    self.assertAlmostEqual(numbers[f"study.bands.{name}.{word}"], expected, delta=2e-7 * abs(expected), msg=f"{name} {word}")

    def test_the_chosen_run(self):
        numbers, _, picture = self.show("--run", "7")
        with h5py.File(self.index) as f:
            for name in ("supply", "racks"):
                self.assertAlmostEqual(numbers["study.run." + name], f["parameter"][name][7], delta=1e-7)
            self.assertAlmostEqual(numbers["study.run.sites.lab.pue"], f["metric/sites.lab.pue"][7], delta=1e-8)
            self.assertIn(f">seed {f['seed'][7]}<", picture)
        self.assertIn(">Run 7<", picture)

    def test_pictures_are_the_same_bytes_each_time_and_by_either_name(self):
        for extension in ("png", "svg"):
            names = [self.folder / f"{i}.{extension}" for i in (1, 2)]
            for name, study in zip(names, (self.shared / "lhs", self.index)):
                self.assertEqual(viewer(study, "--screenshot", name, "--size", "900x600", "--theme", "light").returncode, 0)
            self.assertEqual(names[0].read_bytes(), names[1].read_bytes())

    def test_what_is_asked_wrongly_is_named(self):
        for options, words in ((["--panel", "capacity"], "is a study"), (["--x", "nonsense"], "there are: run, supply, racks, sites.lab.pue"), (["--run", "24"], "the runs 0 to 23"), (["--run", "x"], "the runs 0 to 23"),
                               (["--brush", "racks"], "NAME=LOW..HIGH"), (["--brush", "racks=5..4"], "ends below"), (["--brush", "racks=a..4"], "is no number"), (["--brush", "none=1..2"], "no column \"none\""),
                               (["--series", "site/none"], "there are: site/it_power"), (["--series", "site/it_power@osaka"], "no \"osaka\""), (["--figure", "pie"], "scatter, parallel"), (["--at", "yesterday"], "--at"), (["--range", "x"], "--range")):
            with self.subTest(options=options):
                done = viewer(self.shared / "lhs", "--screenshot", self.folder / "x.png", *options)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertIn(words, done.stderr)
        trace = self.shared / "lhs/runs/000/000003.h5"
        for options, words in ((["--panel", "study"], "is a run, and no study"), (["--x", "racks"], "--x is of studies")):
            done = viewer(trace, "--screenshot", self.folder / "x.png", *options)
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr)


class RunsThatFailed(StudyCase):
    def test_stand_apart_and_say_why(self):
        done = netsuden("study", self.shared / "grid.yaml", "-o", self.folder / "grid", "--quiet")
        self.assertEqual(done.returncode, 0, done.stderr)
        with h5py.File(self.folder / "grid/index.h5") as f:
            states = f["status"].attrs["flag_meanings"].decode().split()
            ended = [states[s] for s in f["status"][:]]
            failed = [i for i, s in enumerate(ended) if s != "complete"]
            message = f["message"].asstr()[failed[0]].splitlines()[0] if failed else ""
            words = f["parameter/start"].asstr()[:]
        self.assertEqual(len(failed), 3, ended)
        numbers, table, picture = self.show("--run", str(failed[0]), "--color", "status", study=self.folder / "grid")
        self.assertEqual(numbers[f"study.state.{ended[failed[0]]}"], 3)
        self.assertEqual(table[1 + failed[0]][4], ended[failed[0]])
        self.assertEqual([row[table[0].index("start")] for row in table[1:]], list(words))
        self.assertIn("3 not complete", picture)
        self.assertIn(">none<", picture)
        self.assertIn(message[:20], picture.replace("&quot;", '"').replace("&apos;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


class IndexesThatAreNone(StudyCase):
    def case(self, words, path):
        done = viewer(path, "--screenshot", self.folder / "x.png")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(words, done.stderr)

    def test_get_words(self):
        data = self.index.read_bytes()
        (self.folder / "cut.h5").write_bytes(data[: len(data) // 2])
        self.case("is truncated", self.folder / "cut.h5")
        newer = self.folder / "newer.h5"
        shutil.copy(self.index, newer)
        with h5py.File(newer, "r+") as f:
            f.attrs.modify("netsuden_index", [9, 0])
        self.case("take a newer netsuden", newer)
        (self.folder / "empty").mkdir()
        self.case("is a folder without a study", self.folder / "empty")
        growing = self.folder / "growing"
        growing.mkdir()
        lines = (self.shared / "lhs/runs.jsonl").read_text().splitlines(keepends=True)
        (growing / "runs.jsonl").write_text("".join(lines[:8]) + lines[8][:40])
        self.case("has not ended: 7 of 24 runs are done", growing)
        self.case("--resume", growing)
        short = self.folder / "short.h5"
        shutil.copy(self.index, short)
        with h5py.File(short, "r+") as f:
            del f["metric/sites.lab.pue"]
            f["metric/sites.lab.pue"] = np.zeros(3)
        self.case("3 values where 24 are due", short)

    def test_a_study_without_its_traces_still_shows_the_rest(self):
        shutil.copytree(self.shared / "lhs", self.folder / "moved")
        shutil.rmtree(self.folder / "moved/runs")
        numbers, _, picture = self.show(study=self.folder / "moved")
        self.assertEqual(numbers["study.runs"], 24)
        self.assertIn("The traces of this series are not there.", picture)

    def test_broken_bytes_never_crash_it(self):
        data = self.index.read_bytes()
        heaps = [m.start() for m in re.finditer(b"GCOL", data)]
        self.assertTrue(heaps)
        outcomes = {0: 0, 2: 0}
        for seed in range(60):
            r = random.Random(seed)
            broken = bytearray(data)
            if seed >= 40:
                at = r.choice(heaps)
                for _ in range(r.choice((1, 4, 40))):
                    broken[at + r.randrange(256)] = r.randrange(256)
            elif seed % 3 == 0:
                broken = broken[: r.randrange(len(broken))]
            for _ in range(r.choice((1, 4, 40)) if seed < 40 else 0):
                if broken:
                    broken[r.randrange(min(len(broken), 8192) if seed % 2 else len(broken))] = r.randrange(256)
            path = self.folder / "broken.h5"
            path.write_bytes(broken)
            done = viewer(path, "--screenshot", self.folder / "x.png", "--size", "640x480")
            with self.subTest(seed=seed):
                self.assertIn(done.returncode, (0, 2), done.stderr[-500:])
                self.assertTrue(done.returncode == 0 or len(done.stderr) > 30)
            outcomes[done.returncode] = outcomes.get(done.returncode, 0) + 1
        self.assertGreater(outcomes[2], 5, "the damages do no damage")


if __name__ == "__main__":
    unittest.main()
