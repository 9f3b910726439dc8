"""Work teams, as the SageMaker API tells of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from local.clients import Clients


@dataclass(frozen=True, slots=True)
class Team:
    """A work team with its tags, as it was at one moment."""

    described: dict[str, Any]
    tags: dict[str, str]

    @property
    def arn(self) -> str:
        """Its ARN."""
        return str(self.described["WorkteamArn"])

    @property
    def groups(self) -> list[str]:
        """The Cognito groups on it, in order."""
        return [member["CognitoMemberDefinition"]["UserGroup"] for member in self.described["MemberDefinitions"]]

    @property
    def topic(self) -> str | None:
        """The ARN of the topic that its members are notified through, or None."""
        topic: str | None = self.described.get("NotificationConfiguration", {}).get("NotificationTopicArn")
        return topic

    @property
    def access(self) -> list[str]:
        """The constraints on opening a task's objects that are enabled."""
        presign = self.described.get("WorkerAccessConfiguration", {}).get("S3Presign", {})
        return [name for name, value in presign.get("IamPolicyConstraints", {}).items() if value == "Enabled"]

    def as_bytes(self) -> bytes:
        """Return everything about it, for telling whether two moments are the same to the byte."""
        return json.dumps([self.described, self.tags], sort_keys=True, default=str).encode()


def find_team(cloud: Clients, name: str) -> Team | None:
    """Return the team of this name, or None."""
    client = cloud.client("sagemaker")
    try:
        described = client.describe_workteam(WorkteamName=name)["Workteam"]
    except ClientError as error:
        if "The work team" in error.response["Error"]["Message"]:
            return None
        raise
    pages = client.get_paginator("list_tags").paginate(ResourceArn=described["WorkteamArn"])
    return Team(described, {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]})


def require_team(cloud: Clients, name: str) -> Team:
    """Describe a team that must be there.

    Raises
    ------
    LookupError
        There is no team of that name.
    """
    team = find_team(cloud, name)
    if team is None:
        raise LookupError(f"there is no team {name}")
    return team


def make_strangers_team(cloud: Clients, name: str) -> Team:
    """Make a team as somebody else would, by hand: over a group of the workforce's user pool if there is one."""
    cognito, sagemaker = cloud.client("cognito-idp"), cloud.client("sagemaker")
    workforces = sagemaker.list_workforces()["Workforces"]
    config = workforces[0].get("CognitoConfig") if workforces else None
    if config is None:
        pool = cognito.create_user_pool(PoolName=f"{name}-pool")["UserPool"]["Id"]
        client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="portal")["UserPoolClient"]["ClientId"]
    else:
        pool, client = config["UserPool"], config["ClientId"]
    cognito.create_group(UserPoolId=pool, GroupName="night-shift")
    member = {"UserPool": pool, "UserGroup": "night-shift", "ClientId": client}
    sagemaker.create_workteam(
        WorkteamName=name,
        Description="Somebody else's",
        MemberDefinitions=[{"CognitoMemberDefinition": member}],
        Tags=[{"Key": "owner", "Value": "somebody else"}],
    )
    team = find_team(cloud, name)
    if team is None:
        raise LookupError(f"the team {name} isn't there right after it was made")
    return team
