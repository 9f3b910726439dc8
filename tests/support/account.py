"""The account's work teams as somebody with a console sees and changes them, and property sets to deploy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config

from local.sagemaker import Fault

if TYPE_CHECKING:
    from local.sagemaker import Call, SageMakerEmulator

ACCOUNT: Final = "123456789012"
REGION: Final = "eu-west-1"
ARN_PREFIX: Final = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:workteam/private-crowd/"
MUTATIONS: Final = frozenset(
    {"CreateWorkteam", "UpdateWorkteam", "DeleteWorkteam", "AddTags", "DeleteTags", "UpdateUserPoolClient"}
)

USER_POOL: Final = "eu-west-1_AbCd12345"
CLIENT_ID: Final = "1example23456789clientid"
TOPIC: Final = {"NotificationTopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:labeling"}
OTHER_TOPIC: Final = {"NotificationTopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:labeling-2"}


def cognito(*groups: str) -> list[dict[str, Any]]:
    """Make Cognito members of one pool and client."""
    return [
        {"CognitoMemberDefinition": {"UserPool": USER_POOL, "UserGroup": group, "ClientId": CLIENT_ID}}
        for group in groups
    ]


def oidc(*groups: str) -> list[dict[str, Any]]:
    """Make one OIDC member."""
    return [{"OidcMemberDefinition": {"Groups": list(groups)}}]


def access(**constraints: str) -> dict[str, Any]:
    """Make a WorkerAccessConfiguration, such as of ``SourceIp="Enabled"``."""
    return {"S3Presign": {"IamPolicyConstraints": constraints}}


def tags(**values: str) -> list[dict[str, str]]:
    """Make tags."""
    return [{"Key": key, "Value": value} for key, value in values.items()]


def team(**changes: Any) -> dict[str, Any]:
    """Make a valid property set; None takes a property away."""
    properties = {"MemberDefinitions": cognito("annotators"), "Description": "Labels street signs", **changes}
    return {key: value for key, value in properties.items() if value is not None}


def unusual(operation: str, *, times: int | None = 1, after_effect: bool = False) -> Fault:
    """Make a refusal that no rule of the function knows and no retry heals."""
    return Fault(
        operation,
        "error",
        times=times,
        after_effect=after_effect,
        code="ValidationException",
        message="Unusual.",
        status=400,
    )


class Account:
    """Reads and changes teams past the stacks, and tells which calls others made."""

    def __init__(self, emulator: SageMakerEmulator) -> None:
        self._emulator = emulator
        self.sagemaker: Any = boto3.client(
            "sagemaker",
            endpoint_url=emulator.url,
            region_name=REGION,
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key="not-a-secret",
            config=Config(retries={"total_max_attempts": 1}),
        )

    def names(self) -> set[str]:
        """Name every team."""
        return {one["WorkteamName"] for one in self.sagemaker.list_workteams()["Workteams"]}

    def settings(self, name: str) -> dict[str, Any]:
        """Show a team, its dates aside."""
        shown = dict(self.sagemaker.describe_workteam(WorkteamName=name)["Workteam"])
        return {key: value for key, value in shown.items() if not key.endswith("Date")}

    def everything(self, name: str) -> tuple[dict[str, Any], dict[str, str]]:
        """Show a team with its dates, and its tags."""
        return dict(self.sagemaker.describe_workteam(WorkteamName=name)["Workteam"]), self.tags(name)

    def tags(self, name: str) -> dict[str, str]:
        """Show a team's tags."""
        pages = self.sagemaker.get_paginator("list_tags").paginate(ResourceArn=ARN_PREFIX + name)
        return {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}

    def make(self, name: str, **theirs: str) -> None:
        """Make a team by hand."""
        self.sagemaker.create_workteam(
            WorkteamName=name,
            MemberDefinitions=cognito("strangers"),
            Description="Somebody's team",
            Tags=tags(**theirs),
        )

    def retag(self, name: str, **theirs: str) -> None:
        """Set tags by hand."""
        self.sagemaker.add_tags(ResourceArn=ARN_PREFIX + name, Tags=tags(**theirs))

    def calls(self) -> list[Call]:
        """Give the calls since the last ``forget_calls``."""
        return self._emulator.control.calls()

    def mutations(self) -> list[str]:
        """Name the mutating calls since the last ``forget_calls``."""
        return [call.operation for call in self.calls() if call.operation in MUTATIONS]

    def forget_calls(self) -> None:
        """Start counting anew."""
        self._emulator.control.clear_calls()
