# SPDX-License-Identifier: Apache-2.0
"""What the Python tests share: the program, small runs of the reference scenarios, a folder a test."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(os.environ["NETSUDEN_SOURCE"])
PROGRAM = os.environ["NETSUDEN"]

# Small variants: each runs in a fraction of a second, together they have every group of the format.
SMALL = {
    "first": ["scenarios/first-steps.yaml"],
    "tokyo": ["scenarios/tokyo-hall.yaml", "--set", "horizon.from=2027-08-02", "--set", "horizon.to=2027-08-07"],
    "ride": ["scenarios/ride-through.yaml"],
    "shedding": ["scenarios/shedding.yaml"],
    "feeders": ["scenarios/two-feeders.yaml"],
    "solar": ["scenarios/solar-storage.yaml", "--set", "horizon.from=2027-08-06", "--set", "horizon.to=2027-08-07"],
    "dc": ["scenarios/dc-800v.yaml", "--set", "horizon.to=2027-08-02"],
    "swing": ["scenarios/training-swing-bess.yaml", "--set", "horizon.to=2027-08-04T08:00"],
    "warm": ["scenarios/warm-water.yaml", "--set", "horizon.to=2026-01-03", "--set", "sites.koto.cooling.warm.store={volume: 100 m3}", "--set", "sites.koto.halls.hall1.liquid.cold_plate={model: ocp_oam_1kw_pg25}",
             "--set", "sites.koto.cooling.warm.heat_recovery={heat_pump: {}, network: {supply: 65 degC, return: 45 degC, heat: 1 MW}}"],
    "dx": ["scenarios/first-steps.yaml", "--set", "horizon.to=2026-08-04", "--set", "sites.lab.halls.hall1.air.cracs={model: crac_100kw}", "--set", "sites.lab.halls.hall1.air.humidity={dew_point: 12 degC}",
           "--set", "sites.lab.halls.hall1.rear_doors={kind: passive}"],
    "pump": ["scenarios/pump-trip.yaml"],
    "rows": ["scenarios/pumps-on-ups.yaml"],
    "serving": ["scenarios/sovereign-serving.yaml", "--set", "horizon.from=2027-04-06T06:00", "--set", "horizon.to=2027-04-06T12:00"],
    "plan": ["scenarios/build-out.yaml", "--set", "horizon.from=2029-06-14", "--set", "horizon.to=2029-06-18"],
    "frontier": ["scenarios/frontier-day.yaml", "--set", "horizon.to=2026-04-07T06:00", "--set", "resolution.record=1 min"],
}
# A run of many years that nobody waits for: it is stopped, killed or followed.
ENDLESS = ["scenarios/first-steps.yaml", "--set", "horizon.to=2056-08-03", "--set", "resolution.record=5 min", "--set", "record.racks_enabled=false"]


def command(arguments):
    """The program's arguments, with scenarios found wherever the test stands."""
    return [PROGRAM] + [str(ROOT / a) if str(a).startswith("scenarios/") else str(a) for a in arguments]


def netsuden(*arguments, **options):
    options.setdefault("timeout", 120)
    return subprocess.run(command(arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


class Case(unittest.TestCase):
    """A test with a folder of its own."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="netsuden-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def run_ok(self, *arguments, **options):
        options.setdefault("cwd", self.folder)
        done = netsuden(*arguments, **options)
        self.assertEqual(done.returncode, 0, f"{arguments}\n{done.stdout}\n{done.stderr}")
        return done

    def start(self, *arguments, **options):
        """A process in the background; it is gone when the test ends."""
        options.setdefault("cwd", self.folder)
        process = subprocess.Popen(command(arguments), stdin=subprocess.DEVNULL, **options)

        def end():
            if process.poll() is None:
                process.kill()
            process.wait()

        self.addCleanup(end)
        return process


class TracesCase(unittest.TestCase):
    """Tests that only read: the small runs, made once for the class."""

    maxDiff = None
    wanted = tuple(SMALL)

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="netsuden-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.traces = {}
        for name in cls.wanted:
            path = cls.folder / f"{name}.h5"
            done = netsuden("run", *SMALL[name], "-o", path, "--json", cls.folder / f"{name}.json")
            if done.returncode != 0:
                raise AssertionError(f"{name}: {done.stderr}")
            cls.traces[name] = path


def wait_until(condition, seconds=60):
    """Polls; whether the condition came true. The time is only a bound for a broken program."""
    import time

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False
