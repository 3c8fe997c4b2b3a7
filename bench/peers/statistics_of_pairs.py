"""From interleaved blocks to an estimate with an interval. No torch: this part is tested wherever Python is."""

from __future__ import annotations

import math
import random
import statistics

CONFIDENCE = 0.95
RESAMPLES = 2000


def order_of_blocks(pairs: int) -> list[tuple[bool, bool]]:
    """ABBA: which side runs first in each pair (True is the side with the callback), so that a drift affects both sides equally."""
    return [(False, True) if pair % 2 == 0 else (True, False) for pair in range(pairs)]


def log_ratios(without: list[float], with_callback: list[float]) -> list[float]:
    """ln(with / without) of each pair."""
    if len(without) != len(with_callback) or len(without) < 2:
        raise ValueError(f"as many times with as without are needed, and at least 2: not {len(with_callback)} and {len(without)}")
    if not all(math.isfinite(time) and time > 0 for time in [*without, *with_callback]):
        raise ValueError("times must be finite and above 0")
    return [math.log(slow / fast) for fast, slow in zip(without, with_callback)]


def interval_of_median(values: list[float], seed: int = 1) -> tuple[float, float, float]:
    """The median with its bootstrap interval over pairs, which are independent."""
    estimate = statistics.median(values)
    draw = random.Random(seed)
    medians = sorted(statistics.median(draw.choices(values, k=len(values))) for _ in range(RESAMPLES))
    tail = (1 - CONFIDENCE) / 2
    lower, upper = medians[int(tail * RESAMPLES)], medians[min(RESAMPLES - 1, int((1 - tail) * RESAMPLES))]
    return estimate, min(lower, estimate), max(upper, estimate)


def overhead(without_ns: list[float], with_ns: list[float], accumulate: int) -> dict[str, float | int]:
    """What the callback adds.

    :param without_ns: time per micro-batch of each block without it, in nanoseconds
    :param with_ns: the same with it
    :param accumulate: A, micro-batches per optimizer step
    """
    estimate, lower, upper = interval_of_median(log_ratios(without_ns, with_ns))
    batch = statistics.median(without_ns)
    return {
        "stepNanoseconds": batch * accumulate,
        "nanosecondsPerBatch": batch * math.expm1(estimate),
        "overhead": math.expm1(estimate),
        "lower": math.expm1(lower),
        "upper": math.expm1(upper),
        "confidence": CONFIDENCE,
        "pairs": len(without_ns),
    }


class TimedCalls:
    """The time inside calls, less what reading the clock costs: ``with timed: call()``."""

    def __init__(self, clock):
        self._clock, self._times, self._began = clock, [], 0
        self._clock_cost = statistics.median(self._empty() for _ in range(1001))

    def __enter__(self):
        self._began = self._clock()

    def __exit__(self, *_):
        self._times.append(self._clock() - self._began)

    def forget(self) -> None:
        """Leaves out what was timed so far."""
        self._times.clear()

    def mean(self) -> float | None:
        """Nanoseconds per call, the longest hundredth left out; None without a call."""
        if not self._times:
            return None
        kept = sorted(self._times)[: max(1, len(self._times) * 99 // 100)]
        return max(0.0, statistics.fmean(kept) - self._clock_cost)

    def _empty(self) -> int:
        began = self._clock()
        return self._clock() - began
