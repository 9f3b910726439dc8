"""Lambda, for the one function: warm and cold processes, its time limit, its retries."""

from __future__ import annotations

import random
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from campaign.world.process import FUNCTION_ARN, Process, Scope
from campaign.world.scheduler import KilledError, World
from support.account import MUTATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.world.account import Account, Call, TeamImage
    from campaign.world.bucket import Bucket
    from campaign.world.doors import Doors

TIMEOUT_SECONDS: Final = 300.0
SERVICE_TIMEOUT_SECONDS: Final = 900.0
RETRY_PAUSES: Final = (60.0, 120.0)
TICK: Final = "Tick"
"""The request type of what has none."""
_OLDEST_EVENT_SECONDS: Final = SERVICE_TIMEOUT_SECONDS - TIMEOUT_SECONDS
_MOST_IDLE: Final = 3
_RAISED: Final = ("DeliveryError:", "ResponseUrlError:", "MalformedEventError:")

Ending: TypeAlias = Literal["returned", "raised", "killed", "timed out"]


@dataclass(frozen=True, slots=True)
class Finished:
    """How one delivery of an event ended, the error that it raised, and what it did."""

    ending: Ending
    error: str | None = None
    seconds: float = 0.0
    journal: list[str] = field(default_factory=list, compare=False, repr=False)
    returned: Any = None

    def require_order(self) -> None:
        """Hold the delivery to one answer, nothing changed after it, and an end in time."""
        first = next((number for number, entry in enumerate(self.journal) if entry.startswith("PUT ")), None)
        late = [] if first is None else [entry for entry in self.journal[first:] if entry in MUTATIONS]
        assert not late, f"calls after the answer: {late}"
        answers = {entry for entry in self.journal if entry.startswith("PUT ")}
        assert len(answers) <= 1, f"several answers: {answers}"
        assert self.ending != "timed out", f"Lambda's time limit came first: {self.journal}"
        assert self.ending != "returned" or answers, "ended well without an answer"
        assert self.ending != "raised" or (self.error or "").startswith(_RAISED), f"raised {self.error}"


@dataclass(frozen=True, slots=True)
class Trace:
    """All that a delivery did that anybody can see."""

    finished: Finished
    answers: list[bytes]
    account: dict[str, TeamImage]
    calls: list[Call]


class Invocation(Future[list[Finished]]):
    """An asynchronous invocation; asking for its result lets time pass until it has one."""

    def __init__(self, world: World, event: Any) -> None:
        super().__init__()
        self.event: Final = event
        self.sent_at: Final = world.now
        self.ended_at = float("inf")
        self.scopes: Final[list[Scope]] = []
        self.finished: Final[list[Finished]] = []
        self._world: Final = world

    def made(self, call: Call) -> bool:
        """Whether the call came from this invocation."""
        return call.by in self.scopes

    def result(self, timeout: float | None = None) -> list[Finished]:
        self._world.run(self.done)
        return super().result(0)


