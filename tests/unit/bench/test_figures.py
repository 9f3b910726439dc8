"""What the bench makes of its readings."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest

from bench.cold_start import ColdStarts
from bench.figures import Figure, of_aws_custom_resource, of_cold_starts
from bench.functions import AWS_CUSTOM_RESOURCE, COMPILED
from bench.plot import plot
from bench.report import Turns, page
from bench.samples import Pairs, Spread, in_turns

TURNS = Turns(11, 9, 7)


def test_a_ratio_is_taken_pair_by_pair() -> None:
    assert Pairs((1.0, 2.0, 4.0), (2.0, 1.0, 1.0)).ratios == (2.0, 0.5, 0.25)


def test_a_spread_is_the_median_with_its_quartiles() -> None:
    assert f"{Spread.of([5, 1, 2, 4, 3]):.0f}" == "3 (2 to 4)"


def test_who_begins_changes_and_the_first_turn_is_not_counted() -> None:
    order = itertools.count()
    readings = in_turns(lambda: next(order), lambda: next(order), 2)

    assert readings == [(2, 3), (5, 4)]


@pytest.mark.parametrize(
    ("ratio", "reach", "verdict"),
    [
        (0.65, 0.65, "reached"),
        (0.66, 0.65, "**missed**"),
        (Spread(0.6, 0.5, 0.9), 0.65, "reached"),
        (Spread(0.7, 0.5, 0.9), 0.65, "**missed**"),
        (0.5, None, ""),
        (None, 0.65, ""),
    ],
)
def test_the_median_is_held_against_the_reach(ratio: float | Spread | None, reach: float | None, verdict: str) -> None:
    assert Figure("figure", "1", "2", ratio, reach).verdict == verdict


@pytest.mark.parametrize(("value", "verdict"), [(3, "reached"), (4, "**missed**")])
def test_a_value_is_held_instead_of_the_ratio(value: float, verdict: str) -> None:
    assert Figure("figure", "1", "3", 9.0, 3, value).verdict == verdict


def test_the_page_shows_each_figure() -> None:
    start = Figure("cold start", "2.0", "1.0", Spread(0.5, 0.4, 0.6), 0.65)

    text = page([start, Figure("calls", "1", "3", 3, 3, 3, "")], "a machine", TURNS, (0.5, 0.6))

    assert "| cold start | 2.0 | 1.0 | 0.50 (0.40 to 0.60) | ≤ 0.65 times | reached |" in text
    assert "| calls | 1 | 3 | 3 | ≤ 3 | reached |" in text


def test_the_page_says_how_often_each_thing_was_measured() -> None:
    text = " ".join(page([], "a machine", TURNS, (0.5, 0.6)).split())

    for count in ("11 pairs of cold starts", "11 pairs of warm processes", "of 9 events", "7 pairs of syntheses"):
        assert count in text


@pytest.mark.parametrize("explained", ["Instructions", "Our code compiled already", "Peak memory"])
def test_the_page_explains_only_what_it_shows(explained: str) -> None:
    rows = [Figure(f"instructions, {COMPILED}, peak memory", "", "")]

    assert f"**{explained}**" in page(rows, "a machine", TURNS, (0.5, 0.6))
    assert f"**{explained}**" not in page([Figure("cold start", "", "")], "a machine", TURNS, (0.5, 0.6))


def test_the_page_says_what_the_other_peer_is_or_that_it_was_not_measured() -> None:
    here, gone = "The second peer is the handler of CDK's `AwsCustomResource`", "was not measured"
    with_it = page([Figure(f"CPU seconds, of {AWS_CUSTOM_RESOURCE}", "2", "1")], "a machine", TURNS, (0.5, 0.6))
    without = page([Figure("cold start", "2", "1")], "a machine", TURNS, (0.5, 0.6))

    assert here in with_it
    assert gone not in with_it
    assert here not in without
    assert gone in without


STARTS = ColdStarts(
    seconds=Pairs((4.0, 4.0), (2.0, 2.0)),
    cpu_seconds=Pairs((4.0, 4.0), (2.0, 2.0)),
    cpu_seconds_with_event=Pairs((4.0, 4.0), (3.0, 3.0)),
    peak_bytes=Pairs((100e6, 100e6), (45e6, 45e6)),
)


def test_the_handler_of_the_cdk_is_compared_by_what_an_event_takes() -> None:
    cpu, memory = of_aws_custom_resource(STARTS)

    assert cpu.name == "cold start and first event, CPU seconds, of CDK's AwsCustomResource"
    assert (cpu.theirs, cpu.ours) == ("4.000 (4.000 to 4.000)", "3.000 (3.000 to 3.000)")
    assert (cpu.ratio, cpu.reach, cpu.verdict) == (Spread(0.75, 0.75, 0.75), 0.75, "reached")
    assert memory.name == "peak memory after one event, MB, of CDK's AwsCustomResource"
    assert (memory.ratio, memory.reach, memory.verdict) == (Spread(0.45, 0.45, 0.45), 0.45, "reached")


def test_a_peak_that_is_unknown_makes_no_row() -> None:
    unknown = replace(STARTS, peak_bytes=Pairs((math.nan, math.nan), (math.nan, math.nan)))

    rows = [*of_cold_starts(unknown, None), *of_aws_custom_resource(unknown)]

    assert not [row.name for row in rows if "memory" in row.name]


def test_the_plot_shows_what_is_more_than_the_peers_too() -> None:
    drawn = plot(
        [Figure("less", "2", "1", 0.5), Figure("more", "1", "6", Spread(5.7, 5, 6)), Figure("alone", "", "1", 7.0)]
    )

    assert "less (0.50 times)" in drawn
    assert "more (5.70 times)" in drawn
    assert "alone" not in drawn
