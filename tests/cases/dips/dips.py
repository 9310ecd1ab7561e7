# SPDX-License-Identifier: Apache-2.0
"""Six dips over sixty sites, over many seeds: how much load leaves the grid, and stays away, by which rule.

  dips.py NETSUDEN SCENARIO [--seeds N] [--markdown]     print the bands (with --markdown the table of the case's page)
  dips.py NETSUDEN SCENARIO --check                      a few seeds, and what must hold of each

left: import before the first dip less the highest import between two and eight minutes after the last one; moved: before the first
dip less the lowest one-second mean within the 82 s. Both in MW; P05, P50 and P95 over the seeds.
"""
import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy

FIRST_S, LAST_S = 60, 142  # from the start of the horizon
RULES = {  # name: (strikes drawn between, further keys of the UPS)
    "no counter": ("0", "0", ""),
    "three within a minute": ("3", "3", ""),
    "three or four within a minute": ("2.5", "4.5", ""),
    "three within a minute, taken again after 2 min": ("3", "3", ", lockout: 2 min"),
}


def scenario(base, rule):
    low, high, more = RULES[rule]
    lines = pathlib.Path(base).read_text().split("\n")
    at = next(i for i, line in enumerate(lines) if "modes.strikes" in line)
    lines[at] = f"  - {{path: sites.va.power.ups.modes.strikes, whole: true, type: uniform, min: {low}, max: {high}}}"
    at = next(i for i, line in enumerate(lines) if "strike_window: 60 s" in line)
    lines[at] = lines[at].replace("strike_window: 60 s", "strike_window: 60 s" + more)
    return "\n".join(lines)


def losses(program, file, seed, folder):
    trace = folder / f"{file.stem}-{seed}.h5"
    done = subprocess.run([program, "run", file, "--quiet", "--set", f"seed={seed}", "-o", trace], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    with h5py.File(trace) as f:
        t, mw = f["site/time"][:], f["site/grid_import"][:].sum(axis=1) / 1e6
    trace.unlink()
    before = mw[(t > FIRST_S - 30) & (t <= FIRST_S)].mean()
    within, after = mw[(t > FIRST_S) & (t <= LAST_S)], mw[(t > LAST_S + 120) & (t <= LAST_S + 420)]
    return before, before - after.max(), before - within.min()


def bands(program, base, seeds):
    out = {}
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = pathlib.Path(name)
        for k, rule in enumerate(RULES):
            file = folder / f"rule{k}.yaml"
            file.write_text(scenario(base, rule))
            out[rule] = numpy.array(list(pool.map(lambda s: losses(program, file, s, folder), range(1, seeds + 1))))
    return out


def main():
    p = argparse.ArgumentParser()
    p.add_argument("program")
    p.add_argument("scenario")
    p.add_argument("--seeds", type=int, default=100)
    p.add_argument("--markdown", action="store_true")
    p.add_argument("--check", action="store_true")
    a = p.parse_args()
    found = bands(a.program, a.scenario, 4 if a.check else a.seeds)
    row = "| {} | {:.0f} | {:.0f} / {:.0f} / {:.0f} | {:.0f} / {:.0f} / {:.0f} |" if a.markdown else "{:50} fleet {:6.0f}   left {:6.0f} {:6.0f} {:6.0f}   moved {:6.0f} {:6.0f} {:6.0f}"
    for rule, x in found.items():
        print(row.format(rule, x[:, 0].mean(), *numpy.percentile(x[:, 1], (5, 50, 95)), *numpy.percentile(x[:, 2], (5, 50, 95))))
    if not a.check:
        return 0
    wrong = []
    none, three = found["no counter"], found["three within a minute"]
    either, again = found["three or four within a minute"], found["three within a minute, taken again after 2 min"]
    if not (none[:, 1] < 0.01 * none[:, 0]).all():  # negative: batteries are charged again
        wrong.append("without a counter everything comes back")
    if not (three[:, 1] > 0.3 * three[:, 0]).all():
        wrong.append("a counter of three takes a large share of the fleet off the grid")
    if not (either[:, 1] <= three[:, 1] + 1).all():
        wrong.append("a counter of four is no stricter than one of three")
    if not (again[:, 1] < 0.05 * again[:, 0]).all():
        wrong.append("a lockout that ends gives the load back")
    for w in wrong:
        print("does not hold:", w)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
