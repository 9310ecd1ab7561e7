# SPDX-License-Identifier: Apache-2.0
"""Power networks through the command: a triangle by hand, MATPOWER's cases against their solutions, power-grid-model's and
pandapower's cases, what is outside its limits, what does not converge, and the files that are none."""
import cmath
import json
import math
import os
import re
import unittest

from netsuden import ROOT, Case, netsuden

TRIANGLE = "scenarios/networks/three-bus.m"
DATA = ROOT.parent / "shared/data/cases"
data_present = unittest.skipUnless(DATA.exists(), "SKIPPED: the shared data folder is absent")

HEAD = "function mpc = small\nmpc.version = '2';\nmpc.baseMVA = 100;\n"


def matpower(buses, generators, branches):
    rows = lambda table: "".join("\t" + "\t".join(str(v) for v in row) + ";\n" for row in table)
    return f"{HEAD}mpc.bus = [\n{rows(buses)}];\nmpc.gen = [\n{rows(generators)}];\nmpc.branch = [\n{rows(branches)}];\n"


def bus(number, kind, p=0, q=0, kv=110, low=0.9, high=1.1):
    return [number, kind, p, q, 0, 0, 1, 1, 0, kv, 1, high, low]


def branch(a, b, r, x, rating=0, status=1):
    return [a, b, r, x, 0, rating, 0, 0, 0, 0, status, -360, 360]


class Networks:
    def solve(self, *arguments):
        done = self.run_ok("info", *arguments, "--json")
        return json.loads(done.stdout)

    def write(self, name, text):
        (self.folder / name).write_text(text)
        return name


