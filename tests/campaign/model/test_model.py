"""Promises 41 and 76 to 78: whatever happens, in whatever order, what must be there is there."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from campaign.model.machine import WorkteamModel, steps

LEAST_STEPS = 10_000
PARTS = 4


def play(*, examples: int, steps_each: int, derandomize: bool) -> None:
    """Play several worlds and tell how often each thing happened."""
    steps.clear()
    run_state_machine_as_test(
        WorkteamModel,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps_each,
            derandomize=derandomize,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            database=None,
        ),
    )
    for what, count in sorted(steps.items()):
        print(f"{count:8d}  {what}")


@pytest.mark.timeout(300)
def test_p41_p76_p77_p78_model_in_short() -> None:
    play(examples=20, steps_each=20, derandomize=True)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_p41_p76_p77_p78_model_at_length(part: int) -> None:
    play(examples=90, steps_each=40, derandomize=False)

    assert steps["steps"] >= LEAST_STEPS / PARTS
