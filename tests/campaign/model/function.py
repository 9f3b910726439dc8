"""Lambda, for the one function: warm and cold processes, its time limit, its retries."""

from __future__ import annotations

import random
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from campaign.model.account import ACCOUNT, MUTATIONS, REGION, Account, Call, TeamImage
from campaign.model.process import Context, Process, Scope
from campaign.model.world import Group, Task, World

if TYPE_CHECKING:
    from campaign.model.bucket import Bucket

TIMEOUT_SECONDS: Final = 300.0
SERVICE_TIMEOUT_SECONDS: Final = 900.0
_OLDEST_EVENT_SECONDS: Final = SERVICE_TIMEOUT_SECONDS - TIMEOUT_SECONDS
_RETRY_PAUSES: Final = (60.0, 120.0)
_MOST_IDLE: Final = 3
_RAISED: Final = ("DeliveryError:", "ResponseUrlError:", "MalformedEventError:")

Ending: TypeAlias = Literal["returned", "raised", "killed", "timed out"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one delivery of an event ended, and the error that it raised."""

    ending: Ending
    error: str | None = None
    seconds: float = 0.0
    journal: list[str] = field(default_factory=list, compare=False, repr=False)

    def require_order(self) -> None:
        """Hold the attempt to one answer, nothing changed after it, and an end in time."""
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
    """All that an invocation did that anybody can see."""

    attempt: Attempt
    answers: list[bytes]
    account: dict[str, TeamImage]
    calls: list[Call]


class Invocation(Future[list[Attempt]]):
    """An asynchronous invocation; asking for its result lets time pass until it has one."""

    def __init__(self, world: World, event: Any) -> None:
        super().__init__()
        self.event: Final = event
        self.sent_at: Final = world.now
        self.ended_at = float("inf")
        self.journals: list[object] = []
        self._world: Final = world

    def made(self, call: Call) -> bool:
        """Whether the call came from this invocation."""
        return any(call.by is journal for journal in self.journals)

    def result(self, timeout: float | None = None) -> list[Attempt]:
        self._world.run(self.done)
        return super().result(0)


@dataclass
class Function:
    """The function and what it reaches.

    Attributes
    ----------
    start_cold
        Whether the next invocation starts a process; otherwise it takes the one that was used last.
    compare
        Whether the next invocation is run on a cold process too, against a copy of everything, and must not differ.
    """

    account: Account
    bucket: Bucket
    arn: str = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:provider"
    start_cold: bool = False
    compare: bool = False
    seconds: float = TIMEOUT_SECONDS
    invocations: list[Invocation] = field(default_factory=list)
    compared: int = 0
    cold_starts: int = 0
    _idle: list[Process] = field(default_factory=list)
    _busy: int = 0
    _attempts: int = 0

    @property
    def world(self) -> World:
        """The time by which it runs."""
        return self.account.world

    def invoke_async(self, event: Any) -> Invocation:
        """Take an event; Lambda delivers it again after an error or at the time limit."""
        invocation = Invocation(self.world, event)
        self.invocations.append(invocation)

        def deliver() -> None:
            try:
                attempts = self._deliver(event, invocation)
            except BaseException as error:  # noqa: BLE001
                invocation.set_exception(error)
            else:
                invocation.ended_at = self.world.now
                invocation.set_result(attempts)

        self.world.spawn(deliver, Group())
        return invocation

    @property
    def has_idle(self) -> bool:
        """Whether the next invocation could be a warm one."""
        return bool(self._idle)

    def freeze_all(self) -> None:
        """Throw all idle processes away."""
        self._idle.clear()

    def _deliver(self, event: Any, invocation: Invocation) -> list[Attempt]:
        received, request_id = self.world.now, str(random.getrandbits(64))
        attempts = [self._attempt(event, request_id, invocation)]
        for pause in _RETRY_PAUSES:
            if attempts[-1].ending == "returned" or self.world.now + pause > received + _OLDEST_EVENT_SECONDS:
                break
            self.world.sleep(pause)
            attempts.append(self._attempt(event, request_id, invocation))
        return attempts

    def _attempt(self, event: Any, request_id: str, invocation: Invocation) -> Attempt:
        alone = not self._busy
        self._busy += 1
        self._attempts += 1
        number = self._attempts
        process = self._process()
        shadow = self._shadow(event, request_id) if self.compare and alone and self.world.quiet else None
        calls, puts = len(self.account.calls), len(self.bucket.puts)
        scope = Scope(self.account, self.bucket)
        invocation.journals.append(scope.journal)
        attempt = run(process, event, request_id, scope, self.seconds)
        if attempt.ending in {"returned", "raised"}:
            self._idle = [*self._idle, process][-_MOST_IDLE:]
        if shadow is not None and self._attempts == number:
            trace = Trace(
                attempt,
                [put.body for put in self.bucket.puts[puts:]],
                self.account.image(),
                self.account.calls[calls:],
            )
            assert trace == shadow, f"a warm process did otherwise than a cold one:\n{trace}\n{shadow}"
            self.compared += 1
        self._busy -= 1
        return attempt

    def _process(self) -> Process:
        if self._idle and not self.start_cold:
            return self._idle.pop()
        self.cold_starts += 1
        return Process()

    def _shadow(self, event: Any, request_id: str) -> Trace:
        number = random.getrandbits(32)
        world = World(self.world.now)
        scope = Scope(self.account.copy(world), self.bucket.copy(world))
        random.seed(number)
        attempt = run(Process(), event, request_id, scope, self.seconds)
        trace = Trace(attempt, [put.body for put in scope.bucket.puts], scope.account.image(), scope.account.calls)
        random.seed(number)
        return trace


def run(process: Process, event: Any, request_id: str, scope: Scope, seconds: float) -> Attempt:
    """Let a process handle an event until it ends or its time is up."""
    world, start = scope.account.world, scope.account.world.now
    main = process.start(event, Context(world, request_id, start + seconds), scope)
    world.join(main, start + seconds)
    ending, error = _ending(main, process)
    if ending == "timed out":
        world.kill(process.group)
    return Attempt(ending, error, world.now - start, scope.journal)


def _ending(main: Task, process: Process) -> tuple[Ending, str | None]:
    if process.group.dead:
        return "killed", None
    if not main.done:
        return "timed out", None
    if main.error is not None:
        return "raised", f"{type(main.error).__name__}: {main.error}"
    return "returned", None
