"""Promise 78: a tick that heals may come at any moment of any deployment, and breaks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from campaign.crash.invariants import after_deployment, after_stack, at_the_end
from campaign.crash.operations import NAME, TEAM, Operation, operations
from campaign.crash.plans import Plan
from campaign.crash.scene import Scene, _process
from campaign.world.account import Fault
from campaign.world.doors import Strike
from campaign.world.process import Scope, lambda_environment
from campaign.world.stack import cloudformation_in
from support.account import ACCOUNT, MUTATIONS, REGION, team
from workteam_provider.contract import HEAL, RESOURCE_TYPE, SCHEDULE, TICK, TICK_VERSION
from workteam_provider.watch.template import BEING_CHANGED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OPERATIONS = {operation.name: operation for operation in operations()}
PLAIN = team(WorkteamName=NAME)
CHANGED = {**PLAIN, "Description": "Labels traffic lights"}


@pytest.fixture(autouse=True)
def _in_lambda() -> Iterator[None]:
    with lambda_environment(silent=True):
        yield


class Watched(Scene):
    """A run in which a schedule ticks where others strike; its input is the template before, or the one that comes."""

    def __init__(self, operation: Operation, plan: Plan, wanted: dict[str, Any] | None) -> None:
        super().__init__(operation, plan)
        self.wanted = wanted
        self.found: list[Any] = []
        self.written: list[str] = []
        self.deploying = False
        self.account.stack_status = lambda _: "UPDATE_IN_PROGRESS" if self.deploying else "UPDATE_COMPLETE"
        self.account.scheduled = self._scheduled

    def operate(self) -> str:
        """Deploy or delete, with the stack in progress meanwhile."""
        self.deploying = True
        try:
            return super().operate()
        finally:
            self.deploying = False

    def event(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Make a tick of a template that wants that much."""
        held = self.stack.resources.get(TEAM)
        return {
            TICK: TICK_VERSION,
            "ResourceType": RESOURCE_TYPE,
            "StackId": self.stack.stack_id,
            "LogicalResourceId": TEAM,
            "PhysicalResourceId": held.physical_id if held else "none",
            "ResourceProperties": wanted,
            HEAL: "true",
            SCHEDULE: f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/group/name",
        }

    def _scheduled(self, _: str) -> dict[str, Any]:
        held = self.stack.resources.get(TEAM)
        return self.event(held.properties) if held else {}

    def tick(self) -> None:
        """Handle a tick, in a process of its own."""
        scope = Scope(self.account, self.function.bucket, 300.0, request_type="Tick")
        self.found.append(_process().handle(self.event(self.wanted or {}), "tick", scope))
        self.written += [call for call in scope.journal if call in MUTATIONS]

    def _strike(self, scope: Scope, request: dict[str, Any]) -> None:
        self.world.spawn(self.tick)


def play(operation: Operation, plan: Plan, wanted: dict[str, Any] | None) -> Watched:
    scene = Watched(operation, plan, wanted)
    with cloudformation_in(scene.world):
        scene.prepare()
        status = scene.operate()
        scene.world.sleep(60)
        broken = [*at_the_end(scene, status), *after_deployment(scene)]
        scene.continue_rollback()
        scene.delete()
        broken += after_stack(scene)
    assert not broken, f"{plan}, {scene.found}: {broken}"
    return scene


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_p78_a_tick_at_any_moment_of_a_deployment_writes_nothing(operation: Operation) -> None:
    passages = len(play(operation, Plan(), None).doors.passages)
    for wanted in (operation.before, operation.wanted):
        for nth in range(1, passages + 1):
            scene = play(operation, Plan((Strike(nth, "before"),)), wanted)

            assert scene.found, f"no tick came before passage {nth}"
            assert scene.written == []


@pytest.mark.parametrize("seconds", range(1, 16))
def test_p78_what_a_tick_began_to_heal_before_a_deployment_is_right_after_the_next_tick(seconds: int) -> None:
    scene = Watched(Operation(name="update", before=PLAIN, wanted=CHANGED), Plan(), PLAIN)
    with cloudformation_in(scene.world):
        scene.prepare()
        scene.account.teams()[NAME].settings["Description"] = "by hand"
        scene.account.faults.append(Fault("throttle", "UpdateWorkteam", times=2))
        scene.world.spawn(scene.tick)
        scene.world.sleep(seconds)
        assert scene.operate() == "UPDATE_COMPLETE"
        scene.world.sleep(60)
        scene.wanted = CHANGED
        scene.world.do(scene.tick)

        assert list(after_deployment(scene)) == []
        assert scene.found[-1] in ({}, {"drifted": ("Description",), "healed": ("Description",)})
        assert scene.account.teams()[NAME].settings["Description"] == CHANGED["Description"]


def test_p78_a_tick_of_an_older_template_would_undo_a_deployment() -> None:
    update = Operation(name="update", before=PLAIN, wanted=CHANGED)

    scene = Watched(update, Plan((Strike(3, "before"),)), PLAIN)
    scene.account.scheduled = lambda _: scene.event(PLAIN)  # the schedule says that nothing is newer
    with cloudformation_in(scene.world):
        scene.prepare()
        scene.operate()
        scene.world.sleep(60)

        assert [violation.invariant for violation in after_deployment(scene)] == ["wrong state"]


def test_p78_a_tick_after_the_stack_is_gone_does_nothing() -> None:
    scene = Watched(Operation(name="delete", before=PLAIN), Plan(), PLAIN)
    with cloudformation_in(scene.world):
        scene.prepare()
        scene.delete()
        scene.account.stack_status = lambda _: "DELETE_COMPLETE"
        scene.world.do(scene.tick)

    assert (scene.found, scene.written) == ([{"unseen": BEING_CHANGED}], [])
