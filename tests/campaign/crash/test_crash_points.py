"""Promises 38, 54, 55 and 57: whatever strikes at any call or answer, every deployment keeps its invariants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.crash.campaign import campaign, play
from campaign.crash.operations import operations
from campaign.crash.plans import Plan
from campaign.world.doors import Strike
from campaign.world.process import lambda_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.crash.operations import Operation

OPERATIONS = {operation.name: operation for operation in operations()}


@pytest.fixture(autouse=True)
def _in_lambda() -> Iterator[None]:
    with lambda_environment(silent=True):
        yield


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_p38_p54_p55_p57_every_crash_point(operation: Operation) -> None:
    require_invariants(operation, thorough=False)


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_p38_p54_p55_p57_every_crash_point_and_every_second_one(operation: Operation) -> None:
    require_invariants(operation, thorough=True, pairs=True)


def require_invariants(operation: Operation, *, thorough: bool, pairs: bool = False) -> None:
    done = campaign(operation, thorough=thorough, pairs=pairs)
    broken = [f"{run}: {run.unexcused}" for run in done.runs if run.unexcused]
    assert not broken, f"{len(broken)} of {len(done.runs)} runs:\n" + "\n".join(broken[:20])


def test_a_killed_process_does_nothing_more() -> None:
    create = OPERATIONS["create"]
    first_call = play(create, Plan())

    before = play(create, Plan((Strike(1, "before"),)))
    after = play(create, Plan((Strike(1, "after"),)))

    assert [passage.label for passage in first_call.passages] == ["CreateWorkteam", "DescribeWorkteam", "answer"]
    assert [passage.request_type for passage in after.passages].count("Create") == 1
    assert "DeleteWorkteam" not in [passage.label for passage in before.passages]
    assert "DeleteWorkteam" in [passage.label for passage in after.passages]


def test_every_operation_is_different() -> None:
    assert len(OPERATIONS) == len(list(operations()))
