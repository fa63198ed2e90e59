"""Rows of the table, and the arithmetic behind them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import linear_regression, median, quantiles
from time import perf_counter

LINEAR = 1.1
"""The largest exponent that is called linear: a fit over four sizes is no truth."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    measured: str
    budget: str = ""
    met: bool | None = None
    """Whether the budget is met; `None` where there is none."""


def taken(work: Callable[[], object]) -> float:
    """Measure one call, in seconds."""
    start = perf_counter()
    work()
    return perf_counter() - start


def in_turn(
    times: int, *works: Callable[[], float], warm: bool = True
) -> list[list[float]]:
    """Let each be measured in turn, so often; give the measurements of each.

    What else goes on in the machine then falls on all of them alike.
    """
    for work in works if warm else ():
        work()
    rounds = [[work() for work in works] for _ in range(times)]
    return [list(one) for one in zip(*rounds, strict=True)]


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Divide pair by pair."""
    return [one / other for one, other in zip(ours, theirs, strict=True)]


def at_most(what: str, found: Sequence[float], limit: float | None) -> Row:
    """Make the row of ratios that should be small."""
    low, middle, high = quantiles(found, n=4)
    measured = f"{middle:.2f}x ({low:.2f} to {high:.2f})"
    if limit is None:
        return Row(what, measured)
    return Row(what, measured, f"at most {limit:g}x", round(middle, 2) <= limit)


def at_least(what: str, found: Sequence[float], limit: float | None) -> Row:
    """Make the row of ratios that should be large."""
    low, middle, high = quantiles(found, n=4)
    measured = f"{middle:.1f}x ({low:.1f} to {high:.1f})"
    if limit is None:
        return Row(what, measured)
    return Row(what, measured, f"at least {limit:g}x", middle >= limit)


def seconds(what: str, found: Sequence[float], limit: float) -> Row:
    """Make the row of times of which the median should be small."""
    middle = median(found)
    measured = f"{middle * 1000:.0f} ms"
    return Row(what, measured, f"under {limit * 1000:.0f} ms", middle < limit)


def growth(
    what: str, sizes: Sequence[int], times: Sequence[float], *, judged: bool = True
) -> Row:
    """Make the row of how a cost grows, with the exponent that fits it best.

    Args:
        what: What costs something.
        sizes: How large it was each time.
        times: What it cost each time.
        judged: Whether it should be linear.
    """
    steps = ", ".join(
        f"{size:,}: {time / times[0]:.1f}x"
        for size, time in zip(sizes, times, strict=True)
    )
    exponent = fitted_exponent(sizes, times)
    measured = f"{steps}; exponent {exponent:.2f}"
    if not judged:
        return Row(what, measured)
    return Row(what, measured, "at most linear", exponent <= LINEAR)


def fitted_exponent(sizes: Sequence[int], times: Sequence[float]) -> float:
    """Fit time = constant * size ** exponent."""
    return linear_regression(
        [math.log(one) for one in sizes], list(map(math.log, times))
    )[0]
