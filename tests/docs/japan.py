#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The answers of the Japan scenario: runs it, and once more with a feeder a year later, and compares scenarios/japan-2026-2029.md with what comes out.

usage: japan.py NETSUDEN SOURCE_DIR [--refresh]     --refresh rewrites the page
"""
import json
import os
import re
import subprocess
import sys
import tempfile

program, source = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
scenario, page = os.path.join(source, "scenarios/japan-2026-2029.yaml"), os.path.join(source, "scenarios/japan-2026-2029.md")


def netsuden(*args, cwd):
    done = subprocess.run([program, *args], cwd=cwd, capture_output=True, text=True, timeout=1500)
    if done.returncode != 0:
        sys.exit(f"netsuden {' '.join(args)}: {done.returncode}\n{done.stderr}")


def table(head, rows):
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head)] + ["| " + " | ".join(str(c) for c in row) + " |" for row in rows]) + "\n"


def stranded(j):
    """MW-days, GPU-days and money by what is waited for."""
    out = {}
    for s in j["plan"]["stranded"]:
        k = (s["what"], f"{s['cause']} by {s['by']}", s["waited_for"] or "no step of the plan")
        t = out.setdefault(k, [0.0, 0.0, 0.0])
        t[0] += s["mw_days"]
        t[1] += s["gpu_days"]
        t[2] += s["capital"] + s["revenue"]
    return out


with tempfile.TemporaryDirectory() as folder:
    netsuden("run", scenario, "-o", "a.h5", "--json", "a.json", "--quiet", cwd=folder)
    netsuden("info", "a.h5", "--capacity", "--json", "capacity.json", cwd=folder)
    late = ["--set", "build_plan.0.slip=null", "--set", "build_plan.0.slip={type: fixed, by: 365 d}"]
    netsuden("run", scenario, "-o", "b.h5", "--json", "b.json", "--quiet", *late, cwd=folder)
    a, b = (json.load(open(os.path.join(folder, f))) for f in ("a.json", "b.json"))
    ledger = json.load(open(os.path.join(folder, "capacity.json")))

sites = list(a["sites"])
text = """<!-- written by tests/docs/japan.py --refresh; a test compares it with the run -->
# The Japan scenario: what comes out

`netsuden run scenarios/japan-2026-2029.yaml`. What is public and what is assumed stands in [the scenario](japan-2026-2029.yaml); most of what decides the
figures below (which racks stand where, one-line diagrams, demand) is an assumption, one draw of slips, failures, earthquakes and weather. They are answers
of this scenario, not forecasts.

## What binds each site, year by year

The limit that binds longest in the year, and how full it is in its worst quarter (95th percentile).

"""
years = sorted({q["quarter"][:4] for q in ledger["quarters"]})
rows = []
for site in sites:
    row = [site]
    for year in years:
        hours, full = {}, {}
        for q in ledger["quarters"]:
            if q["quarter"][:4] != year:
                continue
            for l in q["limits"]:
                if not l["name"].startswith(site + "."):
                    continue
                hours[l["name"]] = hours.get(l["name"], 0) + l["binding_h"]
                if l["used_p95"] and l["available"]:
                    full[l["name"]] = max(full.get(l["name"], 0), l["used_p95"] / l["available"])
        name = max(hours, key=hours.get) if hours else None
        row.append(f"{name.split('.', 1)[1]}, {100 * full.get(name, 0):.0f} %" if name and hours[name] > 0 else "-")
    rows.append(row)
text += table(["site", *years], rows)

text += "\n## What does not meet: stranded power\n\n"
rows = [(s, c, w, f"{v[0]:.0f}", f"{v[1]:.0f}", f"{v[2] / 1e6:.1f}") for (s, c, w), v in sorted(stranded(a).items())]
text += table(["hall", "what lacks", "waited for", "MW-days", "GPU-days", "idle capital and revenue not earned, million USD"], rows or [("-",) * 6])
first = next(s["name"] for s in a["plan"]["steps"])
before, after = stranded(a), stranded(b)
total = lambda x, i: sum(v[i] for v in x.values())
text += f"""
A year's slip of `{first}` (`--set build_plan.0.slip=null --set 'build_plan.0.slip={{type: fixed, by: 365 d}}'`; it is {next(s for s in a["plan"]["steps"])["late_d"]:.0f} days late above) strands
{total(after, 0):.0f} MW-days instead of {total(before, 0):.0f}, {total(after, 1):.0f} GPU-days instead of {total(before, 1):.0f}: {total(after, 2) / 1e6:.1f} million USD instead of {total(before, 2) / 1e6:.1f}.

