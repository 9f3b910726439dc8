"""The resource's properties, checked and typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from workteam_provider.contract import ENABLED, SETTINGS, given, problems
from workteam_provider.protocol.event import own_properties

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONSTRAINTS: Final = ("SourceIp", "VpcSourceIp")


class Settings(NamedTuple):
    """The settings that UpdateWorkteam can change, normalised so that equivalent values compare equal."""

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


def parse_properties(raw: Mapping[str, Any]) -> Properties:
    """Check and type a property set.

    Raises
    ------
    InvalidPropertiesError
        With what in the set CreateWorkteam would refuse.
    """
    own = given(own_properties(raw))
    found = list(problems(own))
    if found:
        from workteam_provider.workteam.errors import InvalidPropertiesError  # compiled only where it is needed

        raise InvalidPropertiesError(found)
    return Properties(
        name=own.get("WorkteamName"),
        workforce_name=own.get("WorkforceName"),
        request={key: own[key] for key in SETTINGS if key in own},
        settings=settings_of(own),
        tags={tag["Key"]: tag["Value"] for tag in own.get("Tags", [])},
        adopt_existing=own.get("AdoptExisting") == "true",
    )


def settings_of(team: Mapping[str, Any]) -> Settings:
    """Read the settings from valid properties or from DescribeWorkteam's answer, where anything may be missing."""
    constraints = _inner(team, "WorkerAccessConfiguration", "S3Presign", "IamPolicyConstraints")
    return Settings(
        members=frozenset(_member_keys(team.get("MemberDefinitions") or [])),
        description=team.get("Description"),
        topic_arn=_inner(team, "NotificationConfiguration").get("NotificationTopicArn") or None,
        enabled_constraints=frozenset(name for name in CONSTRAINTS if constraints.get(name) == ENABLED),
    )


def _inner(value: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    for key in keys:
        value = value.get(key) or {}
    return value


def _member_keys(definitions: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for definition in filter(None, definitions):
        cognito = definition.get("CognitoMemberDefinition")
        if cognito:
            yield ("cognito", *(str(cognito.get(key)) for key in ("UserPool", "UserGroup", "ClientId")))
        else:
            yield ("oidc", *sorted(filter(None, _inner(definition, "OidcMemberDefinition").get("Groups") or [])))
