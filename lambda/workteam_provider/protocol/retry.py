"""Trying again and looking again: how long, and with which pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from workteam_provider.protocol import clock
from workteam_provider.protocol.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workteam_provider.protocol.deadline import Deadline

READS_LAG_SECONDS: Final = 6.0
"""How long a read may show what was before a write, with a second to spare."""

T = TypeVar("T")


def pauses(first: float = 1.0, longest: float = 8.0) -> Iterator[float]:
    """Yield growing, jittered pauses in seconds, without end."""
    pause = first
    while True:
        yield pause * clock.jitter(0.5, 1.0)
        pause = min(longest, pause * 2)


def retry(
    call: Callable[[], T],
    *,
    patience: Callable[[ServiceError], float],
    deadline: Deadline,
    before_again: Callable[[], object] | None = None,
    throttled_pauses: Iterator[float] | None = None,
) -> T:
    """Repeat a call while its error may pass; then raise the last error.

    Parameters
    ----------
    patience
        For how many seconds, from the first try, a call that ends with this error is repeated; 0 for not at all.
    before_again
        Called before every try but the first; what it raises ends the repetition. It reads, so after a try that may
        have had an effect it is not called before reads show that.
    throttled_pauses
        The pauses after throttled tries, where they go on from those of other calls.
    """
    started, may_have_worked = clock.now(), False
    throttled_pauses = throttled_pauses or pauses()
    for pause in pauses():
        try:
            return call()
        except ServiceError as error:
            may_have_worked |= not error.refused
            wait = next(throttled_pauses) if error.throttled else pause
            if before_again is not None and not error.refused:
                wait = max(wait, READS_LAG_SECONDS)
            again = clock.now() + wait
            if again > started + patience(error) or wait > deadline.remaining:
                error.refused = not may_have_worked
                raise
        deadline.wait(wait)
        if before_again is not None:
            before_again()
    raise AssertionError


def until(
    look: Callable[[], T],
    *,
    good: Callable[[T], bool] = lambda seen: seen is not None,
    within: float,
    deadline: Deadline,
) -> T:
    """Look again until what is seen is good, for so many seconds; return what was seen last."""
    give_up = clock.now() + min(within, deadline.remaining)
    for pause in pauses():
        seen = look()
        left = give_up - clock.now()
        if good(seen) or left <= 0:
            return seen
        deadline.wait(min(pause, left))
    raise AssertionError
