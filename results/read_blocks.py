#!/usr/bin/env python3
"""Recomputes the figures of a run from its raw blocks alone, with the standard library only.

    python3 results/read_blocks.py RUN_FOLDER

For every file pairs/*.blocks.gz it prints the plain ratio of sums, the estimate with its 95 % interval, and what the hooks take.
What cells.jsonl recorded must agree: the ratio of sums to 1e-12, all others to 1e-9. The exit code is 1 if anything differs. The
format is described in raw-data.md beside this file; the methods are those of src/ThroughputBench.Statistics (PairedSeries,
SectionReading).
"""

import array
import gzip
import json
import math
import pathlib
import statistics
import sys

TYPES = {"uint8": "B", "int32": "i", "int64": "q", "float64": "d"}


def read(path):
    """The header of a file of blocks, and the columns of each launch by name."""
    with gzip.open(path) as file:
        header = json.loads(file.readline())
        launches = []
        for launch in header["launches"]:
            columns = {}
            for column in launch["columns"]:
                values = array.array(TYPES[column["type"]])
                values.frombytes(file.read(values.itemsize * column.get("values", launch["blocks"] * column.get("perBlock", 1))))
                if sys.byteorder == "big":
                    values.byteswap()
                columns[column["name"]] = values
            launches.append((launch, columns))
        if file.read(1):
            raise ValueError(f"{path} holds more than its header says")
    return header, launches


def mean_overhead(launches):
    """Total time of the candidate / total time of the control - 1. Launches may have different clocks."""
    control = sum(sum(columns["controlTicks"]) / launch["ticksPerSecond"] for launch, columns in launches)
    candidate = sum(sum(columns["candidateTicks"]) / launch["ticksPerSecond"] for launch, columns in launches)
    return candidate / control - 1


# Blocks -> each pair's estimate of log(candidate / control). See BlockRatios.cs.

SMALLEST_CLASS, MOST_CLASSES, SMALLEST_HALVED = 256, 32, 32
BEND, QUARTILES_OF_NORMAL, ROUNDS, STEPS = 1.5, 1.349, 2, 4


def quantile(values, probability):
    values = sorted(values)
    return values[int(probability * len(values))]


