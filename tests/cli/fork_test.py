# SPDX-License-Identifier: Apache-2.0
"""netsuden fork: the same rows without changes, those of a whole run with them, finer ones that close, and what cannot be forked."""
import json
import os
import re
import signal
import unittest

import h5py
import numpy

from netsuden import ENDLESS, SMALL, Case, netsuden, wait_until

SERVING = ["scenarios/sovereign-serving.yaml", "--set", "horizon.from=2027-04-06T06:00", "--set", "horizon.to=2027-04-06T12:00"]
TRIP = "sites.koto.cooling.chilled.chillers_2"


def attribute(f, name):
    value = f.attrs[name]
    return value.decode() if isinstance(value, bytes) else value


def groups(f):
    """Every group with rows: {path: (times or None, {column: values})}."""
    found = {}

    def look(path, o):
        if not isinstance(o, h5py.Group) or "row_dimension" not in o.attrs:
            return
        time = o["time"][()] if "time" in o else None
        rows = {}
        for name, d in o.items():
            # Along the rows: those that can grow.
            if isinstance(d, h5py.Dataset) and name != "time" and d.maxshape and d.maxshape[0] is None and "DIMENSION_LIST" in d.attrs:
                rows[name] = d[()]
        found[path] = (time, rows)

    f.visititems(look)
    return found


class ForkCase(Case):
    def same_rows(self, run, fork, until, without=(), cut=False):
        """Every row of both whose time lies behind the fork's start and at or before `until` is the same, byte by byte, of a run that was
        cut short as far as it has them. The number of values compared."""
        with h5py.File(self.folder / run) as a, h5py.File(self.folder / fork) as b:
            start = float(b.attrs["start_seconds"])
            self.assertEqual(a.attrs["horizon_start_unix"], b.attrs["horizon_start_unix"])
            one, two = groups(a), groups(b)
            self.assertEqual(set(one), set(two))
            compared = 0
            for path, (time, columns) in one.items():
                other_time, other_columns = two[path]
                self.assertEqual(set(columns), set(other_columns), path)
                if time is None or path in without or (cut and len(time) == 0):
                    continue
                last = (min(until, time[-1]) if cut else until) + (-1e-6 if path == "event" else 1e-6)  # the end is an event of its own
                mine, theirs = (time > start + 1e-6) & (time <= last), (other_time > start + 1e-6) & (other_time <= last)
                if theirs.any() and abs(other_time[-1] - float(b.attrs["horizon_seconds"])) < 1e-6 and other_time[-1] not in time:
                    theirs[-1] = False  # an interval that the fork's end cuts short
                self.assertEqual(time[mine].tobytes(), other_time[theirs].tobytes(), path)
                self.assertTrue(path in ("checkpoint", "event") or start == 0 or (other_time > start).all(), path)
                if path == "site":
                    self.assertGreater(mine.sum(), 3)
                for name, values in columns.items():
                    self.assertEqual(values[mine].tobytes(), other_columns[name][theirs].tobytes(), f"/{path}/{name}")
                    compared += values[mine].size
            return compared

    def jobs(self, name, since, until):
        """Jobs that ended then, with all that is told of them."""
        with h5py.File(self.folder / name) as f:
            table = f["job"]
            ended = table["ended"][()]
            chosen = (ended > since) & (ended <= until)
            return {c: table[c][()][chosen].tobytes() for c in table if c != "job" and table[c].shape[:1] == ended.shape}


