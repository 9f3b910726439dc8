"""Runs of the crash campaigns in which a schedule ticks where others strike."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import campaign.crash.scene
import campaign.sign_in.scene
from campaign.crash.operations import TEAM
from campaign.crash.plans import Plan
from campaign.sign_in.operations import SIGN_IN
from campaign.world.doors import Strike
from campaign.world.process import Scope
from support.account import ACCOUNT, MUTATIONS, REGION
from workteam_provider.contract import HEAL, RESOURCE_TYPE, SCHEDULE, SIGN_IN_TYPE, TICK, TICK_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from campaign.crash import operations as crash
    from campaign.sign_in import operations as sign_in
    from campaign.world.process import Process

WRITES: Final = frozenset({*MUTATIONS, "UpdateUserPoolClient"})


class Ticks:
    """The schedule of one resource of a run's stack; its input is the template before, or the one that comes.

    Attributes
    ----------
    wanted
        The properties in a tick's input.
    found
        What ticks answered.
    writes
        The calls by which ticks changed something.
    """

    def __init__(
        self,
        scene: campaign.crash.scene.Scene | campaign.sign_in.scene.Scene,
        resource_type: str,
        logical_id: str,
        wanted: dict[str, Any] | None,
        process: Callable[[], Process],
    ) -> None:
        self.wanted = wanted
        self.found: Final[list[Any]] = []
        self.writes: Final[list[str]] = []
        self._scene: Final = scene
        self._resource_type: Final = resource_type
        self._logical_id: Final = logical_id
        self._process: Final = process
        self._deploying = False
        scene.account.stack_status = lambda _: "UPDATE_IN_PROGRESS" if self._deploying else "UPDATE_COMPLETE"
        scene.account.scheduled = self._scheduled

    @contextmanager
    def deploying(self) -> Iterator[None]:
        """Have the stack in progress meanwhile."""
        self._deploying = True
        try:
            yield
        finally:
            self._deploying = False

    def event(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Make a tick of a template that wants that much."""
        held = self._scene.stack.resources.get(self._logical_id)
        return {
            TICK: TICK_VERSION,
            "ResourceType": self._resource_type,
            "StackId": self._scene.stack.stack_id,
            "LogicalResourceId": self._logical_id,
            "PhysicalResourceId": held.physical_id if held else "none",
            "ResourceProperties": wanted,
            HEAL: "true",
            SCHEDULE: f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/group/name",
        }

    def _scheduled(self, _: str) -> dict[str, Any]:
        held = self._scene.stack.resources.get(self._logical_id)
        return self.event(held.properties) if held else {}

    def tick(self) -> None:
        """Handle a tick, in a process of its own."""
        scope = Scope(self._scene.account, self._scene.function.bucket, 300.0, request_type="Tick")
        self.found.append(self._process().handle(self.event(self.wanted or {}), "tick", scope))
        self.writes.extend(call for call in scope.journal if call in WRITES)


class WatchedTeam(campaign.crash.scene.Scene):
    """A run of a team."""

    def __init__(self, operation: crash.Operation, plan: Plan, wanted: dict[str, Any] | None) -> None:
        super().__init__(operation, plan)
        self.ticks: Final = Ticks(self, RESOURCE_TYPE, TEAM, wanted, campaign.crash.scene._process)

    def operate(self) -> str:
        """Deploy or delete, with the stack in progress meanwhile."""
        with self.ticks.deploying():
            return super().operate()

    def _strike(self, scope: Scope, request: dict[str, Any]) -> None:
        self.world.spawn(self.ticks.tick)


class WatchedSignIn(campaign.sign_in.scene.Scene):
    """A run of a portal's sign-in."""

    def __init__(self, operation: sign_in.Operation, plan: Plan, wanted: dict[str, Any] | None) -> None:
        super().__init__(operation, plan)
        self.ticks: Final = Ticks(self, SIGN_IN_TYPE, SIGN_IN, wanted, campaign.sign_in.scene._process)

    def operate(self) -> str:
        """Deploy or delete, with the stack in progress meanwhile."""
        with self.ticks.deploying():
            return super().operate()

    def _strike(self, scope: Scope, request: dict[str, Any]) -> None:
        self.world.spawn(self.ticks.tick)


def require_silence(play: Callable[[Any, Plan, Any], WatchedTeam | WatchedSignIn], operation: Any) -> None:
    """Play an operation with a tick before each call and answer, by both templates; none may write."""
    passages = len(play(operation, Plan(), None).doors.passages)
    for wanted in (operation.before, operation.wanted):
        for nth in range(1, passages + 1):
            scene = play(operation, Plan((Strike(nth, "before"),)), wanted)

            assert scene.ticks.found, f"no tick came before passage {nth}"
            assert scene.ticks.writes == []
