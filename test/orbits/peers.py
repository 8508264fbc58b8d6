"""Files of `lisalab orbits` and `lisalab response` in the hands of the Consortium's packages: python peers.py FOLDER.

The folder has orbits.h5 and equalarm.h5 of `lisalab orbits` and gw.h5 of `lisalab response`; lisaorbits and lisagwresponse write the same beside
them. Each check prints its worst difference and what is allowed."""

import logging
import pathlib
import sys
import warnings

import h5py
import numpy as np

# They say of their own newest files that they may not be fully supported.
logging.disable(logging.WARNING)
warnings.filterwarnings("ignore")

from lisagwresponse import GalacticBinary  # noqa: E402
from lisainstrument import Instrument  # noqa: E402
from lisainstrument.gwsource.gw_file import gw_file  # noqa: E402
from lisainstrument.orbiting.constellation_enums import MosaID  # noqa: E402
from lisaorbits import EqualArmlengthOrbits, KeplerianOrbits, ResampledOrbits  # noqa: E402
from pytdi import Data  # noqa: E402
from pytdi.michelson import X2  # noqa: E402

folder = pathlib.Path(sys.argv[1])
ours, theirs = str(folder / "orbits.h5"), str(folder / "theirs.h5")
our_gw, their_gw = str(folder / "gw.h5"), str(folder / "their-gw.h5")
GRID = {"t0": -50_000.0, "dt": 5000.0, "size": 60}
SAMPLES = {"t0": 900.0, "dt": 0.25, "size": 20_000}
failures = 0


def check(what, a, b, allowed, of_peak=False):
    """Prints how far two arrays are apart, and whether that is allowed."""
    global failures
    a, b = np.asarray(a), np.asarray(b)
    off = np.max(np.abs(a - b)) / (np.max(np.abs(b)) if of_peak else 1) if a.shape == b.shape else np.inf
    met = off <= allowed
    failures += not met
    print(f"{'ok  ' if met else 'FAIL'} {what}: {off:.1e} of {allowed:.0e}")


def layout(file):
    """Shape and type by name of dataset."""
    found = {}
    file.visititems(lambda name, item: found.update({name: (getattr(item, "shape", None), getattr(item, "dtype", None))}))
    return found


def same_layout(what, path, reference):
    """Every dataset and attribute of theirs is in ours, the datasets with their shape and type."""
    global failures
    with h5py.File(path) as a, h5py.File(reference) as b:
        mine = layout(a)
        missing = [name for name, form in layout(b).items() if mine.get(name) != form]
        missing += [f"attribute {name}" for name in b.attrs if name not in a.attrs]
    failures += len(missing) > 0
    print(f"{'FAIL' if missing else 'ok  '} {what}: layout{' lacks ' + ', '.join(missing) if missing else ''}")


KeplerianOrbits(t_init=0.0).write(theirs, mode="w", **GRID)
same_layout("lisaorbits", ours, theirs)
# Positions to 1 mm, times to 1e-12 s; the rest is what follows from these.
TOLERANCES = {"x": 1e-3, "v": 1e-10, "a": 1e-13, "n": 1e-12, "d_ltt": 1e-18, "d_ppr": 1e-18}
their_arms = str(folder / "their-arms.h5")
EqualArmlengthOrbits(t_init=0.0, tt_method="iterative", tt_niter=4).write(their_arms, mode="w", **GRID)
for path, reference, kind in (
    (ours, theirs, "Keplerian, analytic"),
    (str(folder / "equalarm.h5"), their_arms, "equal arms, iterative"),
):
    with h5py.File(path) as a, h5py.File(reference) as b:
        names = [name for name, (shape, _) in layout(b).items() if shape is not None]
        worst = {name: np.max(np.abs(a[name][:] - b[name][:])) / TOLERANCES.get(name.split("/")[1], 1e-12) for name in names}
        most = max(worst, key=worst.get)
        check(f"files of lisaorbits, {kind}: the worst, {most}, over its tolerance", worst[most], 0, 1)

times = np.linspace(-30_000, 200_000, 97)
mine, its = (ResampledOrbits(path, t_init=0.0) for path in (ours, theirs))
check("lisaorbits.ResampledOrbits, positions (m)", mine.compute_position(times), its.compute_position(times), 1e-3)
check("lisaorbits.ResampledOrbits, light travel times (s)", mine.compute_ltt(times), its.compute_ltt(times), 1e-12)
check("... against KeplerianOrbits (s)", mine.compute_ltt(times), KeplerianOrbits(t_init=0.0).compute_ltt(times), 1e-12)

binary = {"A": 1e-20, "f": 0.0031, "df": 2e-16, "phi0": 1.2, "iota": 0.9, "psi": 0.35, "gw_lambda": 2.05, "gw_beta": 0.31}
made = GalacticBinary(**binary, orbits=ours, orbit_interp_order=5, t_init=0.0)
GalacticBinary(**binary, orbits=theirs, orbit_interp_order=5, t_init=0.0).write(their_gw, mode="w", **SAMPLES)
same_layout("lisagwresponse", our_gw, their_gw)
t = SAMPLES["t0"] + SAMPLES["dt"] * np.arange(SAMPLES["size"])
with h5py.File(our_gw) as a, h5py.File(their_gw) as b:
    for frame in ("tcb", "tps"):
        check(f"lisagwresponse's file, {frame}/y", a[frame]["y"][:], b[frame]["y"][:], 1e-9, of_peak=True)
    check("lisagwresponse.GalacticBinary on our orbits", made.compute_gw_response(t), a["tcb/y"][:], 1e-9, of_peak=True)

for dataset in ("tps/ppr", "tcb/ltt"):
    pair = [Data.from_orbits(path, 4, 1000.0, dataset, sci_12=np.ones(8000)).delays for path in (ours, theirs)]
    a, b = ([one[f"d_{mosa}"] for mosa in Data.MOSAS] for one in pair)
    check(f"pytdi.Data.from_orbits, {dataset} (s)", a, b, 1e-12)
combined = [X2.build(**data.args)(data.measurements) for data in (Data.from_gws(our_gw, ours), Data.from_gws(their_gw, theirs))]
check("pytdi.Data.from_gws, X2", combined[0][400:-20], combined[1][400:-20], 1e-9, of_peak=True)

a, b = ([gw_file(path).load_segment_tpsppr(1000, 2000, mosa, 10).values for mosa in MosaID] for path in (our_gw, their_gw))
check("lisainstrument.gw_file", a, b, 1e-9, of_peak=True)


def simulated(orbits, gws):
    """Carrier and range of link 12 with no noise but the wave."""
    clocks = {f"clock_freq{name}": 0 for name in ("offsets", "lindrifts", "quaddrifts")}
    instrument = Instrument(size=1000, t0=2000.0, orbits=orbits, gws=gws, lock="six", seed=1, **clocks)
    instrument.disable_all_noises()
    path = folder / f"instrument-{len(list(folder.glob('instrument-*')))}.h5"
    instrument.write(str(path), keep_all=True)
    with h5py.File(path) as file:
        return file["debug/sci_carrier_fluctuations/12"][:], file["mprs/12"][:]


(wave, ranges), (their_wave, their_ranges) = simulated(ours, our_gw), simulated(theirs, their_gw)
check("lisainstrument.Instrument, sci_carrier_fluctuations", wave, their_wave, 1e-9, of_peak=True)
check("lisainstrument.Instrument, mprs (s)", ranges, their_ranges, 1e-12)
print("all checks passed" if failures == 0 else f"{failures} checks failed")
sys.exit(failures > 0)
