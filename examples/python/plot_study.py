#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A metric against every parameter of a study, and what the index says of its sensitivity.

    netsuden study examples/study/supply-air.yaml -o supply-air
    python3 examples/python/plot_study.py supply-air/index.h5 sites.lab.pue pue.svg
"""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import netsuden_data as nd

study = nd.open_study(sys.argv[1])
metric = sys.argv[2]
runs = study.runs.query("status == 'complete'")
print(study.statistics.loc[metric].to_string())
if study.sensitivity is not None:
    print(study.sensitivity[study.sensitivity["metric"] == metric].drop(columns="metric").set_index("parameter").to_string())
figure, axes = plt.subplots(1, len(study.parameters), figsize=(3.2 * len(study.parameters), 3.2), sharey=True, layout="constrained", squeeze=False)
for panel, name in zip(axes[0], study.parameters):
    panel.plot(runs[name], runs[metric], "o", markersize=4)
    panel.set_xlabel(f"{name} ({study.units[name]})")
axes[0][0].set_ylabel(f"{metric} ({study.units[metric]})")
figure.suptitle(study.attrs["title"])
figure.savefig(sys.argv[3])
