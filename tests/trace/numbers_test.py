# SPDX-License-Identifier: Apache-2.0
"""Meters, means, sums, extremes and the summary of a trace agree with one another."""
import json
import unittest

import h5py
import numpy
from netsuden import TracesCase
from numpy.testing import assert_allclose

FLOAT32 = 2.0**-23  # of one recorded value; sums of many are better


def texts(d):
    return [v.decode() for v in d[()]]


class Opened:
    def setUp(self):
        self.f = {name: h5py.File(path) for name, path in self.traces.items()}
        self.json = {name: json.loads((self.folder / f"{name}.json").read_text()) for name in self.traces}

    def tearDown(self):
        for f in self.f.values():
            f.close()


class MetersAgree(Opened, TracesCase):
    def test_the_last_reading_is_the_total_of_the_summary(self):
        for name, f in self.f.items():
            for i, site in enumerate(texts(f["site/site"])):
                total = self.json[name]["sites"][site]
                for meter, key, unit in (("it_energy", "it_energy_kwh", 3.6e6), ("facility_energy", "facility_energy_kwh", 3.6e6),
                                         ("cooling_energy", "cooling_energy_kwh", 3.6e6), ("carbon_mass", "carbon_t", 1e3), ("cost", "cost", 1)):
                    assert_allclose(f["site"][meter][-1, i], total[key] * unit, rtol=1e-12, err_msg=f"{name} {meter}")

    def test_a_meter_is_the_sum_of_the_recorded_means(self):
        for name, f in self.f.items():
            seconds = numpy.diff(f["site/time"][()], prepend=0)[:, None]
            for power, meter in (("it_power", "it_energy"), ("facility_power", "facility_energy"), ("cooling_power", "cooling_energy"), ("water_flow", "water")):
                steps = numpy.diff(f["site"][meter][()], axis=0, prepend=0)
                assert_allclose(f["site"][power][()] * seconds, steps, rtol=2 * FLOAT32, err_msg=f"{name} {power}")

    def test_facility_power_is_the_sum_of_its_parts(self):
        for name, f in self.f.items():
            parts = sum(f["site"][c][()].astype("f8") for c in ("it_power", "cooling_power", "loss_power", "other_power"))
            assert_allclose(f["site/facility_power"][()], parts, rtol=4 * FLOAT32, atol=4 * FLOAT32 * parts.max(), err_msg=name)

    def test_money_and_carbon_follow_price_and_intensity(self):
        # Frontier has a flat price and a flat intensity: 0.094 USD/kWh, 386.6 g/kWh.
        f = self.f["frontier"]
        kwh = f["site/facility_energy"][()] / 3.6e6
        assert_allclose(f["site/cost"][()], 0.094 * kwh, rtol=1e-12)
        assert_allclose(f["site/carbon_mass"][()], 0.3866 * kwh, rtol=1e-12)
        assert_allclose(f["site/price"][()], 0.094, rtol=FLOAT32)
        assert_allclose(f["site/carbon"][()], 0.3866, rtol=FLOAT32)

    def test_ratios_are_those_of_the_interval_s_energies(self):
        for name, f in self.f.items():
            it = numpy.diff(f["site/it_energy"][()], axis=0, prepend=0)
            assert_allclose(f["site/pue"][()], numpy.diff(f["site/facility_energy"][()], axis=0, prepend=0) / it, rtol=4 * FLOAT32, err_msg=name)
            assert_allclose(f["site/wue"][()], numpy.diff(f["site/water"][()], axis=0, prepend=0) / it * 3.6e6, rtol=4 * FLOAT32, err_msg=name)

    def test_energy_closes(self):
        for name, f in self.f.items():
            self.assertLess((f["site/electrical_residual"][-1] / f["site/facility_energy"][-1]).max(), 1e-9, name)
            self.assertLess((f["site/thermal_residual"][-1] / f["site/it_energy"][-1]).max(), 1e-9, name)


