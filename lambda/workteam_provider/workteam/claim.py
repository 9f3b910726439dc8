"""The tags that CreateWorkteam itself writes, so that no team of ours is ever without, and names that are derived."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from workteam_provider.contract import ADOPTED_TAG, CLAIM_TAG, LOGICAL_ID_TAG, STACK_TAG

if TYPE_CHECKING:
    from workteam_provider.protocol.attempt import Owner

_LONGEST_NAME: Final = 63
_LONGEST_TAG_VALUE: Final = 256


def claim(owner: Owner, team_name: str, *, adopting: bool = False) -> dict[str, str]:
    """Return the tags that make a team of that name ours."""
    return {
        **identity(owner),
        ADOPTED_TAG if adopting else CLAIM_TAG: f"{team_name}/{request_mark(owner.request_id)}",
    }


def request_mark(request_id: str) -> str:
    """Return what stands for a request in a tag's value, whose characters and length are limited."""
    return _digest(request_id)[:16]


def derived_name(owner: Owner, workforce_name: str | None) -> str:
    """Return the name of a team that was given none: equal on a retry, another one where replacement is due."""
    readable = re.sub(r"[^a-zA-Z0-9]+", "-", f"{owner.stack.name}-{owner.logical_id}")
    digest = _digest(owner.stack_id, owner.logical_id, workforce_name or "")[:8]
    return f"{readable[: _LONGEST_NAME - len(digest) - 1].strip('-')}-{digest}"


def identity(owner: Owner) -> dict[str, str]:
    """Return the tags that name a resource; those that every release has written."""
    return {STACK_TAG: _tag_value(owner.stack_id), LOGICAL_ID_TAG: _tag_value(owner.logical_id)}


def _tag_value(text: str) -> str:
    """Fit text into a tag's value: as it is, or its start and a hash."""
    if len(text) <= _LONGEST_TAG_VALUE:
        return text
    digest = _digest(text)[:32]
    return f"{text[: _LONGEST_TAG_VALUE - len(digest) - 1]}:{digest}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode(errors="surrogatepass")).hexdigest()
