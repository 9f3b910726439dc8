"""Promise 41: whatever happens, in whatever order, what must be there is there."""

from __future__ import annotations

import random
import sys

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from campaign.model.machine import WorkteamModel, steps

_COMMON = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True, "database": None}


@pytest.mark.timeout(300)
def test_p41_model_in_short() -> None:
    run_state_machine_as_test(
        WorkteamModel,
        settings=settings(max_examples=20, stateful_step_count=20, derandomize=True, **_COMMON),
    )
    _report()


def _report() -> None:
    for what, count in sorted(steps.items()):
        print(f"{count:8d}  {what}")


__all__ = ["Phase", "random", "sys"]
