# SPDX-License-Identifier: Apache-2.0
"""Any reader of netCDF-4 finds labelled coordinates, decoded dates, units and words (CF-1.10)."""
import datetime
import hashlib
import re
import shutil
import subprocess
import unittest
import zoneinfo

import h5py
import numpy
import xarray
from netsuden import ROOT, Case, TracesCase

# Groups that hold no table: single texts.
TEXTS = {"scenario", "summary"}


def groups_of(path):
    """Every group with datasets in it."""
    found = []
    with h5py.File(path) as f:
        f.visititems(lambda name, o: found.append(name) if isinstance(o, h5py.Group) and any(isinstance(c, h5py.Dataset) for c in o.values()) else None)
    return found


def variables(group):
    """The datasets that carry values: no coordinates, no bare dimensions."""
    return {n: d for n, d in group.items() if isinstance(d, h5py.Dataset) and not h5py.h5ds.is_scale(d.id)}


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


class EveryGroupOpensWithLabels(TracesCase):
    def each(self):
        return [(path, group) for path in self.traces.values() for group in groups_of(path)]

    def of_two(self):
        """Each group in two of the traces that have it: xarray takes a quarter of a second for each."""
        seen = {}
        for path, group in self.each():
            seen[group] = seen.get(group, 0) + 1
            if seen[group] <= 2:
                yield path, group

    def test_xarray_has_a_coordinate_for_every_dimension_of_a_recorded_group(self):
        for path, group in self.of_two():
            with xarray.open_dataset(path, group=group, engine="h5netcdf") as data:
                self.assertGreater(len(data.variables), 0)
                with h5py.File(path) as f:
                    attributes = dict(f[group].attrs)
                if text(attributes.get("row_dimension", "")) == "time":
                    self.assertEqual(data.time.dtype.kind, "M", "dates are decoded")
                    self.assertTrue((numpy.diff(data.time.values.astype("int64")) >= 0).all())
                if "entity_dimension" in attributes:
                    entity = text(attributes["entity_dimension"])
                    self.assertIn(entity, data.coords)
                    names = [text(v) for v in data[entity].values]
                    self.assertEqual(len(set(names)), len(names))
                    self.assertTrue(all(names))
                if group.startswith("summary/"):
                    self.assertIn(group.split("/")[1], data.coords)

    def test_a_channel_is_selected_by_the_name_of_its_entity_and_a_date(self):
        with xarray.open_dataset(self.traces["tokyo"], group="equipment/loop", engine="h5netcdf") as loops:
            warm = loops.supply_temperature.sel(loop="koto.warm").sel(time="2027-08-04T05:10", method="nearest")
            self.assertEqual(warm.dims, ())
            self.assertTrue(20 < float(warm) < 45)
        with xarray.open_dataset(self.traces["tokyo"], group="capacity", engine="h5netcdf") as limits:
            volt_amperes = limits.sel(constraint=limits.unit == "VA")
            self.assertEqual({text(k) for k in volt_amperes.kind.values}, {"grid_connection", "transformer", "switchboard", "pdu"})

    def test_h5py_reads_every_value_through_the_attached_scales(self):
        for path, group in self.each():
            with h5py.File(path) as f:
                for name, d in variables(f[group]).items():
                    d[()]
                    if group in TEXTS:
                        continue
                    for i, dimension in enumerate(d.dims):
                        self.assertEqual(len(dimension), 1, f"{group}/{name}: dimension {i} has a scale")
                        self.assertEqual(len(dimension[0]), d.shape[i], name)

    def test_every_variable_has_a_long_name_and_every_number_a_unit(self):
        for path, group in self.each():
            if group in TEXTS:
                continue
            with h5py.File(path) as f:
                for name, d in variables(f[group]).items():
                    self.assertGreater(len(text(d.attrs.get("long_name", b""))), 2, f"{group}/{name} has no long_name")
                    if d.dtype.kind in "fi":
                        self.assertIn("units", d.attrs, f"{group}/{name}")
                        self.assertNotEqual(text(d.attrs["units"]), "", f"{group}/{name}")

    def test_every_recorded_channel_says_how_it_stands_for_its_interval(self):
        for path, group in self.each():
            with h5py.File(path) as f:
                if text(f[group].attrs.get("row_dimension", "")) != "time" or group == "event":
                    continue
                for name, d in variables(f[group]).items():
                    if "time" in [scale.name.rsplit("/", 1)[-1] for dimension in d.dims for scale in dimension.values()]:
                        self.assertRegex(text(d.attrs["cell_methods"]), "^time: (mean|maximum|minimum|point)$", f"{group}/{name}")

    def test_recorded_channels_are_float32_meters_and_time_float64(self):
        with h5py.File(self.traces["tokyo"]) as f:
            for name, d in variables(f["site"]).items():
                meter = "meter" in text(d.attrs["long_name"])
                self.assertEqual(d.dtype, "float64" if meter else "float32", name)
            self.assertEqual(f["site/time"].dtype, "float64")
            self.assertEqual(f["event/value"].dtype, "float64")

    def test_missing_values_are_declared(self):
        for path, group in self.each():
            with h5py.File(path) as f:
                for name, d in variables(f[group]).items():
                    if d.dtype.kind == "f" and d.maxshape[0] is None:
                        fill = d.attrs["_FillValue"]
                        self.assertEqual(fill.dtype, d.dtype, name)
                        self.assertTrue(numpy.isnan(fill).all(), name)

    def test_codes_come_with_their_words(self):
        with h5py.File(self.traces["tokyo"]) as f:
            for name, words in {"event/severity": "info warning critical", "job/outcome": "pending queued running completed refused killed"}.items():
                self.assertEqual(text(f[name].attrs["flag_meanings"]), words)
                self.assertEqual(list(f[name].attrs["flag_values"]), list(range(len(words.split()))))
                self.assertEqual(f[name].attrs["flag_values"].dtype, f[name].dtype)

    def test_attributes_have_a_fixed_length(self):
        def look(name, o):
            for key in o.attrs:
                kind = o.attrs.get_id(key).get_type()
                self.assertFalse(isinstance(kind, h5py.h5t.TypeStringID) and kind.is_variable_str(), f"{name}: {key}")

        for path in self.traces.values():
            with h5py.File(path) as f:
                look("/", f)
                f.visititems(look)

    def test_units_are_those_of_udunits(self):
        if not shutil.which("udunits2"):
            self.skipTest("SKIPPED: no udunits2 (Debian: udunits-bin)")
        units = set()
        for path, group in self.each():
            with h5py.File(path) as f:
                units |= {text(d.attrs["units"]) for d in variables(f[group]).values() if "units" in d.attrs}
        self.assertGreater(len(units), 10)
        for unit in units:
            done = subprocess.run(["udunits2", "-H", unit, "-W", unit], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL)
            self.assertEqual(done.returncode, 0, f"`{unit}`: {done.stdout}")

        def factor(unit, to):  # the kWh of our units is a kWh
            done = subprocess.run(["udunits2", "-H", unit, "-W", to], stdout=subprocess.PIPE, text=True)
            return float(re.search(r"= ([0-9.eE+-]+) ", done.stdout)[1])

        self.assertAlmostEqual(factor("kW h", "J"), 3.6e6)
        self.assertAlmostEqual(factor("l kW-1 h-1", "m3/J") * 3.6e9, 1, places=5)


