"""Property sets that need not be valid: those of before, and those of a Delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workteam_provider.workteam.errors import InvalidPropertiesError
from workteam_provider.workteam.properties import Properties, parse_properties

if TYPE_CHECKING:
    from collections.abc import Mapping


def parse_old_properties(raw: Mapping[str, Any]) -> Properties | None:
    """Type the property set that came before; ``None`` for one that was refused, and so never applied."""
    try:
        return parse_properties(raw)
    except InvalidPropertiesError:
        return None


def names_of(raw: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Read team and workforce name of a property set that need not be valid."""
    name, workforce = raw.get("WorkteamName"), raw.get("WorkforceName")
    return (name if isinstance(name, str) else None, workforce if isinstance(workforce, str) else None)
