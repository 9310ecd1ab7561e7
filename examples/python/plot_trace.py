#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Power of a site over time, from a trace.

    netsuden run scenarios/first-steps.yaml -o first.h5
    python3 examples/python/plot_trace.py first.h5 first.svg
"""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import netsuden_data as nd

trace = nd.open_trace(sys.argv[1])
site = trace["site"]
first = site["it_power"].isel(site=0)
figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
for channel, label in (("grid_import", "import"), ("it_power", "IT"), ("cooling_power", "cooling")):
    if channel in site:
        axes.plot(site["time"], site[channel].isel(site=0) / 1e6, label=label)
axes.set_ylabel("MW")
axes.set_title(f"{trace.attrs['scenario_name']}: {str(first['site'].values)}, PUE {trace.summary['sites'][str(first['site'].values)]['pue']:.3f}")
axes.legend()
figure.savefig(sys.argv[2])