class TriangleByHand(Networks, Case):
    """scenarios/networks/three-bus.m, on 100 MVA: U1 = 1, U2 = 0.96 - 0.28j, U3 = 0.912 - 0.266j; I12 = 2.8 - 0.4j,
    I13 = 2.656 + 0.892j, I23 = 0.352 - 0.936j. S = U I*: every number below follows with a pencil."""

    U = [1, 0.96 - 0.28j, 0.912 - 0.266j]
    I = {(1, 2): 2.8 - 0.4j, (1, 3): 2.656 + 0.892j, (2, 3): 0.352 - 0.936j}
    Z = {(1, 2): 0.1j, (1, 3): 0.06 + 0.08j, (2, 3): 0.03 + 0.04j}

    def test_the_pencil_is_right(self):
        for (a, b), i in self.I.items():
            self.assertAlmostEqual(self.U[a - 1] - self.U[b - 1], self.Z[a, b] * i, delta=1e-15)

    def test_voltages_flows_and_totals(self):
        j = self.solve(TRIANGLE)
        self.assertEqual((j["converged"], j["method"], j["base_va"]), (True, "newton", 1e8))
        self.assertLess(j["mismatch_pu"], 1e-10)
        for b, u in zip(j["buses"], self.U):
            self.assertAlmostEqual(cmath.rect(b["voltage_pu"], math.radians(b["angle_deg"])), u, delta=1e-8)
            self.assertAlmostEqual(b["voltage_v"], abs(u) * 110e3, delta=1e-3)
        ampere = 100e6 / (math.sqrt(3) * 110e3)
        for b, ((x, y), i) in zip(j["branches"], self.I.items()):
            self.assertEqual((b["from_bus"], b["to_bus"]), (str(x), str(y)))
            s_from, s_to = self.U[x - 1] * i.conjugate() * 100, -self.U[y - 1] * i.conjugate() * 100
            for key, wanted in (("from_w", s_from.real), ("from_var", s_from.imag), ("to_w", s_to.real), ("to_var", s_to.imag)):
                self.assertAlmostEqual(b[key] / 1e6, wanted, delta=1e-6)
            self.assertAlmostEqual(b["from_a"], abs(i) * ampere, delta=1e-4)
        for key, wanted in (("generation_w", 575.6), ("generation_var", 120.8), ("load_w", 525.5), ("load_var", 82.3), ("shunt_w", 0), ("shunt_var", -108.3),
                            ("loss_w", 50.1), ("loss_var", 146.8)):
            self.assertAlmostEqual(j[key] / 1e6, wanted, delta=1e-6, msg=key)
        self.assertAlmostEqual(j["sources"][0]["power_w"] / 1e6, 545.6, delta=1e-6)
        self.assertAlmostEqual(j["sources"][0]["power_var"] / 1e6, -49.2, delta=1e-6)
        self.assertAlmostEqual(j["generators"][0]["power_var"] / 1e6, 170, delta=1e-6)
        self.assertEqual(j["outside_limits"], {"voltage_low_buses": ["3"], "voltage_high_buses": [], "reactive_power_buses": ["2"], "overloaded_branch_indices": [1]})

    def test_the_report(self):
        done = self.run_ok("info", TRIANGLE)
        self.assertEqual(done.stderr, "")
        lines = done.stdout.splitlines()
        self.assertTrue(lines[0].endswith("three-bus.m: MATPOWER case, 3 buses, 3 branches, 2 generators, 2 loads, 1 shunt, base 100 MVA"))
        self.assertRegex(lines[2], r"^  power flow                Newton's method, \d iterations, largest mismatch \d\.\de-\d\d pu$")
        self.assertEqual(lines[3:], """\
  slack                     545.6 MW, -49.20 Mvar at bus 1, 0.000 deg  (1.00000 pu (110.0 kV))
  generation                575.6 MW, 120.8 Mvar  (slack included)
  load                      525.5 MW, 82.30 Mvar
  shunts                    0 W, -108.3 Mvar
  losses                    50.10 MW (8.70 % of the generation), 146.8 Mvar net of line charging
  lowest voltage            0.95000 pu (104.5 kV) at bus 3
  highest voltage           1.00000 pu (110.0 kV) at bus 1 and 1 more

the most loaded branches  (2 of 3 have a rating; 1 OVERLOADED)
  1.  112.1 %               branch 1-3 (row 2): 280.2 MVA of 250.0 MVA, 1.471 kA  OVER
  2.   94.3 %               branch 1-2 (row 1): 282.8 MVA of 300.0 MVA, 1.485 kA

outside the limits of the file
  voltage too low           0.95000 pu (104.5 kV) at bus 3, allowed 0.96 to 1.05 pu
  reactive power            170.0 Mvar at bus 2, allowed -100.0 Mvar to 100.0 Mvar
                            the power flow does not hold the limits of generators: their voltages are""".splitlines())

    def test_the_tables(self):
        done = self.run_ok("info", TRIANGLE, "--buses", "--branches")
        self.assertRegex(done.stdout, r"(?m)^ +3 +110 +0\.95000 +104\.50000 +-16\.2602 +0\.000 +0\.000 +275\.500 +32\.300  LOW$")
        self.assertRegex(done.stdout, r"(?m)^ +2 +1 +3 +265\.600 +-89\.200 +-218\.500 +152\.000 +47\.100 +1470\.56 +1470\.56 +112\.1 %  OVER$")
        self.assertRegex(done.stdout, r"(?m)^ +3 +2 +3 +60\.000 +80\.000 +-57\.000 +-76\.000 +3\.000 +524\.86 +524\.86 +-$")

    def test_short_circuits(self):
        # Z_Q = c 100 MVA/5 GVA; bus 1 sees it alone, the others the triangle behind it. kappa = 1.02 + 0.98 e^(-3 R/X) at bus 1.
        for fault, c in (("maximum", 1.1), ("minimum", 1.0)):
            x = c * 100 / 5000 / math.sqrt(1 + 0.2**2)
            zq, (z12, z13, z23) = complex(0.2 * x, x), self.Z.values()
            z = [zq, zq + z12 * (z13 + z23) / (z12 + z13 + z23), zq + z13 * (z12 + z23) / (z12 + z13 + z23)]
            j = self.solve(TRIANGLE, "--short-circuit", "--sk", "5 GVA", "--rx", "0.2", "--fault", fault)["short_circuit"]
            self.assertEqual((j["case"], j["kappa_method"], j["frequency_hz"]), (fault, "C", 50))
            for b, wanted in zip(j["buses"], z):
                self.assertAlmostEqual(b["power_va"] / 1e6, c * 100 / abs(wanted), delta=1e-6)
                self.assertAlmostEqual(b["initial_a"], c * 100e6 / abs(wanted) / (math.sqrt(3) * 110e3), delta=1e-3)
            first = j["buses"][0]
            self.assertAlmostEqual(first["power_va"], 5e9, delta=1)
            kappa = 1.02 + 0.98 * math.exp(-0.6)
            self.assertAlmostEqual(first["peak_a"], kappa * math.sqrt(2) * first["initial_a"], delta=1e-3)
            m = (math.exp(4 * 50 * math.log(kappa - 1)) - 1) / (2 * 50 * math.log(kappa - 1))
            self.assertAlmostEqual(first["thermal_a"], first["initial_a"] * math.sqrt(m + 1), delta=1e-3)
        text = self.run_ok("info", TRIANGLE, "--short-circuit", "--sk", "5 GVA").stdout
        self.assertIn("1 generator feeds nothing into the fault: the file gives no subtransient reactance (bus 2)", text)

    def test_lines_are_warm_at_the_end_of_the_least_fault_alone(self):
        def r(*more):
            return self.solve(TRIANGLE, "--short-circuit", "--sk", "infinite", *more)["short_circuit"]["buses"][2]["r_pu"]

        cold = r("--fault", "minimum")
        self.assertEqual(r("--fault", "maximum", "--end-temperature", "80 degC"), cold)
        z = [complex(v.real * 1.24, v.imag) for v in self.Z.values()]  # 1 + 0.004 (80 - 20)
        self.assertAlmostEqual(r("--fault", "minimum", "--end-temperature", "80 degC"), (z[1] * (z[0] + z[2]) / sum(z)).real, delta=1e-9)

    def test_json_goes_where_it_is_asked_to(self):
        whole = self.run_ok("info", TRIANGLE, "--json").stdout
        for arguments in (["--json", "a.json", TRIANGLE], [TRIANGLE, "--json", "a.json"], [TRIANGLE, "--json=a.json"]):
            done = self.run_ok("info", *arguments)
            self.assertIn("the most loaded branches", done.stdout)
            self.assertEqual((self.folder / "a.json").read_text(), whole)
            (self.folder / "a.json").unlink()
        self.assertEqual(self.run_ok("info", "--json", TRIANGLE).stdout, whole)
        self.assertEqual(self.run_ok("info", TRIANGLE, "--json", "-").stdout, whole)

    def test_check(self):
        done = self.run_ok("check", TRIANGLE)
        self.assertRegex(done.stdout, r"three-bus\.m: ok, MATPOWER case: 3 buses, 3 branches, 2 generators, 2 loads, 1 shunt, base 100 MVA; 0 warnings\n$")


