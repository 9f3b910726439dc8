"""Time that nobody waits for: tasks that run one after another, and a clock that jumps to whoever wakes next."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Future

_EPOCH: Final = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
_STUCK_SECONDS: Final = 60.0
_CURRENT = threading.local()


class KilledError(BaseException):
    """Unwinds what ran in a process that is no more."""


class Group:
    """Tasks that die together: one process."""

    def __init__(self) -> None:
        self.dead = False


class Task:
    """Some work in a thread of its own that runs only while it holds the world's baton."""

    def __init__(self, world: World, work: Callable[[], object], group: Group, scope: Any) -> None:
        self.world: Final = world
        self.group: Final = group
        self.scope: Final = scope
        self.done = False
        self.wake_number = 0
        self.error: BaseException | None = None
        self.waiter: Task | None = None
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
        self.require_alive()

    def require_alive(self) -> None:
        if self.group.dead:
            raise KilledError

    def _run(self) -> None:
        self._baton.acquire()
        _CURRENT.task = self
        try:
            self.require_alive()
            self._work()
        except BaseException as error:  # noqa: BLE001
            self.error = error
        finally:
            self.done = True
            if self.waiter is not None:
                self.world.wake(self.waiter)
            self.world.baton.release()


class World:
    """A clock and the tasks that live by it."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now
        self.baton: Final = threading.Lock()
        self.baton.acquire()
        self._queue: list[tuple[float, int, Task]] = []
        self._numbers = itertools.count(1)

    def spawn(self, work: Callable[[], object], group: Group, scope: Any = None) -> Task:
        """Start a task; it runs when everybody else waits."""
        task = Task(self, work, group, scope)
        self.wake(task)
        return task

    def wake(self, task: Task, at: float | None = None) -> None:
        """Let a task go on, now or at a time; a later word overrides an earlier one."""
        task.wake_number = next(self._numbers)
        heapq.heappush(self._queue, (self.now if at is None else at, task.wake_number, task))

    def sleep(self, seconds: float) -> None:
        """Let that much time pass, for a task as for whoever drives the world."""
        task = current_task()
        if task is None or task.world is not self:
            self.run(lambda: False, until=self.now + seconds)
        else:
            self.wake(task, self.now + max(0.0, seconds))
            task.park()

    def run(self, finished: Callable[[], bool], until: float = float("inf")) -> None:
        """Let tasks run until it is ``finished`` or that time, or until nobody has anything to do."""
        while not finished() and self._queue:
            at, number, task = self._queue[0]
            if at > until:
                break
            heapq.heappop(self._queue)
            if number == task.wake_number and not task.done:
                self.now = max(self.now, at)
                task.resume()
        if until < float("inf") and not finished():
            self.now = max(self.now, until)

    def join(self, task: Task, until: float) -> None:
        """Let time pass until a task is done or that time, for a task as for whoever drives the world."""
        waiter = current_task()
        if waiter is None or waiter.world is not self:
            self.run(lambda: task.done, until)
            return
        task.waiter = waiter
        self.sleep(until - self.now)
        task.waiter = None

    @property
    def quiet(self) -> bool:
        """Whether nobody but the running task has anything to do."""
        return not any(number == task.wake_number and not task.done for _, number, task in self._queue)

    def kill(self, group: Group) -> None:
        """End all tasks of a group where they stand."""
        group.dead = True
        for _, number, task in list(self._queue):
            if task.group is group and number == task.wake_number:
                self.wake(task)

    def wall_clock(self) -> datetime:
        """The time of day."""
        return _EPOCH + timedelta(seconds=self.now)


def current_task() -> Task | None:
    """The task whose code is running; None outside of any world."""
    return getattr(_CURRENT, "task", None)


class VirtualTime:
    """Stands in for the ``time`` module; outside of any world it is the real one."""

    @staticmethod
    def monotonic() -> float:
        task = current_task()
        if task is None:
            return time.monotonic()
        task.require_alive()
        return task.world.now

    @staticmethod
    def sleep(seconds: float) -> None:
        task = current_task()
        assert task is not None, "a real pause"
        assert 0 <= seconds < 60, f"an unreasonable pause of {seconds} seconds"
        task.world.sleep(seconds)


class VirtualDatetime(datetime):
    """A ``datetime`` that knows the world's time of day."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        task = current_task()
        return datetime.now(tz) if task is None else task.world.wall_clock().astimezone(tz)


class VirtualEvent:
    """A ``threading.Event`` among the tasks of a world."""

    def __init__(self) -> None:
        self._set = False
        self._waiting: list[Task] = []

    def set(self) -> None:
        self._set = True
        for task in self._waiting:
            task.world.wake(task)

    def is_set(self) -> bool:
        return self._set

    def wait(self, timeout: float) -> bool:
        task = current_task()
        assert task is not None
        if not self._set:
            self._waiting.append(task)
            try:
                task.world.sleep(timeout)
            finally:
                self._waiting.remove(task)
        return self._set


class VirtualThread:
    """A ``threading.Thread`` that is a task of its maker's process."""

    def __init__(self, *, target: Callable[..., object], args: tuple[Any, ...], daemon: bool) -> None:
        assert daemon, "Lambda would wait for it"
        self._work = lambda: target(*args)

    def start(self) -> None:
        maker = current_task()
        assert maker is not None
        maker.require_alive()
        maker.world.spawn(self._work, maker.group, maker.scope)


def virtual_wait(futures: Iterable[Future[Any]], timeout: float) -> None:
    """Stand in for ``concurrent.futures.wait`` on one future."""
    (future,) = futures
    task = current_task()
    assert task is not None
    waiting = not future.done()

    def wake(_: object) -> None:
        if waiting:
            task.world.wake(task)

    if waiting:
        future.add_done_callback(wake)
        try:
            task.world.sleep(timeout)
        finally:
            waiting = False
