# SPDX-License-Identifier: Apache-2.0
"""How much of a report rests on assumptions: counted, and each of them named as `netsuden check --assumptions` has it."""
import re
import unittest

import h5py
from netsuden import ROOT, Case, TracesCase, netsuden
from page import Page

FILES = {"first": "scenarios/first-steps.yaml", "feeders": "scenarios/two-feeders.yaml", "plan": "scenarios/build-out.yaml"}


def checked(file, *arguments):
    done = netsuden("check", file, "--assumptions", *arguments)
    return re.findall(r"(?m)^assumption: (.*)$", done.stdout)


class AssumptionsOfARun(TracesCase):
    wanted = tuple(FILES)

    def test_are_those_that_check_lists(self):
        for name, file in FILES.items():
            out = self.folder / f"{name}.html"
            self.assertEqual(netsuden("report", self.traces[name], "-o", out).returncode, 0)
            told = []
            for path, value, what in Page(out).tables["Assumed"][1:]:
                several = re.fullmatch(r"(.*)\{(.*)\}(.*)", path["text"])
                for one in [several[1] + n + several[3] for n in several[2].split(", ")] if several else [path["text"]]:
                    told.append(f"{one}{' = ' + value['text'] if value['text'] else ''}: {what['text']}")
            wanted = checked(file)
            self.assertGreater(len(wanted), 10)
            self.assertEqual(sorted(re.sub(r"\s+", " ", t) for t in told), sorted(re.sub(r"\s+", " ", w) for w in wanted))

    def test_every_value_has_one_origin(self):
        for name in FILES:
            with h5py.File(self.traces[name]) as f:
                table = f["summary/input_source"]
                origin, values, assumed, source, entry = table["origin"].asstr()[:], table["values"][:], table["assumed"][:], table["source"].asstr()[:], table["entry"].asstr()[:]
            self.assertEqual(set(origin) - {"scenario", "catalogue", "default", "filled"}, set())
            for o, a, s, e in zip(origin, assumed, source, entry):
                if o in ("scenario", "filled"):
                    self.assertEqual((a, s, e), (0, "", ""))
                elif o == "catalogue":
                    self.assertTrue(e)
                    self.assertEqual(bool(a), "assumption" in s, s)
                else:
                    self.assertEqual(bool(a), s.startswith("assumption"), s)
            # Defaults by the number of lines, entries of the catalogue by their name.
            lines = [a for a in checked(FILES[name]) if not a.startswith("catalogue.") and not re.search(r": assumption", a.split(" = ")[0])]
            self.assertEqual(int(values[(assumed > 0) & (origin == "default")].sum()), len(lines))
            page = Page(self.folder / f"{name}.html") if (self.folder / f"{name}.html").exists() else None
            if page is None:
                netsuden("report", self.traces[name], "-o", self.folder / f"{name}.html")
                page = Page(self.folder / f"{name}.html")
            self.assertIn(f"{int(values[assumed > 0].sum())} of the {int(values.sum())} values that went in", page.text)


class OriginsCountedByHand(Case):
    def test_what_is_said_is_no_assumption_any_more(self):
        """One default that is an assumption, once left and once said: one assumed value less, one said value more."""
        def counts(*arguments):
            self.run_ok("run", FILES["first"], "-o", "a.h5", "--quiet", "--overwrite", *arguments)
            with h5py.File(self.folder / "a.h5") as f:
                t = f["summary/input_source"]
                return {o: int(t["values"][:][t["origin"].asstr()[:] == o].sum()) for o in ("scenario", "catalogue", "default", "filled")}, int(t["values"][:][t["assumed"][:] > 0].sum())

        left, assumed = counts()
        said, fewer = counts("--set", "sites.lab.halls.hall1.racks.boot=5 min")
        self.assertEqual(fewer, assumed - 1)
        self.assertEqual(said["scenario"], left["scenario"] + 1)
        self.assertEqual(said["default"] + said["filled"], left["default"] + left["filled"] - 1)
        self.assertEqual(said["catalogue"], left["catalogue"])
        # By hand: of the ten lines of first-steps.yaml these are numbers: netsuden, record, count, mean, daily_amplitude; the others are names and dates.
        text = (ROOT / FILES["first"]).read_text()
        by_hand = len(re.findall(r"\b(?:netsuden|record|count|mean|daily_amplitude): ", text))
        self.assertEqual(left["scenario"], by_hand, text)
        # What a catalogue's entry gives comes from there, until the scenario says it.
        over, _ = counts("--set", "sites.lab.halls.hall1.racks.node.idle=2000 W")
        self.assertEqual((over["scenario"], over["catalogue"]), (left["scenario"] + 1, left["catalogue"] - 1))

    def test_of_an_older_trace_they_are_read_from_its_scenario(self):
        self.run_ok("run", FILES["first"], "-o", "a.h5", "--quiet")
        self.run_ok("report", "a.h5", "-o", "new.html")
        with h5py.File(self.folder / "a.h5", "r+") as f:
            del f["summary/input_source"], f["summary/assumption"]
        self.run_ok("report", "a.h5", "-o", "old.html")
        new, old = Page(self.folder / "new.html"), Page(self.folder / "old.html")
        self.assertEqual(new.tables["Assumed"], old.tables["Assumed"])
        self.assertEqual(new.tables["Where the values come from"], old.tables["Where the values come from"])
        with h5py.File(self.folder / "a.h5", "r+") as f:
            del f["scenario/written"]
            f["scenario"].create_dataset("written", data="netsuden: 1\nextends: nowhere.yaml\n")
        self.run_ok("report", "a.h5", "-o", "none.html")
        self.assertIn("left no list of its inputs", Page(self.folder / "none.html").text)


if __name__ == "__main__":
    unittest.main()