@data_present
class MatpowerCases(Networks, Case):
    """Solutions of another Newton-Raphson, and MATPOWER's own runpf: losses, slack, lowest voltage as it prints them."""

    RUNPF = {"case9": (71.641021, 27.045924, 4.641021, 0.995631, "9"), "case14": (232.393272, -16.549301, 13.393272, 1.010000, "3"),
             "case30": (25.973803, -0.998484, 2.443803, 0.960624, "8"), "case33bw": (3.917677, 2.435141, 0.202677, 0.913090, "18"),
             "case57": (478.663752, 128.849628, 27.863752, 0.935932, "31"), "case85": (2.813587, 2.752891, 0.299307, 0.873890, "54"),
             "case118": (513.862872, -82.424057, 132.862872, 0.943000, "76")}

    def test_every_case_of_the_data_folder(self):
        cases = sorted((DATA / "matpower").glob("*.m"))
        self.assertEqual([c.stem for c in cases], sorted(self.RUNPF))
        for case in cases:
            for method in ["automatic", "newton"] + (["sweep"] if case.stem in ("case33bw", "case85") else []):
                with self.subTest(case=case.stem, method=method):
                    self.compare(self.solve(case, "--method", method), json.loads(case.with_suffix(".solution.json").read_text()), self.RUNPF[case.stem])

    def compare(self, j, wanted, runpf):
        self.assertEqual([b["name"] for b in j["buses"]], [str(b[0]) for b in wanted["bus"]])
        for b, (_, magnitude, angle, *_) in zip(j["buses"], wanted["bus"]):
            self.assertAlmostEqual(b["voltage_pu"], magnitude, delta=1e-8)
            self.assertAlmostEqual(math.radians(b["angle_deg"] - angle), 0, delta=1e-8)
        flows = wanted["branch_from_to_Pf_Qf_Pt_Qt_MW"]
        self.assertEqual(len(j["branches"]), len(flows))
        for b, flow in zip(j["branches"], flows):
            for key, value in zip(("from_w", "from_var", "to_w", "to_var"), flow[2:6]):
                self.assertAlmostEqual(b[key] / 1e6, value, delta=1e-6)
        p, q, losses, lowest, at = runpf
        self.assertAlmostEqual(j["sources"][0]["power_w"] / 1e6, p, delta=1e-6)
        self.assertAlmostEqual(j["sources"][0]["power_var"] / 1e6, q, delta=1e-6)
        self.assertAlmostEqual(j["loss_w"] / 1e6, losses, delta=1e-6)
        self.assertAlmostEqual(j["lowest_voltage"]["voltage_pu"], lowest, delta=5e-7)
        self.assertEqual(j["lowest_voltage"]["bus"], at)

    def test_baran_and_wu_as_published(self):
        # IEEE Trans. Power Delivery 4 (1989) 1401: 202.68 kW lost, 0.9131 pu at bus 18.
        text = self.run_ok("info", DATA / "matpower/case33bw.m").stdout
        self.assertRegex(text, r"(?m)^  power flow +backward/forward sweep \(radial network\), \d+ sweeps")
        self.assertRegex(text, r"(?m)^  losses +202\.7 kW ")
        self.assertRegex(text, r"(?m)^  lowest voltage +0\.9130?9 pu \(11\.56 kV\) at bus 18$")
        self.assertIn("37 branches (5 open)", text)

    def test_generators_beyond_their_reactive_power(self):
        """From the other program's flows and the file's tables: Q of a bus's generators = flows + Qd - Bs V^2 against Qmin and Qmax."""
        for name in self.RUNPF:
            case = DATA / f"matpower/{name}.m"
            solution = json.loads(case.with_suffix(".solution.json").read_text())
            table = lambda what: [[float(v) for v in row.split(";")[0].split()] for row in re.search(rf"mpc\.{what} = \[.*?\n(.*?)\n\];", case.read_text(), re.S)[1].splitlines()]
            unit = 1e3 if name in ("case33bw", "case85") else 1  # kvar in the table, converted by the code below it
            volts = {b[0]: b[1] for b in solution["bus"]}
            q = {b[0]: b[3] / unit - b[5] * volts[b[0]] ** 2 for b in table("bus")}
            for a, b, _, q_from, _, q_to, *_ in solution["branch_from_to_Pf_Qf_Pt_Qt_MW"]:
                q[a] += q_from
                q[b] += q_to
            limits = {}
            for g in table("gen"):
                low, high = limits.get(g[0], (0, 0))
                limits[g[0]] = low + g[4], high + g[3]
            wanted = [str(int(b)) for b in q if b in limits and not limits[b][0] - 1e-5 <= q[b] <= limits[b][1] + 1e-5]
            self.assertEqual(self.solve(case)["outside_limits"]["reactive_power_buses"], wanted, name)
            if name == "case118":
                self.assertEqual(len(wanted), 6)