class DatesAreThoseOfTheHorizon(TracesCase):
    def test_rows_carry_the_end_of_their_interval_in_universal_time(self):
        expected = {  # start and end as the scenarios have them, in their zone; seconds of a row
            "first": ("2026-08-03T00:00", "2026-08-05T00:00", "Asia/Tokyo", 900),
            "tokyo": ("2027-08-02T00:00", "2027-08-07T00:00", "Asia/Tokyo", 3600),
            "frontier": ("2026-04-07T00:00", "2026-04-07T06:00", "America/New_York", 60),
        }
        for name, (start, end, zone, every) in expected.items():
            with self.subTest(trace=name), xarray.open_dataset(self.traces[name], group="site", engine="h5netcdf") as site:
                t0, t1 = (datetime.datetime.fromisoformat(t).replace(tzinfo=zoneinfo.ZoneInfo(zone)).timestamp() for t in (start, end))
                seconds = site.time.values.astype("datetime64[us]").astype("int64") / 1e6
                self.assertEqual(list(seconds), [t0 + every * (i + 1) for i in range(round((t1 - t0) / every))])

    def test_other_groups_have_other_intervals(self):
        with xarray.open_dataset(self.traces["tokyo"], group="rack", engine="h5netcdf") as racks:
            self.assertEqual(set(numpy.diff(racks.time.values)), {numpy.timedelta64(6 * 3600 * 10**9, "ns")})
            self.assertEqual(racks.sizes["rack"], 96)
        with xarray.open_dataset(self.traces["tokyo"], group="rack_daily", engine="h5netcdf") as days:
            self.assertEqual(set(numpy.diff(days.time.values)), {numpy.timedelta64(24 * 3600 * 10**9, "ns")})

    def test_the_trip_stands_at_its_local_date(self):
        with xarray.open_dataset(self.traces["tokyo"], group="event", engine="h5netcdf") as events:
            trip = events.time.values[["chillers_2 trips" in text(v) for v in events.text.values]]
            self.assertEqual(list(trip), [numpy.datetime64("2027-08-04T05:00")])  # 14:00 in Tokyo


