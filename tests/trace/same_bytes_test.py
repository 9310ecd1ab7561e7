# SPDX-License-Identifier: Apache-2.0
"""The same run gives the same bytes; the resolved scenario inside runs to the same rows."""
import unittest

import h5py
import numpy
from netsuden import SMALL, Case


def contents(path, without=()):
    """{name: bytes} of every dataset and attribute."""
    found = {}

    def look(name, o):
        if name in without:
            return
        if isinstance(o, h5py.Dataset):
            value = o[()]
            found[name] = value.tobytes() if isinstance(value, numpy.ndarray) and value.dtype.kind != "O" else repr(value)
        for key, value in o.attrs.items():
            if key not in without and key not in ("DIMENSION_LIST", "REFERENCE_LIST"):  # addresses in the file
                found[f"{name}@{key}"] = repr(value)

    with h5py.File(path) as f:
        look("", f)
        f.visititems(look)
    return found


class TheSameRunGivesTheSameBytes(Case):
    def test_in_another_folder_under_another_name(self):
        for name, arguments in SMALL.items():
            with self.subTest(trace=name):
                (self.folder / name).mkdir()
                self.run_ok("run", *arguments, "-o", "a.h5")
                self.run_ok("run", *arguments, "-o", f"{name}/b.h5", "--quiet")
                self.assertEqual((self.folder / "a.h5").read_bytes(), (self.folder / name / "b.h5").read_bytes())
                (self.folder / "a.h5").unlink()

    def test_another_seed_gives_another_run(self):
        self.run_ok("run", *SMALL["first"], "-o", "a.h5")
        self.run_ok("run", *SMALL["first"], "--set", "seed=43", "-o", "b.h5")
        a, b = contents(self.folder / "a.h5"), contents(self.folder / "b.h5")
        self.assertEqual(set(a), set(b))
        self.assertNotEqual(a["@run_id"], b["@run_id"])
        self.assertNotEqual(a["site/dry_bulb"], b["site/dry_bulb"])


class TheResolvedScenarioRunsAgain(Case):
    def test_to_the_same_rows_and_then_to_the_same_bytes(self):
        for name, arguments in SMALL.items():
            with self.subTest(trace=name):
                self.run_ok("run", *arguments, "-o", f"{name}.h5")
                for before, after in ((f"{name}.h5", f"{name}2"), (f"{name}2.h5", f"{name}3")):
                    resolved = self.run_ok("info", before, "--resolved").stdout
                    (self.folder / f"{after}.yaml").write_text(resolved)
                    self.run_ok("run", f"{after}.yaml", "-o", f"{after}.h5")
                # What was written differs, everything else is the same; from then on the bytes are.
                written = ("scenario/written", "scenario_sha256")
                first, again = ({k: v for k, v in contents(self.folder / f"{name}{n}.h5", written).items() if not k.startswith(("summary/assumption", "summary/input_source"))} for n in ("", "2"))
                self.assertEqual(first, again)  # nor does a resolved scenario leave anything to assumptions
                self.assertEqual((self.folder / f"{name}2.h5").read_bytes(), (self.folder / f"{name}3.h5").read_bytes())


if __name__ == "__main__":
    unittest.main()
