# SPDX-License-Identifier: Apache-2.0
"""Progress: a bar on a terminal, lines otherwise, on standard error; date, speed, estimate of the end."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import unittest

from netsuden import ENDLESS, Case, command

DATE = r"20\d\d-\d\d-\d\d \d\d:\d\d(:\d\d)?"
SPEED = r"(\d+(\.\d+)?|\d{1,3},\d{3}|\d+(\.\d+)? (million|billion)) x real time"
LEFT = r"\d+(\.\d+)? \S+( \d+ \S+)? to go"
LINE = rf"( \d|\d\d|100| *\d+) %  {DATE}  {SPEED}  {LEFT}"


class OnATerminal(Case):
    def watch(self, columns, lines=30):
        """What a terminal of so many columns receives from the start of a run."""
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        process = subprocess.Popen(command(["run", *ENDLESS, "--no-trace"]), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=slave, env={**os.environ, "NETSUDEN_PROGRESS_SECONDS": "0"})
        os.close(slave)
        text = b""
        while text.count(b"\r") < lines:
            ready, _, _ = select.select([master], [], [], 60)
            self.assertTrue(ready, "nothing within a minute")
            text += os.read(master, 65536)
        process.send_signal(signal.SIGINT)
        try:
            while process.poll() is None or select.select([master], [], [], 0)[0]:
                if select.select([master], [], [], 0.1)[0]:
                    text += os.read(master, 65536)
        except OSError:  # the other end is closed
            pass
        self.assertEqual(process.wait(), 130)
        return text.decode()

    def test_a_bar_with_date_speed_and_estimate_is_drawn_in_place(self):
        text = self.watch(120)
        parts = text.split("\r")
        self.assertEqual(parts[0], "")
        drawn = [p for p in parts[1:] if p.startswith("[")]
        self.assertGreater(len(drawn), 20)
        for p in drawn[:20]:
            self.assertRegex(p, rf"^\[#*\.*\] {LINE}\x1b\[K$")
            self.assertNotIn("\n", p)
        dates = [re.search(DATE, p)[0] for p in drawn]
        self.assertEqual(dates, sorted(dates), "the simulated date goes on")

    def test_the_line_is_cleared_at_the_end(self):
        self.assertTrue(self.watch(120).endswith("\r\x1b[K"))

    def test_it_never_wraps_on_a_narrow_terminal(self):
        for columns in (20, 60, 80, 100):
            with self.subTest(columns=columns):
                for p in self.watch(columns).split("\r"):
                    self.assertLess(len(p.replace("\x1b[K", "")), columns)


class InAFile(Case):
    def lines(self, **environment):
        process = self.start("run", *ENDLESS, "--no-trace", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment})
        read = [process.stderr.readline() for _ in range(20)]
        process.send_signal(signal.SIGINT)
        process.communicate()
        self.assertEqual(process.returncode, 130)
        return read

    def test_whole_lines_without_control_characters(self):
        read = self.lines(NETSUDEN_PROGRESS_SECONDS="0")
        for line in read:
            self.assertRegex(line, rf"^{LINE}\n$")
        dates = [re.search(DATE, line)[0] for line in read]
        self.assertEqual(dates, sorted(dates))

    def test_a_short_run_says_nothing(self):
        for environment in ({}, {"NETSUDEN_PROGRESS_SECONDS": "60"}, {"NETSUDEN_PROGRESS_SECONDS": "nonsense"}):
            done = self.run_ok("run", "scenarios/first-steps.yaml", "--no-trace", env={**os.environ, **environment})
            self.assertEqual(done.stderr, "")

    def test_quiet_is_quiet(self):
        done = self.run_ok("run", "scenarios/tokyo-hall.yaml", "--set", "horizon.to=2027-02-01", "--set", "events=[]", "--no-trace", "--quiet",
                           env={**os.environ, "NETSUDEN_PROGRESS_SECONDS": "0"})
        self.assertEqual((done.stdout, done.stderr), ("", ""))


if __name__ == "__main__":
    unittest.main()
