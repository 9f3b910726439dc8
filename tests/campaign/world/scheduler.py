"""Time that nobody waits for: tasks that run one after another, and a clock that jumps to whoever wakes next."""

from __future__ import annotations

import heapq
import itertools
import random
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar

from workteam_provider.protocol.clock import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
FOREVER: Final = float("inf")
_EPOCH: Final = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
_STUCK_SECONDS: Final = 60.0
_CURRENT = threading.local()


class KilledError(BaseException):
    """Unwinds what ran in a process that is no more."""


class OverdueError(BaseException):
    """Unwinds work that nobody waits for any longer."""


class Life:
    """A process at work on an event: what ends with it, and when Lambda ends it."""

    def __init__(self, end: float = FOREVER) -> None:
        self.dead = False
        self.end: Final = end

    def kill(self) -> NoReturn:
        """End it from within, where it stands."""
        self.dead = True
        raise KilledError


class Task:
    """Some work in a thread of its own that runs only while it holds the world's baton.

    Attributes
    ----------
    life
        The process whose code is running, if any.
    end
        When the work at hand is given up; ``overdue`` tells that it was.
    """

    def __init__(self, world: World, work: Callable[[], object]) -> None:
        self.world: Final = world
        self.life = Life()
        self.end = FOREVER
        self.overdue = False
        self._work: Final = work
        self._baton: Final = threading.Lock()
        self._baton.acquire()
        threading.Thread(target=self._run, daemon=True).start()

    def resume(self) -> None:
        """Let the task run until it parks or ends."""
        self._baton.release()
        assert self.world.baton.acquire(timeout=_STUCK_SECONDS), "a task waits for something outside of the world"

    def park(self) -> None:
        """Give the baton back until somebody wakes the task."""
        self.world.baton.release()
        self._baton.acquire()

    def _run(self) -> None:
        self._baton.acquire()
        _CURRENT.task = self
        try:
            self._work()
        finally:
            self.world.baton.release()


class World:
    """A clock, the tasks that live by it, and chance."""

    def __init__(self, now: float = 0.0, jitter: Callable[[float, float], float] = random.uniform) -> None:
        self.now = now
        self.jitter: Final = jitter
        self.baton: Final = threading.Lock()
        self.baton.acquire()
        self._queue: list[tuple[float, int, Task]] = []
        self._numbers = itertools.count(1)
        self._finished: Callable[[], bool] = lambda: True
        self._until = FOREVER

    def spawn(self, work: Callable[[], object], delay: float = 0.0) -> Task:
        """Start a task; it runs when everybody else waits."""
        task = Task(self, work)
        self._wake(task, self.now + delay)
        return task

    def do(self, work: Callable[[], T]) -> T:
        """Do some work as a task, from outside of the world or of another one."""
        outcome: Outcome[T] = Outcome()
        self.spawn(lambda: outcome.settle(work))
        self.run(lambda: outcome.done)
        return outcome.result()

    def sleep(self, seconds: float) -> None:
        """Let that much time pass, for a task as for whoever drives the world."""
        task, at = current_task(), self.now + max(0.0, seconds)
        if task is None or task.world is not self:
            self.run(lambda: False, until=at)
            return
        wake_at = min(at, task.end, task.life.end)
        if self._is_next(wake_at):
            self.now = wake_at
        else:
            self._wake(task, wake_at)
            task.park()
        if wake_at < at:
            if wake_at == task.life.end:
                task.life.kill()
            task.overdue = True
            raise OverdueError

    def run(self, finished: Callable[[], bool], until: float = FOREVER) -> None:
        """Let tasks run until it is ``finished`` or that time, or until nobody has anything to do."""
        before, self._finished, self._until = (self._finished, self._until), finished, until
        while not finished() and self._queue:
            at, _, task = self._queue[0]
            if at > until:
                break
            heapq.heappop(self._queue)
            self.now = max(self.now, at)
            task.resume()
        self._finished, self._until = before
        if until < FOREVER and not finished():
            self.now = max(self.now, until)

    @property
    def quiet(self) -> bool:
        """Whether nobody but the running task has anything to do."""
        return not self._queue

    def wall_clock(self) -> datetime:
        """The time of day."""
        return _EPOCH + timedelta(seconds=self.now)

    def _wake(self, task: Task, at: float) -> None:
        heapq.heappush(self._queue, (at, next(self._numbers), task))

    def _is_next(self, at: float) -> bool:
        """Whether nobody would run before that time."""
        return at <= self._until and not (self._queue and self._queue[0][0] <= at) and not self._finished()


def current_task() -> Task | None:
    """The task whose code is running; None outside of any world."""
    return getattr(_CURRENT, "task", None)


def living() -> Task:
    """The task whose code is running, if its process lives: every way out of a process begins here."""
    task = current_task()
    assert task is not None, "the function runs outside of any world"
    if task.life.dead:
        raise KilledError
    return task


def _now() -> float:
    return living().world.now


def _utc() -> datetime:
    return living().world.wall_clock()


def _jitter(low: float, high: float) -> float:
    return living().world.jitter(low, high)


def _sleep(seconds: float) -> None:
    assert 0 <= seconds < 60, f"an unreasonable pause of {seconds} seconds"
    living().world.sleep(seconds)


def _run_bounded(work: Callable[[], T], seconds: float) -> Outcome[T]:
    """Do work in the place of a thread; where that takes too long, it gets no further than the end of its time."""
    task, outcome = living(), Outcome[T]()
    task.end, task.overdue = task.world.now + seconds, False
    outcome.settle(work)
    task.end = FOREVER
    outcome.done = not task.overdue
    living()
    return outcome


CLOCK: Final[dict[str, Callable[..., object]]] = {
    "now": _now,
    "utc": _utc,
    "jitter": _jitter,
    "sleep": _sleep,
    "run_bounded": _run_bounded,
}
"""What stands in for the functions of `workteam_provider.protocol.clock`."""
