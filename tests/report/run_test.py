# SPDX-License-Identifier: Apache-2.0
"""The report of a run: its figures are those of the trace and of `--json`, it is whole, and nothing in it comes from elsewhere."""
import json
import os
import re
import unittest

import h5py
import numpy as np
from netsuden import ROOT, Case, TracesCase, netsuden
from page import Page, value

DATED = {**os.environ, "SOURCE_DATE_EPOCH": "1800000000"}


def close(test, text, expected, digits=4):
    """A number that was written with so many digits."""
    found, _ = value(text)
    test.assertAlmostEqual(found, expected, delta=0.6 * 10 ** (1 - digits) * abs(expected) + 1e-12, msg=f"{text} for {expected}")


class FiguresOfARun(TracesCase):
    wanted = ("first", "tokyo", "feeders", "ride", "shedding", "solar", "plan", "warm", "pump", "swing")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pages, cls.summaries = {}, {}
        for name, path in cls.traces.items():
            out = cls.folder / f"{name}.html"
            done = netsuden("report", path, "-o", out, env=DATED)
            if done.returncode != 0 or done.stderr:
                raise AssertionError(f"{name}: {done.stderr}")
            cls.pages[name] = Page(out)
            cls.summaries[name] = json.loads((cls.folder / f"{name}.json").read_text())

    def each(self):
        return [(name, page, self.summaries[name]) for name, page in self.pages.items()]

    def test_the_page_is_well_formed(self):
        for _, page, _ in self.each():
            self.assertEqual(page.wrong, [])
            self.assertEqual(len(page.ids), len(set(page.ids)), "ids are unique")
            for link in page.links:
                self.assertTrue(link.startswith("#") and link[1:] in page.ids, link)

    def test_it_needs_nothing_else_and_runs_nothing(self):
        for _, page, _ in self.each():
            self.assertFalse(page.tags & {"script", "link", "img", "iframe", "object", "embed", "form", "foreignObject", "use", "image"})
            self.assertNotRegex(page.source, r"(?i)url\((?!#)|@import|javascript:|\son\w+=")
            for tag, attributes in page.attributes:
                for key in ("src", "href", "xlink:href", "data", "action"):
                    self.assertTrue(attributes.get(key, "#").startswith("#"), (tag, attributes))
            policy = [a for t, a in page.attributes if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"]
            self.assertEqual(policy[0]["content"], "default-src 'none'; style-src 'unsafe-inline'")

    def test_it_is_there_for_those_who_cannot_see_it(self):
        for _, page, _ in self.each():
            self.assertIn('<html lang="en">', page.source)
            for figure in page.figures:
                self.assertEqual(figure["attributes"].get("role"), "img")
                self.assertGreater(len(figure["title"]), 10)
                self.assertIn(figure["attributes"]["aria-labelledby"].split()[0], page.ids)
            for caption, rows in page.tables.items():
                self.assertTrue(caption.strip())
                self.assertTrue(all(c["tag"] == "th" and c["scope"] == "col" for c in rows[0]), caption)
                self.assertTrue(all(row[0]["tag"] == "th" and row[0]["scope"] == "row" for row in rows[1:]), caption)
                self.assertTrue(all(len(row) == len(rows[0]) for row in rows), caption)

    def test_dark_paper_and_small_screens_have_rules(self):
        for _, page, _ in self.each():
            for rule in ("prefers-color-scheme: dark", "@media print", "size:A4", "max-width:640px"):
                self.assertIn(rule, page.source)
            # Each colour of a figure has its twin on a dark page.
            used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{3,6})"', page.source))
            on_fills = {"#101317", "#c0c7d0"}  # words in a ribbon and its empty stretches: they stand on colours, not on the page
            unknown = [c for c in used - on_fills if f'[fill="{c}"]' not in page.source]
            self.assertEqual(unknown, [])

    def test_the_answer_is_the_tightest_limit(self):
        for _, page, summary in self.each():
            top = summary["constraints"][0]
            headline = next(t for stack, t in page.texts if stack[-1] == "p" and top["name"] in t)
            if top["time_over_s"] > 0:
                self.assertIn("is exceeded", headline)
            else:
                self.assertIn("is the tightest limit", headline)
            over = sum(c["time_over_s"] > 0 for c in summary["constraints"])
            self.assertIn(f"{over} of {len(summary['constraints'])} limits are exceeded" if over else f"None of the {len(summary['constraints'])} limits is exceeded", page.text)
            table = page.table("Each limit at its highest use")
            for c in summary["constraints"][:25]:
                row = table[c["name"]]
                if c["peak_utilisation"] < 99:
                    self.assertAlmostEqual(value(row["Highest use"])[0], 100 * c["peak_utilisation"], delta=0.06)
                self.assertEqual("OVER" in row["Over the limit"], c["time_over_s"] > 0)
                shown = c["peak_at"][:16].replace("T", " ")
                self.assertTrue(row["When"].startswith(shown) or abs(int(row["When"][14:16]) - int(shown[14:16])) in (0, 1, 59), (row["When"], c["peak_at"]))

    def test_energy_and_pue_are_those_of_the_json(self):
        for _, page, summary in self.each():
            glance = page.table("What it comes to")
            for name, site in summary["sites"].items():
                close(self, glance[name]["IT energy"], site["it_energy_kwh"] * 1e3)
                close(self, glance[name]["Facility energy"], site["facility_energy_kwh"] * 1e3)
                self.assertEqual(glance[name]["PUE"], f"{site['pue']:.3f}")
                close(self, glance[name]["Peak import"], site["import_peak_w"])
                parts = page.table(f"{name}: where the energy went")
                close(self, parts["Cooling"]["Energy"], site["cooling_energy_kwh"] * 1e3)
                close(self, parts["Losses"]["Energy"], site["loss_energy_kwh"] * 1e3)
                # Parts add up to the PUE.
                adds = sum(value(r["Adds to PUE"])[0] for label, r in parts.items() if label in ("IT", "Cooling", "Losses", "Other", "Batteries and flows in between"))
                self.assertAlmostEqual(adds, site["pue"], delta=4e-4)
                self.assertAlmostEqual(value(parts["Facility"]["Adds to PUE"])[0], site["pue"], delta=1e-4)

    def test_energy_is_that_of_the_rows(self):
        for name, page, _ in self.each():
            with h5py.File(self.traces[name]) as f:
                for s, site in enumerate(f["site/site"].asstr()[:]):
                    close(self, page.table("What it comes to")[site]["IT energy"], f["site/it_energy"][-1, s] / 3600)
                    close(self, page.table("What it comes to")[site]["Facility energy"], f["site/facility_energy"][-1, s] / 3600)

    def test_what_binds_is_that_of_the_rows(self):
        for name, page, _ in self.each():
            with h5py.File(self.traces[name]) as f:
                t = f["capacity/time"][:]
                length = np.diff(np.concatenate([[0], t]))
                shares = (np.where(f["capacity/binding"][:] > 0, 1, 0) * length[:, None]).sum(axis=0) / t[-1]
                names = f["capacity/constraint"].asstr()[:]
            table = page.table("Which limit binds, by recorded time")
            for limit, row in table.items():
                self.assertAlmostEqual(value(row["Binds"])[0], 100 * shares[list(names).index(limit)], delta=0.06)

    def test_hours_outside_the_envelope(self):
        seen = 0
        for _, page, summary in self.each():
            for site, s in summary["sites"].items():
                for hall, h in s["halls"].items():
                    if not h["inlet_above_h"]:
                        continue
                    row = page.table("Hours in which the hottest rack inlet was above the class limits of ASHRAE TC 9.9")[f"{site}.{hall}"]
                    for key, hours in h["inlet_above_h"].items():
                        column = next(c for c in row if c.startswith(key))
                        if row[column].endswith(" h"):
                            close(self, row[column], hours)
                        seen += hours > 0
        self.assertGreater(seen, 0)

    def test_events_are_listed_and_the_worst_drawn(self):
        drawn = 0
        for name, page, summary in self.each():
            with h5py.File(self.traces[name]) as f:
                severity = f["event/severity"][:]
                texts = [bytes(r.tobytes()).rstrip(b"\0").decode() for r in f["event/text"][:]]
            self.assertIn(f"{len(severity)} events, {(severity >= 2).sum()} of them critical, {(severity == 1).sum()} warnings." if len(severity) else "the run has no events", page.text)
            if 0 < len(severity) <= 60:
                listed = [row[2]["text"] for row in page.tables["Events"][1:]]
                self.assertEqual(listed, [re.sub(r"\s+", " ", t) if "\n" in t else t for t in texts])
            figures = [f for f in page.figures if "power and temperatures around" in f["title"]]
            self.assertEqual(bool(figures), bool((severity > 0).any()))
            drawn += len(figures)
        self.assertGreater(drawn, 8)

    def test_build_plan_and_finances(self):
        page, summary = self.pages["plan"], self.summaries["plan"]
        steps = page.table("Steps as planned and as they came")
        for s in summary["plan"]["steps"]:
            self.assertEqual(steps[s["name"]]["Done"], s["end"][:10])
            self.assertEqual(steps[s["name"]]["Late, d"], f"{s['late_d']:.0f}")
        worth = page.table("What it is worth")
        if summary["finance"]["npv"] is not None:
            close(self, worth["Net present value"]["Value"], summary["finance"]["npv"])

    def test_balance_and_provenance(self):
        for name, page, summary in self.each():
            self.assertIn(f"in {summary['steps']} steps.", page.text)
            rows = page.table("Provenance")
            with h5py.File(self.traces[name]) as f:
                for label, key in (("Run", "run_id"), ("Seed", "seed"), ("Scenario as written, SHA-256", "scenario_sha256")):
                    self.assertEqual(rows[label]["Value"], f.attrs[key].decode())
                self.assertIn(f.attrs["git_sha"].decode(), rows["Program"]["Value"])
                written = f["scenario/written"].asstr()[()]
            self.assertEqual(rows["Report made"]["Value"], "2027-01-15 08:00 UTC")
            self.assertIn(next(l for l in written.splitlines() if l.startswith("name:")), page.text)

    def test_the_same_trace_gives_the_same_report(self):
        again = self.folder / "again.html"
        netsuden("report", self.traces["feeders"], "-o", again, env=DATED)
        self.assertEqual(again.read_bytes(), (self.folder / "feeders.html").read_bytes())


