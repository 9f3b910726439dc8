"""The points at which a process can be killed: before and after each call and each answer takes effect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from campaign.crash.process import Process

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
Moment: TypeAlias = Literal["before", "after"]

ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Passage:
    """A call or an answer on its way out of a process.

    ``position`` counts from 1 within the invocation.
    """

    request_type: str
    label: str
    position: int

    def __str__(self) -> str:
        return f"{self.label} of {self.request_type}"


@dataclass(frozen=True, slots=True)
class Kill:
    """Kills at the ``nth`` passage from the start, or from the kill before this one."""

    nth: int
    moment: Moment


@dataclass(slots=True)
class Doors:
    """Where the processes of one run meet the world, and their kills."""

    kills: Sequence[Kill] = ()
    passages: list[Passage] = field(default_factory=list)
    struck: list[Passage] = field(default_factory=list)
    open: bool = False
    """Whether passages are recorded and kills strike."""
    mute: bool = False
    """Whether the next answer is never given: its process is killed just before it."""
    _since_kill: int = 0
    _position: int = 0
    _request_type: str = ""

    def begin(self, request_type: str) -> None:
        """Note that another invocation begins."""
        self._request_type, self._position = request_type, 0

    def through(self, label: str, effect: Callable[[], T]) -> T:
        """Let a call or an answer out, unless its process is dead or now dies."""
        process = Process.current()
        process.require_alive()
        if self.mute and label == ANSWER:
            self.mute, self.open = False, True
            process.die()
        if not self.open:
            return effect()
        passage = self._record(label)
        self._perhaps(process, passage, "before")
        try:
            return effect()
        finally:
            self._perhaps(process, passage, "after")

    def _record(self, label: str) -> Passage:
        self._position += 1
        self._since_kill += 1
        passage = Passage(self._request_type, label, self._position)
        self.passages.append(passage)
        return passage

    def _perhaps(self, process: Process, passage: Passage, moment: Moment) -> None:
        due = len(self.struck) < len(self.kills) and self.kills[len(self.struck)] == Kill(self._since_kill, moment)
        if due:
            self.struck.append(passage)
            self._since_kill = 0
            process.die()
