# SPDX-License-Identifier: Apache-2.0
"""Controllers of the user's own: the example, and every way in which one can fail."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import unittest

import h5py
import numpy
from netsuden import ENDLESS, ROOT, Case, netsuden, wait_until

EXAMPLE = ROOT / "examples" / "controller"
HEAD = '#include <math.h>\n#include <signal.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n#include "netsuden_controller.h"\n'
VERSION = "uint32_t netsuden_controller_version(void) { return NETSUDEN_CONTROLLER_VERSION; }\n"
CONTROL = "int32_t netsuden_control(const struct netsuden_view *view, struct netsuden_decision *decision) {\n  (void)view; (void)decision;\n"
SCENARIO = """netsuden: 1
name: A controller
horizon: {from: 2026-04-14, to: 2026-04-15, timezone: Asia/Tokyo}
resolution: {calm: 5 min, record: 5 min}
sites:
  lab:
    weather: {climate: tokyo}
    CONTROLLER
    cooling:
      cold: {type: chilled_water, supply: 18 degC, chillers: {model: centrifugal_warm_2mw, count: 2}, towers: {model: tower_3mw, count: 2}}
    halls:
      hall1: {racks: {model: dgx_h100, count: 40}, air: {loop: cold, supply: 25 degC}}
workload: {profiles: [{mean: 60 %, daily_amplitude: 0.3}]}
"""


@unittest.skipUnless(shutil.which("cc"), "SKIPPED: no C compiler")
class ControllerCase(Case):
    def library(self, body, name="own.so", before=VERSION):
        source = self.folder / (name + ".c")
        source.write_text(HEAD + before + CONTROL + body + "\n}\n" if body is not None else HEAD + before)
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", f"-I{ROOT}/sim/control", source, "-o", self.folder / name], check=True)

    def scenario(self, controller="controller: {library: ./own.so, interval: 1 h, timeout: 5 s}"):
        (self.folder / "s.yaml").write_text(SCENARIO.replace("CONTROLLER", controller))
        return "s.yaml"

    def run_own(self, *arguments, name="a", **scenario):
        """Summary and trace of a run."""
        done = self.run_ok("run", self.scenario(**scenario), "-o", f"{name}.h5", "--overwrite", "--json", f"{name}.json", "--quiet", *arguments)
        self.last = done
        return json.loads((self.folder / f"{name}.json").read_text()), self.folder / f"{name}.h5"

    def events(self, path, code):
        with h5py.File(path) as f:
            names = f["event/code"].attrs["flag_meanings"].decode().split()
            return [(float(t), text.tobytes().decode().rstrip("\0 ")) for t, c, text in zip(f["event/time"], f["event/code"], f["event/text"]) if names[c] == code]

    def children(self, pid):
        return [int(p) for p in (pathlib.Path("/proc") / str(pid) / "task" / str(pid) / "children").read_text().split()]

    def column(self, path, group, channel):
        with h5py.File(path) as f:
            return f[f"{group}/time"][()], f[f"{group}/{channel}"][:, 0]


class TheExample(ControllerCase):
    def test_compiles_and_runs_by_its_two_commands_and_agrees_with_the_built_in_reset(self):
        text = (EXAMPLE / "README.md").read_text()
        commands = re.findall(r"(?m)^    (\S.*)$", text)
        self.assertEqual((commands[0].split()[0], commands[1].split()[0]), ("cc", "netsuden"))
        for f in EXAMPLE.iterdir():
            shutil.copy(f, self.folder)
        subprocess.run(commands[0].replace("../../sim/control", str(ROOT / "sim/control")).split(), cwd=self.folder, check=True)

        def energy(command, name):
            words = [w.strip("'") for w in re.findall(r"'[^']*'|\S+", command)][1:]
            self.run_ok(*words, "--json", f"{name}.json")
            return json.loads((self.folder / f"{name}.json").read_text())["sites"]["lab"]["cooling_energy_kwh"]

        own, plain, built_in = (energy(c, n) for c, n in zip(commands[1:4], ("own", "plain", "built-in")))
        self.assertLess(own, 0.995 * plain)
        self.assertAlmostEqual(own / built_in, 1, delta=1e-3)
        (t, a), (_, b), (_, load) = (self.column(self.folder / f"{n}.h5", "equipment/loop", c) for n, c in (("hall", "supply_set_point"), ("built-in", "supply_set_point"), ("hall", "heat")))
        late = t > 3600
        numpy.testing.assert_allclose(a[late], b[late], atol=0.03)
        # By hand: 22 to 18 degC between 30 and 90 % of 2 MW.
        numpy.testing.assert_allclose(a[late], 22 - 4 * numpy.clip((load[late] / 2e6 - 0.3) / 0.6, 0, 1), atol=0.05)
        self.assertEqual(self.events(self.folder / "hall.h5", "controller_failed"), [])


class WhatAControllerDecides(ControllerCase):
    def test_is_held_and_the_same_answers_give_the_same_trace(self):
        self.library("  decision->hall[0].decided = NETSUDEN_SUPPLY_SET_POINT; decision->hall[0].supply_set_point_degC = 23;\n"
                     "  decision->plant[0].decided = NETSUDEN_SUPPLY_SET_POINT | NETSUDEN_CONDENSER_SET_POINT | NETSUDEN_CHILLERS;\n"
                     "  decision->plant[0].supply_set_point_degC = 16; decision->plant[0].condenser_set_point_degC = 26; decision->plant[0].chillers = 2;\n  return 0;")
        texts = []
        for name in "ab":
            j, path = self.run_own(name=name)
            texts.append(j)
        self.assertEqual(*texts)
        for group, channel, value in (("equipment/hall", "supply_set_point", 23), ("equipment/loop", "supply_set_point", 16), ("equipment/loop", "condenser_set_point", 26), ("equipment/chiller", "stages", 2), ("equipment/loop", "supply_temperature", 16)):
            t, x = self.column(path, group, channel)
            numpy.testing.assert_allclose(x[t > 2 * 3600], value, atol=0.02, err_msg=f"{group}/{channel}")

    def test_sees_the_site_in_the_units_that_names_say(self):
        self.library('  fprintf(stderr, "SEEN %s %g %s %g %g %s %g %g %g|%s\\n", view->site, view->time_s, view->hall[0].name, view->hall[0].it_power_W, view->hall[0].supply_set_point_degC,\n'
                     '          view->plant[0].name, view->plant[0].supply_set_point_degC, view->plant[0].chillers_in_service, view->contract_W, view->options);\n  return 0;')
        _, path = self.run_own(controller="controller: {library: ./own.so, interval: 6 h, options: \"some words\"}")
        seen = [line.split() for line in self.last.stderr.splitlines() if line.startswith("SEEN")]
        self.assertEqual([float(s[2]) for s in seen], [21600, 43200, 64800, 86400][:len(seen)])
        self.assertGreaterEqual(len(seen), 3)
        first = seen[0]
        self.assertEqual((first[1], first[3], first[6]), ("lab", "hall1", "cold"))
        self.assertEqual([float(x) for x in (first[5], first[7], first[8])], [25, 18, 2])
        self.assertTrue(self.last.stderr.splitlines()[0].endswith("nan|some words"), self.last.stderr)
        t, power = self.column(path, "equipment/hall", "it_power")
        self.assertAlmostEqual(float(first[4]) / numpy.interp(21600, t, power), 1, delta=0.02)

    def test_sees_circuit_doors_and_humidity_where_the_site_has_them(self):
        self.library('  const struct netsuden_hall *h = view->hall; const struct netsuden_plant *p = view->plant;\n'
                     '  fprintf(stderr, "SEEN %g %g %g %g %g %g %g %g %g %g %g %g %g\\n", h->fans_powered, p->pumps_powered, p->pumps_running, p->pumps_in_service, h->liquid_heat_W, h->hottest_case_degC,\n'
                     '          p->flow_kg_s, p->flow_wanted_kg_s, p->pump_head_Pa, p->differential_pressure_Pa, p->pump_speed, h->dew_point_degC, h->door_heat_W);\n  return 0;')
        _, path = self.run_own("--set", "sites.lab.cooling.cold.hydraulics={}", "--set", "sites.lab.halls.hall1.air.humidity={}", "--set", "sites.lab.halls.hall1.rear_doors={kind: passive}",
                               controller="controller: {library: ./own.so, interval: 6 h}")
        seen = [line.split() for line in self.last.stderr.splitlines() if line.startswith("SEEN")][1]
        self.assertEqual(seen[1:3] + seen[5:7], ["1", "1", "nan", "nan"])
        running, there = float(seen[3]), float(seen[4])
        self.assertTrue(0 < running <= there == 3, seen)
        for value, group, channel in zip(seen[7:], ("pump",) * 5 + ("humidity", "rear_door"), ("flow", "flow_wanted", "head", "differential_pressure", "speed", "dew_point", "heat")):
            t, x = self.column(path, f"equipment/{group}", channel)
            self.assertAlmostEqual(float(value) / numpy.interp(43200, t, x), 1, delta=0.02, msg=channel)

    def test_is_brought_into_the_ranges_of_the_scenario_with_one_event(self):
        self.library("  decision->plant[0].decided = NETSUDEN_CHILLERS; decision->plant[0].chillers = 99;\n  return 0;")
        _, path = self.run_own()
        events = self.events(path, "controller_clamped")
        self.assertEqual([(t, w) for t, w in events], [(3600, "controller of sites.lab: a number of cooling.cold of 99 chillers is brought to 2 chillers")])
        self.assertEqual(self.events(path, "controller_failed"), [])

    def test_a_power_cap_lowers_the_clocks_and_one_that_is_given_up_lets_them_rise(self):
        self.library("  static int n; if (++n > 8) return 1;\n  decision->decided = NETSUDEN_POWER_CAP; decision->power_cap_W = 300e3;\n  return 0;")
        _, path = self.run_own()
        t, clock = self.column(path, "equipment/hall", "clock")
        _, power = self.column(path, "site", "grid_import")
        held = (t > 3600 + 1800) & (t <= 8 * 3600)
        self.assertLess(clock[held].min(), 0.95)
        self.assertTrue(numpy.all((power[held] < 300e3 * 1.005) | (clock[held] < 0.55)))
        self.assertEqual(clock[t > 11 * 3600].min(), 1)


class AControllerThatFails(ControllerCase):
    """is an event, and the run is that of the built-in control from the same step on."""

    def fails(self, body, reason, timeout="5 s", **library):
        self.library(body, **library)
        plain, _ = self.run_own(name="plain", controller="")
        began = time.monotonic()
        j, path = self.run_own(controller=f"controller: {{library: ./own.so, interval: 1 h, timeout: {timeout}}}")
        self.assertLess(time.monotonic() - began, 60)
        events = self.events(path, "controller_failed")
        self.assertEqual(len(events), 1, events)
        self.assertEqual(events[0][0], 3600)
        self.assertRegex(events[0][1], "controller of sites.lab is given up: " + reason + "; the built-in control goes on")
        for key, value in plain["sites"]["lab"].items():
            self.assertEqual(j["sites"]["lab"][key], value, key)

    def test_crashes(self):
        self.fails("  volatile int *nowhere = 0; return *nowhere;", r"it crashed: signal 11 \(Segmentation fault\)")

    def test_aborts(self):
        self.fails("  abort();", r"it crashed: signal 6 \(Aborted\)")

    def test_exits(self):
        self.fails("  exit(7);", "it ended with exit code 7")

    def test_hangs(self):
        self.fails("  for (;;) pause();", r"no answer within 0\.3 s", timeout="300 ms")

    def test_hangs_and_does_not_care_for_signals(self):
        self.fails("  signal(SIGTERM, SIG_IGN); signal(SIGINT, SIG_IGN); for (volatile int i = 0;; ++i) {}", r"no answer within 0\.3 s", timeout="300 ms")

    def test_returns_not_a_number(self):
        self.fails("  decision->plant[0].decided = NETSUDEN_SUPPLY_SET_POINT; decision->plant[0].supply_set_point_degC = NAN; return 0;", "the supply set-point of cooling.cold is not a number")

    def test_returns_infinity(self):
        self.fails("  decision->decided = NETSUDEN_POWER_CAP; decision->power_cap_W = INFINITY; return 0;", "the power cap of the site is not a number")

    def test_gives_up(self):
        self.fails("  return -3;", "it returned -3")

    def test_decides_what_there_is_not(self):
        self.fails("  decision->hall[0].decided = 64; return 0;", "it decides what the interface does not have, bits 0x40 of halls.hall1")

    def test_writes_rubbish_where_answers_go(self):
        self.fails('  for (int i = 0; i < 100; ++i) if (write(3, "rubbish", 7) < 0) break;\n  return 0;', "its answer is none of the interface")

    def test_closes_everything(self):
        self.fails("  for (int i = 0; i < 64; ++i) close(i);\n  for (;;) pause();", "it closed its connection")

    def test_leaves_no_process_behind_not_even_its_own_children(self):
        self.library('  if (fork() == 0) for (;;) pause();\n  FILE *f = fopen("pid", "w"); fprintf(f, "%d", (int)getpgrp()); fclose(f);\n  for (;;) pause();')
        self.run_own(controller="controller: {library: ./own.so, interval: 1 h, timeout: 300 ms}")
        group = int((self.folder / "pid").read_text())

        def gone():
            try:
                os.killpg(group, 0)
            except ProcessLookupError:
                return True
            return all(p.read_text().split(") ")[1][0] == "Z" for p in pathlib.Path("/proc").glob("[0-9]*/stat") if p.exists() and f" {group} " in p.read_text().split(") ")[1][:40])

        self.assertTrue(wait_until(gone, 10))


class ItsOutput(ControllerCase):
    def test_does_not_mix_with_that_of_the_program(self):
        self.library('  printf("rubbish\\n"); fflush(stdout); return 0;')
        done = self.run_ok("run", self.scenario(), "--no-trace", "--json", "-", "--quiet")
        self.assertEqual(json.loads(done.stdout)["status"], "complete")
        self.assertIn("rubbish", done.stderr)


class TheProcess(ControllerCase):
    def endless(self):
        self.library("  return 0;")
        # Relative to the file that names it: here the command line.
        return self.start("run", *ENDLESS, "--no-trace", "--quiet", "--set", f"sites.lab.controller={{library: \"{self.folder}/own.so\"}}", stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def child(self, process):
        self.assertTrue(wait_until(lambda: len(self.children(process.pid)) > 0))
        time.sleep(0.3)
        children = self.children(process.pid)
        self.assertEqual(len(children), 1)
        return children[0]

    def test_goes_with_a_run_that_is_killed(self):
        process = self.endless()
        child = self.child(process)
        process.kill()
        process.wait()
        self.assertTrue(wait_until(lambda: not pathlib.Path(f"/proc/{child}").exists() or "Z" in pathlib.Path(f"/proc/{child}/stat").read_text().split(") ")[1][:1], 10))

    def test_goes_with_a_run_that_is_interrupted(self):
        process = self.endless()
        child = self.child(process)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=60), 130)
        self.assertFalse(pathlib.Path(f"/proc/{child}").exists())


class TheCheck(ControllerCase):
    def refuses(self, reason):
        for command in (["check"], ["run", "--no-trace"]):
            done = netsuden(*command, self.scenario(), cwd=self.folder)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertRegex(done.stderr, r"s\.yaml:8:\d+: error\[\S+\]: " + reason)

    def test_says_that_a_library_lacks_a_function(self):
        self.library("  return 0;", before="")
        self.refuses("`./own.so` is no controller: it has no function `netsuden_controller_version`")
        self.library(None)
        self.refuses("`./own.so` is no controller: it has no function `netsuden_control`")

    def test_says_that_a_library_is_of_another_version(self):
        self.library("  return 0;", before="uint32_t netsuden_controller_version(void) { return 99; }\n")
        self.refuses("`./own.so` is no controller: it is of version 99 of netsuden_controller.h, this program of version 1")

    def test_says_that_a_library_does_not_load(self):
        (self.folder / "own.so").write_text("no library")
        self.refuses("`./own.so` is no controller: ./own.so: ")
        self.library("  return 0;", before=VERSION + "__attribute__((constructor)) static void first(void) { abort(); }\n")
        self.refuses(r"`./own.so` is no controller: loading: it crashed: signal 6")

    def test_says_that_there_is_none(self):
        self.refuses("`sites.lab.controller.library`: no file `./own.so`")


if __name__ == "__main__":
    unittest.main()
