# SPDX-License-Identifier: Apache-2.0
"""io/trace/FORMAT.md is what the program says, and files hold what it promises."""
import re
import unittest

import h5py
from netsuden import ROOT, TracesCase, netsuden

FORMAT = (ROOT / "io/trace/FORMAT.md").read_text()

# What the contract names (site, capacity, equipment, racks, jobs, ...), independent of the table in code.
PROMISED = {
    "scenario": "written resolved",
    "topology": "asset path kind parent feeds rating unit in_service_from in_service_until",
    "site": "time site it_power facility_power grid_import pue wue wet_bulb carbon price electrical_residual thermal_residual",
    "capacity": "time constraint limit firm_limit value margin binding stranded_power installed",
    "equipment/ups": "time ups load loss state",
    "equipment/transformer": "time transformer load loss state",
    "equipment/chiller": "time chiller power condenser_temperature",
    "equipment/tower": "time tower heat leaving_temperature water_flow",
    "equipment/cdu": "time cdu heat pump_power coolant_supply_temperature",
    "equipment/cold_plate": "time cold_plate case_temperature case_temperature_max junction_margin_min flow flow_min",
    "equipment/hall": "time hall it_power inlet_temperature air_flow",
    "rack": "time rack power inlet_temperature inlet_temperature_max outlet_temperature throttle",
    "rack_daily": "time rack power_min power_mean power_max",
    "job": "submitted started ended nodes energy node_hours tenant site outcome wait limit backfilled",
    "window/steps": "time hall it_power inlet_temperature step",
    "window/index": "start end cause first_row last_row",
    "checkpoint": "time state value",
    "checkpoint_job": "id remaining",
    "service": "time service asked within late refused tokens first_token token_time awake waking parked power",
    "event": "time severity code asset value text",
    "summary": "json",
    "summary/site": "site it_energy facility_energy water carbon cost",
    "summary/year": "year it_energy facility_energy water carbon cost",
    "summary/tenant": "tenant node_hours_asked node_hours_served gpu_hours_served killed backfilled wait_mean wait_median wait_max slowdown gpu_hours_asked gpu_hours_done gpu_hours_at_home refused_country gpu_hours_left",
    "summary/one_failure": "one_failure unit before load rating failed dark_by at",
    "summary/training": "training state gpus done_flop mfu gpu_hours work_gpu_hours checkpoint_gpu_hours",
    "summary/service": "service tenant asked within late refused_capacity refused_residency refused_dark tokens_out gpu_hours energy",
    "summary/largest_training": "largest_training site from gpus limit powered flop",
    "summary/plan": "plan kind planned_start planned_end start end planned_float float critical waited_for",
    "summary/stranded": "stranded cause waited_for from until power gpu_days capital revenue",
    "summary/time_to_power": "time_to_power asked there energised",
    "summary/constraint": "constraint margin first_violation",
    "summary/input_source": "input_source origin entry source values assumed",
    "summary/assumption": "assumption value meaning",
}


def documented():
    """{group: {channel: unit}} of FORMAT.md."""
    groups = {}
    for section in re.split(r"^##+ /", FORMAT, flags=re.M)[1:]:
        name = section.split("\n")[0].strip()
        rows = re.findall(r"^\| `([^`]+)` \| ([^|]*) \|", section, re.M)
        groups[name] = {channel: unit.strip() for channel, unit in rows}
        groups[name].update({label: "" for label in re.findall(r"`([^`]+)` \(", "".join(re.findall("Labels of each.*", section)))})
    return groups


class FormatMdIsUpToDate(unittest.TestCase):
    def test_it_is_what_the_program_prints(self):
        done = netsuden("schema", "--trace")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, FORMAT, "run: netsuden schema --trace > io/trace/FORMAT.md")


class FilesHoldWhatFormatMdSays(TracesCase):
    def files(self):
        """{group: {channel: unit}} of each file, without bare dimensions."""
        for name, path in self.traces.items():
            groups = {}

            def look(where, o, groups=groups):
                if isinstance(o, h5py.Dataset):
                    group, channel = where.rsplit("/", 1)
                    if not o.attrs.get("NAME", b"").startswith(b"This is a netCDF dimension but not"):
                        groups.setdefault(group, {})[channel] = o.attrs.get("units", b"").decode()

            with h5py.File(path) as f:
                f.visititems(look)
            yield name, groups

    def test_every_group_and_channel_is_documented_with_its_unit(self):
        known = documented()
        for name, groups in self.files():
            for group, channels in groups.items():
                if group in ("scenario", "summary"):
                    continue
                with self.subTest(trace=name, group=group):
                    own = {group.rsplit("/", 1)[-1], "site", "constraint", "rack", "state", "hall", "asset", "band", "source", "target", "humid_hall"} - set(known[group])
                    self.assertEqual(set(channels) - own, set(known[group]))
                    for channel in set(channels) & set(known[group]) - {"time"}:
                        self.assertEqual(channels[channel], known[group][channel], channel)

    def test_every_documented_group_is_in_one_of_the_files(self):
        there = set().union(*(groups for _, groups in self.files()))
        self.assertEqual(set(documented()) - there - {"scenario", "summary"}, set())

    def test_what_the_contract_promises_is_there(self):
        there = {}
        for _, groups in self.files():
            for group, channels in groups.items():
                there.setdefault(group, set()).update(channels)
        for group, channels in PROMISED.items():
            self.assertEqual(set(channels.split()) - there.get(group, set()), set(), group)


if __name__ == "__main__":
    unittest.main()
