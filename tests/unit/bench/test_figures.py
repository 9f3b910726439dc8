"""What the bench makes of its readings."""

from __future__ import annotations

import itertools

import pytest

from bench.figures import Figure
from bench.report import page
from bench.samples import Pairs, Spread, in_turns


def test_a_ratio_is_taken_pair_by_pair() -> None:
    assert Pairs((1.0, 2.0, 4.0), (2.0, 1.0, 1.0)).ratios == (2.0, 0.5, 0.25)


def test_a_spread_is_the_median_with_its_quartiles() -> None:
    assert f"{Spread.of([5, 1, 2, 4, 3]):.0f}" == "3 (2 to 4)"


def test_who_begins_changes_and_the_first_turn_is_not_counted() -> None:
    order = itertools.count()
    readings = in_turns(lambda: next(order), lambda: next(order), 2)

    assert readings == [(2, 3), (5, 4)]


@pytest.mark.parametrize(
    ("reached", "reach", "verdict"),
    [
        (0.65, 0.65, "reached"),
        (0.66, 0.65, "**missed**"),
        (Spread(0.6, 0.5, 0.9), 0.65, "reached"),
        (Spread(0.7, 0.5, 0.9), 0.65, "**missed**"),
        (0.5, None, ""),
        (None, 0.65, ""),
    ],
)
def test_the_median_is_held_against_the_reach(
    reached: float | Spread | None, reach: float | None, verdict: str
) -> None:
    assert Figure("figure", "1", "2", reached, reach).verdict == verdict


def test_the_page_shows_each_figure() -> None:
    start = Figure("cold start", "2.0", "1.0", Spread(0.5, 0.4, 0.6), 0.65, "times")

    text = page([start, Figure("calls", "1", "3", 3, 3)], "a machine", 11, (0.5, 0.6))

    assert "| cold start | 2.0 | 1.0 | 0.50 (0.40 to 0.60) times | ≤ 0.65 times | reached |" in text
    assert "| calls | 1 | 3 | 3 | ≤ 3 | reached |" in text
