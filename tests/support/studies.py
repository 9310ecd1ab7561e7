# SPDX-License-Identifier: Apache-2.0
"""Small studies: a hall for a day, a run in a twentieth of a second."""
import csv
import json

from netsuden import ROOT, Case

VARY = "{supply: {path: sites.lab.halls.hall1.air.supply, type: uniform, min: 19 degC, max: 27 degC}, racks: {path: sites.lab.halls.hall1.racks.count, type: uniform, min: 20, max: 60, whole: true}}"


class StudyCase(Case):
    def run_ok(self, *arguments, **options):
        options.setdefault("timeout", 250)
        return super().run_ok(*arguments, **options)

    def write(self, design="{type: monte_carlo, samples: 12}", vary=VARY, outputs="[sites.lab.pue, sites.lab.import_peak_w]", extra="", name="s.yaml", horizon="2026-08-04"):
        path = self.folder / name
        path.write_text(f"netsuden_study: 1\nname: A small study\nbase: {ROOT}/scenarios/first-steps.yaml\nset: {{horizon.to: {horizon}}}\nseed: 3\n"
                        f"design: {design}\nvary: {vary}\noutputs: {outputs}\n{extra}\n")
        return path

    def files(self, folder):
        """Every file of a study but what differs from time to time."""
        root = self.folder / folder
        return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file() and p.name not in ("runs.jsonl", "study.lock")}

    def journal(self, folder):
        return [json.loads(line) for line in (self.folder / folder / "runs.jsonl").read_text().splitlines()[1:]]

    def table(self, folder, name="runs.csv"):
        with open(self.folder / folder / name, newline="", encoding="utf-8") as f:
            return list(csv.DictReader(f))