def log_ratios_of_pairs(control, candidate, places, repetitions):
    count = len(control)
    ratios = [math.log(max(1, b) / max(1, a)) for a, b in zip(control, candidate)]
    levels = [float(max(1, a + b)) for a, b in zip(control, candidate)]
    undisturbed = [quantile(levels[place::places], 0.1) for place in range(places)]
    levels = [level / undisturbed[i % places] for i, level in enumerate(levels)]
    order = sorted(range(count), key=array.array("f", levels).__getitem__)  # in single precision, as the program has it
    classes = min(MOST_CLASSES, max(1, count // SMALLEST_CLASS))
    ends = [k * count // classes for k in range(classes + 1)]
    least = places / sum(undisturbed)
    location = [quantile(ratios[place::places], 0.5) for place in range(places)]
    spread = [0.0] * count  # by block

    def deviation(i):
        return ratios[i] - location[i % places]

    def spread_of(blocks):
        deviations = [deviation(i) for i in blocks]
        return max((quantile(deviations, 0.75) - quantile(deviations, 0.25)) / QUARTILES_OF_NORMAL, least)

    for _ in range(ROUNDS):
        for first, end in zip(ends, ends[1:]):
            ranks = order[first:end]
            if len(ranks) >= SMALLEST_HALVED:
                halves = [(ranks[0::2], spread_of(ranks[1::2])), (ranks[1::2], spread_of(ranks[0::2]))]
            else:
                halves = [(ranks, spread_of(ranks))]
            for blocks, size in halves:
                for i in blocks:
                    spread[i] = size
        for _ in range(STEPS):
            sums, weights = [0.0] * places, [0.0] * places
            for i in order:
                distance, bend = abs(deviation(i)), BEND * spread[i]
                weight = (bend / distance if distance > bend else 1) / spread[i] ** 2
                sums[i % places] += weight * ratios[i]
                weights[i % places] += weight
            location = [a / b for a, b in zip(sums, weights)]

    influences, sums, weights = [0.0] * count, [0.0] * places, [0.0] * places
    for first, end in zip(ends, ends[1:]):
        ranks = order[first:end]
        within = max(1, sum(abs(deviation(i)) <= BEND * spread[i] for i in ranks)) / len(ranks)
        for i in ranks:
            bend = BEND * spread[i]
            influences[i] = min(max(deviation(i), -bend), bend) / spread[i] ** 2
            sums[i % places] += influences[i]
            weights[i % places] += within / spread[i] ** 2
    location = [where + a / b for where, a, b in zip(location, sums, weights)]
    candidates = [level / (1 + math.exp(-where)) for level, where in zip(undisturbed, location)]
    controls = [level - part for level, part in zip(undisturbed, candidates)]
    log_ratio = math.log(sum(candidates) / sum(controls))
    periods, share = count // places, [part / sum(candidates) for part in candidates]
    for i in range(count):
        place = i % places
        influences[i] = (influences[i] - sums[place] / periods) / weights[place] * share[place]
    blocks = places * repetitions
    pairs = count // blocks
    return [log_ratio + pairs * sum(influences[pair * blocks:(pair + 1) * blocks]) for pair in range(pairs)]


# The pairs of a launch -> their location and its error. See SeriesMean.cs and LongRunVariance.cs.

def long_run_variance(deviations):
    count = len(deviations)
    variance = sum(d * d for d in deviations) / count
    if variance == 0:
        return 0.0, float(count), count - 1.0
    highest = min(count // 10, int(10 * math.log10(count)))
    if highest == 0:
        return variance * count / (count - 1), count - 1.0, float(count)
    forward, backward = list(deviations), list(deviations)
    coefficients, criteria, logarithms = [], [], []
    innovation = variance
    for order in range(1, highest + 1):
        product = sum(forward[i] * backward[i - 1] for i in range(order, count))
        power = sum(forward[i] ** 2 + backward[i - 1] ** 2 for i in range(order, count))
        reflection = min(max(2 * product / power, -1), 1) if power > 0 else 0
        pairs = [(forward[i] - reflection * backward[i - 1], backward[i - 1] - reflection * forward[i]) for i in range(order, count)]
        for i, (ahead, behind) in enumerate(pairs, order):
            forward[i], backward[i] = ahead, behind
        coefficients = [a - reflection * b for a, b in zip(coefficients, reversed(coefficients))] + [reflection]
        innovation *= 1 - reflection * reflection
        if innovation <= 0:
            return 0.0, float(count), count - 1.0
        criteria.append(count * math.log(innovation) + 2 * math.log(math.log(count)) * order)
        logarithms.append(math.log(innovation * count / (count - 1 - order) / (1 - sum(coefficients)) ** 2))
    weights = [math.exp((min(criteria) - criterion) / 2) for criterion in criteria]
    parameters = sum(w * order for order, w in enumerate(weights, 1)) / sum(weights)
    value = math.exp(sum(w * x for w, x in zip(weights, logarithms)) / sum(weights))
    units = count * variance / value
    errors = [error * error for error in forward[highest:]]
    farthest = min(10, len(errors) // 2)
    products = [sum(a * b for a, b in zip(errors, errors[apart:])) / (len(errors) - apart) for apart in range(1, farthest + 1)]
    products = sum(products) / farthest
    unevenness = max(1, products / (sum(errors) / len(errors)) ** 2)
    return value, units, 2 / (unevenness * (2 / count + 4 * parameters / min(units, count)))


def series_mean(series):
    """Value, standard error and degrees of freedom."""
    count = len(series)
    value = sum(series) / count
    deviations = [x - value for x in series]
    variance, _, freedom = long_run_variance(deviations)
    freedom = max(1, min(freedom, count - 1))
    error = math.sqrt(variance / count)
    total = farthest = 0.0
    for d in deviations:
        total += d
        farthest = max(farthest, abs(total))
    if farthest > 1.628 * math.sqrt(variance * count):
        quarters = [deviations[count * q // 4:count * (q + 1) // 4] for q in range(4)]
        agree = math.sqrt(sum((sum(q) / len(q)) ** 2 for q in quarters) / 3 / 4)
        if agree > error:
            error, freedom = agree, 3
    return value, error, freedom


def launch_mean(launches):
    """Several launches: the spread between them is Paule and Mandel's, the error Hartung and Knapp's. See LaunchMean.cs."""
    def sums(between):
        weights = [1 / (error * error + between) for _, error, _ in launches]
        mean = sum(w * value for w, (value, _, _) in zip(weights, launches)) / sum(weights)
        distances = [value - mean for value, _, _ in launches]
        return (sum(weights), mean, sum(w * d * d for w, d in zip(weights, distances)),
                sum(w * w * d * d for w, d in zip(weights, distances)))
    between = 0.0
    for _ in range(100):
        _, _, squares, slope = sums(between)
        if squares - (len(launches) - 1) <= 1e-12:
            break
        between += (squares - (len(launches) - 1)) / slope
    weight, mean, squares, _ = sums(between)
    return mean, math.sqrt(max(1, squares / (len(launches) - 1)) / weight), len(launches) - 1


# Hook times -> what the hooks take in nanoseconds per micro-batch. See SectionReading.cs.

TRIMMED, FEWEST_TRIMMED, MOST_STRETCHES = 0.02, 8, 48


def kind(values):
    """The trimmed mean of one kind of hook, and the influence of a hook on it."""
    ordered = sorted(values)
    cut = max(int(TRIMMED * len(ordered)), 0 if len(ordered) < FEWEST_TRIMMED else 1)
    kept = len(ordered) - cut
    most, total = ordered[kept - 1], sum(ordered[:kept])
    winsorized, share = (total + cut * most) / len(ordered), kept / len(ordered)
    return total / kept, lambda value: (min(value, most) - winsorized) / share


def layouts(launch, columns):
    """Of each layout of a launch: the hooks of the control and of the candidate, the length of a tick, and its micro-batches' times."""
    control, candidate = (columns.get(name, []) for name in ("controlHookTicks", "candidateHookTicks"))
    tick = 1e9 / launch["ticksPerSecond"]
    batches = [ticks * tick / operations for ticks, operations in zip(columns["controlTicks"], columns["operations"])]
    if not launch.get("pairsOfLayouts"):
        return [(control, candidate, tick, batches)]
    blocks_of_pair = launch["blocksPerRepetition"] * launch["repetitions"]
    of_pair = sum(columns["operations"][:blocks_of_pair])
    ends = [sum(launch["pairsOfLayouts"][:k]) for k in range(len(launch["pairsOfLayouts"]) + 1)]
    return [(control[of_pair * first:of_pair * end], candidate[of_pair * first:of_pair * end], tick,
             batches[blocks_of_pair * first:blocks_of_pair * end]) for first, end in zip(ends, ends[1:])]


def usual(batches):
    """The mean of the micro-batches' times without the slowest fiftieth."""
    kept = sorted(batches)[:len(batches) - int(TRIMMED * len(batches))]
    return sum(kept) / len(kept)


def direct_cost(control, candidate, tick, period):
    """Cost, standard error and degrees of freedom; between logs; at a log; difference of plain means."""
    control, candidate = ([ticks * tick for ticks in hooks] for hooks in (control, candidate))
    count, periods = len(candidate), len(candidate) // period
    ends = [kind(side[period - 1::period]) for side in (control, candidate)]
    others = [kind([x for i, x in enumerate(side, 1) if i % period]) if period > 1 else (0, None) for side in (control, candidate)]
    stretches = [0.0] * min(MOST_STRETCHES, periods)
    for i in range(count):
        of_control, of_candidate = others if (i + 1) % period else ends
        stretches[i // period * len(stretches) // periods] += (of_candidate[1](candidate[i]) - of_control[1](control[i])) * len(stretches) / count
    center = sum(stretches) / len(stretches)
    deviations = [stretch - center for stretch in stretches]
    variance, _, freedom = long_run_variance(deviations)
    freedom, error = max(1, min(freedom, len(stretches) - 1)), math.sqrt(variance / len(stretches))
    total = farthest = 0.0
    for d in deviations:
        total += d
        farthest = max(farthest, abs(total))
    if farthest > 1.628 * math.sqrt(variance * len(stretches)):
        quarters = [deviations[len(stretches) * q // 4:len(stretches) * (q + 1) // 4] for q in range(4)]
        agree = math.sqrt(sum((sum(q) / len(q)) ** 2 for q in quarters) / 3 / 4)
        if agree > error:
            error, freedom = agree, 3
    empty, full = (end[0] / period + (1 - 1 / period) * other[0] for end, other in zip(ends, others))
    return ((full - empty, max(error, tick / math.sqrt(12.0 * count)), freedom), others[1][0] - others[0][0] if period > 1 else None,
            ends[1][0] - ends[0][0], sum(candidate) / count - sum(control) / count)


def pooled(costs):
    """One cost as it is; the mean of several."""
    return costs[0] if len(costs) == 1 else launch_mean(costs)


def direct_costs(header, launches, even_speeds=True):
    """
    Of all launches, as cells.jsonl has them; None if hooks were not timed. Each layout's times are first brought to the speed of all:
    times the usual micro-batch of all over its own. Records without hasEvenSpeeds averaged them as they were.
    """
    period = header["logEvery"] * (header["accumulate"] if header["logUnit"] == "steps" else 1)
    by_process = {}
    for place, (launch, columns) in enumerate(launches):
        by_process.setdefault(launch.get("process", f"launch {place}"), []).extend(
            layout for layout in layouts(launch, columns) if len(layout[1]) >= 2 * period and len(layout[1]) % period == 0)
    by_process = [parts for parts in by_process.values() if parts]
    if not by_process:
        return None
    batch = usual([time for launch, columns in launches for *_, times in layouts(launch, columns) for time in times])

    def read(control, candidate, tick, batches):
        (cost, error, freedom), between, at_log, mean = direct_cost(control, candidate, tick, period)
        own = usual(batches)
        factor = batch / own if even_speeds and own > 0 else 1
        return ((factor * cost, factor * error, freedom), None if between is None else factor * between, factor * at_log, mean)

    by_process = [[read(*layout) for layout in process] for process in by_process]
    readings = [reading for process in by_process for reading in process]
    cost, error, _ = pooled([pooled([reading[0] for reading in process]) for process in by_process])
    figures = {"nanosecondsPerBatch": cost, "ownStandardError": error}
    for place, name in enumerate(("betweenLogsNanoseconds", "atLogNanoseconds", "meanNanoseconds"), 1):
        if readings[0][place] is not None:
            figures[name] = sum(reading[place] for reading in readings) / len(readings)
    return figures


def student_quantile(freedom, probability):
    """By Newton's steps from the normal quantile; the distribution by Simpson's rule over its density."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)

    def density(t):
        return scale * math.exp(-(freedom + 1) / 2 * math.log1p(t * t / freedom))

    def cumulative(t, parts=2000):
        step = t / parts
        inner = sum((4 if i % 2 else 2) * density(i * step) for i in range(1, parts))
        return 0.5 + step / 3 * (density(0) + density(t) + inner)

    t = statistics.NormalDist().inv_cdf(probability)
    for _ in range(50):
        step = (cumulative(t) - probability) / density(t)
        t -= step
        if abs(step) < 1e-12 * abs(t):
            break
    return t


def estimate(launches):
    """The estimate and the ends of its 95 % interval, as overheads."""
    means = []
    for launch, columns in launches:
        pairs = log_ratios_of_pairs(columns["controlTicks"], columns["candidateTicks"], launch["blocksPerRepetition"], launch["repetitions"])
        means.append(series_mean([(a + b) / 2 for a, b in zip(pairs[0::2], pairs[1::2])]))
    value, error, freedom = means[0] if len(means) == 1 else launch_mean(means)
    reach = student_quantile(freedom, 0.975) * error
    return tuple(math.exp(x) - 1 for x in (value, value - reach, value + reach))


CELL = ("device", "workload", "batchSize", "shape", "timing", "accumulate", "logEvery", "logUnit")


def main(folder):
    folder = pathlib.Path(folder)
    records = {}  # a later line of a cell replaces an earlier one
    for line in (folder / "cells.jsonl").read_text().splitlines():
        record = json.loads(line)
        records[json.dumps([record.get(field) for field in CELL], sort_keys=True)] = record
    files = sorted((folder / "pairs").glob("*.blocks.gz"))
    if not files:
        print(f"{folder} holds no raw blocks: runs of schema 1 have none.", file=sys.stderr)
        return 2
    differ = 0
    for path in files:
        header, launches = read(path)
        mean, (value, lower, upper) = mean_overhead(launches), estimate(launches)
        record = records.get(json.dumps([header.get(field) for field in CELL], sort_keys=True)) if header["comparison"] == "overhead" else None
        recorded, recorded_direct = (record or {}).get("overhead"), (record or {}).get("directCost")
        direct = direct_costs(header, launches, (recorded_direct or {"hasEvenSpeeds": True}).get("hasEvenSpeeds", False))
        verdict = "not recorded"
        if recorded:
            agrees = (abs(mean - recorded["meanOverhead"]) <= 1e-12 and abs(value - recorded["estimate"]) <= 1e-9
                      and abs(lower - recorded["lower"]) <= 1e-9 and abs(upper - recorded["upper"]) <= 1e-9)
            if recorded_direct:
                agrees = agrees and direct is not None and all(
                    abs(value - recorded_direct[name]) <= 1e-9 * max(1, abs(value)) for name, value in direct.items())
            verdict, differ = ("as recorded", differ) if agrees else (f"DIFFERS from {recorded}, {recorded_direct}", differ + 1)
        print(f"{header['cell']} {header['comparison']}: sums {mean:+.4%}, estimate {value:+.4%} [{lower:+.4%}, {upper:+.4%}], "
              f"{'' if direct is None else 'hooks {:.1f} ns, '.format(direct['nanosecondsPerBatch'])}{verdict}")
    return 1 if differ else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