class SummaryTablesAgree(Opened, TracesCase):
    def test_the_text_inside_is_the_json_beside(self):
        for name, f in self.f.items():
            self.assertEqual(json.loads(f["summary/json"][()]), self.json[name])

    def test_sites_and_years(self):
        for name, f in self.f.items():
            sites = self.json[name]["sites"]
            self.assertEqual(texts(f["summary/site/site"]), list(sites))
            for i, s in enumerate(sites.values()):
                assert_allclose(f["summary/site/it_energy"][i], s["it_energy_kwh"], rtol=1e-15)
                assert_allclose(f["summary/site/pue"][i], s["facility_energy_kwh"] / s["it_energy_kwh"], rtol=1e-12)
                assert_allclose(f["summary/site/carbon"][i], s["carbon_t"], rtol=1e-15)
                of_site = [k for k, row in enumerate(texts(f["summary/year/year"])) if row.startswith(list(sites)[i] + " ")]
                self.assertEqual([texts(f["summary/year/year"])[k].split()[1] for k in of_site], list(s["years"]))
                for column in ("it_energy", "facility_energy", "water", "carbon", "cost"):
                    assert_allclose(f["summary/year"][column][()][of_site].sum(), f["summary/site"][column][i], rtol=1e-12, err_msg=column)

    def test_peaks_are_the_highest_records(self):
        for name, f in self.f.items():
            assert_allclose(f["site/grid_import_max"][()].max(axis=0), f["summary/site/grid_import_max"][()], rtol=FLOAT32, err_msg=name)
            assert_allclose(f["site/it_power_max"][()].max(axis=0), f["summary/site/it_power_max"][()], rtol=FLOAT32, err_msg=name)

    def test_limits(self):
        for name, f in self.f.items():
            names, kinds = texts(f["capacity/constraint"]), texts(f["capacity/kind"])
            summary = {n: k for k, n in enumerate(texts(f["summary/constraint/constraint"]))}
            self.assertLessEqual(set(summary), set(names))
            self.assertEqual([c["name"] for c in self.json[name]["constraints"]], list(summary))
            table = f["summary/constraint"]
            for i, constraint in enumerate(names):
                if constraint not in summary:  # of what the build plan brings after the run
                    self.assertFalse(numpy.isfinite(f["capacity/utilisation"][:, i]).any(), constraint)
                    continue
                k = summary[constraint]
                self.assertEqual(table["kind"][k].decode(), kinds[i])
                assert_allclose(numpy.nanmax(f["capacity/utilisation"][:, i]), table["peak_utilisation"][k], rtol=2 * FLOAT32, err_msg=constraint)
                assert_allclose(table["margin"][k], table["limit"][k] - table["peak_value"][k], rtol=1e-12)
                limit, value = f["capacity/limit"][:, i].astype("f8"), f["capacity/value"][:, i].astype("f8")
                margin = f["capacity/margin"][:, i].astype("f8")
                slack = 1e-5 * numpy.nanmax(numpy.abs(limit))
                if kinds[i] == "genset":  # what sets can take changes with each start and load step
                    self.assertTrue((margin[numpy.isfinite(margin)] <= (limit - value)[numpy.isfinite(margin)].max() + slack).all(), constraint)
                elif kinds[i] in ("cooling_capacity", "heat_rejection"):  # limits that change with the weather within an interval
                    self.assertTrue((margin - numpy.nanmax(limit) + numpy.nanmin(value) <= slack).all(), constraint)
                    self.assertTrue((margin[value > limit] <= slack).all(), constraint)
                else:
                    assert_allclose(margin, limit - value, rtol=1e-5, atol=slack, err_msg=constraint)
            order = table["peak_utilisation"][()][[kinds[names.index(n)] != "rack_power" for n in summary]]
            self.assertTrue((numpy.diff(order) <= 0).all(), "tightest first")

    def test_one_limit_of_a_site_binds_and_it_is_the_tightest_but_for_nameplates(self):
        for name, f in self.f.items():
            kinds = numpy.array(texts(f["capacity/kind"]))
            binding, utilisation = f["capacity/binding"][()], f["capacity/utilisation"][()]
            judged = numpy.where(((kinds == "rack_power") & (utilisation <= 1)) | (kinds == "budget"), -numpy.inf, utilisation)  # budgets are of no site
            sites = numpy.array([c.split(".")[0] for c in texts(f["capacity/constraint"])])
            for site in texts(f["site/site"]):
                own = sites == site
                assert_allclose(binding[:, own].sum(axis=1), 1, err_msg=name)
                assert_allclose(utilisation[:, own][binding[:, own] == 1], numpy.nanmax(judged[:, own], axis=1), rtol=2 * FLOAT32, err_msg=name)
    def test_tenants_are_the_sums_of_their_jobs(self):
        for name in ("tokyo", "frontier"):
            f, job = self.f[name], self.f[name]["job"]
            run = numpy.isin(job["outcome"][()], (2, 3))  # running, completed
            self.assertEqual(texts(f["summary/tenant/tenant"]), ["(none)"])
            arrived = job["outcome"][()] > 0
            self.assertEqual(f["summary/tenant/submitted"][0], arrived.sum())
            self.assertEqual(f["summary/tenant/completed"][0], (job["outcome"][()] == 3).sum())
            assert_allclose(f["summary/tenant/node_hours_served"][0], job["node_hours"][()][run].sum(), rtol=1e-12, err_msg=name)
            assert_allclose(f["summary/tenant/energy"][0], job["energy"][()].sum() / 3.6e6, rtol=1e-12, err_msg=name)
            assert_allclose(f["summary/tenant/gpu_hours_served"][0], f["summary/tenant/node_hours_served"][0] * 4, rtol=1e-12)  # trays of 4; 4 MI250X