@data_present
class CasesOfOtherPrograms(Networks, Case):
    def test_power_grid_model_cases_with_a_symmetric_output(self):
        compared = 0
        for file in sorted((DATA / "power-grid-model/power_flow").rglob("input.json")):
            output = file.with_name("sym_output.json")
            if not output.exists():
                continue
            params = json.loads(file.with_name("params.json").read_text())
            with self.subTest(case=file.parent.name):
                buses = {b["name"]: b for b in self.solve(file)["buses"]}
                for node in json.loads(output.read_text())["data"].get("node", []):
                    b = buses[str(node["id"])]
                    self.assertEqual(b["energized"], bool(node.get("energized", node["u_pu"] > 0)))
                    if b["energized"]:
                        tolerance = lambda v: params["atol"] + params["rtol"] * abs(v)
                        self.assertAlmostEqual(b["voltage_pu"], node["u_pu"], delta=tolerance(node["u_pu"]))
                        if "u_angle" in node:
                            self.assertAlmostEqual(math.remainder(math.radians(b["angle_deg"]) - node["u_angle"], 2 * math.pi), 0, delta=tolerance(node["u_angle"]))
                        compared += 1
        self.assertGreater(compared, 30)

    def test_iec_60909_at_every_board_of_pandapowers_meshed_grid(self):
        """The grid as a power-grid-model input. One cable ends at 180 degC, the others at 160: its resistance bears the difference."""
        net = json.loads((DATA / "pandapower_iec60909_sc_test_meshed_grid.json").read_text())["_object"]

        def table(name):
            t = json.loads(net[name]["_object"])
            return [dict(zip(t["columns"], row)) for row in t["data"]]

        def network(minimum):
            warmer = lambda d: (1 + 0.004 * (d["endtemp_degree"] - 20)) / (1 + 0.004 * (160 - 20)) if minimum else 1
            nodes = [{"id": i, "u_rated": b["vn_kv"] * 1e3} for i, b in enumerate(table("bus"))]
            lines = [{"id": 100 + i, "from_node": d["from_bus"], "to_node": d["to_bus"], "from_status": 1, "to_status": 1, "r1": d["r_ohm_per_km"] * d["length_km"] * warmer(d),
                      "x1": d["x_ohm_per_km"] * d["length_km"], "c1": 0, "tan1": 0} for i, d in enumerate(table("line"))]
            transformers = [{"id": 200 + i, "from_node": t["hv_bus"], "to_node": t["lv_bus"], "from_status": 1, "to_status": 1, "u1": t["vn_hv_kv"] * 1e3, "u2": t["vn_lv_kv"] * 1e3,
                             "sn": t["sn_mva"] * 1e6, "uk": t["vk_percent"] / 100, "pk": t["vkr_percent"] / 100 * t["sn_mva"] * 1e6, "i0": 0, "p0": 0, "winding_from": 1, "winding_to": 1,
                             "clock": round(t["shift_degree"] / 30), "tap_side": 0, "tap_min": 0, "tap_max": 0, "tap_size": 0} for i, t in enumerate(table("trafo"))]
            source = [{"id": 300, "node": table("ext_grid")[0]["bus"], "status": 1, "u_ref": 1}]
            return {"version": "1.0", "type": "input", "is_batch": False, "attributes": {}, "data": {"node": nodes, "line": lines, "transformer": transformers, "source": source}}

        feeder = table("ext_grid")[0]
        values = 0
        for name, call in json.loads((DATA / "pandapower_iec60909_expected.json").read_text()).items():
            fault = "min" if "_min_" in name else "max"
            file = self.write("grid.json", json.dumps(network(fault == "min")))
            j = self.solve(file, "--short-circuit", "--fault", f"{fault}imum", "--sk", f"{feeder[f's_sc_{fault}_mva']!r} MVA", "--rx", repr(feeder[f"rx_{fault}"]), "--kappa", "B",
                           "--lv-tolerance", "10 %" if "_10_" in name else "6 %", "--end-temperature", "160 degC")["short_circuit"]
            for column, key in (("ikss", "initial_a"), ("ip", "peak_a"), ("ith", "thermal_a")):
                wanted = call["expected"][f"res_bus_sc.{column}_ka[:10]"]
                for b, ka in zip(j["buses"], wanted):
                    self.assertAlmostEqual(b[key] / 1e3, ka, delta=5e-7 * ka, msg=f"{name} {key} of bus {b['name']}")
                    values += 1
        self.assertEqual(values, 120)


