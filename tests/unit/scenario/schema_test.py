# SPDX-License-Identifier: Apache-2.0
"""Validates every scenario of the repository, and a few wrong ones, against `netsuden schema`.

Usage: schema_test.py NETSUDEN SOURCE_DIR
"""
import copy
import glob
import json
import subprocess
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: dates are texts, `yes` and `on` too."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp" and not (tag.endswith(":bool") and first not in "tfTF")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

netsuden, source = sys.argv[1:3]
schema = json.loads(subprocess.run([netsuden, "schema"], check=True, capture_output=True, text=True).stdout)
validator = jsonschema.validators.validator_for(schema)
validator.check_schema(schema)
validate = validator(schema)
failures = []


def load(path):
    with open(path, encoding="utf-8") as f:
        return yaml.load(f, Loader)


def takes(what, document):
    for e in validate.iter_errors(document):
        failures.append(f"{what}: {'.'.join(map(str, e.absolute_path))}: {e.message[:200]}")


scenarios = sorted(glob.glob(source + "/scenarios/*.yaml") + glob.glob(source + "/tests/cases/*/scenario.yaml"))
assert len(scenarios) >= 5, scenarios
for path in scenarios:
    takes(path, load(path))
for path in sorted(glob.glob(source + "/scenarios/catalogue/*.yaml")):  # no scenario by itself: a part of one
    takes(path, {"include": "nothing", **load(path)})

resolved = subprocess.run([netsuden, "check", source + "/scenarios/tokyo-hall.yaml", "--resolved"], check=True, capture_output=True, text=True).stdout
takes("resolved tokyo-hall", yaml.load(resolved, Loader))

good = load(source + "/scenarios/tokyo-hall.yaml")
site = ["sites", "koto"]
hall = site + ["halls", "hall1"]
REMOVE = object()
wrong = [
    ("an unknown key at the top", ["nonsense"], 1),
    ("an unknown key of a node", site + ["power", "feeder", "capcity"], "20 MVA"),
    ("a quantity without a unit", site + ["power", "feeder", "capacity"], 20),
    ("a count in words", hall + ["racks", "count"], "many"),
    ("a count of half a rack", hall + ["racks", "count"], 1.5),
    ("a count below its range", hall + ["racks", "count"], 0),
    ("a choice that is none", ["constraints", "rack_inlet"], "ASHRAE_A9"),
    ("a version to come", ["netsuden"], 2),
    ("a list instead of a mapping", ["sites"], []),
    ("a mapping instead of a list", ["events"], {"at": "2027-01-01"}),
    ("no horizon", ["horizon"], REMOVE),
    ("no end of the horizon", ["horizon", "to"], REMOVE),
    ("a site without halls", site + ["halls"], REMOVE),
    ("an event without a date", ["events", 0, "at"], REMOVE),
    ("too few numbers of a curve", site + ["cooling", "chilled", "chillers", "part_load_curve"], [1, 2]),
    ("a mapping in the place of a value", ["name"], {"a": 1}),
]
for what, path, value in wrong:
    document = copy.deepcopy(good)
    at = document
    for key in path[:-1]:
        at = at[key]
    if value is REMOVE:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    if validate.is_valid(document):
        failures.append(f"{what}: taken, and should not be")

# What is missing in a variant comes from its base, and null takes away what the base has; but nonsense stays nonsense.
takes("a variant", {"extends": "tokyo-hall.yaml", "sites": {"koto": {"other_load": "30 kW", "halls": {"hall1": None}}}})
if validate.is_valid({"extends": "tokyo-hall.yaml", "sites": {"koto": {"other_laod": "30 kW"}}}):
    failures.append("a variant with an unknown key: taken, and should not be")
takes("a note", {**good, "x_todo": ["ask", {"whom": "them"}]})

print("\n".join(failures) or "all as it should be")
sys.exit(1 if failures else 0)
