# SPDX-License-Identifier: Apache-2.0
"""Whatever the file is: a picture or words, never a crash. The same picture has the same bytes."""
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import unittest

import h5py

from netsuden import ENDLESS, PROGRAM, Case, TracesCase, wait_until

VIEWER = pathlib.Path(PROGRAM).with_name("netsuden-viewer")


def viewer(*arguments, **options):
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run([VIEWER, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120, env=environment, **options)


class PicturesWithoutADisplay(TracesCase):
    wanted = ("first", "feeders")

    def test_are_the_same_bytes_each_time(self):
        for panel in ("answer", "electrical", "halls"):
            for extension in ("png", "svg"):
                names = [self.folder / f"{panel}{i}.{extension}" for i in (1, 2)]
                for name in names:
                    done = viewer(self.traces["feeders"], "--screenshot", name, "--panel", panel, "--size", "800x500", "--theme", "light")
                    self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
                self.assertEqual(names[0].read_bytes(), names[1].read_bytes())

    def test_by_the_subcommand_of_netsuden(self):
        target = self.folder / "by-view.png"
        done = subprocess.run([PROGRAM, "view", self.traces["first"], "--screenshot", target, "--panel", "capacity"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(target.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        lonely = self.folder / "bin"
        lonely.mkdir()
        shutil.copy(PROGRAM, lonely / "netsuden")
        done = subprocess.run([lonely / "netsuden", "view", self.traces["first"]], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={"PATH": "/nowhere"})
        self.assertEqual(done.returncode, 2)
        self.assertIn("netsuden-viewer cannot be started", done.stderr)
        self.assertIn("libimgui-dev", done.stderr)

    def test_what_is_asked_wrongly_is_named(self):
        trace, target = self.traces["feeders"], self.folder / "wrong.png"
        for options, words in ((["--panel", "nonsense"], "there are: answer, campus, capacity"),
                               (["--range", "2027-08-04"], "FROM..TO"),
                               (["--range", "2027-08-04T18:00..2027-08-04T14:00"], "ends before it begins"),
                               (["--range", "2031-01-01..2032-01-01"], "outside the run, which goes from 2027-08-04 12:00 to 2027-08-05 00:00"),
                               (["--at", "yesterday"], "--at"),
                               (["--site", "osaka"], 'no site "osaka"'),
                               (["--screenshot", "/nonexistent/x.png"], "/nonexistent/x.png")):
            with self.subTest(options=options):
                done = viewer(trace, "--screenshot", target, *options)
                self.assertEqual(done.returncode, 2)
                self.assertIn(words, done.stderr)
        self.assertFalse(target.exists())


class FilesThatAreNone(TracesCase):
    wanted = ("first",)

    def case(self, words, path):
        done = viewer(path, "--screenshot", self.folder / "x.png")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(words, done.stderr)

    def test_get_words(self):
        data = self.traces["first"].read_bytes()
        made = {"empty.h5": (b"", "the file is empty"), "cut.h5": (data[: len(data) // 2], "is truncated"), "foreign.h5": (b"PK\x03\x04" * 50, "not an HDF5 file")}
        for name, (content, words) in made.items():
            path = self.folder / name
            path.write_bytes(content)
            with self.subTest(file=name):
                self.case(words, path)
        self.case("no such file", self.folder / "none.h5")
        other = self.folder / "other.h5"
        h5py.File(other, "w").create_group("x")
        self.case("not a trace of netsuden", other)
        newer = self.folder / "newer.h5"
        shutil.copy(self.traces["first"], newer)
        with h5py.File(newer, "r+") as f:
            f.attrs.modify("netsuden_trace", [9, 0])
        self.case("use a newer netsuden", newer)

    def test_a_column_that_cannot_be_read_is_named_beside_those_that_can(self):
        damaged, picture = self.folder / "damaged.h5", self.folder / "damaged.svg"
        shutil.copy(self.traces["first"], damaged)
        with h5py.File(damaged, "r+") as f:
            f["site/it_power"].id.write_direct_chunk((0, 0), b"no deflate stream at all")
        done = viewer(damaged, "--screenshot", picture, "--panel", "capacity")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        words = picture.read_text()
        self.assertRegex(words, r"not all of it could be read: .*/site/it_power")
        self.assertIn("Facility power by consumer", words)
        self.assertNotIn(">reading<", words)

    def test_broken_bytes_never_crash_it(self):
        """A fixed set of damages; each ends with a picture or with words, within its time."""
        data = self.traces["first"].read_bytes()
        outcomes = {0: 0, 2: 0}
        heaps = [m.start() for m in re.finditer(b"GCOL", data)]  # of strings: HDF5 itself crashes on some that are damaged
        self.assertTrue(heaps)
        for seed in range(80):
            r = random.Random(seed)
            broken = bytearray(data)
            if seed >= 60:
                at = r.choice(heaps)
                for _ in range(r.choice((1, 4, 40))):
                    broken[at + r.randrange(256)] = r.randrange(256)
            elif seed % 3 == 0:
                broken = broken[: r.randrange(len(broken))]
            for _ in range(r.choice((1, 4, 40)) if seed < 60 else 0):
                if broken:
                    broken[r.randrange(min(len(broken), 4096) if seed % 2 else len(broken))] = r.randrange(256)
            path = self.folder / "broken.h5"
            path.write_bytes(broken)
            done = viewer(path, "--screenshot", self.folder / "x.png", "--panel", r.choice(("answer", "capacity", "halls", "events")), "--size", "640x400")
            with self.subTest(seed=seed):
                self.assertIn(done.returncode, (0, 2), done.stderr[-500:])
                self.assertTrue(done.returncode == 0 or len(done.stderr) > 30)
            outcomes[done.returncode] = outcomes.get(done.returncode, 0) + 1
        self.assertGreater(outcomes[2], 10, "the damages do no damage")


class ARunThatIsLookedAt(Case):
    def test_growing_then_killed_has_a_picture_of_what_is_there(self):
        run = self.start("run", *ENDLESS, "-o", "long.h5", "--quiet", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        part = self.folder / "long.h5.part"

        def drawn():
            done = viewer(self.folder / "long.h5", "--screenshot", self.folder / "a.svg", "--panel", "answer")
            return done.returncode == 0 and "running" in (self.folder / "a.svg").read_text()

        self.assertTrue(wait_until(lambda: part.exists() and drawn()), "no picture of a running simulation")
        run.send_signal(signal.SIGKILL)
        run.wait()
        self.assertEqual(viewer(part, "--screenshot", self.folder / "b.svg").returncode, 0)
        self.assertIn("DIED", (self.folder / "b.svg").read_text())

    def test_has_the_same_bytes_as_without(self):
        arguments = ["scenarios/first-steps.yaml", "--set", "horizon.to=2027-02-03", "--set", "record.racks_enabled=false", "--quiet"]
        self.run_ok("run", *arguments, "-o", "alone.h5")
        run = self.start("run", *arguments, "-o", "seen.h5", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        looks = 0
        while run.poll() is None:
            looks += viewer(self.folder / "seen.h5", "--screenshot", self.folder / "a.png", "--panel", "capacity").returncode == 0
        self.assertEqual(run.returncode, 0)
        self.assertGreater(looks, 0, "the run was over before it was looked at")
        self.assertEqual((self.folder / "alone.h5").read_bytes(), (self.folder / "seen.h5").read_bytes())


if __name__ == "__main__":
    unittest.main()