class WithoutChanges(ForkCase):
    CASES = {
        # name: run, at, for, where it must start, where it must end
        "plant and batteries": (["scenarios/ride-through.yaml"], "2027-08-04T14:20", "20 min", 18 * 60, 40 * 60),
        "two feeders": (["scenarios/two-feeders.yaml"], "2027-08-04T16:00", "2 h", 3 * 3600 + 36 * 60, 6 * 3600),
        "pumps": (["scenarios/pump-trip.yaml", "--set", "record.checkpoint=7 min"], "2027-08-04T14:15", "30 min", 14 * 60, 45 * 60),
        "services": (SERVING, "2027-04-06T08:10", "3 h", 3 * 2160, (2 + 3) * 3600 + 600),
        "jobs": ([*SMALL["frontier"], "--set", "record.around_events={before: 30 s, after: 2 min}"], "2026-04-07T03:05", "", 5 * 2160, 6 * 3600),
        "jobs and heat by rack": ([*SMALL["tokyo"], "--set", "record.checkpoint=7 h"], "2027-08-04T14:30", "26 h", 56 * 3600, 88.5 * 3600),
    }

    def test_the_rows_are_those_of_the_run(self):
        for name, (run, at, lasts, start, end) in self.CASES.items():
            with self.subTest(run=name):
                self.run_ok("run", *run, "-o", "a.h5", "--quiet", "--overwrite")
                self.run_ok("fork", "a.h5", "--at", at, *(["--for", lasts] if lasts else []), "-o", "b.h5", "--quiet", "--overwrite", "--json", "b.json")
                with h5py.File(self.folder / "b.h5") as f:
                    self.assertAlmostEqual(float(f.attrs["start_seconds"]), start, delta=1e-3)
                    self.assertAlmostEqual(float(f.attrs["horizon_seconds"]), end, delta=1e-3)
                    self.assertEqual(attribute(f, "status"), "complete")
                    last = f["site/time"][-1]
                self.assertAlmostEqual(last, end, delta=1e-3)
                self.assertGreater(self.same_rows("a.h5", "b.h5", end if lasts == "" else last), 1000)
                with h5py.File(self.folder / "a.h5") as f:
                    has_jobs = "job" in f
                if has_jobs:
                    self.assertEqual(self.jobs("a.h5", start, end), self.jobs("b.h5", start, end))
                self.numbered_anew("b.h5")

    def numbered_anew(self, name):
        """What points to a row of the file, points into it."""
        with h5py.File(self.folder / name) as f:
            if "checkpoint_job" in f and f["checkpoint_job/checkpoint"].shape[0]:
                self.assertEqual(f["checkpoint_job/checkpoint"][0], 0)
                self.assertLess(f["checkpoint_job/checkpoint"][-1], f["checkpoint/time"].shape[0])
            self.assertAlmostEqual(f["checkpoint/time"][0], float(f.attrs["start_seconds"]), delta=1e-6)
            for g in f.get("window", {}).values():
                self.assertTrue("time" not in g or (g["time"][()] >= float(f.attrs["start_seconds"]) - 1e-6).all())

    def test_from_before_the_first_checkpoint_it_is_the_whole_run(self):
        self.run_ok("run", *SMALL["pump"], "-o", "a.h5", "--json", "a.json")
        self.run_ok("fork", "a.h5", "--at", "2027-08-04T14:03", "-o", "b.h5", "--json", "b.json")
        with h5py.File(self.folder / "b.h5") as f:
            self.assertEqual(float(f.attrs["start_seconds"]), 0)
        self.same_rows("a.h5", "b.h5", 3600)
        a, b = (json.loads((self.folder / n).read_text()) for n in ("a.json", "b.json"))
        for key in ("sites", "constraints", "events", "steps"):
            self.assertEqual(a[key], b[key])

    def test_what_it_counts_is_what_the_run_counted_since(self):
        self.run_ok("run", *SMALL["ride"], "-o", "a.h5", "--json", "a.json")
        self.run_ok("fork", "a.h5", "--at", "2027-08-04T14:40", "-o", "b.h5", "--json", "b.json")
        # The first interval of a fork begins at its start: its means are compared as well.
        netsuden("compare", "a.h5", "b.h5", "--json", "c.json", cwd=self.folder)
        said = [n for n in json.loads((self.folder / "c.json").read_text())["not_compared"] if n.startswith("site:")]
        self.assertEqual([n for n in said if "begin together" in n], [])
        a, b = (json.loads((self.folder / n).read_text()) for n in ("a.json", "b.json"))
        with h5py.File(self.folder / "a.h5") as f:
            start = 36 * 60
            time = f["site/time"][()]
            energy = f["site/it_power"][()][:, 0][time > start + 1e-6] * numpy.diff(numpy.concatenate([[start], time[time > start + 1e-6]]))
            limits = {n.decode(): k for k, n in enumerate(f["capacity/" + attribute(f["capacity"], "entity_dimension")][()])}
            at = f["capacity/time"][()] > start + 1e-6
            use = f["capacity/utilisation"][()][at]
        site = b["sites"]["koto"]
        self.assertAlmostEqual(site["it_energy_kwh"], energy.sum() / 3.6e6, delta=1e-5 * site["it_energy_kwh"])
        self.assertAlmostEqual(site["seconds"], 3600 - start, delta=1e-6)
        self.assertLess(site["it_energy_kwh"], 0.45 * a["sites"]["koto"]["it_energy_kwh"])
        for c in b["constraints"]:
            highest = numpy.nanmax(use[:, limits[c["name"]]])
            self.assertAlmostEqual(c["peak_utilisation"], highest, delta=2e-6 * max(1, abs(highest)), msg=c["name"])
        self.assertLess(b["residual"]["electrical"], 1e-9)
        with h5py.File(self.folder / "b.h5") as f:
            self.assertEqual(b["events"], f["event/time"].shape[0] - 1)  # the end


