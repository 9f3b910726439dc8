"""One run: an account with strangers in it, a stack, and a function that meets what is planned."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ConnectionClosedError

from campaign.crash.operations import NAME, TEAM
from campaign.crash.stack import KeptStack, PatientBucket
from campaign.crash.strangers import Strangers
from campaign.world.account import Account, Fault, TeamImage
from campaign.world.doors import Doors
from campaign.world.function import RETRY_PAUSES, Function
from campaign.world.process import Process, Scope
from campaign.world.scheduler import World
from local.sagemaker.errors import ServiceError
from support.account import ACCOUNT, REGION
from support.events import stack_id
from workteam_provider.contract import LOGICAL_ID_TAG, STACK_TAG

if TYPE_CHECKING:
    from campaign.crash.operations import Operation
    from campaign.crash.plans import Plan


@functools.cache
def _process() -> Process:
    """All processes share their modules: none keeps anything from one event to the next but its client."""
    return Process(quick=True)


class Scene:
    """Plays an operation by a plan."""

    def __init__(self, operation: Operation, plan: Plan) -> None:
        self.operation: Final = operation
        self.plan: Final = plan
        self.adopted: TeamImage | None = None
        self.world: Final = World(1000.0, jitter=lambda low, high: (low + high) / 2)
        self.account: Final = Account(self.world)
        self.doors: Final = Doors(plan.strikes, self._strike)
        self.function: Final = Function(
            self.account,
            PatientBucket(self.world),
            operation.seconds,
            start=_process,
            doors=self.doors,
            before_delivery=self._before_delivery,
        )
        self.strangers: Final = Strangers(self.account)
        self.stack: Final = KeptStack("Stack", self.function, rollback_updates_replaced=operation.rollback_updates)
        self.stack.require_agreement(lambda *_: False)  # it is an invariant
        self.strangers.settle(self.stack.stack_id, TEAM)
        self._hindered: str | None = None
        self._fault: Fault

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
        if operation.made_again is not None:
            assert operation.wanted is not None
            self.stack.create_and_keep(TEAM, operation.wanted)
            self.account.faults.clear()
        if self.plan.lag:
            self.account.backend.set_lag(self.plan.lag, self.plan.lag)

    def operate(self) -> str:
        """Deploy or delete, with what is planned for it."""
        operation, sibling_fails = self.operation, self.operation.rollback == "answered"
        self.doors.mute = operation.rollback == "unanswered"
        self.doors.open = not self.doors.mute
        try:
            if operation.wanted is None:
                return self.stack.delete().status
            if operation.made_again is not None:
                first = operation.made_again == "its clean-up first"
                return self.stack.create_again(
                    TEAM, operation.wanted, clean_up_first=first, sibling_fails=sibling_fails
                )
            return self.stack.deploy({TEAM: operation.wanted}, sibling_fails=sibling_fails).status
        finally:
            self.doors.open = False

    def continue_rollback(self) -> str:
        """Continue a rollback that failed, as the stack's owner would."""
        if self.stack.status == "UPDATE_ROLLBACK_FAILED" and not self.plan.gives_up:
            self.account.faults.clear()
            self.stack.continue_rollback()
        return self.stack.status

    def delete(self) -> str:
        """Delete the stack, and once more where that failed; nobody uses the team any more.

        What belongs to somebody else is retained, as the reason of the failure says.
        """
        self.account.faults.clear()
        self.account.backend.set_busy(NAME, [])
        for _ in range(2):
            if self.stack.status != "DELETE_COMPLETE":
                self.stack.delete()
        arns = {self.account.teams()[name].arn for name in self.strangers.names() & self.account.teams().keys()}
        if self.stack.status == "DELETE_FAILED" and self.stack.resources[TEAM].physical_id in arns:
            self.stack.delete(retain=[TEAM])
        return self.stack.status

    def redeliver_killed(self) -> None:
        """Deliver what never got to its end once more, when CloudFormation has gone on."""
        self.world.sleep(RETRY_PAUSES[0])
        for invocation in list(self.function.invocations):
            if invocation.finished[-1].ending != "returned":
                self.function.deliver_late(invocation)

    @property
    def clean_up_was_prevented(self) -> bool:
        """Whether a Delete died every time, or was hindered for longer than it waits."""
        hindrance = self.plan.hindrance
        return (hindrance is not None and hindrance.lifted != "in time") or any(
            {finished.ending for finished in invocation.finished} == {"killed"}
            for invocation in self.function.invocations
            if invocation.event["RequestType"] == "Delete"
        )

    def ours(self) -> dict[str, TeamImage]:
        """Pick the teams that carry the tags of the stack's resource."""
        wanted = {STACK_TAG: self.stack.stack_id, LOGICAL_ID_TAG: TEAM}
        return {
            name: image
            for name, image in self.account.image().items()
            if wanted.items() <= image.tags.items() and name not in self.strangers.names()
        }

    def make_adoptable(self, name: str) -> None:
        """Make a team by hand that the stack may take over."""
        self.account.make(name, {"theirs": "1"})
        self.adopted = self.account.image()[name]

    def _strike(self, scope: Scope, request: dict[str, Any]) -> None:
        meeting = self.plan.meeting
        if meeting is None:
            scope.kill()
        name = request.get("WorkteamName") or request["ResourceArn"].rpartition("/")[2]
        other = stack_id("Stack", ACCOUNT, REGION)
        tags = {STACK_TAG: other, LOGICAL_ID_TAG: TEAM} if meeting.tagged else {}
        self.strangers.take(name, {**tags, "theirs": "1"})
        if meeting.kind == "drop":
            raise ConnectionClosedError(endpoint_url="")
        raise ServiceError("InternalFailure", "Something went wrong", 500)

    def _before_delivery(self, event: dict[str, Any]) -> None:
        # the event that is never answered isn't delivered again either
        self.function.retry_pauses = () if self.doors.mute else (0.0,) * self.plan.retries
        if event["RequestType"] == "Delete":
            self.strangers.settle_at(event["PhysicalResourceId"])
        hindrance = self.plan.hindrance
        if hindrance is None or not self.doors.struck:
            return
        if self._hindered is None:
            self._hindered, self._fault = event["RequestId"], hindrance.fault(self.world.now)
            self.account.faults.append(self._fault)
        elif event["RequestId"] != self._hindered and (
            hindrance.lifted == "the next event" or event["RequestType"] == "Delete"
        ):
            self._fault.times = 0
