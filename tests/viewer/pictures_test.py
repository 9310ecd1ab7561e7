#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Panels against the pictures that are kept in pictures/: at most 0.5 % of the pixels may differ by more than 8 of 255.

python3 pictures_test.py --refresh draws them anew (environment as ctest sets it); look at them before they are kept.
"""
import pathlib
import struct
import subprocess
import sys
import unittest
import zlib

import numpy as np

from netsuden import PROGRAM, ROOT, SMALL, TracesCase, netsuden
from study_test import write_study

VIEWER = pathlib.Path(PROGRAM).with_name("netsuden-viewer")
KEPT = ROOT / "tests" / "viewer" / "pictures"
# Panel, trace, options: each panel once, both themes.
PICTURES = {
    "answer": ("feeders", []),
    "campus": ("solar", []),
    "capacity": ("feeders", ["--theme", "light"]),
    "electrical": ("feeders", ["--at", "2027-08-04T15:30"]),
    "halls": ("tokyo", []),
    "plant": ("tokyo", ["--theme", "light"]),
    "energy": ("solar", []),
    "jobs": ("frontier", []),
    "services": ("serving", []),
    "events": ("ride", ["--theme", "light"]),
    "signals": ("ride", ["--range", "2027-08-04T14:10..2027-08-04T14:40"]),
    "compare": ("feeders", ["ride"]),
    "study": ("study", ["--run", "7", "--brush", "racks=28..60"]),
    "scenario": ("first", ["--theme", "light"]),
    "inspector": ("feeders", ["--asset", "sites.koto.power.tx_b"]),
}
WITHOUT_PLACE = {"scenario"}  # shows the path and the revision of the program: compared where neither stands


def pixels(data):
    """Of an RGB PNG of 8 bits."""
    at, idat, width, height = 8, b"", 0, 0
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, color = struct.unpack(">IIBB", body[:10])
            assert (depth, color) == (8, 2)
        if kind == b"IDAT":
            idat += body
        at += 12 + length
    raw = np.frombuffer(zlib.decompress(idat), np.uint8).reshape(height, 1 + 3 * width)
    out = np.zeros((height, 3 * width), np.uint8)
    above = np.zeros(3 * width, np.uint8)
    for y in range(height):
        kind, line = raw[y, 0], raw[y, 1:].copy()
        if kind == 2:
            line += above
        elif kind in (1, 3, 4):
            for x in range(3 * width):
                a = int(line[x - 3]) if x >= 3 else 0
                b = int(above[x])
                c = int(above[x - 3]) if x >= 3 else 0
                if kind == 1:
                    guess = a
                elif kind == 3:
                    guess = (a + b) // 2
                else:
                    pa, pb, pc = abs(b - c), abs(a - c), abs(a + b - 2 * c)
                    guess = a if pa <= pb and pa <= pc else b if pb <= pc else c
                line[x] = (int(line[x]) + guess) & 255
        out[y] = line
        above = line
    return out.reshape(height, width, 3).astype(int)


def draw(panel, traces, target):
    trace, options = PICTURES[panel]
    options = [str(traces.get(o, o)) for o in options]
    done = subprocess.run([VIEWER, traces[trace], "--screenshot", target, "--panel", panel, "--size", "960x600", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
    if done.returncode != 0:
        raise AssertionError(done.stderr)


def run_study(folder):
    """A small study: its folder."""
    done = netsuden("study", write_study(folder / "study.yaml"), "-o", folder / "study", "--quiet")
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return folder / "study"


class Pictures(TracesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.traces["study"] = run_study(cls.folder)

    def test_every_panel_has_one(self):
        done = subprocess.run([VIEWER, self.traces["first"], "--screenshot", "x.png", "--panel", "?"], stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.stderr.partition("there are: ")[2].split("\n")[0].split(", "), list(PICTURES))

    def test_look_as_kept(self):
        for panel in PICTURES:
            with self.subTest(panel=panel):
                target = self.folder / f"{panel}.png"
                draw(panel, self.traces, target)
                now, kept = pixels(target.read_bytes()), pixels((KEPT / f"{panel}.png").read_bytes())
                self.assertEqual(now.shape, kept.shape)
                different = (np.abs(now - kept).max(axis=2) > 8)
                if panel in WITHOUT_PLACE:
                    different[:, 560:] = False
                self.assertLess(different.mean(), 0.005, f"tests/viewer/pictures/{panel}.png")
                self.assertGreater(len(np.unique(now.reshape(-1, 3), axis=0)), 20, "an empty picture")


if __name__ == "__main__":
    if "--refresh" in sys.argv:
        import tempfile

        KEPT.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            traces = {}
            for name, arguments in SMALL.items():
                traces[name] = pathlib.Path(folder) / f"{name}.h5"
                assert netsuden("run", *arguments, "-o", traces[name]).returncode == 0
            traces["study"] = run_study(pathlib.Path(folder))
            for panel in PICTURES:
                draw(panel, traces, KEPT / f"{panel}.png")
    else:
        unittest.main()
