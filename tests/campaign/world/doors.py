"""The points at which a process can be struck: before and after each call and each answer takes effect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from campaign.world.process import Scope

Moment: TypeAlias = Literal["before", "after"]

ANSWER: Final = "answer"


@dataclass(slots=True)
class Passage:
    """A call or an answer on its way out of a process; ``position`` counts from 1 within the delivery."""

    request_type: str
    label: str
    position: int
    refused: bool = False

    def __str__(self) -> str:
        return f"{self.label} of {self.request_type}"


class Strike(NamedTuple):
    """Strikes at the ``nth`` passage from the start, or from the strike before this one."""

    nth: int
    moment: Moment


@dataclass(slots=True)
class Doors:
    """Where the processes of one run meet the world, and what strikes them there."""

    strikes: Sequence[Strike] = ()
    on_strike: Callable[[Scope, dict[str, Any]], None] = lambda scope, _: scope.kill()
    passages: list[Passage] = field(default_factory=list)
    struck: list[Passage] = field(default_factory=list)
    open: bool = False
    """Whether passages are recorded and strikes fall."""
    mute: bool = False
    """Whether the next answer is never given: its process is killed just before it."""
    _since_strike: int = 0

    def through(self, scope: Scope, label: str, request: dict[str, Any], effect: Callable[[], Any]) -> Any:
        """Let a call or an answer out, unless its process is struck."""
        if self.mute and label == ANSWER:
            self.mute, self.open = False, True
            scope.kill()
        if not self.open:
            return effect()
        self._since_strike += 1
        passage = Passage(scope.request_type, label, len(scope.journal))
        self.passages.append(passage)
        self._perhaps(scope, passage, request, "before")
        passage.refused = True
        try:
            came_back = effect()
            passage.refused = False
        finally:
            self._perhaps(scope, passage, request, "after")
        return came_back

    def _perhaps(self, scope: Scope, passage: Passage, request: dict[str, Any], moment: Moment) -> None:
        nth = len(self.struck)
        if nth < len(self.strikes) and self.strikes[nth] == (self._since_strike, moment):
            self.struck.append(passage)
            self._since_strike = 0
            self.on_strike(scope, request)
