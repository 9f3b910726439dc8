"""``AWS::SageMaker::Workforce`` and ``AWS::SageMaker::Workteam``, by calls to SageMaker."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, ClassVar, Final

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.cloudformation.handlers import Made, Properties

_LOOK_SECONDS: Final = 0.2
_LIMIT_SECONDS: Final = 1800.0
_WORKFORCE: Final = ("WorkforceName", "SourceIpConfig", "OidcConfig", "WorkforceVpcConfig", "IpAddressType")
_WORKTEAM: Final = ("Description", "MemberDefinitions", "NotificationConfiguration")
_MEMBERS: Final = {
    "CognitoUserPool": "UserPool",
    "CognitoUserGroup": "UserGroup",
    "CognitoClientId": "ClientId",
    "OidcGroups": "Groups",
}
"""The schema's names of what members are, and the API's."""


class Workforce:
    """``AWS::SageMaker::Workforce``; each step waits until SageMaker is done with it."""

    name: ClassVar[str] = "AWS::SageMaker::Workforce"
    create_only: ClassVar[tuple[str, ...]] = ("WorkforceName", "CognitoConfig")
    deletes_first: ClassVar[bool] = True

    def __init__(self, client: Callable[[], Any]) -> None:
        self._client = client

    def create(self, logical_id: str, properties: Properties, stack: str) -> Made:  # noqa: ARG002
        """Make it."""
        request = _given(properties, *_WORKFORCE, "CognitoConfig", "Tags")
        self._client().create_workforce(**request)
        return self._settled(properties["WorkforceName"])

    def update(self, physical_id: str, before: Properties, after: Properties) -> Made:
        """Change its settings and tags; where it can't stay, delete it and make another."""
        client = self._client()
        if not self._stays(physical_id, before, after):
            self.delete(physical_id, before)
            return self.create("", after, "")
        if _given(before, *_WORKFORCE) != _given(after, *_WORKFORCE):
            client.update_workforce(**_given(after, *_WORKFORCE))
        _change_tags(client, physical_id, before, after)
        return self._settled(after["WorkforceName"])

    def _stays(self, physical_id: str, before: Properties, after: Properties) -> bool:
        """Tell whether it needs no replacement, or is there still when one that failed is taken back."""
        if all(before.get(name) == after.get(name) for name in self.create_only):
            return True
        shown = self._client().list_workforces()["Workforces"]
        wanted = physical_id, after.get("CognitoConfig")
        return physical_id.endswith(f"/{after['WorkforceName']}") and wanted in [
            (one["WorkforceArn"], one.get("CognitoConfig")) for one in shown
        ]

    def delete(self, physical_id: str, properties: Properties) -> None:  # noqa: ARG002
        """Delete it."""
        name = physical_id.rsplit("/", 1)[-1]
        try:
            self._client().delete_workforce(WorkforceName=name)
            self._settled(name)
        except ClientError as error:
            if "No workforce" not in str(error):
                raise

    def _settled(self, name: str) -> Made:
        deadline = time.monotonic() + _LIMIT_SECONDS
        while time.monotonic() < deadline:
            shown = self._client().describe_workforce(WorkforceName=name)["Workforce"]
            if shown["Status"] == "Failed":
                raise ValueError(f"The workforce {name} failed: {shown.get('FailureReason', 'no reason is given')}")
            if shown["Status"] == "Active":
                attributes = {key: shown[key] for key in ("WorkforceArn", "SubDomain")}
                return shown["WorkforceArn"], attributes
            time.sleep(_LOOK_SECONDS)
        raise ValueError(f"The workforce {name} is still {shown['Status']}")


class Workteam:
    """``AWS::SageMaker::Workteam``."""

    name: ClassVar[str] = "AWS::SageMaker::Workteam"
    create_only: ClassVar[tuple[str, ...]] = ("WorkteamName", "WorkforceName")
    deletes_first: ClassVar[bool] = False

    def __init__(self, client: Callable[[], Any], generated_name: Callable[[str, str], str]) -> None:
        self._client = client
        self._generated_name = generated_name

    def create(self, logical_id: str, properties: Properties, stack: str) -> Made:
        """Make it, by a name of its own where none is given."""
        request = {"WorkteamName": self._generated_name(stack, logical_id)}
        request |= _given(properties, "WorkteamName", "WorkforceName", "Tags") | _settings(properties)
        return _by_arn(self._client().create_workteam(**request)["WorkteamArn"])

    def update(self, physical_id: str, before: Properties, after: Properties) -> Made:
        """Change its settings and tags."""
        client = self._client()
        changed = {"NotificationConfiguration": {}} | _settings(after)
        if _settings(before) != _settings(after):
            client.update_workteam(WorkteamName=physical_id.rsplit("/", 1)[-1], **changed)
        _change_tags(client, physical_id, before, after)
        return _by_arn(physical_id)

    def delete(self, physical_id: str, properties: Properties) -> None:  # noqa: ARG002
        """Delete it."""
        try:
            self._client().delete_workteam(WorkteamName=physical_id.rsplit("/", 1)[-1])
        except ClientError as error:
            if "The work team" not in str(error) or error.response["Error"]["Code"] == "ResourceInUse":
                raise


def _by_arn(arn: str) -> Made:
    return arn, {"WorkteamArn": arn}


def _settings(properties: Properties) -> dict[str, Any]:
    settings = _given(properties, *_WORKTEAM)
    settings["MemberDefinitions"] = [
        {kind: {_MEMBERS[name]: value for name, value in member.items()} for kind, member in definition.items()}
        for definition in properties["MemberDefinitions"]
    ]
    return settings


def _given(properties: Properties, *names: str) -> dict[str, Any]:
    return {name: properties[name] for name in names if name in properties}


def _change_tags(client: Any, arn: str, before: Properties, after: Properties) -> None:
    old = {tag["Key"]: tag["Value"] for tag in before.get("Tags", [])}
    new = {tag["Key"]: tag["Value"] for tag in after.get("Tags", [])}
    if gone := [key for key in old if key not in new]:
        client.delete_tags(ResourceArn=arn, TagKeys=gone)
    if changed := [{"Key": key, "Value": value} for key, value in new.items() if old.get(key) != value]:
        client.add_tags(ResourceArn=arn, Tags=changed)
