# SPDX-License-Identifier: Apache-2.0
"""Disks that are too small, become full, or forbid large files."""
import ctypes
import os
import resource
import signal
import subprocess
import unittest

import h5py
from netsuden import ENDLESS, Case, command, netsuden, wait_until

CLONE_NEWNS = 0x00020000


def mount(*arguments):
    return subprocess.run(["mount", *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def mount_disk(path, size):
    """A tmpfs that this process and its children see; False where that is not allowed."""
    path.mkdir()
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS) != 0:
        return False
    return mount("--make-rprivate", "/") and mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", path)


class ATraceThatDoesNotFit(Case):
    def test_is_refused_before_the_run_with_both_sizes(self):
        # 10 years of 4,000 racks a second: 10 TB at the least.
        done = netsuden("run", "scenarios/first-steps.yaml", "-o", "a.h5", "--set", "horizon.to=2036-08-03", "--set", "record.racks=1 s",
                        "--set", "sites.lab.halls.hall1.racks.count=4000", cwd=self.folder)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertRegex(done.stderr, r"error: a.h5: the trace needs about \d+\.?\d* TB and the disk has \d+\.?\d* [MGT]B free; record less")
        self.assertEqual(os.listdir(self.folder), [])
        self.assertNotIn("real time", done.stderr)

    def test_on_a_small_disk(self):
        if not mount_disk(self.folder / "disk", "200k"):
            self.skipTest("SKIPPED: no right to mount a small disk")
        self.addCleanup(subprocess.run, ["umount", self.folder / "disk"])
        done = netsuden("run", "scenarios/first-steps.yaml", "-o", "disk/a.h5", cwd=self.folder)
        self.assertEqual(done.returncode, 5)
        self.assertRegex(done.stderr, r"disk/a.h5: the trace needs about [\d.]+ MB and the disk has 0\.\d+ MB free")
        self.assertEqual(os.listdir(self.folder / "disk"), [])


class ADiskThatBecomesFull(Case):
    def check_kept(self, part, stderr):
        self.assertIn("what was flushed is kept in", stderr)
        self.assertIn("netsuden repair", stderr)
        self.assertEqual(stderr.count("\n"), 1, stderr)
        with h5py.File(part, "r", libver="latest", swmr=True) as f:
            self.assertGreater(f["site/time"].shape[0], 0)
        self.assertEqual(netsuden("info", part).returncode, 0)

    def test_in_the_middle_ends_the_run_with_5_and_keeps_what_was_flushed(self):
        disk = self.folder / "disk"
        if not mount_disk(disk, "100g"):
            self.skipTest("SKIPPED: no right to mount a small disk")
        self.addCleanup(subprocess.run, ["umount", disk])
        process = self.start("run", *ENDLESS, "-o", "disk/a.h5", "--quiet", stderr=subprocess.PIPE, text=True)
        part = disk / "a.h5.part"

        def some_rows():
            self.assertIsNone(process.poll())
            try:
                with h5py.File(part, "r", libver="latest", swmr=True) as f:
                    return f["site/time"].shape[0] > 0
            except (OSError, KeyError):
                return False

        self.assertTrue(wait_until(some_rows))
        process.send_signal(signal.SIGSTOP)
        space = os.statvfs(disk)  # somebody else fills the disk
        used = (space.f_blocks - space.f_bfree) * space.f_frsize
        self.assertTrue(mount("-o", f"remount,size={used + 300_000}", disk))
        process.send_signal(signal.SIGCONT)
        _, stderr = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 5, stderr)
        self.assertIn("No space left on device", stderr)
        self.check_kept(part, stderr)
        self.assertTrue(mount("-o", "remount,size=1g", disk))
        self.run_ok("repair", "disk/a.h5")
        self.assertRegex(self.run_ok("info", "disk/a.h5").stdout, "status +recovered")

    def test_a_limit_on_file_sizes_is_an_error_in_words_not_a_signal(self):
        limit = 3_000_000
        done = netsuden("run", *ENDLESS, "-o", "a.h5", "--quiet", cwd=self.folder,
                        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("File too large", done.stderr)
        self.check_kept(self.folder / "a.h5.part", done.stderr)

    def test_while_jobs_run_too(self):
        for limit in (150_000, 600_000, 1_200_000):
            with self.subTest(limit=limit):
                done = netsuden("run", "scenarios/tokyo-hall.yaml", "-o", f"{limit}.h5", "--quiet", cwd=self.folder,
                                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
                self.assertEqual(done.returncode, 5, done.stderr)
                self.assertIn("File too large", done.stderr)
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    def test_a_full_standard_output_is_an_error_in_words(self):
        for arguments in (["schema"], ["check", "--resolved", "scenarios/first-steps.yaml"], ["run", "scenarios/first-steps.yaml", "-o", "b.h5"]):
            with self.subTest(arguments=arguments), open("/dev/full", "w") as full:
                done = subprocess.run(command(arguments), cwd=self.folder, stdout=full, stderr=subprocess.PIPE, text=True)
                self.assertEqual((done.returncode, done.stderr), (5, "error: standard output: No space left on device\n"))


if __name__ == "__main__":
    unittest.main()
