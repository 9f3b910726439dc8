"""No test of the function waits: time passes when somebody sleeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from support.clock import Clock
from unit.function.scene import OTHER_STACK_ID, STACK_ID, Scene
from workteam_provider.contract import ADOPTED_TAG, CLAIM_TAG, LOGICAL_ID_TAG, STACK_TAG

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock()
    with clock.installed():
        yield clock


@pytest.fixture
def scene(clock: Clock) -> Scene:
    return Scene.at(clock)


UNPROVED: Final[list[dict[str, str]]] = [
    {},
    {"team": "theirs"},
    {STACK_TAG: STACK_ID},
    {LOGICAL_ID_TAG: "Team"},
    {STACK_TAG: STACK_ID.lower(), LOGICAL_ID_TAG: "team"},
    {STACK_TAG: "a stack", LOGICAL_ID_TAG: "Team"},
    {STACK_TAG: STACK_ID, LOGICAL_ID_TAG: "Team", CLAIM_TAG: "other/0123456789abcdef"},
    {STACK_TAG: STACK_ID, LOGICAL_ID_TAG: "Team", CLAIM_TAG: ""},
    {STACK_TAG: STACK_ID, LOGICAL_ID_TAG: "Team", CLAIM_TAG: "other/0123456789abcdef", ADOPTED_TAG: "true"},
]
ANOTHERS: Final[list[dict[str, str]]] = [
    {STACK_TAG: OTHER_STACK_ID, LOGICAL_ID_TAG: "Team"},
    {STACK_TAG: STACK_ID, LOGICAL_ID_TAG: "Another"},
    {STACK_TAG: OTHER_STACK_ID},
]


@pytest.fixture(params=UNPROVED, ids=str)
def unproved(request: pytest.FixtureRequest) -> dict[str, str]:
    """Tags that prove nothing about whose a team is."""
    return dict(request.param)


@pytest.fixture(params=ANOTHERS, ids=str)
def anothers(request: pytest.FixtureRequest) -> dict[str, str]:
    """Tags that prove a team to be another resource's."""
    return dict(request.param)


@pytest.fixture(params=[*UNPROVED, *ANOTHERS], ids=str)
def foreign(request: pytest.FixtureRequest) -> dict[str, str]:
    """Tags that do not prove a team to be ours."""
    return dict(request.param)


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "eu-west-1")