class PartsAddUp(Opened, TracesCase):
    def test_racks_to_their_hall(self):
        f = self.f["tokyo"]
        rows = f["rack/time"].shape[0]
        halls = f["equipment/hall/it_power"][()].astype("f8").reshape(rows, 6, -1).mean(axis=1)  # 1 h to 6 h
        assert_allclose(f["rack/power"][()].astype("f8").sum(axis=1), halls.sum(axis=1), rtol=1e-6)

    def test_days_to_their_rows(self):
        f = self.f["tokyo"]
        rows = f["rack/power"][()].astype("f8").reshape(f["rack_daily/time"].shape[0], 4, -1)
        assert_allclose(f["rack_daily/power_mean"][()], rows.mean(axis=1), rtol=2 * FLOAT32)
        assert_allclose(f["rack_daily/power_min"][()], rows.min(axis=1), rtol=FLOAT32)
        assert_allclose(f["rack_daily/power_max"][()], rows.max(axis=1), rtol=FLOAT32)

    def test_halls_to_their_site(self):
        for name, f in self.f.items():
            assert_allclose(f["equipment/hall/it_power"][()].astype("f8").sum(axis=1), f["site/it_power"][()].astype("f8").sum(axis=1), rtol=4 * FLOAT32, err_msg=name)

    def test_a_node_takes_what_it_delivers_and_loses(self):
        for name, f in self.f.items():
            for kind in ("transformer", "switchboard", "ups", "pdu", "grid_connection"):
                if f"equipment/{kind}" in f:
                    g = f[f"equipment/{kind}"]
                    taken = g["load"][()].astype("f8") + g["loss"][()]
                    if kind == "ups" and "equipment/battery" in f:  # here every UPS has one
                        taken += f["equipment/battery/power"][()]
                    for local in ("bess/supplied", "pv/power"):  # here they stand at the only board
                        if kind == "switchboard" and f"equipment/{local}" in f:
                            taken -= f[f"equipment/{local}"][()].astype("f8")
                    assert_allclose(g["input"][()], taken, rtol=4 * FLOAT32, atol=4 * FLOAT32 * taken.max(), err_msg=f"{name} {kind}")

    def test_cooling_power_is_that_of_the_machines(self):
        for name, f in self.f.items():
            total = sum(f[p][()].astype("f8").sum(axis=1) for p in (
                "equipment/loop/pump_power", "equipment/chiller/power", "equipment/tower/fan_power", "equipment/dry_cooler/fan_power", "equipment/hall/crah_fan_power", "equipment/cdu/pump_power", "equipment/crac/power", "equipment/rear_door/fan_power", "equipment/heat_recovery/power") if p in f)
            site = f["site/cooling_power"][()].astype("f8").sum(axis=1)
            if "equipment/genset" in f:  # machines say what they ask for, the site what sets give of it
                short = f["equipment/genset/unserved"][()].sum(axis=1) > 0
                self.assertLess(short.sum(), 5)
                self.assertTrue((total[short] >= site[short]).all())
                total, site = total[~short], site[~short]
            assert_allclose(total, site, rtol=1e-6, err_msg=name)


