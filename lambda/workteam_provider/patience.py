"""Trying again: how long, how often, and with which pauses."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Final, TypeVar

from workteam_provider.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workteam_provider.deadline import Deadline

FRESH_ROLE_SECONDS: Final = 45.0
"""How long after an event's start a denial may be due to a role, or a right of it, that was just made.

That takes 7 to 12 seconds, sometimes more than 30. A right just added may be unknown although others of the role work.
"""

FRESH_DEPENDENCY_SECONDS: Final = 30.0
"""A group, client, domain or workforce just made may need seconds to be seen."""

IN_FLIGHT_SECONDS: Final = 90.0
"""How long a Create whose stack gave up on it may still be running."""

LOST_RENAME_SECONDS: Final = 30.0
"""The same for a rename that a rollback follows; shorter, since most that failed made nothing."""

LISTING_JOBS_SECONDS: Final = 10.0
"""What is kept of a Delete's time for finding out which jobs use the team."""

T = TypeVar("T")


def pauses(first: float = 1.0, longest: float = 8.0) -> Iterator[float]:
    """Yield growing, jittered pauses in seconds, without end."""
    pause = first
    while True:
        yield pause * random.uniform(0.5, 1.0)  # noqa: S311
        pause = min(longest, pause * 2)


def insist(call: Callable[[], T], *, while_: Callable[[ServiceError], bool], within: float, deadline: Deadline) -> T:
    """Repeat a call while its error is one that passes, for ``within`` seconds; then raise the last error.

    The last error is also what is left where the deadline would come before the next try.
    """
    give_up = time.monotonic() + min(within, deadline.remaining)
    for pause in pauses():
        try:
            return call()
        except ServiceError as error:
            if not while_(error) or time.monotonic() + pause > give_up:
                raise
        deadline.wait(pause)
    raise AssertionError
