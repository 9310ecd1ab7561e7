# SPDX-License-Identifier: Apache-2.0
"""netsuden info and repair on good traces, on files that are none, damaged or newer; check and schema on good scenarios."""
import json
import re
import struct
import subprocess
import unittest
import zlib

import h5py
from netsuden import ROOT, SMALL, Case, TracesCase, netsuden


def png_size(path):
    """Width and height of a PNG whose every chunk has its checksum and whose pixels inflate to their size."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, pixels, size = 8, b"", None
    while at < len(data):
        length, = struct.unpack(">I", data[at:at + 4])
        kind, body = data[at + 4:at + 8], data[at + 8:at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0] == zlib.crc32(kind + body), kind
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            size = width, height
            assert depth == 8
            row = 1 + width * {2: 3, 6: 4}[colour]
        if kind == b"IDAT":
            pixels += body
        at += 12 + length
    assert kind == b"IEND"
    assert len(zlib.decompress(pixels)) == row * size[1]
    return size


class InfoOfAGoodTrace(TracesCase):
    wanted = ("tokyo",)

    def info(self, *arguments):
        done = netsuden("info", self.traces["tokyo"], *arguments, cwd=self.folder)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_says_what_it_is_and_what_is_in_it(self):
        text = self.info()
        self.assertTrue(text.startswith(f"{self.traces['tokyo']}: A hall of 96 NVL72 racks in Tokyo\n"))
        with h5py.File(self.traces["tokyo"]) as f:
            for words in (r"status +complete", r"horizon +2027-08-02T00:00:00\+09:00 to 2027-08-07T00:00:00\+09:00", r"format +1\.0, \d+\.\d MB",
                          r"run_id +" + f.attrs["run_id"].decode(), r"/site +120 +1 ", r"/rack +20 +96 ", r"/equipment/cdu +120 +1 ",
                          rf"/job +{f['job/id'].shape[0]} +- "):
                self.assertTrue(re.search(rf"(?m)^  {words}", text), words)
        j = json.loads((self.folder / "tokyo.json").read_text())["sites"]["koto"]
        self.assertIn(f"PUE {j['pue']:.3f}, water {j['water_m3']:.0f} m3, CO2 {j['carbon_t']:.0f} t", text)

    def test_lists_events_with_local_dates_and_severity(self):
        text = self.info("--events")
        self.assertRegex(text, r"(?m)^  2027-08-04T14:00:00\+09:00  critical  sites\.koto\.cooling\.chilled\.chillers_2 trips$")
        self.assertRegex(text, r"(?m)^  2027-08-04T20:00:00\+09:00  info      sites\.koto\.cooling\.chilled\.chillers_2 is back$")

    def test_gives_back_scenario_and_summary(self):
        self.assertEqual(self.info("--scenario"), (ROOT / "scenarios/tokyo-hall.yaml").read_text())
        self.assertEqual(json.loads(self.info("--json")), json.loads((self.folder / "tokyo.json").read_text()))
        (self.folder / "resolved.yaml").write_text(self.info("--resolved"))
        self.assertEqual(netsuden("check", self.folder / "resolved.yaml").returncode, 0)

    def test_draws_svg_that_xmllint_takes(self):
        for theme in ("light", "dark"):
            out = self.info("--plot", "a.svg", "--theme", theme, "--width", "900", "--height", "700")
            self.assertEqual(out, "a.svg\n")
            done = subprocess.run(["xmllint", "--noout", "--nonet", self.folder / "a.svg"], stderr=subprocess.PIPE, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            svg = (self.folder / "a.svg").read_text()
            self.assertRegex(svg, r'<svg [^>]*width="900"[^>]*height="700"')
            for words in ("koto", "MW", "IT"):
                self.assertIn(words, svg)

    def test_draws_png_of_the_size_asked_for(self):
        self.info("--plot", "a.png", "--width", "640", "--height", "500")
        self.assertEqual(png_size(self.folder / "a.png"), (640, 500))
        self.info("--plot", "b.png", "--site", "koto")
        self.assertEqual(png_size(self.folder / "b.png"), (1200, 820))

    def test_a_picture_that_cannot_be_written_is_5(self):
        for name in ("a.svg", "a.png"):
            done = netsuden("info", self.traces["tokyo"], "--plot", f"none/{name}", cwd=self.folder)
            self.assertEqual((done.returncode, done.stdout), (5, ""))
            self.assertRegex(done.stderr, rf"^error: none/{name}: .+\n$")

    def test_repair_leaves_it_as_it_is(self):
        before = self.traces["tokyo"].read_bytes()
        done = netsuden("repair", self.traces["tokyo"])
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"was closed properly \(complete\); nothing to do")
        self.assertEqual(self.traces["tokyo"].read_bytes(), before)


class FilesThatAreNoTraces(Case):
    def refused(self, path):
        """The words of info, after repair has said the same."""
        said = []
        for subcommand in ("info", "repair"):
            done = netsuden(subcommand, path, cwd=self.folder)
            self.assertEqual((done.returncode, done.stdout), (5, ""), done.stderr)
            self.assertRegex(done.stderr, rf"^error: {path}: .+\n$")
            self.assertNotIn("H5", done.stderr, "the library's own words")
            said.append(done.stderr)
        self.assertEqual(said[0], said[1])
        return said[0]

    def test_are_refused_in_words(self):
        (self.folder / "text.h5").write_text("netsuden: 1\n")
        (self.folder / "empty.h5").write_bytes(b"")
        (self.folder / "folder.h5").mkdir()
        with h5py.File(self.folder / "other.h5", "w") as f:
            f["x"] = 1
        for name, words in (("none.h5", "no such file"), ("text.h5", "not an HDF5 file"), ("empty.h5", "the file is empty"), ("folder.h5", "is not a regular file"),
                            ("other.h5", "not a trace of netsuden")):
            self.assertIn(words, self.refused(name))

    def test_a_truncated_file_says_how_much_is_there(self):
        self.run_ok("run", "scenarios/first-steps.yaml", "-o", "a.h5", "-q")
        whole = (self.folder / "a.h5").read_bytes()
        for part in (0.99, 0.5, 0.01):
            n = int(len(whole) * part)
            (self.folder / "a.h5").write_bytes(whole[:n])
            self.assertIn(f"is truncated: {n} of {len(whole)} bytes are there", self.refused("a.h5"))

    def test_a_newer_format_is_refused_and_a_newer_minor_one_read(self):
        self.run_ok("run", "scenarios/first-steps.yaml", "-o", "a.h5", "-q")
        with h5py.File(self.folder / "a.h5", "a") as f:
            f.attrs.modify("netsuden_trace", [1, 7])
        self.assertRegex(self.run_ok("info", "a.h5").stdout, r"format +1\.7")
        with h5py.File(self.folder / "a.h5", "a") as f:
            f.attrs.modify("netsuden_trace", [2, 0])
        self.assertEqual(self.refused("a.h5"), "error: a.h5: was written by a newer netsuden: trace format 2.0, this program reads up to 1.x; use a newer netsuden\n")


class CheckAndSchema(Case):
    def test_every_scenario_of_the_house_is_ok(self):
        for path in sorted((ROOT / "scenarios").glob("*.yaml")):
            done = self.run_ok("check", path)
            self.assertRegex(done.stdout, rf"(?m)^{re.escape(str(path))}: ok, \d+ sites?, 0 warnings$")

    def test_resolved_is_a_scenario_that_resolves_to_itself(self):
        once = self.run_ok("check", *SMALL["tokyo"], "--resolved").stdout
        (self.folder / "a.yaml").write_text(once)
        self.assertEqual(self.run_ok("check", "a.yaml", "--resolved").stdout, once)

    def test_what_was_filled_in_is_listed(self):
        done = self.run_ok("check", "scenarios/first-steps.yaml", "--filled")
        self.assertRegex(done.stdout, r"(?m)^filled in: sites\.lab\.power$")

    def test_the_schemas_are_json_and_the_committed_pages(self):
        json.loads(self.run_ok("schema").stdout)
        self.assertEqual(self.run_ok("schema", "--trace").stdout, (ROOT / "io/trace/FORMAT.md").read_text())


if __name__ == "__main__":
    unittest.main()