## The largest training run

FLOP in 90 days at an MFU of 40 % and a goodput of 90 %, on all accelerators of a site that its contract and feeders can power, from that date on.

"""
rows = [(k["from"][:10], k["site"], f"{k['gpus']:.0f}", f"{100 * k['powered']:.0f} %", f"{k['flop']:.2e}") for k in a["largest_training"]]
text += table(["from", "site", "accelerators", "powered", "FLOP"], rows)
frontier = [k for k in a["largest_training"] if k["flop"] >= 1e26]
text += f"\n1e26 FLOP fit into 90 days at one site from {frontier[0]['from'][:10]} on ({frontier[0]['site']}).\n" if frontier else "\n1e26 FLOP fit into 90 days at no site.\n"

text += "\n## Sovereign compute\n\nGPU-hours of jobs by tenant.\n\n"
rows = []
for name, t in a["tenants"].items():
    s = t["sovereign"]
    if not s["gpu_hours_asked"]:
        continue
    asked = s["gpu_hours_asked"]
    rows.append((name, s["level"], f"{asked / 1e6:.1f} million", f"{100 * s['gpu_hours_served'] / asked:.2f} %", f"{100 * s['gpu_hours_at_home'] / asked:.2f} %", f"{100 * s['gpu_hours_at_partners'] / asked:.2f} %", f"{100 * s['gpu_hours_refused'] / asked:.2f} %", f"{t['mean_wait_s'] / 3600:.1f} h"))
text += table(["tenant", "level", "asked", "served", "in its country", "at partners", "refused", "mean wait"], rows)
text += "\n"
for name, s in a["services"].items():
    text += f"The service `{name}` is asked {s['asked'] / 1e9:.2f} thousand million times; {100 * s['within'] / s['asked']:.2f} % are served in time, {100 * s['refused'] / s['asked']:.2f} % refused.\n"

f = a["finance"]
text += "\n## Money\n\n"
text += table(["", "USD of 2026"], [("capital of the US$10 billion", f"{f['spent'] / 1e9:.2f} thousand million"), ("net present value at 8 %", f"{f['npv'] / 1e6:.0f} million"), ("levelised cost of a GPU-hour", f"{f['lcogh']:.2f}")])

text += "\n## Energy, water, carbon\n\n"
rows = []
for name, s in a["sites"].items():
    rows.append((name, f"{s['it_energy_kwh'] / 1e6:.1f}", f"{s['pue']:.3f}", f"{s['water_m3'] / 1e3:.0f}", f"{s['carbon_t'] / 1e3:.1f}", f"{s['cue_kg_per_kwh']:.3f}"))
text += table(["site", "IT, GWh", "PUE", "water, 1,000 m3", "CO2, kt", "kg/kWh of IT"], rows)

if "--refresh" in sys.argv:
    open(page, "w", encoding="utf-8").write(text)
else:
    # Words as they are, numbers within 2 %: the last bits of libraries differ between machines, and a queue amplifies them.
    kept = open(page, encoding="utf-8").read()
    number = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?:e[+-]\d+)?(?![\w-])")
    old, new = number.findall(kept), number.findall(text)
    far = [(x, y) for x, y in zip(old, new) if abs(float(x) - float(y)) > 0.02 * max(abs(float(x)), abs(float(y)), 1)]
    if number.sub("#", kept) != number.sub("#", text) or far:
        sys.exit(f"scenarios/japan-2026-2029.md is not what the run says; tests/docs/japan.py NETSUDEN . --refresh rewrites it\n{far}\n" + text)
