"""Promises 38, 54, 71, 73 and 74: whatever strikes at any call or answer, people can sign in and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.crash.__main__ import PAGE
from campaign.crash.plans import Plan
from campaign.sign_in.campaign import campaign, play
from campaign.sign_in.operations import operations
from campaign.sign_in.table import TITLE
from campaign.world.process import lambda_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.sign_in.operations import Operation

OPERATIONS = {operation.name: operation for operation in operations()}
LOOKS = ["DescribeWorkforce", "DescribeUserPoolClient"]
WRITES = ["UpdateUserPoolClient", "DescribeUserPoolClient"]
CALLS = {
    "create": [*LOOKS, *WRITES],
    "no change": LOOKS,
    "the template changed the client": [*LOOKS, *WRITES],
    "delete": ["DescribeUserPoolClient", "DescribeUserPoolClient", "UpdateUserPoolClient"],
    "delete, the client gone": ["DescribeUserPoolClient"],
}


@pytest.fixture(autouse=True)
def _in_lambda() -> Iterator[None]:
    with lambda_environment(silent=True):
        yield


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_p38_p54_p71_p73_p74_every_crash_point(operation: Operation) -> None:
    require_invariants(operation, thorough=False)


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_p38_p54_p71_p73_p74_every_crash_point_and_every_second_one(operation: Operation) -> None:
    require_invariants(operation, thorough=True, pairs=True)


def require_invariants(operation: Operation, *, thorough: bool, pairs: bool = False) -> None:
    runs = campaign(operation, thorough=thorough, pairs=pairs).runs
    broken = [f"{run}: {run.unexcused}" for run in runs if run.unexcused]
    assert not broken, f"{len(broken)} of {len(runs)} runs:\n" + "\n".join(broken[:20])


@pytest.mark.parametrize("name", CALLS)
def test_the_calls_of_a_deployment(name: str) -> None:
    run = play(OPERATIONS[name], Plan())

    assert [passage.label for passage in run.passages] == [*CALLS[name], "answer"]


def test_every_operation_is_different() -> None:
    assert len(OPERATIONS) == len(list(operations()))


def test_the_page_tells_of_every_operation() -> None:
    _, _, part = PAGE.read_text().partition(TITLE)
    assert [name for name in OPERATIONS if f"\n| {name} |" not in part] == []
