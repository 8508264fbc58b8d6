"""PyPI's mojito and mojito-processor on our level-1 file: python mojito_suite.py OURS THEIRS REPORT.

Reads and checks OURS, which lisalab wrote; writes THEIRS, a brick on its grid, with mojito's own writer; and writes what it read of both, for
mojito_suite.mjs to compare. Ends with an error when mojito finds anything wrong."""

import json
import logging
import sys

import h5py
import mojito
import numpy as np
from mojito import MojitoL1File, writer
from mojito.orbits import interp_ltts, interp_positions
from MojitoProcessor.io.read import load_file
from MojitoProcessor.process.sigprocess import process_pipeline

# It tells of every dataset that a new brick is created without.
logging.disable(logging.WARNING)
ours, theirs, report = sys.argv[1:]
START, COUNT = 20_000, 8


def say(what: str, good: bool) -> None:
    print("ok  " if good else "FAIL", what, flush=True)
    if not good:
        sys.exit(1)


with MojitoL1File(ours) as file:
    say(f"mojito {mojito.__version__} opens ours, complete in all groups", file.is_complete)
    file.check_consistent()
    file.tdis.check_consistent()
    file.ltts.check_consistent()
    file.orbits.check_consistent()
    say("its consistency checks pass", True)
    sampling = file.tdis.time_sampling
    say(f"times: {sampling.size} samples of {sampling.dt} s from {sampling.t0} s", sampling.dt == 0.25 and sampling.size > 39_000)
    part = slice(START, START + COUNT)
    names = {"X2": file.tdis.x2, "Y2": file.tdis.y2, "Z2": file.tdis.z2, "A2": file.tdis.a2, "E2": file.tdis.e2, "T2": file.tdis.t2, "eta_12": file.tdis.eta_12, "eta_32": file.tdis.eta_32}
    read = {name: dataset[part].tolist() for name, dataset in names.items()}
    doppler = file.tdis.xyz_doppler[part]
    say("XYZ as fractional frequency", np.allclose(doppler[:, 0] * file.laser_frequency, read["X2"], rtol=1e-12))
    flags = file.tdis.xyz_flags[:]
    say("flags: 0 where X is a number, 1 where not", bool(np.all(np.isfinite(file.tdis.x2[:]) | (flags == 1))))
    noise = file.noise_estimates.aet[:]
    say("noise estimates are Hermitian and positive", bool(np.allclose(noise, noise.conj().swapaxes(-1, -2)) and np.all(np.linalg.eigvalsh(noise) > 0)))
    when = sampling.t0 + np.arange(5) * 1000.0
    grids = [file.ltts.time_sampling, file.orbits.time_sampling, sampling]
    say("the orbits' grid covers the data", all(g.t0 <= sampling.t0 and g.tmax() >= sampling.tmax() for g in grids[:2]))
    travel = [(np.linalg.norm(p[0] - p[1]) / 299792458.0) for p in interp_positions(ours, when)]
    say("its interpolated positions and light travel times agree", bool(np.allclose(travel, interp_ltts(ours, when)[:, 0], atol=3e-3)))

    with MojitoL1File(theirs, mode="w") as brick:
        writer.write_attrs(brick, pipeline_name="brick", laser_frequency=file.laser_frequency, lolipops_version="")
        writer.create_tdis(brick, sampling)
        writer.create_ltts(brick, file.ltts.time_sampling, data=file.ltts)
        writer.create_orbits(brick, file.orbits.time_sampling, data=file.orbits)
        writer.create_noise_estimates(brick, file.noise_estimates.time_sampling, file.noise_estimates.freq_sampling, data=file.noise_estimates)
        for n, name in enumerate(brick.files[0]["tdis"]):
            dataset = brick.files[0][f"tdis/{name}"] if name != "sampling" else None
            if dataset is None:
                continue
            if name.endswith("flags"):
                dataset[START + 2 : START + 4] = 1
            else:
                dataset[:] = 1e-5 * np.sin(np.arange(sampling.size) * (n + 1) * 1e-3)

with MojitoL1File([ours, theirs]) as both:
    both.check_consistent()
    say("ours and a brick of its own add up", True)
    sums = {"X2": both.tdis.x2[part].tolist(), "E2": both.tdis.e2[part].tolist(), "eta_31": both.tdis.eta_31[part].tolist()}
    both_flags = both.tdis.xyz_flags[part].astype(int).tolist()

BAND, RATE, TRIM = {"low": 5e-3, "high": 0.1}, 0.4, 0.2
data = load_file(ours)
processed = process_pipeline(
    data,
    channels=["A"],
    filter_kwargs={"highpass_cutoff": BAND["low"], "lowpass_cutoff": BAND["high"], "order": 2},
    downsample_kwargs={"target_fs": RATE},
    trim_kwargs={"fraction": TRIM},
)
values = next(iter(processed.values())).data["A"]
say(f"mojito-processor loads ours and makes {len(values)} samples of it", bool(np.all(np.isfinite(values))))

with h5py.File(theirs) as file:
    say("its brick is compressed by LZF", file["tdis/X2"].compression == "lzf")
    result = {
        "range": {"start": START, "count": COUNT},
        "ours": read,
        "both": sums,
        "flags": both_flags,
        "travel": file["ltts/ltt_12"][:5].tolist(),
        "position": file["orbits/sc_position_2"][0].tolist(),
        "noise": [file["noise_estimates/AET"][0, 0, 0, 1].real, file["noise_estimates/AET"][0, 0, 0, 1].imag],
        "processed": {"band": BAND, "rate": RATE, "trim": TRIM, "values": np.asarray(values).tolist()},
    }
with open(report, "w") as file:
    json.dump(result, file)