class WithChanges(ForkCase):
    def both_ways(self, run, at, at_s, fork, events, lasts="", end=None):
        """The fork, and a whole run whose scenario has the same events from the start."""
        self.run_ok("run", *run, "-o", "a.h5", "--quiet")
        self.run_ok("fork", "a.h5", "--at", at, *(["--for", lasts] if lasts else []), *fork, "-o", "b.h5", "--quiet")
        (self.folder / "with.yaml").write_text(self.run_ok("info", "b.h5", "--resolved").stdout)
        self.run_ok("run", "with.yaml", "-o", "c.h5", "--quiet")
        self.run_ok("run", *run, "--set", f"events={events}", "-o", "d.h5", "--quiet")
        with h5py.File(self.folder / "b.h5") as f:
            last = f["site/time"][-1]
        self.same_rows("a.h5", "b.h5", at_s - 1e-3, without=("window/steps",))  # a window begins before what opens it
        self.same_rows("c.h5", "b.h5", last)
        self.same_rows("d.h5", "b.h5", last)
        with h5py.File(self.folder / "a.h5") as a, h5py.File(self.folder / "b.h5") as b:
            late_a, late_b = a["site/time"][()] > at_s + 1e-6, b["site/time"][()] > at_s + 1e-6
            n = late_b.sum()
            self.assertFalse((a["site/cooling_power"][()][late_a][:n] == b["site/cooling_power"][()][late_b]).all())

    def test_a_trip(self):
        self.both_ways(["scenarios/chiller-trip-august.yaml", "--set", "events=[]", "--set", "horizon.to=2027-08-04T15:00"], "2027-08-04T14:10", 70 * 60,
                       ["--event", f"{{trip: {TRIP}, for: 20 min}}", "--event", "{at: 2027-08-04T14:20, trip: sites.koto.cooling.chilled.chillers_3, for: 10 min}"],
                       f"[{{at: 2027-08-04T14:10, trip: {TRIP}, for: 20 min}}, {{at: 2027-08-04T14:20, trip: sites.koto.cooling.chilled.chillers_3, for: 10 min}}]")

    def test_a_value_that_is_set_where_jobs_run(self):
        self.both_ways(SMALL["tokyo"], "2027-08-05T09:30", 4 * 86400 + 9.5 * 3600 - 86400, ["--set", "sites.koto.cooling.chilled.supply=22 degC"],
                       f"[{{at: 2027-08-04T14:00, trip: {TRIP}, for: 6 h}}, {{at: 2027-08-05T09:30, set: {{sites.koto.cooling.chilled.supply: 22 degC}}}}]", lasts="6 h")

    def test_what_a_fork_is_stands_in_it(self):
        self.run_ok("run", *SMALL["ride"], "-o", "ride.h5", "--quiet")
        done = self.run_ok("fork", "ride.h5", "--at", "2027-08-04T14:20", "--for", "10 min", "--event", f"{{trip: {TRIP}}}", "--set", "constraints.rack_inlet=ASHRAE_A1", "-o", "b.h5", "--report", "b.svg")
        self.assertRegex(done.stderr, "replayed from 2027-08-04 14:00 to the checkpoint of 2027-08-04 14:18")
        self.assertIn("fork, complete, 12 min from 2027-08-04 14:18, changes at 2027-08-04 14:20", done.stdout)
        self.assertIn("sites and limits count from 2027-08-04 14:18; jobs,", done.stdout)
        with h5py.File(self.folder / "ride.h5") as a, h5py.File(self.folder / "b.h5") as b:
            self.assertEqual(attribute(b, "forked_from"), "ride.h5")
            self.assertEqual(attribute(b, "forked_from_run"), attribute(a, "run_id"))
            self.assertNotEqual(attribute(b, "run_id"), attribute(a, "run_id"))
            self.assertEqual(a["scenario/written"][()], b["scenario/written"][()])
            self.assertEqual(attribute(b, "fork_at"), "2027-08-04T14:20:00+09:00")
            self.assertEqual(attribute(b, "fork_until"), "2027-08-04T14:30:00+09:00")
        info = self.run_ok("info", "b.h5").stdout
        self.assertRegex(info, r"fork of +ride\.h5, run [0-9a-f]{16}")
        self.assertRegex(info, r"forked at +2027-08-04T14:20:00\+09:00, recorded from 2027-08-04T14:18:00\+09:00")
        self.assertRegex(info, r"(?m)^  changes +set constraints\.rack_inlet=ASHRAE_A1$")
        self.assertRegex(info, rf"(?m)^ +event \{{trip: {re.escape(TRIP)}\}}$")
        self.assertTrue((self.folder / "b.svg").read_text().startswith("<?xml") or "<svg" in (self.folder / "b.svg").read_text())
        self.run_ok("info", "b.h5", "--capacity")
        self.run_ok("fork", "b.h5", "--at", "2027-08-04T14:25", "--for", "1 min", "-o", "c.h5", "--quiet")  # a fork of a fork has its changes
        self.same_rows("b.h5", "c.h5", 26 * 60)

    def test_progress_says_that_it_replays(self):
        self.run_ok("run", *SMALL["tokyo"], "-o", "a.h5", "--quiet")
        done = self.run_ok("fork", "a.h5", "--at", "2027-08-05T20:00", "--for", "26 h", "-o", "b.h5", env={**os.environ, "NETSUDEN_PROGRESS_SECONDS": "0"})
        lines = done.stderr.splitlines()[1:]
        self.assertRegex(lines[0], r"^replay +\d+ %  2027-08-0\d \d\d:\d\d(:\d\d)?  .* x real time  .* to go$")
        self.assertTrue(any(re.match(r" *\d+ %  2027-08-0[56]", line) for line in lines), lines[-3:])