class WordsOfFiles(Case):
    def test_are_escaped(self):
        text = (ROOT / "scenarios/first-steps.yaml").read_text()
        nasty = "<script>alert(1)</script> & \"quotes\" 'and' <b>"
        (self.folder / "nasty.yaml").write_text(re.sub(r"(?m)^name: .*$", "name: " + json.dumps(nasty), text))
        self.run_ok("run", "nasty.yaml", "-o", "nasty.h5", "--quiet")
        for arguments in (["report", "nasty.h5", "-o", "out.html"], ["report", "nasty.h5", "-o", "out.html", "--lang", "ja"], ["compare", "nasty.h5", "nasty.h5", "-o", "out.html"]):
            self.run_ok(*arguments)
            page = Page(self.folder / "out.html")
            self.assertEqual(page.wrong, [])
            self.assertNotIn("script", page.tags)
            self.assertNotIn("b", page.tags)
            self.assertIn(nasty, page.text)


class WhatCannotBeReported(Case):
    def test_is_said_in_words_with_exit_code_2(self):
        (self.folder / "words.h5").write_text("no trace\n")
        for given, words in {"none.h5": "no such file", "words.h5": "not an HDF5 file", str(ROOT / "scenarios/first-steps.yaml"): "is a scenario, no trace"}.items():
            done = netsuden("report", given, cwd=self.folder)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, rf"^netsuden: report: .*{words}")
        self.assertEqual(os.listdir(self.folder), ["words.h5"])

    def test_neither_is_the_trace_overwritten_nor_a_full_disk_passed_over(self):
        self.run_ok("run", "scenarios/first-steps.yaml", "-o", "a.h5", "--quiet")
        self.assertEqual(netsuden("report", "a.h5", "-o", "a.h5", cwd=self.folder).returncode, 2)
        self.assertTrue(h5py.is_hdf5(self.folder / "a.h5"))
        self.assertEqual(netsuden("report", "a.h5", "-o", "no/such/folder.html", cwd=self.folder).returncode, 5)
        self.assertEqual(netsuden("report", "a.h5", "-o", "/dev/full", cwd=self.folder).returncode, 5)


if __name__ == "__main__":
    unittest.main()
