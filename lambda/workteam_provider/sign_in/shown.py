"""Which property values messages may repeat, according to the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workteam_provider.contract import SIGN_IN, Text
from workteam_provider.protocol.redaction import hide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workteam_provider.protocol.event import Event


def hide_values(text: str, event: Event, *others: Mapping[str, Any]) -> str:
    """Redact the values of an event's properties, and of other maps, in a message of the service."""
    shown = frozenset(name for name, shape in SIGN_IN.shapes.items() if isinstance(shape, Text) and shape.shown)
    return hide(text, shown=shown, property_sets=(event.properties, event.old_properties, *others))
