"""One run: an account with a portal and others' app clients, a stack, and a function that meets what is planned."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ConnectionClosedError

from campaign.crash.stack import KeptStack, PatientBucket
from campaign.sign_in.operations import HOSTS, SIGN_IN
from campaign.world.account import Account
from campaign.world.doors import Doors
from campaign.world.function import RETRY_PAUSES, Function
from campaign.world.process import Process, Scope
from campaign.world.scheduler import World
from local.sagemaker.errors import ServiceError
from support.portal_service import CLIENT, OTHER_CLIENT, OTHER_POOL, POOL, WORKFORCE
from workteam_provider.contract import SIGN_IN_TYPE

if TYPE_CHECKING:
    from campaign.crash.plans import Plan
    from campaign.sign_in.operations import Operation
    from campaign.world.account import Fault

CLIENTS: Final = (CLIENT, OTHER_CLIENT)
STRANGERS: Final = ((POOL, "strangers"), (OTHER_POOL, CLIENT))
THEIRS: Final = "https://theirs.example"


@functools.cache
def _process() -> Process:
    """All processes share their modules: none keeps anything from one event to the next but its clients."""
    return Process(quick=True)


class Scene:
    """Plays an operation by a plan.

    The template writes an app client, whole, just before each Create or Update that says so by its digest. Wherever a
    process is struck, somebody else adds a call-back of theirs.

    Attributes
    ----------
    written
        By client: the digest of the template that wrote it last.
    added
        By client: whether somebody's call-back was added since then.
    """

    def __init__(self, operation: Operation, plan: Plan) -> None:
        self.operation: Final = operation
        self.plan: Final = plan
        self.written: Final[dict[str, str]] = dict.fromkeys(CLIENTS, "d1")
        self.added: Final[dict[str, bool]] = dict.fromkeys(CLIENTS, False)
        self.world: Final = World(1000.0, jitter=lambda low, high: (low + high) / 2)
        self.account: Final = Account(self.world)
        self.doors: Final = Doors(plan.strikes, self._strike)
        self.function: Final = Function(
            self.account,
            PatientBucket(self.world),
            start=_process,
            doors=self.doors,
            before_delivery=self._before_delivery,
        )
        self.stack: Final = KeptStack("Stack", self.function, rollback_updates_replaced=operation.rollback_updates)
        self.stack.require_agreement(lambda *_: False)  # it is an invariant
        self.stack.speak_of(SIGN_IN_TYPE)
        self._events: Final[set[str]] = set()
        self._hindered: str | None = None
        self._fault: Fault

    def prepare(self) -> None:
        """Bring everything to where the operation starts."""
        operation, portal = self.operation, self.account.portal
        for name, host in HOSTS.items():
            portal.put_workforce(name, host=host)
        for pool, client in (*STRANGERS, *((POOL, client) for client in CLIENTS)):
            portal.put_client(pool, client)
        self.strangers = [portal.client(*stranger) for stranger in STRANGERS]
        self.world.sleep(60.0)
        if operation.before is not None:
            outcome = self.stack.deploy({SIGN_IN: operation.before})
            assert outcome.status == "CREATE_COMPLETE", outcome
            self.world.sleep(60.0)
        if operation.meanwhile is not None:
            operation.meanwhile(self)
        if operation.made_again is not None:
            assert operation.wanted is not None
            self.stack.create_and_keep(SIGN_IN, operation.wanted)
            self.account.faults.clear()
        portal.lag = self.plan.lag

    def make_client(self) -> None:
        """Let the template make its app client."""
        self.account.portal.put_client()

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
                    SIGN_IN, operation.wanted, clean_up_first=first, sibling_fails=sibling_fails
                )
            return self.stack.deploy({SIGN_IN: operation.wanted}, sibling_fails=sibling_fails).status
        finally:
            self.doors.open = False

    def continue_rollback(self) -> None:
        """Continue a rollback that failed, as the stack's owner would."""
        if self.stack.status == "UPDATE_ROLLBACK_FAILED":
            self.account.faults.clear()
            self.stack.continue_rollback()

    def delete(self) -> str:
        """Delete the stack, and once more where its processes were killed every time."""
        self.account.faults.clear()
        for _ in range(2):
            if self.stack.status != "DELETE_COMPLETE":
                self.stack.delete()
        return self.stack.status

    def redeliver_killed(self) -> None:
        """Deliver what never got to its end once more, when CloudFormation has gone on."""
        self.world.sleep(RETRY_PAUSES[0])
        for invocation in list(self.function.invocations):
            if invocation.finished[-1].ending != "returned":
                self.function.deliver_late(invocation)

    def _strike(self, scope: Scope, request: dict[str, Any]) -> None:
        client = request.get("ClientId", CLIENT)
        if self.account.portal.client(POOL, client) is not None:
            self._add_theirs(client)
        meeting = self.plan.meeting
        if meeting is None:
            scope.kill()
        if meeting.kind == "drop":
            raise ConnectionClosedError(endpoint_url="")
        raise ServiceError("InternalFailure", "Something went wrong", 500)

    def _add_theirs(self, client: str) -> None:
        callbacks = self.account.portal.settings(POOL, client)["CallbackURLs"]
        if THEIRS not in callbacks:
            self.account.portal.change_client(POOL, client, CallbackURLs=[THEIRS, *callbacks])
            self.added[client] = True

    def _before_delivery(self, event: dict[str, Any]) -> None:
        # the event that is never answered isn't delivered again either
        self.function.retry_pauses = () if self.doors.mute else (0.0,) * self.plan.retries
        if event["RequestId"] not in self._events:
            self._events.add(event["RequestId"])
            if event["RequestType"] != "Delete":
                self._write_by_template(event["ResourceProperties"])
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

    def _write_by_template(self, wanted: dict[str, Any]) -> None:
        client, digest = wanted["ClientId"], wanted["ClientDigest"]
        if self.written[client] != digest:
            self.written[client], self.added[client] = digest, False
            self.account.portal.put_client(POOL, client, ClientName=digest)
            self.world.sleep(0.5)

    @property
    def workforce(self) -> str:
        """The name of the workforce that the deployed sign-in is for."""
        return str(self.stack.resources[SIGN_IN].properties.get("WorkforceName", WORKFORCE))
