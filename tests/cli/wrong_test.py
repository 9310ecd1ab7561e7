# SPDX-License-Identifier: Apache-2.0
"""Wrong command lines: exit code 2, what is wrong, the nearest word, the usage in one line; nothing is read or written."""
import os
import unittest

from netsuden import Case, netsuden

RUN = "usage: netsuden run FILE [options]; `netsuden run --help` has an example"
INFO = "usage: netsuden info FILE [options]; `netsuden info --help` has an example"
COMPARE = "usage: netsuden compare FILE OTHER [options]; `netsuden compare --help` has an example"
ALL = "usage: netsuden SUBCOMMAND [options], where SUBCOMMAND is one of run, study, fork, check, schema, info, contingency, plan, compare, report, repair, view"

LINES = [
    ([], "a subcommand is missing", ALL),
    (["rnu", "x.yaml"], "unknown subcommand `rnu`; did you mean `run`?", ALL),
    (["repiar"], "unknown subcommand `repiar`; did you mean `repair`?", ALL),
    (["x.yaml"], "unknown subcommand `x.yaml`", ALL),
    (["calibrat", "--help"], "unknown subcommand `calibrat`", ALL),
    (["--vresion"], "unknown option `--vresion`; did you mean `--version`?", ALL),
    (["run"], "run: FILE is required", RUN),
    (["run", "a.yaml", "b.yaml"], "run: unexpected argument `b.yaml`", RUN),
    (["run", "a.yaml", "--ouput", "b.h5"], "run: unknown option `--ouput`; did you mean `--output`?", RUN),
    (["run", "a.yaml", "--overwite"], "run: unknown option `--overwite`; did you mean `--overwrite`?", RUN),
    (["run", "a.yaml", "--quit=1"], "run: unknown option `--quit`; did you mean `--quiet`?", RUN),
    (["run", "a.yaml", "-z"], "run: unknown option `-z`", RUN),
    (["run", "a.yaml", "--set"], "run: --set: 1 required PATH=VALUE missing", RUN),
    (["run", "a.yaml", "--fail-on", "warning"], "run: --fail-on: warning not in {violation}", RUN),
    (["run", "a.yaml", "--report", "a.pdf"], "run: --report: the name of the picture must end in .svg or .png, not `a.pdf`", RUN),
    (["run", "a.yaml", "--no-trace", "-o", "b.h5"], "run: --output excludes --no-trace", RUN),
    (["run", "a.yaml", "--no-trace", "--report", "b.svg"], "run: --report excludes --no-trace", RUN),
    (["info", "a.h5", "--plot", "a"], "info: --plot: the name of the picture must end in .svg or .png, not `a`", INFO),
    (["info", "a.h5", "--plot", "a.svg", "--theme", "blue"], "info: --theme: blue not in {light,dark}", INFO),
    (["info", "a.h5", "--plot", "a.svg", "--width", "20"], "info: --width: Value 20 not in range 300 to 10000", INFO),
    (["info", "a.h5", "--site", "koto"], "info: --site requires --plot", INFO),
    (["info", "a.h5", "--json", "--plot", "a.svg"], "info: --json excludes --plot", INFO),
    (["info"], "info: FILE is required", INFO),
    (["info", "--json"], "info: FILE is required", INFO),
    (["info", "a.m", "--method", "gauss"], "info: --method: gauss not in {automatic,newton,sweep}", INFO),
    (["info", "a.m", "--rx", "0.1"], "info: --rx requires --short-circuit", INFO),
    (["contingency", "a.m", "--all", "--top", "3"], "contingency: --all excludes --top",
     "usage: netsuden contingency FILE [options]; `netsuden contingency --help` has an example"),
    (["compare", "a.h5"], "compare: OTHER is required", COMPARE),
    (["compare", "a.h5", "b.h5", "c.h5"], "compare: unexpected argument `c.h5`", COMPARE),
    (["compare", "a.h5", "b.h5", "--tolerence", "1"], "compare: unknown option `--tolerence`; did you mean `--tolerance`?", COMPARE),
    (["report"], "report: FILE is required", "usage: netsuden report FILE [options]; `netsuden report --help` has an example"),
    (["report", "a.h5", "--lang", "fr"], "report: --lang: fr not in {en,ja}", "usage: netsuden report FILE [options]; `netsuden report --help` has an example"),
    (["compare", "a.h5", "b.h5", "--lang", "ja"], "compare: --lang requires --output", COMPARE),
    (["schema", "extra"], "schema: unexpected argument `extra`", "usage: netsuden schema [options]; `netsuden schema --help` has an example"),
    (["schema", "--markdown", "--trace"], "schema: --markdown excludes --trace", "usage: netsuden schema [options]; `netsuden schema --help` has an example"),
]


