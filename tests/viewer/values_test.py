# SPDX-License-Identifier: Apache-2.0
"""What the panels show equals what h5py reads."""
import datetime
import math
import pathlib
import re
import shutil
import subprocess
import unittest

import h5py
import numpy as np

from netsuden import PROGRAM, TracesCase, netsuden

VIEWER = pathlib.Path(PROGRAM).with_name("netsuden-viewer")
SHOWN = {"W": 1, "VA": 1, "%": 100, "\u00b0C": 1, "K": 1, "": 1, "Wh": 1 / 3600, "kg/s": 1, "L/kWh": 1, "A": 1, "s": 1, "m\u00b3": 1, "Pa": 1, "g/kg": 1000}
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
        entity = {"capacity": "constraint", "equipment/humidity": "humid_hall"}.get(group, group.rpartition("/")[2])
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

    def test_the_one_line_diagram_after_the_worst_failure(self):
        numbers, _ = show(self.traces["feeders"], "electrical", self.folder, "--loads", "failure")
        table = h5py.File(self.traces["feeders"])["summary/one_failure"]
        compared = 0
        for row, load in zip(table["one_failure"][()], table["load"][()]):
            if math.isfinite(load):
                self.assertAlmostEqual(numbers[f"electrical.{row.decode().rpartition('.')[2]}.power"], load, delta=abs(load) * 1e-5)
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


WATER = """netsuden: 1
name: Three halls on one circuit
horizon: {from: 2026-08-04T10:00, to: 2026-08-04T11:00, timezone: Asia/Tokyo}
resolution: {calm: 5 min, transient: 1 s, record: 10 s}
record: {racks_enabled: false}
grids: {g: {}}
sites:
  s:
    weather: {constant: {dry_bulb: 28 degC, relative_humidity: 55 %}}
    grid: g
    power:
      feeder: {type: grid_connection, capacity: 6 MVA}
      board: {type: switchboard, rating: 6 MVA, feeds_from: feeder}
    cooling:
      cold: {type: chilled_water, supply: 18 degC, fed_by: board, chillers: {model: centrifugal_warm_2mw, count: 2}, hydraulics: {pumps: {run_down: 3 s, run_up: 10 s}, pipes: {supply: 3 m3, return: 3 m3}}}
      warm: {type: facility_water, supply: 30 degC, fed_by: board, hydraulics: {}, heat_recovery: {heat_pump: {}, network: {supply: 65 degC, return: 45 degC, heat: 300 kW}}}
    halls:
      h1: {racks: {model: dgx_h100, count: 20, boot: 0 s}, fed_by: board, air: {loop: cold, supply: 24 degC}}
      h2: {racks: {model: gb200_nvl72, count: 6, boot: 0 s}, fed_by: board, air: {loop: cold, supply: 24 degC}, liquid: {loop: warm}}
      h3: {racks: {model: dgx_h100, count: 16, boot: 0 s}, fed_by: board, air: {loop: cold, supply: 24 degC}, rear_doors: {loop: cold, coil: {rated_heat: 45 kW}}}
workload: {profiles: [{mean: 70 %}]}
events:
  - {at: 2026-08-04T10:30, trip: sites.s.cooling.cold.pumps_1, for: 10 min}
  - {at: 2026-08-04T10:30, trip: sites.s.cooling.cold.pumps_2, for: 4 min}
  - {at: 2026-08-04T10:30, trip: sites.s.cooling.cold.pumps_3, for: 4 min}
"""


