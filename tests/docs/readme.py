#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares README.md with the program: the summary, the broken scenario's message, the picture, the map of the house.

usage: readme.py NETSUDEN SOURCE_DIR [--refresh]     --refresh rewrites README's summary and docs/tokyo-hall.svg
"""
import os
import re
import subprocess
import sys
import tempfile

program, source = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
refresh = "--refresh" in sys.argv
readme_path = os.path.join(source, "README.md")
readme = open(readme_path, encoding="utf-8").read()
wrong = []


def run(*args, cwd):
    return subprocess.run([program, *args], cwd=cwd, capture_output=True, text=True, timeout=300)


def block_after(marker):
    m = re.search(re.escape(marker) + r"\n```\w*\n(.*?)\n```", readme, re.S)
    if not m:
        wrong.append(f"README has no block after {marker!r}")
        return ""
    return m.group(1)


with tempfile.TemporaryDirectory() as folder:
    # The ten lines, and what they answer.
    shown = re.search(r"```yaml\n(netsuden: 1\nname: First steps.*?)\n```", readme, re.S).group(1)
    file = open(os.path.join(source, "scenarios/first-steps.yaml"), encoding="utf-8").read()
    if "\n".join(l for l in file.splitlines() if not l.startswith("#")).strip() != shown.strip():
        wrong.append("README shows another first-steps.yaml than scenarios/ has")
    r = run("run", os.path.join(source, "scenarios/first-steps.yaml"), "-o", "first-steps.h5", cwd=folder)
    summary = r.stdout.split("\n\ntrace ")[0].rstrip()
    marker = "<!-- summary of scenarios/first-steps.yaml: compared by a test -->"
    before = block_after(marker)
    if refresh:
        readme = readme.replace(before, summary)
        open(readme_path, "w", encoding="utf-8").write(readme)
    elif before != summary:
        wrong.append(f"README shows\n{before}\nthe program prints\n{summary}")

    # The network, without the line of its name.
    r = run("info", os.path.join(source, "scenarios/networks/three-bus.m"), cwd=folder)
    report = r.stdout.split("\n\n", 1)[1].rstrip()
    before = block_after("<!-- info of scenarios/networks/three-bus.m: compared by a test -->")
    number = lambda text: re.sub(r"mismatch \S+ pu", "mismatch pu", text)  # rounding, which machines do not share
    if refresh:
        readme = readme.replace(before, report)
        open(readme_path, "w", encoding="utf-8").write(readme)
    elif number(before) != number(report):
        wrong.append(f"README shows\n{before}\nthe program prints\n{report}")

    # The mistake and its message.
    message = block_after("A mistake in a scenario looks like this, with all others of the file below it:\n")
    body = "netsuden: 1\nname: broken\nhorizon: {from: 2026-08-03, to: 2026-08-05}\nsites:\n  lab:\n    halls: {h: {racks: {model: dgx_h100, count: 8}}}\n    power:\n      # the feeder\n" \
           "      feeder: {type: grid_connection, capacity: 2.5 MW}\n"
    open(os.path.join(folder, "hall.yaml"), "w", encoding="utf-8").write(body)
    r = run("check", "hall.yaml", cwd=folder)
    if not r.stderr.startswith(message + "\n"):
        wrong.append(f"README shows the message\n{message}\nthe program says\n{r.stderr}")
    if r.returncode != 2:
        wrong.append(f"a broken scenario exits with {r.returncode}")

    # The picture: drawn anew, its words and numbers are those of the one in docs/. (Strokes may differ in the last digit
    # between machines, words may not.)
    picture = os.path.join(source, "docs/tokyo-hall.svg")
    target = picture if refresh else os.path.join(folder, "tokyo-hall.svg")
    r = run("run", os.path.join(source, "scenarios/tokyo-hall.yaml"), "-o", "tokyo-hall.h5", "--quiet", "--report", target, cwd=folder)
    if r.returncode != 0:
        wrong.append("scenarios/tokyo-hall.yaml does not run: " + r.stderr)
    else:
        words = lambda p: re.findall(r"<(?:text|title|desc)[^>]*>([^<]*)<", open(p, encoding="utf-8").read())
        if words(picture) != words(target):
            wrong.append("docs/tokyo-hall.svg is not what the program draws now")

# The viewer's pictures: the same panels of the same run (their numbers are compared in tests/viewer; here their pixels).
viewer = os.path.join(os.path.dirname(program), "netsuden-viewer")
shown = {name: f"docs/viewer-{name}.png" for name in re.findall(r"docs/viewer-(\w+)\.png", readme)}
if not shown:
    wrong.append("README shows no panel of the viewer")
with tempfile.TemporaryDirectory() as folder:
    if os.path.exists(viewer) and shown:
        run("run", os.path.join(source, "scenarios/two-feeders.yaml"), "-o", "two-feeders.h5", "--quiet", cwd=folder)
        if "study" in shown:
            run("study", os.path.join(source, "examples/study/spread.yaml"), "-o", "spread", "--quiet", cwd=folder)
        for name, path in shown.items():
            target = os.path.join(source, path) if refresh else os.path.join(folder, name + ".png")
            of = ["spread", "--run", "7", "--size", "1440x900"] if name == "study" else ["two-feeders.h5", "--size", "1200x750"]
            done = subprocess.run([viewer, os.path.join(folder, of[0]), "--screenshot", target, "--panel", name, *of[1:]], stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if done.returncode != 0:
                wrong.append(f"{path} cannot be drawn: {done.stderr}")
            elif open(target, "rb").read() != open(os.path.join(source, path), "rb").read():
                wrong.append(f"{path} is not what the viewer draws now: readme.py --refresh, and look at it")
# A panel's question is what the viewer says itself.
registry = open(os.path.join(source, "viz/panels/registry.cpp"), encoding="utf-8").read()
asked = dict((name, question) for name, question in re.findall(r'\{"(\w+)", "[^"]*", "([^"]*)"', registry))
table = dict(re.findall(r"^\| (\w+) \| ([^|?]*\?|[^|:]*)", readme.split("## The viewer")[1].split("## Power networks")[0], re.M))
for name, question in asked.items():
    if not table.get(name, "").startswith(question.rstrip("?")):
        wrong.append(f"README has another question for the panel {name} than the viewer: {question}")

# The map of the house names folders that are there, and all of them.
named = set(re.findall(r"(\w+)/", readme.split("## The map of the house")[1].split("```")[1]))
there = {d for top in ("sim", "io", "viz") for d in os.listdir(os.path.join(source, top)) if os.path.isdir(os.path.join(source, top, d))}
for missing in sorted(there - named):
    wrong.append(f"the map of the house leaves out {missing}/")
for link in re.findall(r"\]\(([^)#:]+)\)", readme):
    if not os.path.exists(os.path.join(source, link)):
        wrong.append(f"README links to {link}, which is not there")

for w in wrong:
    print(w, file=sys.stderr)
sys.exit(1 if wrong else 0)