class WrongCommandLines(Case):
    def test_are_refused_in_two_lines(self):
        for arguments, what, usage in LINES:
            with self.subTest(arguments=arguments):
                done = netsuden(*arguments, cwd=self.folder)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertEqual(done.stderr, f"netsuden: {what}\n{usage}\n")
                self.assertEqual(os.listdir(self.folder), [])

    def test_a_result_does_not_take_the_place_of_the_scenario(self):
        text = "netsuden: 1\n"
        (self.folder / "a.yaml").write_text(text)
        (self.folder / "b.svg").symlink_to("a.yaml")
        for arguments in (["-o", "a.yaml", "--overwrite"], ["--json", "./a.yaml"], ["--report", "b.svg"]):
            done = netsuden("run", "a.yaml", *arguments, cwd=self.folder)
            self.assertEqual(done.returncode, 2)
            self.assertIn("is the scenario itself", done.stderr)
            self.assertEqual((self.folder / "a.yaml").read_text(), text)

    def test_a_site_that_is_not_in_the_trace(self):
        self.run_ok("run", "scenarios/first-steps.yaml", "-o", "a.h5", "-q")
        done = netsuden("info", "a.h5", "--plot", "a.svg", "--site", "laab", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr, "netsuden: a.h5 has no site `laab`; there are: lab\n")
        self.assertEqual(os.listdir(self.folder), ["a.h5"])


class WrongScenarios(Case):
    def test_are_refused_with_2_by_check_and_run(self):
        (self.folder / "wrong.yaml").write_text("netsuden: 1\nname: Wrong\nhorizon: {from: 2026-08-03, to: 2026-08-05 25:00, timezone: Asia/Tokyo}\n"
                                                "sites: {lab: {weather: {climate: tokyo}, halls: {h: {racks: {model: dgx_h100, count: 4, cuont: 40}}}}}\n")
        for subcommand in ("check", "run"):
            done = netsuden(subcommand, "wrong.yaml", cwd=self.folder)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            for words in ("wrong.yaml:4:89: error", "`cuont`", "`count`", "error"):
                self.assertIn(words, done.stderr)
        self.assertEqual(os.listdir(self.folder), ["wrong.yaml"])

    def test_that_are_not_there(self):
        for subcommand in ("check", "run"):
            done = netsuden(subcommand, "none.yaml", cwd=self.folder)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, r"^none\.yaml: error\[cannot-read\]: .*No such file")

    def test_a_value_that_is_set_wrongly_names_what_was_set(self):
        for value, words in (("nonsense", "PATH=VALUE"), ("sites.lab.halls.hall1.racks.cuont=2", "count"), ("horizon.to=2026-13-01", "2026-13-01"),
                             ("resolution.record=5 kW", "5 kW")):
            done = netsuden("check", "scenarios/first-steps.yaml", "--set", value)
            self.assertEqual((done.returncode, done.stdout), (2, ""), value)
            self.assertIn(words, done.stderr)
            self.assertIn("--set", done.stderr)


if __name__ == "__main__":
    unittest.main()
