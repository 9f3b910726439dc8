"""What differs between a team and its properties, as the calls that make them equal want it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from workteam_provider.contract import DISABLED, ENABLED
from workteam_provider.workteam.properties import CONSTRAINTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workteam_provider.workteam.properties import Properties, Settings


_PROPERTIES: Final = {
    "members": "MemberDefinitions",
    "description": "Description",
    "topic_arn": "NotificationConfiguration",
    "enabled_constraints": "WorkerAccessConfiguration",
}


class TagChanges(NamedTuple):
    """What to do to a team's tags."""

    remove: list[str]
    add: dict[str, str]


def differing(wanted: Settings, other: Settings) -> list[str]:
    """Name the properties in which settings differ."""
    return [name for field, name in _PROPERTIES.items() if getattr(wanted, field) != getattr(other, field)]


def setting_changes(wanted: Properties, actual: Settings, old: Properties | None = None) -> dict[str, Any]:
    """Return the parameters with which UpdateWorkteam makes a team what is wanted; empty for none.

    What differs from the ``old`` properties is among them whatever ``actual`` shows: that may be an old picture.
    """
    others = [actual] if old is None else [actual, old.settings]
    names = {name for other in others for name in differing(wanted.settings, other)}
    changes: dict[str, Any] = {"MemberDefinitions": wanted.request["MemberDefinitions"]} if names else {}
    if "Description" in names:
        changes["Description"] = wanted.request["Description"]
    if "NotificationConfiguration" in names:
        changes["NotificationConfiguration"] = wanted.request.get("NotificationConfiguration", {})
    if "WorkerAccessConfiguration" in names:
        changes["WorkerAccessConfiguration"] = _access(wanted.settings.enabled_constraints)
    return changes


def tag_changes(wanted: Properties, actual: Mapping[str, str], old: Properties | None = None) -> TagChanges:
    """Return what makes the user's own tags what is wanted; everybody else's stay.

    What differs from the ``old`` properties is changed whatever ``actual`` shows.
    """
    before = wanted.tags if old is None else old.tags
    return TagChanges(
        [key for key in before if key not in wanted.tags],
        {key: value for key, value in wanted.tags.items() if not actual.get(key) == before.get(key) == value},
    )


def not_removed(wanted: Properties, actual: Settings) -> list[str]:
    """Name the properties that are not wanted but still there."""
    kept = []
    if wanted.settings.topic_arn is None and actual.topic_arn is not None:
        kept.append("NotificationConfiguration")
    if not wanted.settings.enabled_constraints and actual.enabled_constraints:
        kept.append("WorkerAccessConfiguration")
    return kept


def _access(enabled: frozenset[str]) -> dict[str, Any]:
    """Spell every constraint out, so that a service that merges them is left with none of the old ones."""
    constraints = {name: ENABLED if name in enabled else DISABLED for name in CONSTRAINTS}
    return {"S3Presign": {"IamPolicyConstraints": constraints}}
