"""A work team from crhelper's quick start: one client, three functions."""

from __future__ import annotations

from typing import Any

import boto3
from crhelper import CfnResource

SETTINGS = ("Description", "MemberDefinitions", "NotificationConfiguration", "WorkerAccessConfiguration")
ONLY_AT_CREATION = ("WorkteamName", "WorkforceName", "Tags")

helper = CfnResource()

try:
    sagemaker = boto3.client("sagemaker")
except Exception as error:  # noqa: BLE001 - as in the quick start: the first event is answered with it
    helper.init_failure(error)


def handler(event: dict[str, Any], context: Any) -> None:
    """Handle an event."""
    helper(event, context)


@helper.create  # type: ignore[untyped-decorator, unused-ignore]
def create(event: dict[str, Any], _: Any) -> str:
    """Make the team."""
    request = chosen(event, ONLY_AT_CREATION + SETTINGS)
    arn = str(sagemaker.create_workteam(**request)["WorkteamArn"])
    helper.Data["WorkteamArn"] = arn
    return arn


@helper.update  # type: ignore[untyped-decorator, unused-ignore]
def update(event: dict[str, Any], _: Any) -> str:
    """Change the team; under another name, make a new one, and CloudFormation has the old one deleted."""
    if event["ResourceProperties"]["WorkteamName"] != name_of(event):
        return str(create(event, _))
    request = chosen(event, SETTINGS)
    arn = str(sagemaker.update_workteam(WorkteamName=name_of(event), **request)["Workteam"]["WorkteamArn"])
    helper.Data["WorkteamArn"] = arn
    return arn


@helper.delete  # type: ignore[untyped-decorator, unused-ignore]
def delete(event: dict[str, Any], _: Any) -> None:
    """Delete the team."""
    sagemaker.delete_workteam(WorkteamName=name_of(event))


def chosen(event: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Take the properties that a call knows."""
    properties = event["ResourceProperties"]
    return {name: properties[name] for name in names if name in properties}


def name_of(event: dict[str, Any]) -> str:
    """Take the name from the team's ARN."""
    return str(event["PhysicalResourceId"].rpartition("/")[2])
