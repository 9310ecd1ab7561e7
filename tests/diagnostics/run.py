#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Broken scenarios and power networks, and exactly what netsuden says of them.

  run.py NETSUDEN [NAME...]          compare; every case, or those named
  run.py NETSUDEN --codes            does each message code in the sources have a case?
  run.py NETSUDEN --update NAME...   print old -> new and write the new text (read it: it is the specification)

A case is cases/NAME.yaml with cases/NAME.expected: the whole output of `netsuden check NAME.yaml`, run in cases/; a power
network is NAME.m or NAME.json, and `netsuden info` must say of it what `check` says, as `netsuden run` of a scenario.
A comment `# check: ARGUMENTS` in its first line is appended; cases/NAME.args replaces the arguments altogether.
"""
import concurrent.futures
import difflib
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE / "cases"
ROOT = HERE.parent.parent
NETWORKS = (".m", ".json")


def source(name):
    """The file of a case; one ending is the usual one."""
    return next((f for f in (CASES / f"{name}{ending}" for ending in NETWORKS) if f.exists()), CASES / f"{name}.yaml")


def arguments(name):
    replaced = CASES / f"{name}.args"
    if replaced.exists():
        return shlex.split(replaced.read_text())
    first = source(name).read_bytes().split(b"\n", 1)[0].decode("utf-8", "replace")
    said = re.match(r"# check: (.*)", first)
    return [source(name).name] + (shlex.split(said.group(1)) if said else [])


def netsuden(program, *args):
    done = subprocess.run([program, *args], cwd=CASES, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    return done.returncode, done.stderr.decode("utf-8", "replace"), done.stdout.decode("utf-8", "replace")


def judge(program, name):
    """What is wrong with a case, and what the program says."""
    wrong = []
    args = arguments(name)
    code, messages, answer = netsuden(program, "check", *args)
    said = messages + answer
    failed = " error[" in said or said.startswith("error[")
    if code != (2 if failed else 0):
        wrong.append(f"check exits with {code}")
    if source(name).suffix in NETWORKS:
        code, info_messages, report = netsuden(program, "info", *args)
        if code not in ((2,) if failed else (0, 3)):
            wrong.append(f"info exits with {code}")
        if failed and (report or info_messages != "".join(messages.splitlines(True)[:-1])):
            wrong.append("info says something else than check:\n" + info_messages + report)
        return wrong, said
    with tempfile.TemporaryDirectory() as folder:
        trace = pathlib.Path(folder) / "trace.h5"
        code, run_messages, _ = netsuden(program, "run", *args, "-o", str(trace))
        if failed:
            if code != 2:
                wrong.append(f"run exits with {code}")
            if os.listdir(folder):
                wrong.append(f"run leaves {os.listdir(folder)}")
            if run_messages.rsplit("\n", 2)[0] != messages.rsplit("\n", 2)[0]:
                wrong.append("run says something else than check:\n" + run_messages)
        elif code not in (0, 3):  # a warning; 3 where it warns of what then happens
            wrong.append(f"run exits with {code}")
    return wrong, said


def names():
    found = {p.stem for ending in (".yaml", *NETWORKS) for p in CASES.glob(f"*{ending}") if p.with_suffix(".expected").exists()}
    return sorted(found | {p.stem for p in CASES.glob("*.args")} | {p.stem for p in CASES.glob("*.expected")})


def compare(program, chosen):
    failures = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for name, (wrong, said) in zip(chosen, pool.map(lambda n: judge(program, n), chosen)):
            expected_file = CASES / f"{name}.expected"
            expected = expected_file.read_text("utf-8") if expected_file.exists() else ""
            if said != expected:
                wrong.append("".join(difflib.unified_diff(expected.splitlines(True), said.splitlines(True), "expected", "said")))
            if wrong:
                failures += 1
                print(f"{name}: " + "\n".join(wrong))
    print(f"{len(chosen)} cases, {failures} failed")
    return failures


def update(program, chosen):
    for name in chosen:
        _, said = judge(program, name)
        file = CASES / f"{name}.expected"
        old = file.read_text("utf-8") if file.exists() else ""
        if said == old:
            continue
        print(f"---- {name}, old\n{old}---- {name}, new\n{said}")
        file.write_text(said, "utf-8")


def codes():
    """Every (severity, code) that the sources can emit is met in some expected text."""
    emitted = {}
    direct = re.compile(r"(?<![\w])(error|warning|warn|note)\(\s*\"([a-z][a-z-]*)\"")
    lines = re.compile(r"(?:LineErrors |[ ,(])\w+\((?:[\w.]+, ){2}\"([a-z][a-z-]*)\"\)")
    refused = re.compile(r"\brefuse\([^\",\n]+,[^\"\n]+, \"([a-z][a-z-]*)\",")
    named = re.compile(r"constexpr const char\* code = \"([a-z-]+)\"")
    for folder in ("io", "sim", "app"):
        for file in sorted((ROOT / folder).rglob("*.?pp")):
            text = file.read_text("utf-8")
            place = str(file.relative_to(ROOT))
            for severity, code in direct.findall(text):
                emitted[("warning" if severity == "warn" else severity, code)] = place
            for code in named.findall(text) + refused.findall(text):
                emitted[("error", code)] = place
            for line in text.split("\n"):
                if "rrors" in line:
                    for code in lines.findall(line):
                        emitted[("error", code)] = place
    met = set()
    for file in CASES.glob("*.expected"):
        met.update(re.findall(r"(?:^|: )(error|warning|note)\[([a-z-]+)\]", file.read_text("utf-8"), re.M))
    failures = 0
    for pair, place in sorted(emitted.items()):
        if pair not in met:
            failures += 1
            print(f"{place}: no case for {pair[0]}[{pair[1]}]")
    for severity, code in sorted(met - set(emitted)):
        failures += 1
        print(f"{severity}[{code}] is expected by a case, but no source was found that emits it")
    print(f"{len(emitted)} codes, {failures} without a case or a source")
    return failures + (0 if len(emitted) > 50 else 1)


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    program, options = str(pathlib.Path(sys.argv[1]).resolve()), sys.argv[2:]
    if options[:1] == ["--codes"]:
        sys.exit(1 if codes() else 0)
    if options[:1] == ["--update"]:
        if not options[1:]:
            sys.exit("name the cases to update")
        sys.exit(update(program, options[1:]))
    sys.exit(1 if compare(program, options or names()) else 0)


if __name__ == "__main__":
    main()