class OutagesOfOneBranch(Networks, Case):
    def contingency(self, *arguments):
        return json.loads(self.run_ok("contingency", *arguments, "--json").stdout)["outages"]

    def test_the_triangle_by_hand(self):
        """2-3 out: bus 2 hangs on 0.1j, sin(delta) = 2.2 * 0.1; bus 3 on 0.06 + 0.08j with its shunt 1.2j, as a source E/(1 + Z Y)
        behind Z/(1 + Z Y): |U|^4 + |U|^2 (2 (rP + xQ) - E^2) + |z|^2 |S|^2 = 0. 1-2 out: 4.95 pu do not go through 1-3."""
        outages = {o["branch"]: o for o in self.contingency(TRIANGLE)}
        self.assertEqual(list(outages), ["1-2", "1-3", "2-3"])
        self.assertFalse(outages["1-2"]["converged"])
        self.assertIsNone(outages["1-2"]["lowest_voltage_pu"])
        y, s = 1.2j, 2.755 + 0.323j
        e2, z = abs(1 / (1 + (0.06 + 0.08j) * y)) ** 2, (0.06 + 0.08j) / (1 + (0.06 + 0.08j) * y)
        b = 2 * (z.real * s.real + z.imag * s.imag) - e2
        u = math.sqrt((-b + math.sqrt(b * b - 4 * abs(z) ** 2 * abs(s) ** 2)) / 2)
        o = outages["2-3"]
        self.assertEqual((o["converged"], o["lowest_voltage_bus"], o["dark_buses"], o["unserved_w"]), (True, "3", 0, 0))
        self.assertAlmostEqual(o["lowest_voltage_pu"], u, delta=1e-8)
        i = abs((s.conjugate() / u + y * u))  # with U3 as the reference: the load's current and the shunt's
        self.assertAlmostEqual(o["loading"], i / 2.5, delta=1e-8)  # |U1| = 1, and a rating of 250 MVA
        self.assertEqual(o["most_loaded_branch_index"], 1)
        self.assertTrue(o["secure"])  # bus 3 and branch 1-3 are outside their limits without an outage

    def test_load_behind_an_outage_is_not_served(self):
        file = self.write("a.m", matpower([bus(1, 3), bus(2, 1, 30, 5), bus(3, 1, 12, 3)], [[1, 0, 0, 0, 0, 1, 100, 1]],
                                          [branch(1, 2, 0.01, 0.1, 50), branch(1, 2, 0.01, 0.1, 50), branch(2, 3, 0.01, 0.1, 50)]))
        outages = self.contingency(file)
        self.assertEqual([(o["branch"], o["secure"], o["unserved_w"], o["dark_buses"]) for o in outages], [("2-3", False, 12e6, 1), ("1-2", True, 0, 0), ("1-2", True, 0, 0)])

        def board(spur):
            """|U2|, |U3| and the loading of one of the two circuits, by sweeps over z = 0.005 + 0.05j and 0.01 + 0.1j."""
            u2 = u3 = 1
            for _ in range(100):
                i3 = (spur / u3).conjugate()
                i = (complex(0.3, 0.05) / u2).conjugate() + i3
                u2 = 1 - (0.005 + 0.05j) * i
                u3 = u2 - (0.01 + 0.1j) * i3
            return abs(u2), abs(u3), 100 * abs(i) / 2 / 0.5

        (_, u3, loading), (u2, _, without) = board(0.12 + 0.03j), board(0)
        done = self.run_ok("contingency", file)
        self.assertEqual(done.stdout.splitlines()[2:], f"""\
  without an outage         lowest voltage {u3:.4f} pu at bus 3, branch 1-2 (row 1) loaded to {loading:.1f} %
  outages of one branch     3, 2 of them secure
    do not converge         0
    leave load unserved     1
    overload branches       0
    break voltage limits    0

those that are not secure, the worst first
  outage               dark   unserved   lowest   loading  what it breaks
  branch 2-3 (row 3)      1   12.00 MW   {u2:.4f}    {without:.1f} %  load not served""".splitlines())
        self.assertRegex(self.run_ok("contingency", file, "--all").stdout, r"(?m)^  branch 1-2 \(row 1\) +- +- +0\.\d{4} +\d\d\.\d %  secure$")
        self.assertEqual(netsuden("contingency", file, "--fail-on", "violation", cwd=self.folder).returncode, 4)
        self.write("b.m", matpower([bus(1, 3), bus(2, 1, 30, 5)], [[1, 0, 0, 0, 0, 1, 100, 1]], [branch(1, 2, 0.01, 0.1)] * 2))
        self.run_ok("contingency", "b.m", "--fail-on", "violation")

    def test_files_and_networks_that_have_none(self):
        for arguments, code, words in ((["none.m"], 5, "error[cannot-read]"),
                                       ([TRIANGLE, "--json", "none/a.json"], 5, "the folder none does not exist"), ([TRIANGLE, "--method", "sweep"], 2, "is not radial")):
            done = netsuden("contingency", *arguments, cwd=self.folder)
            self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
            self.assertIn(words, done.stderr)
        file = self.write("a.m", matpower([bus(1, 3), bus(2, 1, 520)], [[1, 0, 0, 0, 0, 1, 100, 1]], [branch(1, 2, 0, 0.1)]))
        done = netsuden("contingency", file, cwd=self.folder)
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        self.assertRegex(done.stderr, "^error: a.m: without an outage, the power flow did not converge")

    def test_progress_of_a_large_case(self):
        n = 60
        file = self.write("ring.m", matpower([bus(1, 3)] + [bus(i, 1, 1) for i in range(2, n + 1)], [[1, 0, 0, 0, 0, 1, 100, 1]], [branch(i, i % n + 1, 0.001, 0.002) for i in range(1, n + 1)]))
        environment = {**os.environ, "NETSUDEN_PROGRESS_SECONDS": "0"}
        done = self.run_ok("contingency", file, env=environment)
        self.assertEqual(len(re.findall(r"(?m)^\d+ of 60 outages, .* to go$", done.stderr)), n)
        self.assertEqual(self.run_ok("contingency", file, "-q", env=environment).stderr, "")


