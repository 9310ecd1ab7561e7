# SPDX-License-Identifier: Apache-2.0
"""The Japanese report: every sentence of the sources has a translation, and no English one is left in a page or a figure."""
import re
import unittest

import h5py
from netsuden import ROOT, TracesCase, netsuden
from page import Page

SOURCES = sorted((ROOT / "viz/report").glob("*.cpp"))


def literal(text):
    return text.encode().decode("unicode_escape").encode("latin-1", "surrogatepass").decode("utf-8", "surrogatepass") if "\\" in text and "\\u" not in text else text.replace("\\u2082", "\u2082")


def words():
    table = (ROOT / "viz/report/words_ja.cpp").read_text()
    return {literal(a): literal(b) for a, b in re.findall(r'\{"((?:[^"\\]|\\.)*)", "((?:[^"\\]|\\.)*)"\}', table)}


class TheTableOfWords(unittest.TestCase):
    def test_has_every_sentence_of_the_sources(self):
        table, seen = words(), 0
        for path in SOURCES:
            for key in re.findall(r'\b(?:t|row)\(\s*"((?:[^"\\]|\\.)*)"', path.read_text()):
                seen += 1
                if re.search("[A-Za-z]{3}", key) and key not in ("SimGrid",):
                    self.assertIn(literal(key), table, path.name)
        self.assertGreater(seen, 250)

    def test_fills_in_what_the_english_does(self):
        for english, japanese in words().items():
            self.assertEqual(sorted(re.findall(r"\{\d\}", english)), sorted(re.findall(r"\{\d\}", japanese)), english)

    def test_has_no_sentence_twice(self):
        keys = re.findall(r'\{"((?:[^"\\]|\\.)*)", "(?:[^"\\]|\\.)*"\}', (ROOT / "viz/report/words_ja.cpp").read_text())
        twice = {k for k in keys if keys.count(k) > 1}
        meanings = {k: set(re.findall(r'\{"' + re.escape(k) + r'", "((?:[^"\\]|\\.)*)"\}', (ROOT / "viz/report/words_ja.cpp").read_text())) for k in twice}
        self.assertEqual({k: m for k, m in meanings.items() if len(m) > 1}, {})


class PagesAndFigures(TracesCase):
    wanted = ("tokyo", "feeders", "ride", "shedding", "solar", "plan", "warm", "pump", "frontier", "swing")

    def test_have_no_english_left(self):
        for name in self.wanted:
            with self.subTest(run=name):
                pages = {}
                for language in ("en", "ja"):
                    out = self.folder / f"{name}-{language}.html"
                    self.assertEqual(netsuden("report", self.traces[name], "-o", out, "--lang", language).returncode, 0)
                    pages[language] = Page(out)
                self.assertIn('<html lang="ja">', pages["ja"].source)
                self.assertEqual(pages["ja"].wrong, [])
                self.left_over(name, pages)
                self.assertEqual(len(pages["en"].figures), len(pages["ja"].figures))
                self.assertEqual([len(t) for t in pages["en"].tables.values()], [len(t) for t in pages["ja"].tables.values()])

    def left_over(self, name, pages):
        """What both pages say must come from the run: from its scenario, its events, its names."""
        with h5py.File(self.traces[name]) as f:
            told = [f["scenario/resolved"].asstr()[()], f["scenario/written"].asstr()[()], f["summary/json"].asstr()[()]]
            told += [bytes(r.tobytes()).rstrip(b"\0").decode() for r in f["event/text"][:]]
            told += list(f["topology/path"].asstr()[:]) + [v.decode() if isinstance(v, bytes) else str(v) for v in f.attrs.values()]
            for table in ("input_source", "assumption"):
                for column in f[f"summary/{table}"].values():
                    if column.dtype.kind == "O":
                        told += list(column.asstr()[:])
        told += [self.traces[name].name]
        told = re.sub(r"\s+", " ", "\n".join(told)).replace("_", " ").replace(".", " ")
        english = set(t for _, t in pages["en"].texts)
        for stack, text in pages["ja"].texts:
            if "pre" in stack or text not in english:
                continue
            rest = re.sub(r"\s+", " ", text).replace("_", " ").replace(".", " ")
            rest = re.sub(r"\b(?:IT|PUE|WUE|CUE|ERF|ERE|UPS|PDU|CDU|SimGrid|netsuden|JPY|VA|Wh|degC|h5|html|yaml|min|million|billion|Asia/Tokyo|UTC|GPU|CO|P10|P90|sites?)\b", "", rest)
            for word in re.findall(r"[A-Za-z]{4,}", rest):
                self.assertRegex(told, rf"(?i)(?<![A-Za-z]){word}", f"`{text}` in <{stack[-1]}> is not translated")

    def test_of_a_comparison_as_well(self):
        out = {}
        for language in ("en", "ja"):
            out[language] = self.folder / f"c-{language}.html"
            netsuden("compare", self.traces["ride"], self.traces["shedding"], "-o", out[language], "--lang", language)
        english, japanese = Page(out["en"]), Page(out["ja"])
        shared = {t for s, t in english.texts if s[-1] in ("h1", "h2", "h3", "caption", "p", "figcaption", "title", "desc")} & {t for s, t in japanese.texts}
        self.assertEqual({t for t in shared if re.search("[a-z]{4}", t) and "minutes" not in t and "generating" not in t}, set())


if __name__ == "__main__":
    unittest.main()
