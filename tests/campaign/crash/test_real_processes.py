"""Unwound tasks and killed processes agree."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from campaign.crash.campaign import play
from campaign.crash.operations import operations
from campaign.crash.plans import Plan
from campaign.crash.real import real_world
from campaign.world.doors import Strike
from campaign.world.process import lambda_environment
from support.asset import lay_out_asset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from campaign.crash.real import RealWorld
    from campaign.world.doors import Moment

CHOSEN = ("create", "settings and all kinds of tag changes", "rename", "delete")
OPERATIONS = {operation.name: operation for operation in operations() if operation.name in CHOSEN}


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealWorld]:
    with real_world(lay_out_asset(tmp_path_factory.mktemp("asset"))) as world:
        yield world


def looked_once(labels: Iterable[str]) -> list[str]:
    """Leave out looks at the same team again: chance decides the pauses, and so how many there are in a given time."""
    return [label for before, label in pairwise(("", *labels)) if not before == label == "DescribeWorkteam"]


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("name", CHOSEN)
def test_p38_real_processes_agree(processes: RealWorld, name: str, moment: Moment) -> None:
    operation = OPERATIONS[name]
    with lambda_environment(silent=True):
        points = len(play(operation, Plan()).passages)
        expected = [play(operation, Plan((Strike(number, moment),), retries=1)) for number in range(1, points + 1)]

    seen = [processes.play(operation, Strike(number, moment)) for number in range(1, points + 1)]

    assert [(status, looked_once(labels)) for status, labels in seen] == [
        (run.statuses[0], looked_once(passage.label for passage in run.passages)) for run in expected
    ]
