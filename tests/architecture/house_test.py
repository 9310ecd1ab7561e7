# SPDX-License-Identifier: Apache-2.0
"""The plan of the house: who may include whom, how long a file may be, what a comment may claim, what numbers rest on."""
import re
import unittest

import yaml
from netsuden import ROOT

ROOMS = ("sim", "io", "viz", "app", "tests")
SUFFIXES = (".cpp", ".hpp")

# The rooms of sim from the ground up: a room includes its own tier and those below.
TIERS = [{"base"}, {"workload", "power", "cooling", "site", "control", "study", "finance", "reliability"}, {"spec", "horizon", "ledger", "expansion"}, {"twin"}]

# Libraries that only one room (or one file) may include.
ONLY_IN = {
    r"simgrid/": r"sim/twin/simgrid\.hpp$",
    r"yaml-cpp/": r"io/scenario/",
    r"hdf5(_hl)?\.h$": r"io/hdf5/",
    r"CLI/": r"app/",
    r"nlohmann/": r"(app|io)/",
    r"zlib\.h$": r"io/(trace/|import/gzip\.cpp)",
    r"png\.h$": r"viz/canvas/",
    r"imgui(_internal)?\.h$|backends/imgui": r"viz/viewer/",
    r"GLFW/": r"viz/viewer/main_glfw\.cpp$",
    r"date/": r"sim/base/",
    r"openssl/": r"io/scenario/",
    r"coin/": r"sim/expansion/expansion\.cpp$",
    r"boost/": r"sim/study/sequence\.cpp$",
}


def sources(*rooms):
    return [p for room in rooms or ROOMS for p in sorted((ROOT / room).rglob("*")) if p.suffix in SUFFIXES]


def name(path):
    return path.relative_to(ROOT).as_posix()


def includes(path):
    return re.findall(r'^\s*#\s*include\s*[<"]([^">]+)[">]', path.read_text(), re.M)


def room(include):
    """("sim", "twin") of sim/twin/x.hpp; None for what is not of the house."""
    parts = include.split("/")
    return (parts[0], parts[1] if len(parts) > 2 else "") if parts[0] in ROOMS and len(parts) > 1 else None


class DependenciesPointOneWay(unittest.TestCase):
    def inclusions(self, *rooms):
        found = [(path, i) for path in sources(*rooms) for i in includes(path) if room(i)]
        self.assertGreater(len(found), 10)
        return found

    def test_sim_includes_only_itself_and_rooms_of_its_tier_or_below(self):
        tier = {r: k for k, rooms in enumerate(TIERS) for r in rooms}
        for path, i in self.inclusions("sim"):
            own, other = room(name(path)), room(i)
            self.assertEqual(other[0], "sim", f"{name(path)} includes {i}")
            self.assertIn(own[1], tier, f"{name(path)}: a room of sim that the plan does not have")
            self.assertLessEqual(tier[other[1]], tier[own[1]], f"{name(path)} includes {i}")

    def test_rooms_of_a_tier_do_not_include_each_other_in_a_circle(self):
        wanted = {}
        for path, i in self.inclusions("sim"):
            own, other = room(name(path))[1], room(i)[1]
            if own != other:
                wanted.setdefault(own, set()).add(other)

        def reach(start):
            seen, todo = set(), [start]
            while todo:
                for r in wanted.get(todo.pop(), ()):
                    if r not in seen:
                        seen.add(r)
                        todo.append(r)
            return seen

        for r in wanted:
            self.assertNotIn(r, reach(r), f"sim/{r} includes itself through others")

    def test_io_includes_specs_and_schema_but_never_the_twin(self):
        for path, i in self.inclusions("io"):
            self.assertIn(room(i)[0], ("io", "sim"), f"{name(path)} includes {i}")
            self.assertNotEqual(room(i), ("sim", "twin"), f"{name(path)} includes {i}")

    def test_viz_includes_the_base_and_the_trace_but_never_the_twin(self):
        for path, i in self.inclusions("viz"):
            index = i in ("io/study/index.hpp", "io/study/index_tables.hpp")  # of a study: a file beside its traces
            self.assertTrue(room(i)[0] == "viz" or room(i) in (("sim", "base"), ("sim", "ledger"), ("io", "trace")) or index, f"{name(path)} includes {i}")

    def test_only_app_includes_app_and_joins_the_twin_with_files(self):
        for path in sources("sim", "io", "viz", "app"):
            rooms = {room(i) for i in includes(path) if room(i)}
            joins = ("sim", "twin") in rooms and any(r[0] in ("io", "viz") for r in rooms)
            if joins or any(r[0] == "app" for r in rooms):
                self.assertEqual(room(name(path))[0], "app", f"{name(path)} joins what only app may join")

    def test_sources_do_not_include_tests(self):
        for path, i in self.inclusions("sim", "io", "viz", "app"):
            self.assertNotEqual(room(i)[0], "tests", f"{name(path)} includes {i}")

    def test_each_library_stays_in_its_room(self):
        for path in sources("sim", "io", "viz", "app"):
            for i in includes(path):
                for library, where in ONLY_IN.items():
                    if re.match(library, i):
                        self.assertTrue(re.match(where, name(path)), f"{name(path)} includes {i}")

    def test_the_libraries_of_the_rule_are_still_in_use(self):
        used = {i for path in sources("sim", "io", "viz", "app") for i in includes(path)}
        for library in ONLY_IN:
            self.assertTrue(any(re.match(library, i) for i in used), f"{library}: no file includes it any more")

    def test_charts_draw_on_a_canvas_and_never_on_imgui(self):
        for path in sources("viz"):
            if not name(path).startswith("viz/viewer/"):
                code = re.sub(r"//.*", "", path.read_text())
                used = re.search(r"\bImDrawList\b|\bImGui::|\bImVec2\b", code)
                self.assertIsNone(used, name(path))