class Finer(ForkCase):
    def test_steps_and_records_of_a_second_close_and_agree(self):
        # The same physics in other steps: energies of the two differ by what steps of a minute leave out, below 0.1 % (tests/invariants/refinement).
        run = ["scenarios/chiller-trip-august.yaml", "--set", "horizon.to=2027-08-04T15:00"]
        self.run_ok("run", *run, "-o", "a.h5", "--quiet")
        self.run_ok("fork", "a.h5", "--at", "2027-08-04T14:15", "--for", "20 min", "--resolution", "1 s", "--record", "1 s", "-o", "b.h5", "--json", "b.json", "--quiet")
        self.run_ok("fork", "a.h5", "--at", "2027-08-04T14:15", "--for", "20 min", "-o", "c.h5", "--json", "c.json", "--quiet")
        at = 75 * 60
        self.same_rows("a.h5", "b.h5", at - 1e-3)
        fine, coarse = (json.loads((self.folder / n).read_text()) for n in ("b.json", "c.json"))
        self.assertLess(fine["residual"]["electrical"], 1e-9)
        self.assertLess(fine["residual"]["thermal"], 1e-9)
        self.assertGreater(fine["steps"], 1200)
        for key in ("it_energy_kwh", "facility_energy_kwh", "cooling_energy_kwh"):
            self.assertAlmostEqual(fine["sites"]["koto"][key], coarse["sites"]["koto"][key], delta=1e-3 * coarse["sites"]["koto"][key], msg=key)
        with h5py.File(self.folder / "b.h5") as f:
            for path in ("site", "capacity", "equipment/hall"):
                time = f[path]["time"][()]
                late = time[time > at - 1e-6]
                self.assertTrue((numpy.diff(late) < 1 + 1e-6).all(), path)
                self.assertAlmostEqual(time[-1], at + 1200, delta=1e-6)
            time, power = f["site/time"][()], f["site/it_power"][()][:, 0].astype(float)
            energy = (power * numpy.diff(numpy.concatenate([[float(f.attrs["start_seconds"])], time]))).sum() / 3.6e6
        self.assertAlmostEqual(energy, fine["sites"]["koto"]["it_energy_kwh"], delta=1e-5 * energy)
        done = netsuden("fork", "b.h5", "--at", "2027-08-04T14:20", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("fork the run that it comes from: a.h5", done.stderr)


class WhatCannotBeForked(ForkCase):
    def refused(self, *arguments, code=2):
        done = netsuden("fork", *arguments, cwd=self.folder)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertFalse((self.folder / "b.h5").exists())
        return done.stderr

    def test_other_files(self):
        (self.folder / "text.h5").write_text("no trace")
        (self.folder / "a.yaml").write_text("netsuden: 1\n")
        self.assertIn("is not a trace of netsuden", self.refused("text.h5", "--at", "2027-08-04", "-o", "b.h5", code=5))
        self.assertIn("no such file", self.refused("none.h5", "--at", "2027-08-04", "-o", "b.h5", code=5))
        self.assertIn("is a scenario; `netsuden run a.yaml` runs it", self.refused("a.yaml", "--at", "2027-08-04", "-o", "b.h5"))
        self.run_ok("run", *SMALL["pump"], "-o", "a.h5", "--quiet")
        self.assertIn("is the trace itself", self.refused("a.h5", "--at", "2027-08-04T14:30", "-o", "a.h5", "--overwrite"))

    def test_all_mistakes_are_told_at_once(self):
        self.run_ok("run", *SMALL["pump"], "-o", "a.h5", "--quiet")
        said = self.refused("a.h5", "--at", "2027-08-04T14:50", "--for", "2 h", "--set", "sites.koto.halls.hall1.racks.count=3", "--set", "sites.koto.cooling.chilled.suply=9 degC", "--set", "x",
                            "--event", "{trip: sites.koto.cooling.nothing, fro: 3 min}", "--event", "{at: 2027-08-04T14:40, trip: sites.koto.cooling.chilled.chillers_1}", "--event", "[1]",
                            "--resolution", "1 kW", "--record", "0 s", "-o", "b.h5")
        for words in ("`2 h` goes beyond the end of the run: 10 min are left", "`x` is not PATH=VALUE", "an event is a mapping, found", "2027-08-04T14:40 lies before --at", "--resolution", "must be longer than nothing", "unknown-key", "not forked: "):
            self.assertIn(words, said)
        said = self.refused("a.h5", "--at", "2027-08-04T14:50", "--set", "sites.koto.halls.hall1.racks.count=3", "--set", "sites.koto.cooling.chilled.suply=9 degC", "--event", "{trip: sites.koto.cooling.nothing}", "-o", "b.h5")
        for words in ("`racks` is fixed for a run", "did you mean `supply`?", "--set #2", "--event #1", "nothing", "a run can change values of sites"):
            self.assertIn(words, said)
        for at in ("2027-08-04T13:59", "2027-08-04T15:00", "2028-01-01"):
            self.assertIn("the run goes from 2027-08-04 14:00 to 2027-08-04 15:00", self.refused("a.h5", "--at", at, "-o", "b.h5"))
        self.assertIn("--at", self.refused("a.h5", "--at", "teatime", "-o", "b.h5"))
        self.run_ok("fork", "a.h5", "--at", "2027-08-04T14:50", "-o", "there.h5", "--quiet")
        done = netsuden("fork", "a.h5", "--at", "2027-08-04T14:50", "-o", "there.h5", cwd=self.folder)
        self.assertEqual(done.returncode, 5)
        self.assertIn("exists already", done.stderr)

    def test_a_killed_run_can_be_forked(self):
        run = self.start("run", *ENDLESS, "--set", "record.checkpoint=1 d", "-o", "a.h5", "--quiet")
        part = self.folder / "a.h5.part"

        def rows():
            try:
                with h5py.File(part, "r", swmr=True) as f:
                    return f["site/time"].shape[0]
            except OSError:
                return 0

        self.assertTrue(wait_until(lambda: part.exists() and rows() > 600))
        run.send_signal(signal.SIGKILL)
        run.wait()
        self.run_ok("fork", "a.h5", "--at", "2026-08-04T12:00", "--for", "2 h", "-o", "b.h5", "--quiet")
        self.run_ok("repair", "a.h5")
        self.assertGreater(self.same_rows("a.h5", "b.h5", 1.5 * 86400 + 7200, cut=True), 1000)

    def test_a_file_that_is_gone_or_has_changed(self):
        power = self.folder / "folder"
        power.mkdir()
        rows = [f"{600 * k},{300 + 20 * (k % 5)}" for k in range(80)]
        (power / "load.csv").write_text("t,p\n" + "\n".join(rows) + "\n")
        (power / "a.yaml").write_text(
            "netsuden: 1\nname: replay\nhorizon: {from: 2026-08-03, to: 2026-08-03T12:00, timezone: Asia/Tokyo}\nresolution: {record: 10 min}\n"
            "sites: {lab: {weather: {climate: tokyo}, halls: {hall1: {racks: {model: dgx_h100, count: 40}}}}}\n"
            "workload: {replay: [{file: load.csv, hall: lab.hall1, time: t, origin: 2026-08-03, columns: p, unit: kW}]}\n")
        checked = netsuden("check", power / "a.yaml")
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.run_ok("run", power / "a.yaml", "-o", "a.h5", "--quiet")
        said = self.refused("a.h5", "--at", "2026-08-03T09:00", "-o", "b.h5")
        self.assertIn("load.csv", said)
        self.assertIn("--files FOLDER says where the scenario lies", said)
        self.run_ok("fork", "a.h5", "--files", "folder", "--at", "2026-08-03T09:00", "-o", "c.h5", "--quiet")
        self.same_rows("a.h5", "c.h5", 43200)
        rows[6] = "3600,450"
        (power / "load.csv").write_text("t,p\n" + "\n".join(rows) + "\n")
        done = netsuden("fork", "a.h5", "--files", "folder", "--at", "2026-08-03T09:00", "-o", "d.h5", "--quiet", cwd=self.folder)
        self.assertEqual(done.returncode, 3)
        self.assertRegex(done.stderr, r"does not go again as it went: at 2026-08-03 01:10 \S+ of /site at lab is .*; a file of its scenario or a controller has changed since")
        with h5py.File(self.folder / "d.h5") as f:
            self.assertEqual(attribute(f, "status"), "failed")


if __name__ == "__main__":
    unittest.main()
