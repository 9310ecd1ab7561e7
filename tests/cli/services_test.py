# SPDX-License-Identifier: Apache-2.0
"""Services and sovereign compute through the whole twin: what was asked is served or refused, power is in the halls, outages act."""
import json
import unittest

import h5py
import numpy
from netsuden import Case

SERVING = "scenarios/sovereign-serving.yaml"
DAY = ["--set", "horizon.from=2027-04-06T06:00", "--set", "horizon.to=2027-04-06T12:00"]


class Services(Case):
    def test_requests_and_power_close(self):
        text = self.run_ok("run", SERVING, *DAY, "-o", "a.h5", "--json", "a.json").stdout
        j = json.loads((self.folder / "a.json").read_text())
        s = j["services"]["chat"]
        self.assertAlmostEqual((s["within"] + s["late"] + s["refused"]) / s["asked"], 1, places=9)
        self.assertAlmostEqual(sum(s["refused_by_cause"].values()) / s["refused"], 1, places=9)
        # Half of the nodes are gone from 9:30 on, in the rush hour; nothing else is missing but what wakes up.
        self.assertGreater(s["refused_by_cause"]["dark"], 0)
        self.assertEqual(s["refused_by_cause"]["residency"], 0)
        self.assertAlmostEqual(s["refused_by_cause"]["capacity"], 0)
        self.assertGreater(s["within"], 0.95 * (s["within"] + s["late"]) * (1 - 1e-6))
        self.assertAlmostEqual(s["tokens_out"] / (211 * (s["within"] + s["late"])), 1, places=9)
        self.assertIn("chat", text)
        self.assertIn("sovereign compute", text)
        self.assertIn("largest training run", text)
        with h5py.File(self.folder / "a.h5") as f:
            g = f["service"]
            t = numpy.concatenate([[0], g["time"][:]])
            for channel, total in (("asked", s["asked"]), ("within", s["within"]), ("refused", s["refused"]), ("power", 3.6e6 * s["energy_kwh"])):
                self.assertAlmostEqual(float((g[channel][:, 0] * numpy.diff(t)).sum()) / total, 1, places=5, msg=channel)
            # What the model of the service rests on is told with the other inputs.
            self.assertIn("serving.llama31_70b_h100", [e.decode() for e in f["summary/input_source/entry"][:]])
            nodes = g["awake"][:, 0] + g["waking"][:, 0] + g["parked"][:, 0]
            self.assertLessEqual(nodes.max(), 48 + 1e-4)
            self.assertAlmostEqual(nodes.min(), 24, places=3)  # while the hall is dark
            codes = f["event"]["code"].attrs["flag_meanings"].decode().split() if isinstance(f["event"]["code"].attrs["flag_meanings"], bytes) else f["event"]["code"].attrs["flag_meanings"].split()
            seen = {codes[c] for c in f["event"]["code"][:]}
            self.assertIn("service_short", seen)
            self.assertIn("service_met", seen)

    def test_the_halls_hold_the_service(self):
        """Without jobs the IT power of the halls is that of the service and of idle nodes and racks: two services, one half as large."""
        alone = ["--set", "workload.jobs=[]", "--set", "events=[]", "--set", "horizon.from=2027-04-06T12:00", "--set", "horizon.to=2027-04-06T14:00"]
        power = {}
        for name, extra in (("parked", ["--set", "workload.services.0.demand.peak=0 /s", "--set", "workload.services.0.autoscale.min_nodes=0"]), ("full", [])):
            self.run_ok("run", SERVING, *alone, *extra, "-o", name + ".h5", "--json", name + ".json")
            j = json.loads((self.folder / (name + ".json")).read_text())
            power[name] = (j["sites"]["koto"]["it_energy_kwh"], j["services"]["chat"]["energy_kwh"])
        self.assertAlmostEqual(power["parked"][1], 48 * 0.016 * 2, places=6)  # 16 W a node, two hours
        self.assertAlmostEqual((power["full"][0] - power["parked"][0]) / (power["full"][1] - power["parked"][1]), 1, places=6)

    def test_levels_bar_work(self):
        """Run from abroad, Koto is not for a tenant of level L4: its jobs and its service are refused, and check says so before."""
        barred = ["--set", "workload.tenants.ministry.level=L4", "--set", "sites.koto.control_jurisdiction=US"]
        said = self.run_ok("check", SERVING, *barred)
        self.assertIn("can run nowhere", said.stdout + said.stderr)
        self.run_ok("run", SERVING, *DAY, *barred, "-o", "b.h5", "--json", "b.json")
        j = json.loads((self.folder / "b.json").read_text())
        ministry, chat = j["tenants"]["ministry"]["sovereign"], j["services"]["chat"]
        self.assertEqual(ministry["gpu_hours_served"], 0)
        self.assertAlmostEqual(ministry["gpu_hours_refused_by_reason"]["control"] / ministry["gpu_hours_asked"], 1, places=9)
        self.assertEqual(chat["within"] + chat["late"], 0)
        self.assertGreater(chat["refused_by_cause"]["residency"], 0.9 * chat["asked"])

    def test_gpu_hours_close_and_partners_stay_within_the_contract(self):
        self.run_ok("run", SERVING, "-o", "c.h5", "--json", "c.json")
        j = json.loads((self.folder / "c.json").read_text())
        for name in ("ministry", "laboratory"):
            s = j["tenants"][name]["sovereign"]
            self.assertAlmostEqual((s["gpu_hours_served"] + s["gpu_hours_refused"] + s["gpu_hours_left"]) / s["gpu_hours_asked"], 1, places=9, msg=name)
        self.assertGreater(j["tenants"]["laboratory"]["sovereign"]["gpu_hours_at_partners"], 0)
        self.assertEqual(j["tenants"]["ministry"]["sovereign"]["gpu_hours_at_partners"], 0)
        self.assertAlmostEqual(j["tenants"]["ministry"]["sovereign"]["gpu_hours_at_home"], j["tenants"]["ministry"]["sovereign"]["gpu_hours_served"], places=6)
        with h5py.File(self.folder / "c.h5") as f:
            job = f["job"]
            meaning = lambda d: (d.attrs["flag_meanings"].decode() if isinstance(d.attrs["flag_meanings"], bytes) else d.attrs["flag_meanings"]).split()
            tenant, site = meaning(job["tenant"]).index("laboratory"), meaning(job["site"]).index("koto")
            lent = (job["tenant"][:] == tenant) & (job["site"][:] == site) & ~numpy.isnan(job["started"][:])
            ends = numpy.where(numpy.isnan(job["ended"][:]), numpy.inf, job["ended"][:])
            self.assertGreater(lent.sum(), 0)
            for start in job["started"][:][lent]:
                held = job["nodes"][:][lent & (job["started"][:] <= start) & (ends > start)].sum()
                self.assertLessEqual(held, 48)  # a quarter of 192
            ministry = (job["tenant"][:] == meaning(job["tenant"]).index("ministry")) & ~numpy.isnan(job["started"][:])
            self.assertEqual(set(job["site"][:][ministry]), {site})

    def test_the_largest_training_run_is_the_arithmetic(self):
        self.run_ok("run", SERVING, *DAY, "--set", "workload.jobs=[]", "-o", "d.h5", "--json", "d.json")
        j = json.loads((self.folder / "d.json").read_text())
        koto = next(k for k in j["largest_training"] if k["site"] == "koto")
        self.assertEqual(koto["gpus"], 2 * 24 * 4 * 8)
        self.assertAlmostEqual(koto["flop"] / (koto["powered"] * 1536 * 0.9895e15 * 0.4 * 0.9 * 90 * 86400), 1, places=9)
        self.run_ok("run", SERVING, *DAY, "--set", "workload.jobs=[]", "--set", "sites.koto.contract_demand=1 MW", "-o", "e.h5", "--json", "e.json")
        less = next(k for k in json.loads((self.folder / "e.json").read_text())["largest_training"] if k["site"] == "koto")
        self.assertAlmostEqual(less["powered"], 1e6 / less["facility_power_w"], places=9)


if __name__ == "__main__":
    unittest.main()
