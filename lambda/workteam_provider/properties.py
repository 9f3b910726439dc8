"""The resource's properties: checked, typed, and compared with what the service shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from workteam_provider.contract import DISABLED, ENABLED, problems
from workteam_provider.errors import InvalidPropertiesError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OF_CLOUDFORMATION: Final = ("ServiceToken", "ServiceTimeout")
_PASSED_ON: Final = ("MemberDefinitions", "Description", "NotificationConfiguration", "WorkerAccessConfiguration")
_CONSTRAINTS: Final = ("SourceIp", "VpcSourceIp")


class Settings(NamedTuple):
    """What of a team can be changed in place, in a form that compares equal where the service sees no difference."""

    members: frozenset[tuple[str, ...]]
    description: str | None
    topic_arn: str | None
    enabled_constraints: frozenset[str]


class Properties(NamedTuple):
    """A valid property set; ``request`` holds the members of CreateWorkteam and UpdateWorkteam as they were given."""

    name: str | None
    workforce_name: str | None
    request: Mapping[str, Any]
    settings: Settings
    tags: Mapping[str, str]
    adopt_existing: bool

    def changes_from(self, actual: Settings) -> dict[str, Any]:
        """Return the parameters with which UpdateWorkteam makes the actual settings the wanted ones; empty for none."""
        if self.settings == actual:
            return {}
        changes: dict[str, Any] = {"MemberDefinitions": self.request["MemberDefinitions"]}
        if self.settings.description != actual.description:
            changes["Description"] = self.request["Description"]
        if self.settings.topic_arn != actual.topic_arn:
            changes["NotificationConfiguration"] = self.request.get("NotificationConfiguration", {})
        if self.settings.enabled_constraints != actual.enabled_constraints:
            changes["WorkerAccessConfiguration"] = _access(self.settings.enabled_constraints)
        return changes

    def not_removed_from(self, actual: Settings) -> list[str]:
        """Name the properties that are not wanted but still there."""
        kept = []
        if self.settings.topic_arn is None and actual.topic_arn is not None:
            kept.append("NotificationConfiguration")
        if not self.settings.enabled_constraints and actual.enabled_constraints:
            kept.append("WorkerAccessConfiguration")
        return kept


def parse_properties(raw: Mapping[str, Any]) -> Properties:
    """Check and type a property set.

    Raises
    ------
    InvalidPropertiesError
        With everything in the set that CreateWorkteam would refuse.
    """
    own = {key: value for key, value in raw.items() if key not in _OF_CLOUDFORMATION}
    found = list(problems(own))
    if found:
        raise InvalidPropertiesError(found)
    return Properties(
        name=own.get("WorkteamName"),
        workforce_name=own.get("WorkforceName"),
        request={key: own[key] for key in _PASSED_ON if key in own},
        settings=settings_of(own),
        tags=tags_of(own),
        adopt_existing=own.get("AdoptExisting") == "true",
    )


def settings_of(team: Mapping[str, Any]) -> Settings:
    """Read the settings from valid properties or from DescribeWorkteam's answer."""
    constraints = team.get("WorkerAccessConfiguration", {}).get("S3Presign", {}).get("IamPolicyConstraints", {})
    return Settings(
        members=frozenset(_member_keys(team.get("MemberDefinitions", []))),
        description=team.get("Description"),
        topic_arn=team.get("NotificationConfiguration", {}).get("NotificationTopicArn") or None,
        enabled_constraints=frozenset(name for name, value in constraints.items() if value == ENABLED),
    )


def tags_of(raw: Mapping[str, Any]) -> dict[str, str]:
    """Read the tags of a property set that need not be valid; what is no tag is passed over."""
    tags = raw.get("Tags")
    pairs = [tag for tag in tags if isinstance(tag, dict)] if isinstance(tags, list) else []
    return {tag["Key"]: str(tag.get("Value", "")) for tag in pairs if isinstance(tag.get("Key"), str)}


def names_of(raw: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Read team and workforce name of a property set that need not be valid."""
    name, workforce = raw.get("WorkteamName"), raw.get("WorkforceName")
    return (name if isinstance(name, str) else None, workforce if isinstance(workforce, str) else None)


def _access(enabled: frozenset[str]) -> dict[str, Any]:
    """Spell every constraint out, so that a service that merges them is left with none of the old ones."""
    constraints = {name: ENABLED if name in enabled else DISABLED for name in _CONSTRAINTS}
    return {"S3Presign": {"IamPolicyConstraints": constraints}}


def _member_keys(definitions: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for definition in definitions:
        cognito = definition.get("CognitoMemberDefinition")
        if cognito:
            yield ("cognito", cognito["UserPool"], cognito["UserGroup"], cognito["ClientId"])
        else:
            yield ("oidc", *sorted(definition.get("OidcMemberDefinition", {}).get("Groups", [])))
