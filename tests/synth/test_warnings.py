"""Every warning has an id of its own, by which an app acknowledges it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, Environment, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk.assertions import Annotations, Match

import cdk_sagemaker_workteam
from cdk_sagemaker_workteam import PrivateWorkforce, Workteam, WorkteamMember, WorkteamProvider

if TYPE_CHECKING:
    from collections.abc import Callable

ELSEWHERE = "arn:aws:sns:us-east-1:123456789012:topic"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-00000000000a"
TOKEN = "arn:aws:lambda:eu-west-1:123456789012:function:provider"


def team(stack: Stack, id_: str = "Team", **props: Any) -> Workteam:
    members = [WorkteamMember.cognito(user_pool="eu-west-1_AbCd12345", group="group", user_pool_client="client")]
    return Workteam(stack, id_, **({"description": "labels things", "members": members} | props))


def over_a_pool(stack: Stack, *, secret: bool = True) -> Workteam:
    pool = cognito.UserPool(stack, "Pool")
    client = pool.add_client("Client", generate_secret=secret)
    members = [WorkteamMember.cognito(user_pool=pool, group="group", user_pool_client=client)]
    return team(stack, members=members)


def second_workforce(stack: Stack) -> None:
    other = Stack(stack.node.scope, "Other", env=Environment(account=stack.account, region=stack.region))  # type: ignore[arg-type]
    PrivateWorkforce(other, "Workforce", workforce_name="crowd", domain_prefix="acme-one")
    PrivateWorkforce(stack, "Workforce", workforce_name="crowd", domain_prefix="acme-two")


def same_name(stack: Stack) -> None:
    other = Stack(stack.node.scope, "Other", env=Environment(account=stack.account, region=stack.region))  # type: ignore[arg-type]
    for one in (other, stack):
        team(one, workteam_name="cats")


ALERTS = "arn:aws:sns:eu-west-1:123456789012:alerts"
WARNINGS: dict[str, Callable[[Stack], object]] = {
    "adoptExisting": lambda stack: team(stack, adopt_existing=True, workteam_name="cats"),
    "alarmTopic": lambda stack: team(stack).watch(notify=sns.Topic.from_topic_arn(stack, "Alerts", ALERTS)),
    "grantedAction": lambda stack: team(stack).grant(iam.AccountRootPrincipal(), "sagemaker:StrokeWorkteam"),
    "importedProvider": lambda stack: team(stack, provider=WorkteamProvider.from_service_token(stack, "Shared", TOKEN)),
    "logEncryptionKey": lambda stack: WorkteamProvider(
        stack, "Provider", log_encryption_key=kms.Key.from_key_arn(stack, "Key", KEY)
    ),
    "notificationTopic": lambda stack: team(stack, notification_topic=sns.Topic.from_topic_arn(stack, "Topic", ALERTS)),
    "notificationTopicPlace": lambda stack: team(stack, notification_topic=ELSEWHERE),
    "portalRegion": lambda stack: PrivateWorkforce(stack, "Workforce", workforce_name="crowd", domain_prefix="acme"),
    "portalSignIn": over_a_pool,
    "secondWorkforce": second_workforce,
    "userPoolClientSecret": lambda stack: over_a_pool(stack, secret=False),
    "userPoolDomain": over_a_pool,
    "userPoolRegion": lambda stack: team(
        stack,
        members=[WorkteamMember.cognito(user_pool="us-east-1_AbCd12345", group="group", user_pool_client="client")],
    ),
    "workteamName": same_name,
}


def test_it_has_every_warning() -> None:
    sources = "".join(path.read_text() for path in Path(cdk_sagemaker_workteam.__file__).parent.rglob("*.py"))
    found = set(re.findall(r'"cdk-sagemaker-workteam:(\w+)"', sources)) | set(
        re.findall(r'\bwarning(?:: str)? = "(\w+)"', sources)
    )
    assert found - {"watch"} == WARNINGS.keys()


@pytest.mark.parametrize("name", WARNINGS)
def test_a_warning_has_its_id(name: str) -> None:
    region = "sa-east-1" if name == "portalRegion" else "eu-west-1"
    stack = Stack(App(), "Stack", env=Environment(account="123456789012", region=region))
    WARNINGS[name](stack)

    of_that_id = Match.string_like_regexp(rf"\[ack: cdk-sagemaker-workteam:{name}\]$")
    assert Annotations.from_stack(stack).find_warning("*", of_that_id)