class TablesPointAtOneAnother(Opened, TracesCase):
    def test_windows_to_their_rows_and_assets(self):
        f = self.f["tokyo"]
        index, t = f["window/index"], f["window/steps/time"][()]
        self.assertEqual(index["start"].shape[0], 2)  # the trip, and its end
        paths = texts(f["topology/path"])
        for k in range(2):
            first, last = index["first_row"][k], index["last_row"][k]
            self.assertLessEqual(index["start"][k], t[first])
            self.assertLessEqual(t[last], index["end"][k])
            assert_allclose(numpy.diff(t[first:last + 1]), f["window/steps/step"][first + 1:last + 1, 0], rtol=1e-9)
        trip = (2 * 24 + 14) * 3600  # 4 August 14:00, from 2 August 00:00
        self.assertTrue(index["start"][0] <= trip <= index["end"][0])
        self.assertEqual(index["end"][0], trip + 15 * 60)
        self.assertLess(index["start"][1], trip + 6 * 3600)
        self.assertTrue(all(a == -1 or paths[a] for a in index["asset"][()]))

    def test_jobs_to_sites_and_halls(self):
        f = self.f["tokyo"]
        job = f["job"]
        self.assertEqual(job["hall"].attrs["flag_meanings"], b"koto.hall1")
        self.assertEqual(job["site"].attrs["flag_meanings"], b"koto")
        started = ~numpy.isnan(job["started"][()])
        self.assertTrue((job["site"][()][started] == 0).all())
        done = job["outcome"][()] == 3
        assert_allclose(job["node_hours"][()][done], job["nodes"][()][done] * (job["ended"][()] - job["started"][()])[done] / 3600, rtol=1e-12)
        self.assertEqual(self.json["tokyo"]["jobs"]["completed"], done.sum())

    def test_checkpoints_to_their_jobs(self):
        f = self.f["frontier"]
        states = texts(f["checkpoint/state"])
        assert_allclose(f["checkpoint/value"][:, states.index("olcf.time_s")], f["checkpoint/time"][()], atol=1e-5)
        busy = f["checkpoint/value"][:, states.index("olcf.frontier.busy_nodes")]
        entries, nodes = f["checkpoint_job"], dict(zip(f["job/id"][()], f["job/nodes"][()]))
        for k in range(len(busy)):
            running = (entries["checkpoint"][()] == k) & (entries["hall"][()] >= 0)
            self.assertEqual(sum(nodes[i] for i in entries["id"][()][running]), busy[k])
            self.assertTrue((entries["remaining"][()][running] > 0).all())

    def test_the_last_event_is_the_end_of_the_run(self):
        for name, f in self.f.items():
            words = f["event/code"].attrs["flag_meanings"].decode().split()
            self.assertEqual(words[f["event/code"][-1]], "run_end")
            self.assertEqual(f["event/time"][-1], f.attrs["horizon_seconds"])
            self.assertEqual(f["event/time"].shape[0], self.json[name]["events"] + 1)


if __name__ == "__main__":
    unittest.main()
