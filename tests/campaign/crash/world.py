"""One run: an account with strangers in it, a stack, and a function whose processes are killed as planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeAlias, cast

from campaign.crash.clock import Clock
from campaign.crash.doors import Doors
from campaign.crash.function import CrashingFunction, Outside
from campaign.crash.inbox import Inbox
from campaign.crash.operations import NAME, TEAM
from campaign.crash.service import Client, Console, Shown, new_service
from campaign.crash.stack import OwnedStack
from campaign.crash.strangers import Strangers
from workteam_provider.contract import ADOPTED_TAG, LOGICAL_ID_TAG, STACK_TAG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.crash.doors import Kill
    from campaign.crash.operations import Operation
    from local.sagemaker import Fault
    from support.response_sink import ResponseSink

OWNER_TAGS: Final = (STACK_TAG, LOGICAL_ID_TAG, ADOPTED_TAG)

Late: TypeAlias = Literal["", "after the deployment", "after the stack"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes wrong in a run.

    Parameters
    ----------
    kills
        Where processes are killed.
    retries
        How often Lambda delivers a killed event again while CloudFormation waits.
    late
        Whether a killed event comes once more when CloudFormation has long gone on.
    gives_up
        Whether the stack's owner deletes it where the rollback of an update failed, instead of continuing that.
    """

    kills: tuple[Kill, ...] = ()
    retries: int = 0
    late: Late = ""
    gives_up: bool = False
    second: bool = False
    """Whether the last kill is one of all that can follow the first."""


class World:
    """Plays an operation by a plan."""

    def __init__(self, operation: Operation, plan: Plan) -> None:
        Clock.now = 1000.0
        self.operation: Final = operation
        self.plan: Final = plan
        self.doors: Final = Doors(plan.kills)
        self.adopted: Shown | None = None
        self._service = new_service()
        self._inbox = Inbox()
        self.console: Final = Console(self._service)
        self.strangers: Final = Strangers(self.console)
        client = Client(self._service, self.doors)
        outside = Outside(client, self._inbox, self.doors, operation.seconds)
        self.function: Final = CrashingFunction(outside, plan.retries, self._before_event)
        self.stack: Final = OwnedStack(
            "Stack",
            self.function,
            cast("ResponseSink", self._inbox),
            rollback_updates_replaced=operation.rollback_updates,
        )
        self.strangers.settle(self.stack.stack_id, TEAM)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.function.bury()

    def prepare(self) -> None:
        """Bring everything to where the operation starts."""
        operation = self.operation
        if operation.arranged is not None:
            operation.arranged(self)
        if operation.before is not None:
            outcome = self.stack.deploy({TEAM: operation.before})
            assert outcome.status == "CREATE_COMPLETE", outcome
        if operation.meanwhile is not None:
            operation.meanwhile(self)

    def operate(self) -> str:
        """Deploy or delete, with the processes killed as planned."""
        operation = self.operation
        self.doors.mute = operation.rollback == "unanswered"
        self.doors.open = not self.doors.mute
        try:
            if operation.wanted is None:
                return self.stack.delete().status
            return self.stack.deploy({TEAM: operation.wanted}, sibling_fails=operation.rollback == "answered").status
        finally:
            self.doors.open = False

    def continue_rollback(self) -> str:
        """Continue a rollback that failed, as the stack's owner would."""
        if self.stack.status == "UPDATE_ROLLBACK_FAILED" and not self.plan.gives_up:
            self._service.faults.clear()
            self.stack.continue_rollback()
        return self.stack.status

    def delete(self) -> str:
        """Delete the stack, and once more where that failed; nobody uses the team any more.

        What belongs to somebody else is retained, as the reason of the failure says.
        """
        self._service.faults.clear()
        self.set_busy(NAME, [])
        for _ in range(2):
            if self.stack.status != "DELETE_COMPLETE":
                self.stack.delete()
        if self.stack.status == "DELETE_FAILED" and NAME in self.strangers.names():
            self.stack.delete(retain=[TEAM])
        return self.stack.status

    def ours(self, teams: Mapping[str, Shown]) -> dict[str, Shown]:
        """Pick the teams that carry the tags of the stack's resource."""
        wanted = {STACK_TAG: self.stack.stack_id, LOGICAL_ID_TAG: TEAM}
        return {name: shown for name, shown in teams.items() if wanted.items() <= shown[1].items()}

    def make_adoptable(self, name: str) -> None:
        """Make a team by hand that the stack may take over."""
        self.console.make(name, {"theirs": "1"})
        self.adopted = self.console.everything()[name]

    def add_fault(self, fault: Fault) -> None:
        """Put a fault in force."""
        self._service.faults.add(fault)

    def set_busy(self, name: str, jobs: list[str]) -> None:
        """Let labeling jobs use a team."""
        self._service.backend.set_busy(name, jobs)

    def _before_event(self, event: dict[str, Any]) -> None:
        if event["RequestType"] == "Delete":
            self.strangers.settle_at(event["PhysicalResourceId"])