@data_present
class OutagesOfMatpowerCases(Networks, Case):
    def test_a_case_without_the_branch_is_the_outage(self):
        """Every tenth outage of case118 against `info` on the file with that branch switched off."""
        text = (DATA / "matpower/case118.m").read_text()
        done = json.loads(self.run_ok("contingency", DATA / "matpower/case118.m", "--json").stdout)["outages"]
        self.assertEqual(len(done), 186)
        head, rows, tail = re.match(r"(.*mpc\.branch = \[\n)(.*?)(\n\];.*)", text, re.S).groups()
        rows = rows.splitlines()
        for o in done:
            k = o["branch_index"]
            if k % 10:
                continue
            values = rows[k].strip().rstrip(";").split()
            values[10] = "0"
            self.write("a.m", head + "\n".join(rows[:k] + ["\t".join(values) + ";"] + rows[k + 1:]) + tail)
            j = json.loads(self.run_ok("info", "a.m", "--json").stdout)
            self.assertAlmostEqual(o["lowest_voltage_pu"], j["lowest_voltage"]["voltage_pu"], delta=1e-9)
            self.assertEqual((o["dark_buses"], o["unserved_w"]), (j["dark_buses"], j["dark_load_w"]))


class FailuresOfAScenario(Case):
    def test_table_json_and_exit_code(self):
        text = self.run_ok("contingency", "scenarios/two-feeders.yaml", "-q", "--json", "c.json").stdout
        self.assertRegex(text, r"(?m)^    tx_a: tx_b over its rating, 1[01]\.\d MVA of 10\.0 MVA; highest 1[01]\d\.\d % at tx_b$")
        self.assertRegex(text, r"(?m)^    sts: dark: halls\.legacy ")
        site = json.loads((self.folder / "c.json").read_text())["sites"][0]
        ups = {n["node"]: n["load"] for n in site["before"]}
        self.assertAlmostEqual(ups["ups_a"], ups["ups_b"], delta=1)  # two paths share equally
        lost = next(o for o in site["outages"] if o["failed"] == ["ups_a"])
        other = next(n for n in lost["over"] if n["node"] == "ups_b")
        self.assertAlmostEqual(other["load"] / ups["ups_b"], 2, delta=0.02)  # one carries both, and the busway's I^2 R
        self.assertEqual(netsuden("contingency", ROOT / "scenarios/two-feeders.yaml", "-q", "--fail-on", "violation").returncode, 4)
        # At little load everything but what has no second feed is secure.
        light = self.run_ok("contingency", "scenarios/two-feeders.yaml", "-q", "--load", "30 %").stdout
        self.assertIn("20 of one element, 19 of them secure", light)

    def test_wrong_options(self):
        for arguments, words in ((["--load", "40"], "--load: "), (["--load", "300 %"], "--load"), (["--wet-bulb", "28 kW"], "--wet-bulb")):
            done = netsuden("contingency", ROOT / "scenarios/first-steps.yaml", *arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
            self.assertIn(words, done.stderr)


class NetworksInTrouble(Networks, Case):
    def refused(self, code, *arguments):
        done = netsuden(*arguments, cwd=self.folder)
        self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
        return done.stderr

    def test_no_convergence_is_3_and_one_sentence(self):
        # More than 1/(4 x) = 2.5 pu does not go through a reactance of 0.1 at unity power factor: 1/(2 x) = 5.
        for load, code in ((480, 0), (520, 3)):
            file = self.write("a.m", matpower([bus(1, 3), bus(2, 1, load)], [[1, 0, 0, 0, 0, 1, 100, 1]], [branch(1, 2, 0, 0.1)]))
            done = netsuden("info", file, cwd=self.folder)
            self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertRegex(done.stderr, r'^error: a\.m: the power flow did not converge in 30 iterations: at bus "2" a mismatch of \S+ pu is left\n$')
        self.assertRegex(self.refused(3, "info", file, "--json", "a.json"), "did not converge")
        self.assertFalse((self.folder / "a.json").exists())
        self.assertRegex(self.refused(3, "info", file, "--method", "sweep"), "in 200 sweeps|sweeps: at bus")

    def test_dark_buses_are_told_and_counted(self):
        file = self.write("a.m", matpower([bus(1, 3), bus(2, 1, 50), bus(3, 1, 20)], [[1, 0, 0, 0, 0, 1, 100, 1]], [branch(1, 2, 0.01, 0.1), branch(2, 3, 0.01, 0.1, status=0)]))
        done = self.run_ok("info", file, "--buses", "--branches", "--short-circuit", "--sk", "1 GVA")
        self.assertIn("warning[dark-bus]: no source feeds 1 of 3 buses: 3", done.stderr)
        self.assertRegex(done.stdout, r"(?m)^  dark +1 bus without a source, 20\.00 MW not served$")
        self.assertEqual(len([l for l in done.stdout.splitlines() if l.endswith("  dark")]), 2)
        self.assertEqual(len([l for l in done.stdout.splitlines() if l.endswith("  open")]), 1)
        j = self.solve(file)
        self.assertEqual((j["dark_buses"], j["dark_load_w"], j["buses"][2]["voltage_pu"]), (1, 20e6, None))

    def test_a_broken_file_is_2_with_all_that_is_wrong(self):
        file = self.write("a.m", matpower([bus(1, 3), bus(2, 7)], [[9, 0, 0, 0, 0, 1, 100, 1]], [branch(1, 2, 0, 0)]))
        for subcommand in ("check", "info"):
            said = self.refused(2, subcommand, file)
            for place in ("a.m:6:4: error", "a.m:9:2: error", "a.m:12:6: error"):
                self.assertIn(place, said)

    def test_what_the_format_lacks_is_asked_for(self):
        said = self.refused(2, "info", TRIANGLE, "--short-circuit")
        self.assertRegex(said, r"--short-circuit needs --sk: .*three-bus\.m gives no short-circuit power of the network behind bus 1; give it")

    def test_a_base_voltage_of_zero_gives_powers_and_no_currents(self):
        file = self.write("a.m", matpower([bus(1, 3, kv=0), bus(2, 1, 50, kv=0)], [[1, 0, 0, 0, 0, 1, 100, 1]], [branch(1, 2, 0, 0.1)]))
        j = self.solve(file, "--short-circuit", "--sk", "1.1 GVA")
        self.assertIsNone(j["branches"][0]["from_a"])
        self.assertIsNone(j["short_circuit"]["buses"][1]["initial_a"])
        x = 1.1 * 100 / 1100
        self.assertAlmostEqual(j["short_circuit"]["buses"][1]["power_va"] / 1e6, 110 / math.hypot(0.1 * x / math.sqrt(1.01), x / math.sqrt(1.01) + 0.1), delta=1e-6)

    def test_options_of_another_kind_of_file(self):
        for arguments, words in ((["info", TRIANGLE, "--plot", "a.svg"], "--plot is for traces; "), (["info", TRIANGLE, "--events"], "--events is for traces; "),
                                 (["check", TRIANGLE, "--resolved"], "are for scenarios; "), (["run", TRIANGLE], "is a MATPOWER case, no scenario; `netsuden info "),
                                 (["info", "scenarios/first-steps.yaml", "--plot", "a.svg"], "--plot is for traces; "), (["info", TRIANGLE, "--load", "50 %"], "--load is for scenarios; "),
                                 (["info", TRIANGLE, "--json", TRIANGLE], "is the network itself"), (["info", TRIANGLE, "--method", "sweep"], "is not radial"),
                                 (["info", TRIANGLE, "--sk", "5 GVA"], "--sk requires --short-circuit"),
                                 (["info", TRIANGLE, "--short-circuit", "--sk", "5 GW"], "--sk: GW is power; expected apparent power in VA, kVA or MVA"),
                                 (["info", TRIANGLE, "--short-circuit", "--sk", "-5 GVA"], "--sk must be positive"),
                                 (["info", TRIANGLE, "--short-circuit", "--sk", "5 GVA", "--rx", "much"], "--rx: R/X must be a number"),
                                 (["info", TRIANGLE, "--short-circuit", "--sk", "5 GVA", "--lv-tolerance", "8 %"], "6 % and 10 %, not for 8 %"),
                                 (["info", TRIANGLE, "--frequency", "50"], "--frequency: 50 has no unit")):
            with self.subTest(arguments=arguments):
                self.assertIn(words, self.refused(2, *[str(ROOT / a) if a.startswith("scenarios/") else a for a in arguments]))
        self.run_ok("run", "scenarios/first-steps.yaml", "-o", "a.h5", "-q")
        for option in ("--buses", "--short-circuit", "--method=newton"):
            self.assertIn("is for power networks and scenarios; a.h5 is a trace", self.refused(2, "info", "a.h5", option))
        self.assertIn("is a trace, no scenario; `netsuden info a.h5` reads it", self.refused(2, "check", "a.h5"))
        self.assertIn("a.h5` is the trace itself", self.refused(2, "info", "a.h5", "--json", "a.h5"))

    def test_files_of_another_name_are_known_by_their_beginning(self):
        self.write("triangle", "% a comment first\n\n" + (ROOT / TRIANGLE).read_text())
        self.run_ok("info", "triangle")
        pgm = {"version": "1.0", "type": "input", "is_batch": False, "attributes": {}, "data": {"node": [{"id": 1, "u_rated": 400}], "source": [{"id": 2, "node": 1, "status": 1, "u_ref": 1}]}}
        for name in ("lone.json", "lone.txt"):
            self.write(name, json.dumps(pgm))
            self.assertRegex(self.run_ok("check", name).stdout, r"ok, power-grid-model input: 1 bus, 0 branches, 1 source, base 1 MVA")
        self.run_ok("info", "lone.txt", "--buses", "--branches")
        self.write("notes.txt", "Dear all,\n")
        self.assertEqual(self.refused(5, "info", "notes.txt"), "error: notes.txt: is neither a trace (HDF5), nor a scenario (.yaml), nor a power network (MATPOWER .m, power-grid-model .json)\n")
        self.assertIn("it was read as a scenario (.yaml); power networks are MATPOWER cases (.m)", self.refused(2, "check", "notes.txt"))
        # A scenario may be JSON too.
        self.write("scenario.json", json.dumps({"netsuden": 1, "name": "J", "horizon": {"from": "2026-08-03", "to": "2026-08-04", "timezone": "Asia/Tokyo"},
                                                "sites": {"lab": {"weather": {"climate": "tokyo"}, "halls": {"h": {"racks": {"model": "dgx_h100", "count": 4}}}}}}))
        self.assertRegex(self.run_ok("check", "scenario.json").stdout, "ok, 1 site")

    def test_files_that_cannot_be_read_or_written(self):
        for subcommand, code in (("check", 2), ("info", 5)):
            self.assertRegex(self.refused(code, subcommand, "none.m"), r"none\.m: error\[cannot-read\]: .*No such file")
        self.assertEqual(self.refused(5, "info", TRIANGLE, "--json", "none/a.json"), "error: none/a.json: the folder none does not exist\n")


if __name__ == "__main__":
    unittest.main()
