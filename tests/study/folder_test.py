# SPDX-License-Identifier: Apache-2.0
"""The folder of a study: workers do not matter, interrupts and kills lose nothing, failures are recorded, two studies refuse each other."""
import os
import pathlib
import resource
import signal
import subprocess
import time
import unittest

import h5py
from netsuden import ROOT, command, netsuden, wait_until
from studies import StudyCase

LONG = "2026-11-03"  # a third of a second a run: something is on when a test interrupts
RUNS = 8


class Workers(StudyCase):
    def test_one_and_three_give_the_same_bytes(self):
        self.write(extra="replications: 2\nseries: [site.it_power]")
        self.run_ok("study", "s.yaml", "-o", "one", "-j", "1")
        self.run_ok("study", "s.yaml", "-o", "three", "-j", "3")
        one, three = self.files("one"), self.files("three")
        self.assertEqual(list(one), list(three))
        self.assertEqual([n for n in one if one[n] != three[n]], [])
        self.assertEqual(len([n for n in one if n.startswith("runs/")]), 24)
        self.assertIn("index.h5", one)

    def test_a_stopping_rule_ends_both_at_the_same_run(self):
        self.write("{type: monte_carlo, samples: 200}", extra="stop: {output: sites.lab.pue, relative: 0.003, at_least: 10, every: 3}")
        said = [self.run_ok("study", "s.yaml", "-o", name, "-j", jobs).stdout.split("\nresults ")[0] for name, jobs in (("one", "1"), ("three", "3"))]
        self.assertEqual(said[0], said[1])
        self.assertIn("stopped by its rule", said[0])
        one, three = self.files("one"), self.files("three")
        self.assertEqual(list(one), list(three))
        self.assertEqual([n for n in one if one[n] != three[n]], [])
        rows = self.table("one")
        self.assertLess(len(rows), 100)
        self.assertEqual(len(rows) % 3, 1)
        self.assertTrue(all(r["status"] == "complete" for r in rows))


class Interruptions(StudyCase):
    def begun(self, *options):
        """A study that is on, with some runs done."""
        process = self.start("study", "s.yaml", "-o", "a", "-j", "2", *options, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        journal = self.folder / "a" / "runs.jsonl"
        self.assertTrue(wait_until(lambda: journal.exists() and journal.read_text().count("\n") >= 3))
        return process

    def resumed_is_whole(self, before):
        self.run_ok("study", "s.yaml", "-o", "a", "--resume", "-j", "2")
        after = self.journal("a")
        self.assertEqual(after[: len(before)], before, "what was done stays")
        self.assertEqual(sorted(r["run"] for r in after), list(range(RUNS)), "each run once")
        self.run_ok("study", "s.yaml", "-o", "b", "-j", "2")
        self.assertEqual(self.files("a"), self.files("b"))

    def test_kill_9_in_the_middle_loses_and_repeats_nothing(self):
        self.write(f"{{type: monte_carlo, samples: {RUNS}}}", horizon=LONG)
        process = self.begun()
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        self.assertGreater(len(children), 0)
        process.kill()
        process.wait()
        self.assertTrue(wait_until(lambda: not any(os.path.exists(f"/proc/{c}") for c in children)), "its runs end with it")
        before = self.journal("a")
        self.assertLess(len(before), RUNS)
        with open(self.folder / "a" / "runs.jsonl", "a") as f:  # a line that the crash cut
            f.write('{"run":7,"status":"comp')
        self.resumed_is_whole(before)

    def test_an_interrupt_finishes_what_runs_and_can_be_resumed(self):
        self.write(f"{{type: monte_carlo, samples: {RUNS}}}", horizon=LONG)
        process = self.begun()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=100)
        self.assertEqual(process.returncode, 130, said)
        with h5py.File(self.folder / "a" / "index.h5") as f:
            self.assertEqual(f.attrs["status"].decode() if isinstance(f.attrs["status"], bytes) else f.attrs["status"], "interrupted")
            self.assertIn(5, f["status"][()])  # pending
        before = self.journal("a")
        self.assertTrue(all(r["status"] == "complete" for r in before))
        self.resumed_is_whole(before)

    def test_a_second_interrupt_gives_the_runs_up(self):
        self.write("{type: monte_carlo, samples: 20}", horizon="2036-08-03")
        process = self.start("study", "s.yaml", "-o", "a", "-j", "2", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.assertTrue(wait_until(lambda: len(list((self.folder / "a").rglob("*.part"))) == 2))
        process.send_signal(signal.SIGTERM)
        self.assertFalse(wait_until(lambda: process.poll() is not None, 0.3))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=100)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(list((self.folder / "a").rglob("*.part")), [])

    def test_a_trace_that_is_gone_or_cut_is_run_again(self):
        self.write("{type: monte_carlo, samples: 6}")
        self.run_ok("study", "s.yaml", "-o", "a")
        whole = self.files("a")
        (self.folder / "a/runs/000/000002.h5").unlink()
        (self.folder / "a/runs/000/000004.h5").write_bytes(b"cut")
        self.run_ok("study", "s.yaml", "-o", "a", "--resume")
        self.assertEqual(self.files("a"), whole)
        self.assertEqual(len(self.journal("a")), 8)

    def test_a_full_disk_ends_the_study_and_it_goes_on_where_there_is_room(self):
        self.write("{type: monte_carlo, samples: 4}")
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
        done = subprocess.run(command(["study", "s.yaml", "-o", "a"]), cwd=self.folder, preexec_fn=limit, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=100)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("--resume goes on", done.stderr)
        self.assertEqual(self.journal("a"), [])
        self.run_ok("study", "s.yaml", "-o", "a", "--resume")
        self.run_ok("study", "s.yaml", "-o", "b")
        self.assertEqual(self.files("a"), self.files("b"))


