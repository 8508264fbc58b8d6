"""The peers of the benchmark: a process that reads commands, one JSON object a line, and answers each with one.

{"make": NAME, ...} prepares work and answers {}; {"run": COUNT} does it COUNT times and answers the CPU and wall seconds
of all, child processes included; {"spawn": [...], "also": PID} runs a program and counts a running process and its
descendants in as well, until {"settle": SECONDS} after the end.
"""
import json
import os
import resource
import subprocess
import sys
import time

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def cpu():
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def tree_cpu(root):
    """CPU seconds of a process and all that descend from it, those that have ended included (Linux)."""
    stats = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            stats[int(name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    family, grown = {root}, True
    while grown:
        more = {pid for pid, (parent, _) in stats.items() if parent in family} - family
        family, grown = family | more, bool(more)
    return sum(stats[pid][1] for pid in family if pid in stats) / os.sysconf("SC_CLK_TCK")


def rfft(length):
    import numpy as np
    import scipy.fft

    x = np.random.default_rng(1).standard_normal(length)
    return lambda: scipy.fft.rfft(x)


def welch(length, channels, segment):
    import numpy as np
    import scipy.signal

    x = np.random.default_rng(1).standard_normal((channels, length))
    return lambda: [scipy.signal.welch(one, 4.0, nperseg=segment) for one in x]


def csd_matrix(length, channels, segment):
    import numpy as np
    import scipy.signal

    x = np.random.default_rng(1).standard_normal((channels, length))
    return lambda: scipy.signal.csd(x[:, None, :], x[None, :, :], 4.0, nperseg=segment)


def timeshift(length, order):
    import numpy as np
    from pytdi.dsp import timeshift as shift

    rng = np.random.default_rng(1)
    x = rng.standard_normal(length)
    shifts = -33.3 + 3e-8 * np.arange(length) + 1.2e-8 * rng.standard_normal(length)
    return lambda: shift(x, shifts, order)


def fir(length, step):
    import numpy as np
    import scipy.signal

    taps, beta = scipy.signal.kaiserord(240, (2.9 - 1.1) / 8)
    kernel = scipy.signal.firwin(taps, 2.0, window=("kaiser", beta), fs=16)
    x = np.random.default_rng(1).standard_normal(length)
    return lambda: scipy.signal.upfirdn(kernel, x, 1, step)


def tdi(length):
    import numpy as np
    from pytdi import Data
    from pytdi.intervar import ETA_SET
    from pytdi.michelson import X2, Y2, Z2

    rng = np.random.default_rng(1)
    links = ["12", "23", "31", "13", "32", "21"]
    measurements = {f"{kind}_{link}": 30 * rng.standard_normal(length) for kind in ("sci", "ref", "tmi") for link in links}
    t = 0.25 * np.arange(length)
    delays = {
        f"d_{link}": 8.3 + 0.01 * n + 1e-8 * (n - 2.5) * t + 3e-9 * rng.standard_normal(length)
        for n, link in enumerate(links)
    }
    combinations = [x @ ETA_SET for x in (X2, Y2, Z2)]

    def run():
        data = Data(measurements, delays, 4.0)
        data.compute_delay_derivatives()
        return [one.build(**data.args)(data.measurements) for one in combinations]

    return run


def normals(count, piece):
    import numpy as np

    rng, out = np.random.default_rng(1), np.empty(piece)
    return lambda: [rng.standard_normal(out=out) for _ in range(count // piece)]


def coloured(count, piece, sections):
    import numpy as np
    import scipy.signal

    rng, out = np.random.default_rng(1), np.empty(piece)
    sos = np.array([[1, -0.5 - 0.01 * n, 0.1, 1, -0.9 - 0.01 * n, 0.05] for n in range(sections)])
    state = np.zeros((sections, 2))

    def run():
        nonlocal state
        for _ in range(count // piece):
            _, state = scipy.signal.sosfilt(sos, rng.standard_normal(out=out), zi=state)

    return run


def orbits(dt, length):
    """All that a file of lisaorbits has, computed as its write() does, but not written."""
    import numpy as np
    from lisaorbits import KeplerianOrbits

    made = KeplerianOrbits(t_init=0.0)
    t = dt * np.arange(length)
    receivers = np.array([1, 2, 3, 1, 3, 2]) - 1

    def links(times):
        return made.compute_ppr(times, made.LINKS), made.compute_ppr_derivative(times, made.LINKS)

    def run():
        deviations = made.compute_tcb_deviation(t, made.SC)
        return (
            made.compute_position(t, made.SC),
            made.compute_velocity(t, made.SC),
            made.compute_acceleration(t, made.SC),
            made.compute_tps_deviation(t, made.SC),
            made.compute_unit_vector(t, made.LINKS),
            made.compute_ltt(t, made.LINKS),
            made.compute_ltt_derivative(t, made.LINKS),
            links(t),
            links(t[:, None] + deviations[:, receivers]),
        )

    return run


def orbit_file(path, dt, length):
    from lisaorbits import KeplerianOrbits

    return lambda: KeplerianOrbits(t_init=0.0).write(path, dt=dt, size=length, t0=0.0, mode="w")


def response(orbits, dt, length):
    """A galactic binary on six links, as GalacticBinary.write() computes it for TCB, splines of orbits included."""
    import logging

    import numpy as np
    from lisagwresponse import GalacticBinary

    # It warns of every file of lisaorbits 2.4.
    logging.getLogger("lisagwresponse").setLevel(logging.ERROR)

    t = dt * np.arange(length)

    def run():
        binary = GalacticBinary(
            A=1e-20, f=0.0031, df=2e-16, phi0=1.2, iota=0.9, psi=0.35, gw_lambda=2.05, gw_beta=0.31,
            orbits=orbits, orbit_interp_order=5,
        )
        return binary.compute_gw_response(t)

    return run


def galactic(count, duration, samples):
    """As many galactic binaries at a time, A, E and T."""
    import numpy as np
    from gbgpu.gbgpu import GBGPU

    gb, n = GBGPU(force_backend="cpu"), np.arange(count)
    same = [np.full(count, value) for value in (1e-22, 0.0, 1e-17, 0.0, 1.2, 0.9, 0.35)]
    parameters = [same[0], 0.003 + 1e-6 * n, *same[2:], 0.1 * n, 0.01 * n]
    return lambda: gb.run_wave(*parameters, N=samples, T=duration, dt=10.0, oversample=1)


def galactic_likelihood(count, duration, samples):
    """ln L of as many galactic binaries at a time, A and E against given noise."""
    import numpy as np
    from gbgpu.gbgpu import GBGPU

    gb, n = GBGPU(force_backend="cpu"), np.arange(count)
    same = [np.full(count, value) for value in (1e-22, 0.0, 1e-17, 0.0, 1.2, 0.9, 0.35)]
    parameters = np.array([same[0], 0.003 + 1e-9 * n, *same[2:], 0.1 * n, 0.01 * n])
    bins = int(0.0045 * duration)
    rng = np.random.default_rng(1)
    data = [1e-18 * (rng.standard_normal(bins) + 1j * rng.standard_normal(bins)) for _ in "AE"]
    psd = [np.full(bins, 1e-40) for _ in "AE"]
    gb.d_d = 0.0
    return lambda: gb.get_ll(parameters, data, psd, N=samples, T=duration, dt=10.0, oversample=1)


# Of a massive binary, redshifted, in units of the Sun's mass, as its spins.
MASSES, SPINS = (1.3e6, 7e5), (0.4, -0.2)
DISTANCE, INCLINATION, PHASE = 3e26, 1.1, 2.0


def phenomd(df, count):
    """h22 of IMRPhenomD at equally spaced frequencies, the fastest way that LALSimulation has."""
    import lal
    import lalsimulation as simulation

    m1, m2 = (mass * lal.MSUN_SI for mass in MASSES)
    return lambda: simulation.SimIMRPhenomDGenerateFD(
        PHASE, 0.0, df, m1, m2, *SPINS, df, df * count, DISTANCE, None, simulation.NoNRT_V
    )


def phenomhm(df, count):
    """h+ and hx of IMRPhenomHM at given frequencies."""
    import lal
    import lalsimulation as simulation
    import numpy as np

    frequencies = lal.CreateREAL8Sequence(count)
    frequencies.data = df * np.arange(1, count + 1)
    m1, m2 = (mass * lal.MSUN_SI for mass in MASSES)
    return lambda: simulation.SimIMRPhenomHM(
        frequencies, m1, m2, *SPINS, DISTANCE, INCLINATION, PHASE, 0.0, 0.0, lal.CreateDict()
    )


def merger_likelihood(duration, time, band, bins):
    """ln L of a massive binary of IMRPhenomD in A and E by lisabeta's linear residuals, the fastest way that it has."""
    from lisabeta.lisa import lisa

    binary = {
        "m1": MASSES[0], "m2": MASSES[1], "chi1": SPINS[0], "chi2": SPINS[1], "Deltat": 0.0, "dist": 1e4,
        "inc": INCLINATION, "phi": PHASE, "psi": 0.4, "lambda": 2.1, "beta": -0.4, "Lframe": False,
    }
    likelihood = lisa.LikelihoodLISASMBH_LinearResiduals(
        binary, ngrid=bins, minf_grid=band[0], maxf_grid=band[1], nchan=2, scale_freq_hm=False,
        minf=band[0], maxf=band[1], timetomerger_max=time / 31_558_149.8, t0=0.0, TDI="TDIAET",
        approximant="IMRPhenomD", modes=[(2, 2)],
    )
    other = {**binary, "m1": MASSES[0] * 1.0001}
    return lambda: likelihood.lnL(other)


def emri(years, dt):
    """The augmented kludge with 5PN rates, h+ and hx."""
    import logging
    import warnings

    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    from few.waveform import Pn5AAKWaveform

    wave = Pn5AAKWaveform(force_backend="cpu")
    arguments = (1e6, 10.0, 0.9, 13.0, 0.3, 0.8, 1.0, 0.3, 1.0, 2.0, 0.5, 0.0, 0.0, 0.0)
    # What is compiled at the first call is not counted.
    wave(*arguments, T=0.01, dt=dt)
    return lambda: wave(*arguments, T=years, dt=dt)


def simulation(orbits, path, start, dt, duration):
    """All noises, into a file, by its own choice on one thread and in stretches of 50,000 samples."""
    from lisainstrument import Instrument

    def run():
        made = Instrument(size=round(duration / dt), dt=dt, t0=float(start), seed=1, orbits=orbits)
        made.export_hdf5(path, overwrite=True)

    return run


WORK = {
    f.__name__: f
    for f in (
        rfft, welch, csd_matrix, timeshift, fir, tdi, orbits, orbit_file, response, galactic, galactic_likelihood,
        phenomd, phenomhm, merger_likelihood, emri, normals, coloured, simulation,
    )
}
work = None


def spawned(command, also, settle, env):
    before, wall = cpu() + (tree_cpu(also) if also else 0), time.perf_counter()
    done = subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True)
    wall = time.perf_counter() - wall
    time.sleep(settle)
    used = cpu() + (tree_cpu(also) if also else 0) - before
    return {"cpu": used, "wall": wall, "status": done.returncode, "error": done.stderr[-2000:]}


def answer(message):
    global work
    if "make" in message:
        work = WORK[message.pop("make")](**message)
        return {}
    if "run" in message:
        before, wall = cpu(), time.perf_counter()
        for _ in range(message["run"]):
            work()
        return {"cpu": cpu() - before, "wall": time.perf_counter() - wall}
    return spawned(message["spawn"], message.get("also"), message.get("settle", 0), message.get("env", {}))


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as error:
        reply = {"failed": f"{type(error).__name__}: {error}"}
    answers.write(json.dumps(reply) + "\n")
    answers.flush()