class FilesStayShort(unittest.TestCase):
    def test_none_has_more_than_600_lines(self):
        for path in sources() + sorted((ROOT / "tests").rglob("*.py")):
            lines = path.read_text().count("\n")
            self.assertLessEqual(lines, 600, f"{name(path)} has {lines} lines: split it along its seams")


class FilesSayWhatTheyAre(unittest.TestCase):
    def test_the_licence_stands_on_top(self):
        for path in sources() + sorted((ROOT / "tests").rglob("*.py")):
            self.assertIn("SPDX-License-Identifier: Apache-2.0", "".join(path.read_text().split("\n")[:2]), name(path))

    def test_headers_are_included_once(self):
        for path in sources():
            if path.suffix == ".hpp":
                self.assertIn("#pragma once", path.read_text(), name(path))


class CommentsNameTestsThatExist(unittest.TestCase):
    def claims(self):
        """(file, test) of every path below tests/ that a source names."""
        found = [(name(path), test) for path in sources("sim", "io", "viz", "app") for test in re.findall(r"\btests/[\w./-]+\.\w+", path.read_text())]
        self.assertGreater(len(found), 30)
        return found

    def test_verified_by_names_an_existing_file(self):
        missing = [f"{test} (of {path})" for path, test in self.claims() if not (ROOT / test).exists()]
        self.assertEqual(missing, [])

    def test_it_is_a_test_that_ctest_knows(self):
        for path, test in self.claims():
            if test.endswith("_test.cpp") and (ROOT / test).exists():
                listed = (ROOT / test).parent / "CMakeLists.txt"
                self.assertIn((ROOT / test).name, listed.read_text(), f"{test} (of {path}) is not in {name(listed)}")

    def test_every_model_with_a_source_says_what_verifies_it(self):
        for path in sources("sim"):
            if path.suffix == ".hpp" and re.search(r"^// Source:", path.read_text(), re.M):
                self.assertRegex(re.sub(r"\n//", " ", path.read_text()), r"Verified by\s+tests/", name(path))


class NumbersHaveASource(unittest.TestCase):
    def test_every_entry_of_the_catalogue_names_a_document_or_says_assumption(self):
        entries = 0
        for path in sorted((ROOT / "scenarios/catalogue").glob("*.yaml")):
            for kind, members in yaml.safe_load(path.read_text())["catalogue"].items():
                for member, entry in members.items():
                    where = f"{path.name}: {kind}.{member}"
                    source = entry.get("source", "")
                    self.assertGreater(len(source), 15, f"{where} has no source")
                    self.assertRegex(source, r"assumption|\d", f"{where}: a source has a number, a date or a revision in it, or says assumption")
                    entries += 1
        self.assertGreater(entries, 15)


if __name__ == "__main__":
    unittest.main()
