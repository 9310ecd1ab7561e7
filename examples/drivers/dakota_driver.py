#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""DAKOTA's fork interface: params.in -> one run -> results.out.

    analysis_driver = 'dakota_driver.py'      # dakota.in beside this file is whole
    dakota -i dakota.in

Descriptors of variables are paths of the scenario, those of responses names of metrics. Numbers are in the unit that UNITS gives a path (DAKOTA knows
none). A run that fails writes FAIL, as DAKOTA's failure capture wants it.
"""
import csv
import json
import os
import re
import subprocess
import sys

SCENARIO = os.environ.get("NETSUDEN_SCENARIO", "scenarios/first-steps.yaml")
UNITS = {"supply": " degC", "return": " degC"}


def read_parameters(path):
    """Variables and responses of DAKOTA's standard format: lines of VALUE DESCRIPTOR."""
    lines = [line.split() for line in open(path, encoding="utf-8") if line.strip()]
    count = int(lines[0][0])
    variables = {name: value for value, name in (line[:2] for line in lines[1 : 1 + count])}
    responses = [re.sub(r"^ASV_\d+:", "", line[1]) for line in lines[1 + count :] if line[1].startswith("ASV_")]
    return variables, responses


def main():
    source, target = sys.argv[1:3]
    variables, responses = read_parameters(source)
    table = source + ".csv"
    with open(table, "w", newline="", encoding="utf-8") as f:
        csv.writer(f).writerows([list(variables), [value + UNITS.get(name.rsplit(".", 1)[-1], "") for name, value in variables.items()]])
    done = subprocess.run([os.environ.get("NETSUDEN", "netsuden"), "run", SCENARIO, "--params", f"{table}:1", "--outputs", ",".join(responses)], stdout=subprocess.PIPE, text=True)
    with open(target, "w", encoding="utf-8") as f:
        result = json.loads(done.stdout)["metrics"] if done.returncode == 0 else {}
        if all(result.get(name) is not None for name in responses):
            f.writelines(f"{result[name]:.17g} {name}\n" for name in responses)
        else:
            f.write("FAIL\n")


main()
