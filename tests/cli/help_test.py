# SPDX-License-Identifier: Apache-2.0
"""Every help has an example, and the examples work as printed, in this order, from a folder with the scenarios."""
import json
import os
import pathlib
import re
import subprocess
import unittest
import xml.dom.minidom

from netsuden import PROGRAM, ROOT, Case, netsuden

SUBCOMMANDS = ["run", "study", "fork", "check", "schema", "info", "contingency", "plan", "compare", "report", "repair"]


def example(*subcommand):
    return re.search(r"^Example: (.*)$", netsuden(*subcommand, "--help").stdout, re.M)[1]


class Help(Case):
    def test_of_the_program_names_every_subcommand(self):
        done = self.run_ok("--help")
        for s in SUBCOMMANDS:
            self.assertRegex(done.stdout, rf"(?m)^  {s} +\S.{{15,}}$")
        self.assertEqual(done.stderr, "")

    def test_of_each_subcommand_has_usage_options_and_an_example(self):
        for s in SUBCOMMANDS:
            with self.subTest(subcommand=s):
                done = self.run_ok(s, "--help")
                self.assertRegex(done.stdout, rf"(?m)^Usage: netsuden {s}( \[OPTIONS\])?( FILE( OTHER)?)?$")
                self.assertRegex(done.stdout, rf"(?m)^Example: netsuden {s} ")
                self.assertNotRegex(done.stdout, "Excludes|Needs|TEXT", "CLI11's own words")
                options = re.findall(r"(?m)^  (-\S+.*)$", done.stdout)
                self.assertGreater(len(options), 1)
                self.assertNotRegex(done.stdout, r"(?m)^.{150,}$", "too wide for a terminal")

    def test_the_exit_codes_stand_in_the_help(self):
        words = self.run_ok("run", "--help").stdout
        for code in (0, 2, 3, 4, 5, 130):
            self.assertRegex(words, rf"\b{code}\b")

    def test_the_version_is_that_of_the_project(self):
        version = re.search(r"VERSION (\d+\.\d+\.\d+)", (ROOT / "CMakeLists.txt").read_text())[1]
        self.assertRegex(self.run_ok("--version").stdout, rf"^netsuden {re.escape(version)} \(([0-9a-f]{{12}}|unknown)\)\n$")


class ExamplesOfTheHelp(Case):
    def test_work_as_printed(self):
        for shared in ("scenarios", "examples"):
            (self.folder / shared).symlink_to(ROOT / shared)
        environment = {**os.environ, "PATH": f"{pathlib.Path(PROGRAM).parent}:{os.environ['PATH']}"}
        outputs = {}
        for subcommand in [[]] + [[s] for s in SUBCOMMANDS]:
            line = example(*subcommand)
            with self.subTest(line=line):
                done = subprocess.run(line, shell=True, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=250)
                self.assertEqual(done.returncode, 0, done.stderr)
                outputs["".join(subcommand)] = done.stdout
        self.assertEqual(sorted(os.listdir(self.folder)), ["examples", "first-fork.h5", "first.h5", "hall.h5", "hall.svg", "netsuden.schema.json", "report.html", "scenarios", "supply-air"])
        json.loads((self.folder / "netsuden.schema.json").read_text())
        xml.dom.minidom.parse(str(self.folder / "hall.svg"))
        self.assertRegex(outputs["check"], r"(?m)^\d+ assumptions$")
        self.assertIn("nothing to do", outputs["repair"])
        self.assertIn("DOES NOT CONVERGE", outputs["contingency"])
        # What the run's example sets is what ran: 48 racks.
        done = subprocess.run("netsuden info hall.h5", shell=True, cwd=self.folder, env=environment, stdout=subprocess.PIPE, text=True)
        self.assertRegex(done.stdout, r"/rack +1460 +48 ")


if __name__ == "__main__":
    unittest.main()
