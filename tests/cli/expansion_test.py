# SPDX-License-Identifier: Apache-2.0
"""`netsuden plan`: the worked expansion by the command line, a proposal that a run confirms, one that it refutes, and plans that are wrong."""
import json
import unittest

from netsuden import ROOT, Case, netsuden

WORKED = "examples/plan/worked-expansion.yaml"
CAMPUS = ROOT / "examples/plan/growing-campus.yaml"


class Expansion(Case):
    def plan(self, name, *changes):
        """The campus's plan with words replaced, in the test's folder."""
        text = CAMPUS.read_text().replace("../../scenarios/growing-campus.yaml", str(ROOT / "scenarios/growing-campus.yaml"))
        for before, after in changes:
            self.assertIn(before, text)
            text = text.replace(before, after)
        path = self.folder / name
        path.write_text(text)
        return path

    def answer(self, *arguments, code=0):
        done = netsuden("plan", *arguments, "--json", self.folder / "answer.json", cwd=self.folder)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads((self.folder / "answer.json").read_text()), done.stdout

    def test_the_worked_expansion(self):
        """Horizon reference, section 8."""
        j, text = self.answer(ROOT / WORKED)
        x = j["trials"][-1]
        self.assertAlmostEqual(x["cost"] / 470.268176e6, 1, delta=1e-6)
        self.assertAlmostEqual(x["bound"] / 458.171331e6, 1, delta=1e-6)
        self.assertEqual(x["ordered"], {"tranche": [1, 1, 0, 0], "block": [1, 1, 1, 0], "chiller": [1, 2, 2, 0]})
        self.assertAlmostEqual(x["rented_w"]["bridge"][1] / 7.5e6, 1, delta=1e-6)
        self.assertAlmostEqual(j["resources"]["grid"]["value_of_a_mw"] / (9e6 / 1.08), 1, delta=1e-6)
        self.assertIn("470.268 million USD", text)
        self.assertFalse(j["confirmed"])  # nothing was run

    def test_a_run_confirms_and_the_scenario_that_is_written_is_what_ran(self):
        j, text = self.answer(self.plan("p.yaml"), "-o", self.folder / "out.yaml")
        self.assertTrue(j["confirmed"])
        self.assertIn("confirmed", text)
        self.assertEqual(len(j["trials"]), 1)
        self.run_ok("check", "out.yaml")
        self.run_ok("run", "out.yaml", "-o", "out.h5", "--json", "out.json")
        run = json.loads((self.folder / "out.json").read_text())
        ordered = j["trials"][0]["ordered"]
        steps = [s for s in run["plan"]["steps"] if "not ordered" not in s["name"]]
        self.assertEqual(len(steps), sum(sum(n) for n in ordered.values()))
        self.assertEqual(max(c["peak_utilisation"] for c in run["constraints"]) <= 1, True)
        # Two halls of 190 racks are ordered beside the one that stands.
        self.assertAlmostEqual(run["sites"]["koto"]["years"]["2029"]["it_energy_kwh"] / run["sites"]["koto"]["years"]["2026"]["it_energy_kwh"], 3, delta=1e-3)

    def test_what_a_run_refutes_is_proposed_anew(self):
        """Who forgets the power of cooling orders a tranche too few; the run says by how much, and the next proposal holds."""
        wrong = self.plan("p.yaml", ("per_it: 1.2", "per_it: 1.0"))
        j, text = self.answer(wrong, "--no-run")
        self.assertEqual(sum(j["trials"][0]["ordered"]["tranche"]), 1)
        j, text = self.answer(wrong)
        self.assertTrue(j["confirmed"])
        self.assertGreater(len(j["trials"]), 1)
        first, last = j["trials"][0], j["trials"][-1]
        self.assertEqual([b["constraint"] for b in first["broken"]], ["koto.contract"])
        self.assertEqual(first["broken"][0]["resource"], "grid")
        self.assertGreater(sum(last["ordered"]["tranche"]), sum(first["ordered"]["tranche"]))
        self.assertGreater(last["cost"], first["cost"])
        self.assertIn("refuted: koto.contract", text)

    def test_a_limit_of_no_resource_is_named_and_nothing_is_confirmed(self):
        j, text = self.answer(self.plan("p.yaml", ("per_it: 1.2", "per_it: 1.0"), ("koto.contract*", "koto.nothing*")), code=4)
        self.assertFalse(j["confirmed"])
        self.assertIn("name it in `limits`", text)

    def test_the_earliest_year_and_the_most(self):
        j, text = self.answer(ROOT / WORKED, "--earliest", "28 MW")
        self.assertEqual(j["year"], 2028)
        j, text = self.answer(ROOT / WORKED, "--earliest", "41 MW", code=4)
        self.assertIn("there is none", text)
        j, text = self.answer(ROOT / WORKED, "--most", "2027")
        self.assertAlmostEqual(sum(j["trials"][-1]["demand"]["sovereign"]["served_w"]["site"][1:2]) / 18e6, 1, delta=1e-6)

    def test_the_programme_for_other_solvers(self):
        self.answer(ROOT / WORKED, "--mps", "worked.mps")
        text = (self.folder / "worked.mps").read_text()
        self.assertTrue(text.startswith("NAME") and text.endswith("ENDATA\n"))
        self.assertNotIn("goal", text)
        self.answer(ROOT / WORKED, "--earliest", "28 MW", "--mps", "earliest.mps")
        self.assertIn(" G  goal", (self.folder / "earliest.mps").read_text())

    def test_all_mistakes_at_once(self):
        (self.folder / "bad.yaml").write_text("""netsuden_plan: 1
budget: [3 MW, 4e6 USD]
currency: {unit: USD}
resources:
  grid: {there: 15 MW, units: 3}
  cool: {spare: 1, there: 3 MW, site: nowhere}
options:
  tranche: {resource: gird, adds: 25 MW, cost: 12e6 USD}
rentals:
  bridge: {resource: grid, up_to: 10 MW, price: 9 USD}
demand:
  a: {power: [8 MW, 18 USD], unserved: 60 USD/W, sites: [elsewhere]}
""")
        done = netsuden("plan", "bad.yaml", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("bridge.price", done.stderr)  # units first
        (self.folder / "bad.yaml").write_text((self.folder / "bad.yaml").read_text().replace("price: 9 USD}", "price: 9 USD/W}"))
        done = netsuden("plan", "bad.yaml", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        for word in ("`budget` holds `3 MW`", "`demand.a.power` holds `18 USD`", "either `there` or both", "does not say how many", "no site `nowhere`", "no site `elsewhere`", "no resource `gird`"):
            self.assertIn(word, done.stderr)
        self.assertEqual(netsuden("check", "bad.yaml", cwd=self.folder).returncode, 2)

    def test_the_readme_has_every_key(self):
        """An unknown key is told which there are."""
        words = (ROOT / "examples/plan/README.md").read_text()
        text = (ROOT / WORKED).read_text()
        for before, after in (("netsuden_plan: 1", "netsuden_plan: 1\nzzz: 1"), ("grid:    {", "grid:    {zzz: 1, "), ("tranche: {", "tranche: {zzz: 1, "), ("bridge: {", "bridge: {zzz: 1, "),
                              ("sovereign: {", "sovereign: {zzz: 1, "), ("lead: 2", "lead: 2, units: [{zzz: 1}]")):
            self.assertIn(before, text)
            (self.folder / "key.yaml").write_text(text.replace(before, after, 1))
            done = netsuden("check", "key.yaml", cwd=self.folder)
            self.assertEqual(done.returncode, 2)
            keys = done.stderr.split("allowed here: ")[1].split("\n")[0].split(", ")
            for key in keys:
                self.assertIn("`" + key + "`", words)

    def test_other_commands_say_what_the_file_is(self):
        for command in ("run", "info"):
            done = netsuden(command, ROOT / WORKED, cwd=self.folder)
            self.assertEqual(done.returncode, 2)
            self.assertIn("netsuden plan", done.stderr)
        self.assertIn("ok, 4 years", self.run_ok("check", ROOT / WORKED).stdout)

    def test_a_base_that_cannot_take_the_plan(self):
        done = netsuden("plan", self.plan("p.yaml", ("koto.halls.hall2}", "koto.halls.hall9}")), cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("hall9", done.stderr)


if __name__ == "__main__":
    unittest.main()
