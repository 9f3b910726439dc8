"""Promise 78: a tick that heals may come at any moment of any deployment, and breaks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from campaign.crash.invariants import after_deployment, after_stack, at_the_end
from campaign.crash.operations import NAME, Operation, operations
from campaign.crash.plans import Plan
from campaign.watch.ticking import WatchedTeam, require_silence
from campaign.world.account import Fault
from campaign.world.doors import Strike
from campaign.world.process import lambda_environment
from campaign.world.stack import cloudformation_in
from support.account import team
from workteam_provider.watch.template import BEING_CHANGED

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERATIONS = {operation.name: operation for operation in operations()}
PLAIN = team(WorkteamName=NAME)
CHANGED = {**PLAIN, "Description": "Labels traffic lights"}


@pytest.fixture(autouse=True)
def _in_lambda() -> Iterator[None]:
    with lambda_environment(silent=True):
        yield


def play(operation: Operation, plan: Plan, wanted: dict[str, Any] | None) -> WatchedTeam:
    scene = WatchedTeam(operation, plan, wanted)
    with cloudformation_in(scene.world):
        scene.prepare()
        status = scene.operate()
        scene.world.sleep(60)
        broken = [*at_the_end(scene, status), *after_deployment(scene)]
        scene.continue_rollback()
        scene.delete()
        broken += after_stack(scene)
    assert not broken, f"{plan}, {scene.ticks.found}: {broken}"
    return scene


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_p78_a_tick_at_any_moment_of_a_deployment_writes_nothing(operation: Operation) -> None:
    require_silence(play, operation)


@pytest.mark.parametrize("seconds", range(1, 16))
def test_p78_what_a_tick_began_to_heal_before_a_deployment_is_right_after_the_next_tick(seconds: int) -> None:
    scene = WatchedTeam(Operation(name="update", before=PLAIN, wanted=CHANGED), Plan(), PLAIN)
    with cloudformation_in(scene.world):
        scene.prepare()
        scene.account.teams()[NAME].settings["Description"] = "by hand"
        scene.account.faults.append(Fault("throttle", "UpdateWorkteam", times=2))
        scene.world.spawn(scene.ticks.tick)
        scene.world.sleep(seconds)
        assert scene.operate() == "UPDATE_COMPLETE"
        scene.world.sleep(60)
        scene.ticks.wanted = CHANGED
        scene.world.do(scene.ticks.tick)

        assert list(after_deployment(scene)) == []
        assert scene.ticks.found[-1] in ({}, {"drifted": ("Description",), "healed": ("Description",)})
        assert scene.account.teams()[NAME].settings["Description"] == CHANGED["Description"]


def test_p78_a_tick_of_an_older_template_would_undo_a_deployment() -> None:
    update = Operation(name="update", before=PLAIN, wanted=CHANGED)

    scene = WatchedTeam(update, Plan((Strike(3, "before"),)), PLAIN)
    scene.account.scheduled = lambda _: scene.ticks.event(PLAIN)  # the schedule says that nothing is newer
    with cloudformation_in(scene.world):
        scene.prepare()
        scene.operate()
        scene.world.sleep(60)

        assert [violation.invariant for violation in after_deployment(scene)] == ["wrong state"]


def test_p78_a_tick_after_the_stack_is_gone_does_nothing() -> None:
    scene = WatchedTeam(Operation(name="delete", before=PLAIN), Plan(), PLAIN)
    with cloudformation_in(scene.world):
        scene.prepare()
        scene.delete()
        scene.account.stack_status = lambda _: "DELETE_COMPLETE"
        scene.world.do(scene.ticks.tick)

    assert (scene.ticks.found, scene.ticks.writes) == ([{"unseen": BEING_CHANGED}], [])
