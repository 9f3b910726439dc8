"""Promise 37: throttling storms and the service's rate limit slow a stack down, and fail nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.load.load import load
from support.asset import lay_out_asset

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.load.load import Load, Wave

STORM_SECONDS = 10.0


@pytest.fixture
def asset(tmp_path: Path) -> Path:
    return lay_out_asset(tmp_path)


def test_p37_a_few_teams_at_once_against_a_limit(asset: Path) -> None:
    require_all_succeed(asset, teams=4, calls_per_second=5)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_p37_25_teams_at_once_against_2_calls_a_second(asset: Path) -> None:
    require_all_succeed(asset, teams=25, calls_per_second=2)


def test_p37_a_storm_of_ten_seconds(asset: Path) -> None:
    with load(asset, teams=1, storm_seconds=STORM_SECONDS) as stack:
        require_through_a_storm(stack.create())


@pytest.mark.long
@pytest.mark.timeout(300)
def test_p37_storms_of_ten_seconds_in_every_operation(asset: Path) -> None:
    with load(asset, teams=5, storm_seconds=STORM_SECONDS) as stack:
        for wave in (stack.create, stack.update, stack.delete):
            require_through_a_storm(wave())


def require_all_succeed(asset: Path, *, teams: int, calls_per_second: float) -> None:
    with load(asset, teams, calls_per_second=calls_per_second) as stack:
        require_under_the_limit(stack.create(), teams)
        assert descriptions(stack) == ["at first"] * teams
        require_under_the_limit(stack.update(), teams)
        assert descriptions(stack) == ["changed"] * teams
        require_under_the_limit(stack.delete(), teams)
        assert descriptions(stack) == []


def require_under_the_limit(wave: Wave, teams: int) -> None:
    print(wave)
    assert wave.succeeded == teams
    assert wave.throttled > 0
    assert wave.changes == teams


def require_through_a_storm(wave: Wave) -> None:
    assert wave.succeeded == wave.teams
    assert wave.throttled > 0
    assert wave.seconds > STORM_SECONDS


def descriptions(stack: Load) -> list[str]:
    return [stack.account.settings(name)["Description"] for name in stack.account.names()]
