"""Keeping property values out of what others say about them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

HIDDEN: Final = "<hidden>"

_SHOWN: Final = frozenset(
    {
        "WorkteamName",
        "WorkforceName",
        "UserPool",
        "UserGroup",
        "Groups",
        "NotificationTopicArn",
        "SourceIp",
        "VpcSourceIp",
        "AdoptExisting",
        "Key",
    }
)
_SHORT = 4


def hide(text: str, *property_sets: object) -> str:
    """Replace the values of all properties that are not on the list of what may be shown.

    A very short value is replaced only where it stands as a word of its own.
    """
    values = {value for properties in property_sets for value in _hidden_values(properties, shown=False) if value}
    for value in sorted(values, key=len, reverse=True):
        pattern = re.escape(value)
        text = re.sub(rf"(?<!\w){pattern}(?!\w)" if len(value) < _SHORT else pattern, HIDDEN, text)
    return text


def _hidden_values(value: object, *, shown: bool) -> Iterator[str]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _hidden_values(inner, shown=key in _SHOWN)
        case list():
            for inner in value:
                yield from _hidden_values(inner, shown=shown)
        case str() if not shown:
            yield value
