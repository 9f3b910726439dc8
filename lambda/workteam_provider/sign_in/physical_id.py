"""The physical ids of ``Custom::SageMakerPortalSignIn``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from workteam_provider.protocol.physical_id import Foreign, InDoubt, Invented, NotCreated, Unmade, parse_unmade

if TYPE_CHECKING:
    from workteam_provider.protocol.attempt import Attempt

__all__ = ["Foreign", "InDoubt", "Invented", "NotCreated", "PhysicalId", "SignInId", "parse"]

_OWN = re.compile(r"portal-sign-in:([\w-]+):([\w+]+):([a-zA-Z0-9.-]+)", re.ASCII)


class SignInId(NamedTuple):
    """Which portal's addresses were added to which app client: all that a Delete needs to know."""

    pool: str
    client: str
    host: str

    def __str__(self) -> str:
        return f"portal-sign-in:{self.pool}:{self.client}:{self.host}"


PhysicalId: TypeAlias = SignInId | Unmade


def parse(attempt: Attempt) -> PhysicalId:
    """Parse the physical id of an event."""
    text = attempt.event.physical_resource_id or ""
    match = _OWN.fullmatch(text)
    if match is not None:
        return SignInId(*match.groups())
    return parse_unmade(text, attempt.event, attempt.owner.stack.name)
