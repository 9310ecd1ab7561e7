# SPDX-License-Identifier: Apache-2.0
"""Traces and indexes of studies with labels and units, as pandas and xarray have them.

Copy this file beside your own, or put its folder in PYTHONPATH. It needs Debian's python3-h5py, python3-pandas and python3-xarray.

    import netsuden_data as nd
    trace = nd.open_trace("hall.h5")            # complete, running or killed
    trace["site"]["it_power"]                   # xarray: time (with dates) x site, attrs["units"]
    trace.summary["sites"]["koto"]["pue"]
    study = nd.open_study("supply-air/index.h5")
    study.runs                                  # pandas: a row a run; its parameters and metrics, status in words
    study.units["sites.lab.import_peak_w"]      # "W"
    study.statistics, study.sensitivity         # pandas
    study.series("site.it_power")               # xarray: run x time (x site), read from the traces when it is used
    study.trace(3)                              # the trace of run 3
"""
import json
import os

import h5py
import numpy as np
import pandas as pd
import xarray as xr


def _text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def _attributes(thing):
    """Attributes that say something to a reader, as plain values."""
    hidden = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST", "_Netcdf4Dimid", "_Netcdf4Coordinates", "_FillValue"}
    return {k: _text(v) if isinstance(v, (bytes, str)) else v for k, v in thing.attrs.items() if k not in hidden}


def _values(dataset):
    """The values: words as str, codes with flag_meanings as words, dates as datetime64."""
    if dataset.dtype == "S1" and dataset.ndim > 1:  # single characters, joined along the last dimension
        v = dataset[()]
        return np.array([b"".join(row).rstrip(b"\0").decode() for row in v.reshape(-1, v.shape[-1])], dtype=object).reshape(v.shape[:-1])
    if h5py.check_string_dtype(dataset.dtype):
        return dataset.asstr()[()]
    v = dataset[()]
    units = _text(dataset.attrs.get("units", ""))
    if units.startswith("seconds since "):
        start = np.datetime64(units[len("seconds since "):].replace(" ", "T").rstrip("Z"))
        times = np.full(v.shape, np.datetime64("NaT"), "datetime64[ms]")
        known = np.isfinite(v)
        times[known] = start.astype("datetime64[ms]") + np.round(v[known] * 1000).astype("timedelta64[ms]")
        return times.astype("datetime64[ns]")
    return v


def _words(dataset):
    """Codes as the words of flag_meanings; other values as they are."""
    v = _values(dataset)
    if "flag_meanings" not in dataset.attrs:
        return v
    names = np.array(_text(dataset.attrs["flag_meanings"]).split() + ["?"])
    return names[np.clip(v, 0, len(names) - 1)]


def _is_scale(dataset):
    return h5py.h5ds.is_scale(dataset.id)


def _dimensions(dataset):
    names = []
    for k in range(dataset.ndim):
        scales = dataset.dims[k].keys()
        names.append(scales[0] if scales else (dataset.name.rsplit("/", 1)[-1] if _is_scale(dataset) else f"dim_{k}"))
    return names


def _dataset(group):
    """A group of labelled columns as an xarray dataset; texts of fixed length lose their dimension of characters."""
    coordinates, variables = {}, {}
    for name, d in group.items():
        if not isinstance(d, h5py.Dataset) or d.ndim == 0 or _text(d.attrs.get("NAME", "")).startswith("This is a netCDF dimension"):
            continue
        dims, values = _dimensions(d), _values(d)
        dims = dims[: np.ndim(values)]
        (coordinates if _is_scale(d) else variables)[name] = (dims, values, _attributes(d))
    sizes = {dim: n for dims, v, _ in variables.values() for dim, n in zip(dims, np.shape(v))}
    coordinates = {k: c for k, c in coordinates.items() if c[0] == [k] and sizes.get(k, len(c[1])) == len(c[1])}
    return xr.Dataset(variables, coordinates, _attributes(group))


class Trace:
    """One run. `trace["equipment/hall"]` is a group; `attrs` says scenario, seed, program, study."""

    def __init__(self, path):
        part = f"{path}.part"
        self.path = str(path) if os.path.exists(path) or not os.path.exists(part) else part
        try:
            self.file = h5py.File(self.path, "r")
        except OSError:  # a run that goes on, or was killed
            self.file = h5py.File(self.path, "r", swmr=True)
        if "netsuden_trace" not in self.file.attrs:
            raise ValueError(f"{path} is no trace of Netsuden")
        self.attrs = _attributes(self.file)

    def __getitem__(self, group):
        return _dataset(self.file[group])

    @property
    def groups(self):
        found = []
        self.file.visititems(lambda name, x: found.append(name) if isinstance(x, h5py.Group) and any(isinstance(y, h5py.Dataset) for y in x.values()) else None)
        return found

    @property
    def summary(self):
        """What `netsuden run --json` writes; None while the run goes on."""
        return json.loads(_text(self.file["summary/json"][()])) if "summary/json" in self.file else None

    @property
    def topology(self):
        return self["topology"].to_dataframe()


class Study:
    """The index of a study."""

    def __init__(self, path):
        self.path = os.path.abspath(path)
        self.file = h5py.File(path, "r")
        if "netsuden_index" not in self.file.attrs:
            raise ValueError(f"{path} is no index of a study")
        self.attrs = _attributes(self.file)
        self.parameters, self.metrics = list(self.file["parameter"]), list(self.file["metric"])
        self.units = {name: _text(d.attrs.get("units", "")) for g in ("parameter", "metric") for name, d in self.file[g].items()}

    @property
    def runs(self):
        columns = {n: _words(self.file[n]) for n in ("row", "replication", "seed", "status", "message", "run_id")}
        for group in ("parameter", "metric"):
            columns.update({name: _values(d) for name, d in self.file[group].items()})
        return pd.DataFrame(columns, index=pd.Index(self.file["run"][()], name="run"))

    def _table(self, group, row):
        return pd.DataFrame({n: _values(d) for n, d in self.file[group].items() if n != row}, index=pd.Index(_values(self.file[group][row]), name=row))

    @property
    def statistics(self):
        return self._table("statistics", "metric")

    @property
    def sensitivity(self):
        """None where the design tells none (grid, list)."""
        return self._table("sensitivity", "effect") if "sensitivity" in self.file else None

    @property
    def report(self):
        return _text(self.file["study/report"][()])

    def series(self, name):
        group, channel = name.rsplit(".", 1)
        return _dataset(self.file["series/" + group.replace(".", "/")])[channel]

    def trace(self, run):
        return Trace(os.path.join(os.path.dirname(self.path), f"runs/{run // 1000:03}/{run:06}.h5"))


def open_trace(path):
    return Trace(path)


def open_study(path):
    return Study(path)
