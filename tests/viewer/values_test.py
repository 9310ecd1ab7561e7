# SPDX-License-Identifier: Apache-2.0
"""What the panels show equals what h5py reads."""
import datetime
import pathlib
import re
import subprocess
import unittest

import h5py
import numpy as np

from netsuden import PROGRAM, TracesCase

VIEWER = pathlib.Path(PROGRAM).with_name("netsuden-viewer")
SHOWN = {"W": 1, "VA": 1, "%": 100, "\u00b0C": 1, "K": 1, "": 1, "Wh": 1 / 3600, "kg/s": 1, "L/kWh": 1, "A": 1, "s": 1, "m\u00b3": 1}
F4 = 3e-7  # half a step of float32, as the trace keeps recorded channels


def show(trace, panel, folder, *options):
    """The numbers that a panel shows, and its curves at the cursor."""
    target = folder / f"{panel}.txt"
    done = subprocess.run([VIEWER, trace, "--screenshot", folder / f"{panel}.png", "--panel", panel, "--values", target, "--size", "1440x900", *options],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    said, _, table = target.read_text(encoding="utf-8").partition("\ntime\t")
    numbers = {}
    for line in said.splitlines():
        name, value = re.match(r"(.*) = (\S+) ?.*$", line).groups()
        numbers[name] = float(value)
    curves = [line.split("\t") for line in table.splitlines()[1:]]
    return numbers, curves


class Trace:
    def __init__(self, path):
        self.file = h5py.File(path)
        attrs = self.file.attrs
        self.start = float(np.ravel(attrs["horizon_start_unix"])[0])

    def row_at(self, group, t):
        """The row whose interval (it carries its end) holds t."""
        ends = self.file[group]["time"][:]
        return int(np.searchsorted(ends, t - self.start, side="right")) if t - self.start < ends[-1] else len(ends) - 1

    def names(self, group):
        entity = group.rpartition("/")[2] if "equipment" in group else {"capacity": "constraint"}.get(group, group)
        return [n.decode() for n in self.file[group][entity][:]]

    def at(self, group, channel, entity, t):
        e = self.names(group).index(entity)
        return float(self.file[group][channel][self.row_at(group, t), e])


class NumbersOfThePanels(TracesCase):
    wanted = ("feeders", "tokyo", "solar")

    # A moment within an interval, local to the run (Asia/Tokyo has +09:00 throughout).
    AT = {"feeders": "2027-08-04T15:32", "tokyo": "2027-08-04T13:30", "solar": "2027-08-06T12:20"}

    def unix(self, name):
        return datetime.datetime.fromisoformat(self.AT[name] + "+09:00").timestamp()

    def test_every_curve_at_the_cursor(self):
        compared = 0
        for name, path in self.traces.items():
            t, trace = self.unix(name), Trace(path)
            for panel in ("answer", "campus", "capacity", "halls", "plant", "energy", "signals"):
                _, curves = show(path, panel, self.folder, "--at", self.AT[name])
                for _, _, curve, value, unit, dataset in (c for c in curves if c[5]):
                    group, channel, entity = re.match(r"/(.*)/(\w+) \[(.*)\]$", dataset).groups()
                    with self.subTest(trace=name, panel=panel, dataset=dataset):
                        expected = trace.at(group, channel, entity, t) * SHOWN[unit]
                        self.assertAlmostEqual(float(value), expected, delta=abs(expected) * F4 + 1e-12)
                        compared += 1
        self.assertGreater(compared, 120)

    def test_the_answer(self):
        for name, path in self.traces.items():
            with self.subTest(trace=name):
                numbers, _ = show(path, "answer", self.folder)
                f = h5py.File(path)
                site, capacity = f["site"], f["capacity"]
                self.assertAlmostEqual(numbers["answer.it_energy"], site["it_energy"][-1, 0], delta=1e-6 * site["it_energy"][-1, 0])
                self.assertAlmostEqual(numbers["answer.pue"], site["facility_energy"][-1, 0] / site["it_energy"][-1, 0], delta=1e-7)
                self.assertAlmostEqual(numbers["answer.peak_import"], np.nanmax(site["grid_import_max"][:, 0]), delta=10)
                highest = np.sort(np.nanmax(capacity["utilisation"][:], axis=0))[::-1]
                for place in (1, 2, 3):
                    self.assertAlmostEqual(numbers[f"answer.limit{place}.utilisation"], highest[place - 1], delta=F4 * 2)

    def test_the_one_line_diagram_at_the_cursor(self):
        t, trace = self.unix("feeders"), Trace(self.traces["feeders"])
        numbers, _ = show(self.traces["feeders"], "electrical", self.folder, "--at", self.AT["feeders"])
        compared = 0
        for kind in ("transformer", "switchboard", "ups", "busway", "grid_connection", "transfer_switch", "bus_coupler"):
            for asset in trace.names("equipment/" + kind):
                expected = trace.at("equipment/" + kind, "load", asset, t)
                self.assertAlmostEqual(numbers[f"electrical.{asset.partition('.')[2]}.power"], expected, delta=abs(expected) * F4 + 1e-9)
                compared += 1
        self.assertGreaterEqual(compared, 14)

    def test_the_floor_of_a_hall(self):
        t, trace = self.unix("tokyo"), Trace(self.traces["tokyo"])
        numbers, _ = show(self.traces["tokyo"], "halls", self.folder, "--at", self.AT["tokyo"])
        row = trace.file["rack"]["power"][trace.row_at("rack", t), :].astype(float)
        self.assertAlmostEqual(numbers["halls.floor.sum"], row.sum(), delta=1e-6 * row.sum())
        self.assertAlmostEqual(numbers["halls.it_power"], trace.at("equipment/hall", "it_power", "koto.hall1", t), delta=1)

    def test_the_energy_of_a_range_is_that_of_the_meters(self):
        for name, path in self.traces.items():
            with self.subTest(trace=name):
                numbers, _ = show(path, "energy", self.folder)
                site = h5py.File(path)["site"]
                for flow, meter in (("IT", "it_energy"), ("Cooling", "cooling_energy")):
                    self.assertAlmostEqual(numbers["energy." + flow], site[meter][-1, 0], delta=2e-6 * site[meter][-1, 0])
                # What goes in comes out: the parts of the supply are the supply, to what the ledger rounds and stores.
                out = sum(numbers.get("energy." + k, 0) for k in ("IT", "Cooling", "Losses", "Other", "Batteries take"))
                self.assertAlmostEqual(out / numbers["energy.Supply"], 1, delta=2e-3)

    def test_the_plant_and_the_inspector(self):
        t, trace = self.unix("tokyo"), Trace(self.traces["tokyo"])
        numbers, _ = show(self.traces["tokyo"], "plant", self.folder, "--at", self.AT["tokyo"])
        for loop in trace.names("equipment/loop"):
            self.assertAlmostEqual(numbers[f"plant.{loop.partition('.')[2]}.heat"], trace.at("equipment/loop", "heat", loop, t), delta=2)
        numbers, _ = show(self.traces["tokyo"], "inspector", self.folder, "--at", self.AT["tokyo"], "--asset", "sites.koto.power.ups")
        for channel in ("load", "loss", "input", "state"):
            expected = trace.at("equipment/ups", channel, "koto.ups", t)
            self.assertAlmostEqual(numbers[f"inspector./equipment/ups/{channel} [koto.ups]"], expected, delta=abs(expected) * F4)

    def test_two_runs_side_by_side(self):
        numbers, _ = show(self.traces["tokyo"], "compare", self.folder, str(self.traces["solar"]))
        for letter, name in (("A", "tokyo"), ("B", "solar")):
            site = h5py.File(self.traces[name])["site"]
            self.assertAlmostEqual(numbers[f"compare.{letter}.IT energy"], site["it_energy"][-1, 0], delta=1e-6 * site["it_energy"][-1, 0])
            self.assertAlmostEqual(numbers[f"compare.{letter}.Peak import"], np.nanmax(site["grid_import_max"][:, 0]), delta=10)


class JobsOfTheMachine(TracesCase):
    wanted = ("frontier",)

    def test_node_hours(self):
        numbers, _ = show(self.traces["frontier"], "jobs", self.folder)
        jobs = h5py.File(self.traces["frontier"])["job"]
        started = np.isfinite(jobs["started"][:])
        self.assertAlmostEqual(numbers["jobs.no tenant.node_hours"], jobs["node_hours"][:][started].sum(), delta=1e-3)
        waits = (jobs["started"][:] - jobs["submitted"][:])[started]
        self.assertAlmostEqual(numbers["jobs.no tenant.mean_wait"], waits.mean(), delta=1e-3)


if __name__ == "__main__":
    unittest.main()