class ADayOfTwentyThreeHours(Case):
    def test_the_clock_change_shortens_the_day_and_no_row_is_twice(self):
        self.run_ok("run", "scenarios/frontier-day.yaml", "-o", "spring.h5", "--set", "horizon.from=2026-03-08", "--set", "horizon.to=2026-03-09",
                    "--set", "resolution.record=30 min", "--quiet")
        with xarray.open_dataset(self.folder / "spring.h5", group="site", engine="h5netcdf") as site:
            self.assertEqual(site.sizes["time"], 46)
            self.assertEqual(str(site.time.values[-1])[:16], "2026-03-09T04:00")  # midnight in New York, summer time
            self.assertEqual(set(numpy.diff(site.time.values)), {numpy.timedelta64(30 * 60 * 10**9, "ns")})


class TheRootSaysWhatTheFileIs(TracesCase):
    def test_attributes_are_those_of_the_format_and_no_others(self):
        named = set(re.findall(r"^\| (`[^|]*`) \|", (ROOT / "io/trace/FORMAT.md").read_text().split("## /scenario")[0], re.M))
        named = {a for cell in named for a in re.findall("`([^`]+)`", cell)}
        for name, path in self.traces.items():
            with self.subTest(trace=name), h5py.File(path) as f:
                self.assertEqual(set(f.attrs), {a for a in named if not a.startswith("fork") and a != "start_seconds"})  # of forks: tests/cli/fork_test.py

    def test_values_are_those_of_scenario_and_program(self):
        with h5py.File(self.traces["tokyo"]) as f:
            a = {k: text(v) for k, v in f.attrs.items()}
            self.assertEqual(a["Conventions"], "CF-1.10")
            self.assertEqual(list(f.attrs["netsuden_trace"]), [1, 0])
            self.assertEqual(a["status"], "complete")
            self.assertEqual(a["horizon_start"], "2027-08-01T15:00:00Z")
            self.assertEqual(a["horizon_end"], "2027-08-06T15:00:00Z")
            self.assertEqual(f.attrs["horizon_seconds"], 5 * 86400)
            self.assertEqual(f.attrs["horizon_start_unix"], 1817132400)  # date -u -d 2027-08-01T15:00Z +%s
            self.assertEqual((a["timezone"], a["currency"], a["seed"]), ("Asia/Tokyo", "JPY", "42"))
            self.assertRegex(a["run_id"], "^[0-9a-f]{16}$")
            self.assertRegex(a["code_version"], r"^\d+\.\d+\.\d+$")
            self.assertRegex(a["git_sha"], "^([0-9a-f]{12}|unknown)$")
            self.assertRegex(a["simgrid_version"], r"^[34]\.\d+")
            self.assertEqual(a["resolved_sha256"], hashlib.sha256(f["scenario/resolved"][()]).hexdigest())
            self.assertRegex(a["scenario_sha256"], "^[0-9a-f]{64}$")

    def test_the_scenario_is_inside_as_written(self):
        with h5py.File(self.traces["first"]) as f:
            self.assertEqual(f["scenario/written"][()].decode(), (ROOT / "scenarios/first-steps.yaml").read_text())

    def test_assets_are_joined_with_the_topology(self):
        with h5py.File(self.traces["tokyo"]) as f:
            paths = {text(p) for p in f["topology/path"][()]}
            self.assertIn("sites.koto.cooling.warm", paths)
            for group in [g for g in groups_of(self.traces["tokyo"]) if g.startswith("equipment/")] + ["capacity", "summary/constraint"]:
                for label in ("source", "target") if group == "equipment/feed" else ("asset",):
                    self.assertLessEqual({text(p) for p in f[group][label][()]}, paths, group)
            parents = {text(p) for p in f["topology/parent"][()]}
            self.assertEqual(parents, {"", "sites.koto"})
            rating = dict(zip(map(text, f["topology/path"][()]), zip(f["topology/rating"][()], map(text, f["topology/unit"][()]))))
            self.assertEqual(rating["sites.koto.power.feeder"], (20e6, "VA"))


if __name__ == "__main__":
    unittest.main()