class CoolingEquipment(TracesCase):
    """Circuits, CRACs, rear doors, humidity and heat for networks: drawn as they stand in the file."""

    wanted = ("warm", "dx", "rows")
    # Water stands in `cold` at 10:32.
    AT = {"water": "2026-08-04T10:20", "still": "2026-08-04T10:32", "warm": "2026-01-02T09:10", "dx": "2026-08-03T15:07"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "water.yaml").write_text(WATER)
        cls.traces["water"] = cls.folder / "water.h5"
        done = netsuden("run", cls.folder / "water.yaml", "-o", cls.traces["water"])
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        cls.traces["still"] = cls.traces["water"]

    def unix(self, name):
        return datetime.datetime.fromisoformat(self.AT[name] + "+09:00").timestamp()

    def same(self, shown, expected, scale=1):
        if math.isnan(expected):
            self.assertTrue(math.isnan(shown), shown)
        else:
            self.assertAlmostEqual(shown, expected, delta=abs(expected) * F4 + 1e-9 * scale)

    def words(self, trace, panel, *options):
        target = self.folder / "words.svg"
        done = subprocess.run([VIEWER, trace, "--screenshot", target, "--panel", panel, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return re.findall(r"<text[^>]*>([^<]*)<", target.read_text(encoding="utf-8"))

    def test_every_curve_at_the_cursor(self):
        drawn = set()
        for name, options in (("water", ["--asset", "sites.s.cooling.cold"]), ("water", ["--asset", "sites.s.cooling.warm"]), ("water", ["--asset", "sites.s.halls.h3"]), ("still", []), ("warm", []), ("dx", [])):
            t, trace = self.unix(name), Trace(self.traces[name])
            for panel in ("halls", "plant"):
                _, curves = show(self.traces[name], panel, self.folder, "--at", self.AT[name], *options)
                for _, _, curve, value, unit, dataset in (c for c in curves if c[5]):
                    group, channel, entity = re.match(r"/(.*)/(\w+) \[(.*)\]$", dataset).groups()
                    if (group, channel) == ("equipment/humidity", "dew_point"):
                        continue  # of a moment, not of an interval: drawn between rows
                    with self.subTest(trace=name, panel=panel, dataset=dataset):
                        self.same(float(value), trace.at(group, channel, entity, t) * SHOWN[unit])
                        drawn.add((group.rpartition("/")[2], channel))
        for group, channels in {"pump": ("flow", "flow_min", "flow_wanted", "head", "differential_pressure", "speed", "water_temperature", "return_temperature"), "water_branch": ("coil_valve", "cdu_valve", "door_valve"),
                                "heat_recovery": ("demand", "heat", "power"), "crac": ("available", "power", "heat"), "rear_door": ("heat", "outlet_temperature"), "humidity": ("latent_heat",)}.items():
            for channel in channels:
                self.assertIn((group, channel), drawn)

    def test_the_circuit_at_the_cursor(self):
        for name in ("water", "still"):
            t, trace = self.unix(name), Trace(self.traces[name])
            for plant in ("cold", "warm"):
                numbers, _ = show(self.traces[name], "plant", self.folder, "--at", self.AT[name], "--asset", f"sites.s.cooling.{plant}")
                for channel in ("flow", "flow_wanted", "head", "differential_pressure", "speed", "running", "power", "efficiency", "short_of_flow", "water_temperature", "return_temperature", "hall_heat", "delay_max"):
                    with self.subTest(trace=name, plant=plant, channel=channel):
                        self.same(numbers[f"plant.{plant}.pump.{channel}"], trace.at("equipment/pump", channel, f"s.{plant}", t))
                # Each branch at its own circuit, and at no other.
                shown = {k for k in numbers if re.match(r"plant\.h\d\.", k)}
                own = {"cold": ("h1.coil", "h2.coil", "h3.coil", "h3.door"), "warm": ("h2.cdu",)}[plant]
                self.assertEqual(shown, {f"plant.{b}_{what}" for b in own for what in ("flow", "valve")})
                for key in shown:
                    _, hall, channel = key.split(".")
                    self.same(numbers[key], trace.at("equipment/water_branch", channel, f"s.{hall}", t))
                for channel in ("demand", "heat", "source_heat", "power", "cop"):
                    self.same(numbers[f"plant.warm.network.{channel}"], trace.at("equipment/heat_recovery", channel, "s.warm", t))
        self.assertEqual(numbers["plant.warm.pump.short_of_flow"], 0)

    def test_the_store_at_the_cursor_while_it_gives_and_while_it_is_charged(self):
        trace, heats = Trace(self.traces["rows"]), []
        for when in ("2027-08-04T14:12:02", "2027-08-04T14:17:02"):
            t = datetime.datetime.fromisoformat(when + "+09:00").timestamp()
            numbers, curves = show(self.traces["rows"], "plant", self.folder, "--at", when)
            for channel in ("heat", "bottom_temperature", "top_temperature"):
                with self.subTest(when=when, channel=channel):
                    if channel == "heat":
                        self.same(numbers[f"plant.chilled.store.{channel}"], trace.at("equipment/store", channel, "koto.chilled", t))
                    else:  # of a moment: between rows
                        column = trace.file[f"equipment/store/{channel}"]
                        self.assertTrue(column[:].min() <= numbers[f"plant.chilled.store.{channel}"] <= column[:].max())
            self.assertIn("/equipment/store/charge [koto.chilled]", [c[5] for c in curves])
            heats.append(numbers["plant.chilled.store.heat"])
            for options in ([], ["--flows", "heat"]):
                words = self.words(self.traces["rows"], "energy" if options else "plant", "--at", when, "--size", "1440x900", *options)
                self.assertEqual([w for w in words if "\u2026" in w], [])
                self.assertTrue([w for w in words if w.startswith("Store")], words)
        self.assertGreater(heats[0], 0)
        self.assertLess(heats[1], 0)

    def test_water_that_stands_is_said_and_no_number_is_made_up(self):
        words = self.words(self.traces["still"], "plant", "--at", self.AT["still"], "--asset", "sites.s.cooling.cold")
        self.assertTrue(math.isnan(Trace(self.traces["still"]).at("equipment/pump", "delay_max", "s.cold", self.unix("still"))))
        self.assertEqual(words[words.index("Short of flow") - 1], "100 %")
        self.assertFalse([w for w in words if "nan" in w.lower().split() or "on the way" in w])
        moving = self.words(self.traces["water"], "plant", "--at", self.AT["water"], "--asset", "sites.s.cooling.cold")
        self.assertTrue([w for w in moving if "on the way" in w])

    def test_no_word_is_cut_at_the_size_of_a_window(self):
        for name, panel, options in [(n, p, []) for n in ("water", "warm", "dx") for p in ("plant", "halls", "energy")] + [(n, "energy", ["--flows", "heat"]) for n in ("water", "warm", "dx")]:
            with self.subTest(trace=name, panel=panel, options=options):
                self.assertEqual([w for w in self.words(self.traces[name], panel, "--at", self.AT[name], "--size", "1440x900", *options) if "\u2026" in w], [])

    def test_the_hall_at_the_cursor(self):
        trace, t = Trace(self.traces["dx"]), self.unix("dx")
        numbers, _ = show(self.traces["dx"], "halls", self.folder, "--at", self.AT["dx"])
        for group, channels in {"crac": ("available", "running", "part_load", "power", "cop", "rejected"), "rear_door": ("heat", "capture", "outlet_temperature", "fan_power", "server_fan_power"), "humidity": ("latent_heat", "condensate")}.items():
            for channel in channels:
                with self.subTest(group=group, channel=channel):
                    self.same(numbers[f"halls.{group}.{channel}"], trace.at("equipment/" + group, channel, "lab.hall1", t))
        self.assertGreater(numbers["halls.crac.power"], 0)
        self.assertGreater(numbers["halls.humidity.latent_heat"], 0)
        rows = trace.file["equipment/humidity/dew_point"]
        self.assertTrue(rows[:].min() <= numbers["halls.humidity.dew_point"] <= rows[:].max())
        numbers, _ = show(self.traces["dx"], "plant", self.folder, "--at", self.AT["dx"])
        for channel in ("heat", "power", "rejected"):
            self.same(numbers[f"plant.cracs.{channel}"], trace.at("equipment/crac", channel, "lab.hall1", t))

    def joules(self, name, *columns):
        """The time integral of columns over the run."""
        f = h5py.File(self.traces[name])
        total = 0.0
        for column in columns:
            group = f["equipment/" + column.partition("/")[0]] if column.partition("/")[0] in f["equipment"] else None
            if group is not None:
                values = np.nan_to_num(group[column.partition("/")[2]][:].astype("f8"))
                total += (values.sum(axis=1) * np.diff(group["time"][:], prepend=0)).sum()
        return total

    def test_the_parts_of_cooling_are_cooling(self):
        parts = {"Chillers": "chiller/power", "CRACs": "crac/power", "Heat pumps": "heat_recovery/power", "Tower fans": "tower/fan_power", "Dry cooler fans": "dry_cooler/fan_power", "Pumps": "loop/pump_power",
                 "Hall fans": "hall/crah_fan_power", "CRAH fans": "hall/crah_fan_power", "Door fans": "rear_door/fan_power", "CDU pumps": "cdu/pump_power"}
        seen = set()
        for name in ("water", "warm", "dx"):
            numbers, _ = show(self.traces[name], "energy", self.folder)
            there = [p for p in parts if "energy." + p in numbers]
            for part in there:
                with self.subTest(trace=name, part=part):
                    self.assertAlmostEqual(numbers["energy." + part] / self.joules(name, parts[part]), 1, delta=1e-5)
            self.assertAlmostEqual(sum(numbers["energy." + p] for p in there) / numbers["energy.Cooling"], 1, delta=1e-5)
            seen.update(there)
        self.assertTrue({"CRACs", "Heat pumps", "Dry cooler fans", "Hall fans"} <= seen, seen)

    def test_heat_that_goes_in_comes_out(self):
        for name in ("water", "warm", "dx"):
            numbers, _ = show(self.traces[name], "energy", self.folder, "--flows", "heat")
            value = lambda *names: sum(numbers.get("heat." + n, 0) for n in names)
            expected = {"IT": self.joules(name, "hall/it_power"), "Rear doors": self.joules(name, "rear_door/heat"), "CDUs": self.joules(name, "cdu/heat"), "CRACs": self.joules(name, "crac/heat"), "CRAC condensers": self.joules(name, "crac/rejected"),
                        "CRAC power": self.joules(name, "crac/power"), "Air coils": self.joules(name, "hall/coil_heat") - self.joules(name, "crac/heat"), "Moisture": self.joules(name, "humidity/latent_heat"), "District networks": self.joules(name, "heat_recovery/heat"),
                        "Heat pumps": self.joules(name, "heat_recovery/power"), "Chillers": self.joules(name, "chiller/power"), "Towers": self.joules(name, "tower/heat"), "Dry coolers": self.joules(name, "dry_cooler/heat")}
            whole = value("IT", "Fans", "Fans, CDU pumps")
            for node, joules in expected.items():
                with self.subTest(trace=name, node=node):
                    self.assertAlmostEqual(value(node), joules, delta=1e-5 * joules + 2e-6 * whole)
            # Halls, loops and CRACs: what they take is what they give, and little stays.
            self.assertAlmostEqual(value("IT", "Fans", "Fans, CDU pumps", "Moisture", "Out of the walls") / value("CDUs", "Rear doors", "Air coils", "CRACs", "Outdoor air", "Walls and servers"), 1, delta=1e-5)
            into = value("CDUs", "Rear doors", "Air coils", "Chillers", "Pumps", "Heat pumps", "Out of the water")
            self.assertAlmostEqual(value("Water loops") / into, 1, delta=1e-5)
            self.assertAlmostEqual(value("Towers", "Dry coolers", "District networks", "Water and rooms") / into, 1, delta=1e-5)
            self.assertAlmostEqual(value("CRACs", "CRAC power"), value("CRAC condensers"), delta=1e-5 * whole)
            stays = value("Out of the walls", "Walls and servers", "Out of the water", "Water and rooms") / whole
            self.assertLess(stays, 0.05 if name == "water" else 0.01)  # an hour, with pipes that are warmed and a plant that stands

    def test_without_the_groups_nothing_of_them_is_drawn(self):
        for name, groups, panels, gone in (("water", ("pump", "water_branch", "rear_door", "heat_recovery"), ("plant", "halls", "energy"), ("Pumps of", "District network", "Rear doors", "Rack outlet", "Heat to rear doors")),
                                           ("dx", ("crac", "rear_door", "humidity"), ("plant", "halls", "energy"), ("CRAC", "Rear doors", "Dew point", "Latent", "Condensers"))):
            old = self.folder / "old.h5"
            shutil.copy(self.traces[name], old)
            with h5py.File(old, "r+") as f:
                for g in groups:
                    del f["equipment/" + g]
            for panel in panels:
                options = ["--asset", "sites.s.halls.h3"] if name == "water" and panel == "halls" else []
                now, before = (" | ".join(self.words(path, panel, *options)) for path in (old, self.traces[name]))
                with self.subTest(trace=name, panel=panel):
                    self.assertIn("IT", now)
                    self.assertEqual([g for g in gone if g in now], [])
                    if panel != "energy":
                        self.assertTrue([g for g in gone if g in before])


class JobsOfTheMachine(TracesCase):
    wanted = ("frontier",)

    def test_node_hours(self):
        numbers, _ = show(self.traces["frontier"], "jobs", self.folder)
        jobs = h5py.File(self.traces["frontier"])["job"]
        started = np.isfinite(jobs["started"][:])
        self.assertAlmostEqual(numbers["jobs.no tenant.node_hours"], jobs["node_hours"][:][started].sum(), delta=1e-3)
        waits = (jobs["started"][:] - jobs["submitted"][:])[started]
        self.assertAlmostEqual(numbers["jobs.no tenant.mean_wait"], waits.mean(), delta=1e-3)


class ServicesAndTenants(TracesCase):
    wanted = ("serving",)

    def test_means_in_sight_and_hours_of_the_run(self):
        numbers, _ = show(self.traces["serving"], "services", self.folder)
        f = h5py.File(self.traces["serving"])
        step = np.diff(np.concatenate([[0], f["service/time"][:]]))
        for name in ("asked", "refused", "power"):
            mean = (f["service/" + name][:, 0].astype("f8") * step).sum() / step.sum()
            self.assertAlmostEqual(numbers["services.chat." + name], mean, delta=1e-6 * mean + 1e-9)
        tenants = [t.decode() for t in f["summary/tenant/tenant"][:]]
        for k, tenant in enumerate(tenants):
            if f["summary/tenant/gpu_hours_asked"][k] > 0:
                done = f["summary/tenant/gpu_hours_done"][k]
                self.assertAlmostEqual(numbers["services." + tenant + ".gpu_hours_done"], done, delta=1e-6 * done)


if __name__ == "__main__":
    unittest.main()