class Failures(StudyCase):
    # Each date is fine by itself; together one hall would end before it begins.
    VARY = "{start: {path: horizon.from, type: values, values: [2026-08-03, 2026-08-06]}, end: {path: horizon.to, type: values, values: [2026-08-05, 2026-08-08]}}"

    def test_are_recorded_with_their_message_and_the_rest_goes_on(self):
        self.write("{type: grid}", self.VARY, horizon="2026-08-07")
        done = self.run_ok("study", "s.yaml", "-o", "a")
        rows = self.table("a")
        self.assertEqual([r["status"] for r in rows], ["complete", "complete", "refused", "complete"])
        self.assertIn("error[horizon]", rows[2]["message"])
        self.assertEqual(rows[2]["sites.lab.pue"], "")
        self.assertGreater(float(rows[3]["sites.lab.pue"]), 1)
        self.assertIn("run 2, refused:", done.stdout)
        self.assertEqual(self.table("a", "statistics.csv")[0]["runs"], "3")
        with h5py.File(self.folder / "a" / "index.h5") as f:
            self.assertEqual(list(f["status"][()]), [0, 0, 3, 0])
            self.assertEqual(list(f["trace"]), ["0", "1", "3"])

    def test_a_process_that_dies_is_a_lost_run(self):
        self.write("{type: monte_carlo, samples: 6}", horizon="2036-08-03")
        process = self.start("study", "s.yaml", "-o", "a", "-j", "1", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
        self.assertTrue(wait_until(lambda: (self.folder / "a/runs/000/000000.h5.part").exists()))
        os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
        self.assertTrue(wait_until(lambda: len(self.journal("a")) == 1))
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)  # two at once are one
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=100)
        lost = self.journal("a")[0]
        self.assertEqual((lost["run"], lost["status"]), (0, "lost"))
        self.assertIn("signal 9", lost["message"])
        small = self.write("{type: monte_carlo, samples: 6}", name="t.yaml")
        done = netsuden("study", small, "-o", "a", "--resume", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("another study file", done.stderr)

    def test_nothing_at_all_is_exit_3(self):
        self.write("{type: list}", self.VARY.replace("[2026-08-03, 2026-08-06]", "[2026-08-06]").replace("[2026-08-05, 2026-08-08]", "[2026-08-05]"), horizon="2026-08-07")
        done = netsuden("study", "s.yaml", "-o", "a", cwd=self.folder)
        self.assertEqual(done.returncode, 3)
        self.assertIn("no run of the study gave a result", done.stderr)


class TwoStudies(StudyCase):
    def test_refuse_each_other_in_one_folder(self):
        self.write("{type: monte_carlo, samples: 20}", horizon=LONG)
        process = self.start("study", "s.yaml", "-o", "a", "-j", "1", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.assertTrue(wait_until(lambda: (self.folder / "a/runs.jsonl").exists()))
        for options in ((), ("--resume",)):
            done = netsuden("study", "s.yaml", "-o", "a", *options, cwd=self.folder)
            self.assertEqual(done.returncode, 2)
            self.assertIn("another study works in a/", done.stderr)
        process.kill()

    def test_a_folder_keeps_its_study(self):
        self.write("{type: monte_carlo, samples: 2}")
        self.run_ok("study", "s.yaml", "-o", "a")
        whole = self.files("a")
        done = netsuden("study", "s.yaml", "-o", "a", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--resume goes on with it", done.stderr)
        self.write("{type: monte_carlo, samples: 3}")
        done = netsuden("study", "s.yaml", "-o", "a", "--resume", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("another study file", done.stderr)
        self.assertEqual(self.files("a"), whole)
        done = netsuden("study", "s.yaml", "-o", "nowhere", "--resume", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("nothing to resume", done.stderr)

    def test_a_base_that_changed_is_not_resumed(self):
        base = (ROOT / "scenarios/first-steps.yaml").read_text()
        (self.folder / "base.yaml").write_text(base)
        path = self.write("{type: monte_carlo, samples: 2}")
        path.write_text(path.read_text().replace(f"{ROOT}/scenarios/first-steps.yaml", "base.yaml"))
        self.run_ok("study", "s.yaml", "-o", "a")
        (self.folder / "base.yaml").write_text(base.replace("mean: 70 %", "mean: 71 %"))
        done = netsuden("study", "s.yaml", "-o", "a", "--resume", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("the base scenario has changed", done.stderr)
        done = netsuden("run", "a/index.h5", "--repeat", "1", "-o", "again.h5", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("no longer the run of a/index.h5", done.stderr)


if __name__ == "__main__":
    unittest.main()
