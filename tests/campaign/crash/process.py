"""Processes of the function that can be killed: threads that stop for ever where they stand.

What a process does to the world goes through one of its doors: a call, an answer, the passing of time. A killed process
is frozen inside a door, its other threads never get through one again, and so nothing of it happens after the kill.
"""

from __future__ import annotations

import threading
from contextvars import Context, ContextVar
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final, Literal, NoReturn, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
End: TypeAlias = Literal["returned", "raised", "killed"]

_CURRENT: Final[ContextVar[Process]] = ContextVar("process")


class Buried(BaseException):
    """Unwinds the threads of a process that was killed, after everything is over."""


class Process:
    """One process, from its start to its return or its kill."""

    def __init__(self, world: object) -> None:
        self.world: Final = world
        self._ends: SimpleQueue[End] = SimpleQueue()
        self._killed = threading.Event()
        self._burial = threading.Event()
        self._main: threading.Thread | None = None
        self.error: BaseException | None = None

    @classmethod
    def current(cls) -> Process:
        """Return the process that the current thread belongs to."""
        return _CURRENT.get()

    def run(self, work: Callable[[], object]) -> End:
        """Let the process work until it is done or killed."""
        self._main = threading.Thread(target=Context().run, args=(self._live, work), daemon=True)
        self._main.start()
        return self._ends.get()

    def die(self) -> NoReturn:
        """Kill the process from within: this thread goes no further."""
        self._killed.set()
        self._ends.put("killed")
        self._burial.wait()
        raise Buried

    def require_alive(self) -> None:
        """Let no thread of a killed process go further."""
        if self._killed.is_set():
            raise Buried

    def bury(self) -> None:
        """End the threads that a kill left behind."""
        self._burial.set()
        if self._main is not None:
            self._main.join()

    def _live(self, work: Callable[[], object]) -> None:
        _CURRENT.set(self)
        try:
            work()
        except Exception as error:  # noqa: BLE001
            self.error = error
            self._ends.put("raised")
        except Buried:
            pass
        else:
            self._ends.put("returned")