@dataclass
class Function:
    """The function and what it reaches.

    Attributes
    ----------
    seconds
        Its time-out.
    retry_pauses
        When Lambda delivers an event again that was not handled to its end.
    start
        Starts a process.
    start_cold
        Whether the next invocation starts a process; otherwise it takes the one that was used last.
    compare
        Whether the next invocation is run on a cold process too, against a copy of everything, and must not differ.
    before_delivery
        Called with the event before each delivery.
    """

    account: Account
    bucket: Bucket
    seconds: float = TIMEOUT_SECONDS
    retry_pauses: tuple[float, ...] = RETRY_PAUSES
    start: Callable[[], Process] = Process
    doors: Doors | None = None
    before_delivery: Callable[[Any], None] = lambda _: None
    arn: str = FUNCTION_ARN
    start_cold: bool = False
    compare: bool = False
    invocations: list[Invocation] = field(default_factory=list)
    compared: int = 0
    cold_starts: int = 0
    _idle: list[Process] = field(default_factory=list)
    _busy: int = 0
    _deliveries: int = 0

    @property
    def world(self) -> World:
        """The time by which it runs."""
        return self.account.world

    def invoke_async(self, event: Any) -> Invocation:
        """Take an event; Lambda delivers it again after an error or at the time limit."""
        invocation = self.tick(event)
        self.invocations.append(invocation)
        return invocation

    def tick(self, event: Any) -> Invocation:
        """Take a schedule's tick, which nobody answers; Lambda treats it as it does an event."""
        invocation = Invocation(self.world, event)

        def deliver() -> None:
            try:
                self._deliver_until_handled(invocation)
            except BaseException as error:  # noqa: BLE001
                invocation.set_exception(error)
            else:
                invocation.ended_at = self.world.now
                invocation.set_result(invocation.finished)

        self.world.spawn(deliver)
        return invocation

    def deliver_late(self, invocation: Invocation) -> None:
        """Deliver an event once more, when nobody waits for its end any longer."""
        self.world.do(lambda: self._deliver(invocation, "late"))

    def freeze_all(self) -> None:
        """Throw all idle processes away."""
        self._idle.clear()

    def _deliver_until_handled(self, invocation: Invocation) -> None:
        received, request_id = self.world.now, str(random.getrandbits(64))
        invocation.finished.append(self._deliver(invocation, request_id))
        for pause in self.retry_pauses:
            if (
                invocation.finished[-1].ending == "returned"
                or self.world.now + pause > received + _OLDEST_EVENT_SECONDS
            ):
                break
            self.world.sleep(pause)
            invocation.finished.append(self._deliver(invocation, request_id))

    def _deliver(self, invocation: Invocation, request_id: str) -> Finished:
        event = invocation.event
        self.before_delivery(event)
        alone = not self._busy
        self._busy += 1
        self._deliveries += 1
        number = self._deliveries
        process = self._process()
        shadow = self._shadow(event, request_id) if self.compare and alone and self.world.quiet else None
        calls, puts = len(self.account.calls), len(self.bucket.puts)
        scope = Scope(self.account, self.bucket, self.seconds, self.doors, event.get("RequestType", TICK))
        invocation.scopes.append(scope)
        finished = handle(process, event, request_id, scope)
        if finished.ending in {"returned", "raised"}:
            self._idle = [*self._idle, process][-_MOST_IDLE:]
        if shadow is not None and self._deliveries == number:
            bodies = [put.body for put in self.bucket.puts[puts:]]
            trace = Trace(finished, bodies, undated(self.account), self.account.calls[calls:])
            assert trace == shadow, f"a warm process did otherwise than a cold one:\n{trace}\n{shadow}"
            self.compared += 1
        self._busy -= 1
        return finished

    def _process(self) -> Process:
        if self._idle and not self.start_cold:
            return self._idle.pop()
        self.cold_starts += 1
        return self.start()

    def _shadow(self, event: Any, request_id: str) -> Trace:
        number, process = random.getrandbits(32), self.start()
        world = World(self.world.now)
        account, bucket = self.account.copy(world), self.bucket.copy(world)
        scope = Scope(account, bucket, self.seconds)
        random.seed(number)
        finished = world.do(lambda: handle(process, event, request_id, scope))
        random.seed(number)
        return Trace(finished, [put.body for put in bucket.puts], undated(account), account.calls)


def handle(process: Process, event: Any, request_id: str, scope: Scope) -> Finished:
    """Let a process handle an event until it ends or its time is up."""
    world, error = scope.account.world, None
    ending: Ending = "returned"
    started, returned = world.now, None
    try:
        returned = process.handle(event, request_id, scope)
    except KilledError:
        ending = "timed out" if world.now >= scope.end else "killed"
    except Exception as raised:  # noqa: BLE001
        ending, error = "raised", f"{type(raised).__name__}: {raised}"
    return Finished(ending, error, world.now - started, scope.journal, returned)


def undated(account: Account) -> dict[str, TeamImage]:
    """Picture an account, but for when its teams were changed."""
    return {name: image._replace(updated=0) for name, image in account.image().items()}
