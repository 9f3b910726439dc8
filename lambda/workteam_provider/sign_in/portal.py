"""Waiting for a workforce's portal while the workforce is being created."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workteam_provider.protocol.retry import until
from workteam_provider.sign_in.errors import NoWorkforceError, WorkforceFailedError, WorkforceNotReadyError
from workteam_provider.sign_in.workforces import ACTIVE, ON_THE_WAY, Workforces

if TYPE_CHECKING:
    from workteam_provider.protocol.attempt import Attempt
    from workteam_provider.sign_in.workforces import Workforce

VISIBLE_SECONDS: Final = 30.0
"""How long a workforce that was just created may be missing from reads."""

_TIME_TO_WRITE_SECONDS: Final = 60.0
"""How much of an event's time is reserved for the app client: this, or half of the time that is left, if less."""


def active_workforce(attempt: Attempt, name: str) -> Workforce:
    """Return a workforce once it is active and has a portal.

    Raises
    ------
    NoWorkforceError
        There is no workforce of that name.
    WorkforceFailedError
        The workforce won't become active by itself.
    WorkforceNotReadyError
        The workforce didn't become active in time.
    """
    workforces = Workforces(attempt)
    found = until(lambda: workforces.find(name), within=VISIBLE_SECONDS, deadline=attempt.deadline)
    if found is not None and _may_become_ready(found):
        remaining = attempt.deadline.remaining
        found = until(
            lambda: workforces.find(name),
            good=lambda seen: seen is None or not _may_become_ready(seen),
            within=remaining - min(_TIME_TO_WRITE_SECONDS, remaining / 2),
            deadline=attempt.deadline,
        )
    if found is None:
        raise NoWorkforceError(name)
    if _may_become_ready(found):
        raise WorkforceNotReadyError(name, found.status)
    if found.status != ACTIVE:
        raise WorkforceFailedError(name, found.status, found.failure)
    return found


def _may_become_ready(workforce: Workforce) -> bool:
    return workforce.status in ON_THE_WAY or (workforce.status == ACTIVE and not workforce.host)
