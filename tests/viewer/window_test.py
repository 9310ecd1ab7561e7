# SPDX-License-Identifier: Apache-2.0
"""One real window on a virtual display, with a real OpenGL context, a real mouse and real keys."""
import os
import pathlib
import subprocess
import unittest

from netsuden import PROGRAM, TracesCase

VIEWER = pathlib.Path(PROGRAM).with_name("netsuden-viewer")
SCRIPT = r"""
set -e
"$VIEWER" "$TRACE" &
pid=$!
window=$(timeout 60 xdotool search --sync --onlyvisible --name Netsuden | head -n 1)
sleep 4
xdotool windowfocus $window || true
# The second panel of the rail, then the third by its key, a zoom by the wheel, a click on the plot, the pin, a saved picture.
xdotool mousemove --window $window 60 92 click 1; sleep 1
xdotool key 3; sleep 2
xdotool mousemove --window $window 500 200 click 4 click 4; sleep 1
xdotool click 1; sleep 1
xdotool key ctrl+s; sleep 2
xdotool key question; sleep 1
xdotool key Escape; sleep 1
before=$(awk '{print $14 + $15}' /proc/$pid/stat); sleep 4; after=$(awk '{print $14 + $15}' /proc/$pid/stat)
echo "ticks while nothing moves: $((after - before))"
xdotool key ctrl+q
wait $pid
"""


class AWindow(TracesCase):
    wanted = ("feeders",)

    def test_takes_mouse_and_keys_sleeps_when_nothing_moves_and_quits(self):
        environment = {**os.environ, "VIEWER": str(VIEWER), "TRACE": str(self.traces["feeders"]), "HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)}
        done = subprocess.run(["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", "sh", "-c", SCRIPT], cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=200)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.folder / "netsuden-capacity-1.png").exists(), "the keys did not arrive: " + done.stderr)
        layout = (self.folder / "netsuden" / "viewer.layout").read_text()
        self.assertIn("panel capacity", layout)
        # 4 s are 400 ticks of a processor; a window that draws without need takes a good part of them.
        ticks = int(done.stdout.split("ticks while nothing moves: ")[1].split()[0])
        self.assertLessEqual(ticks, 4)


if __name__ == "__main__":
    unittest.main()
