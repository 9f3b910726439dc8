"""Promise 46: every call of a team's whole life is within the rendered role's rights, and nothing else is.

The calls are those that the function makes to the SageMaker emulator; the judge is the local cloud's IAM evaluator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import botocore.session
import pytest

from cdk_sagemaker_workteam import Workteam, WorkteamMember
from local.sagemaker import SageMakerEmulator
from support.account import (
    ACCOUNT,
    ARN_PREFIX,
    CLIENT_ID,
    OTHER_TOPIC,
    REGION,
    TOPIC,
    USER_POOL,
    Account,
    access,
    tags,
    team,
)
from support.asset import lay_out_asset
from support.cloudformation import Stack
from support.lambda_runtime import LambdaFunction
from support.response_sink import ResponseSink
from synth.policy import RoleRights
from synth.rendering import NewStack, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.sagemaker import Call

LOG_GROUP = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:Stack-WorkteamProviderLogGroup:"
POOL = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{USER_POOL}"
SERVICES = ("sagemaker", "cognito-idp", "lambda", "iam", "events", "s3", "sns", "logs", "sts", "kms", "ec2")
LIFE = {
    "CreateWorkteam",
    "UpdateWorkteam",
    "DeleteWorkteam",
    "DescribeWorkteam",
    "AddTags",
    "DeleteTags",
    "ListTags",
    "ListLabelingJobsForWorkteam",
}
IN_THE_CALLERS_NAME = {
    "DescribeUserPool",
    "DescribeUserPoolClient",
    "UpdateUserPool",
    "UpdateUserPoolClient",
    "ListGroups",
    "AdminListGroupsForUser",
}
"""What CreateWorkteam and UpdateWorkteam do to the user pool as whoever calls them."""
ALLOWED = (
    {f"sagemaker:{operation}" for operation in LIFE}
    | {f"cognito-idp:{operation}" for operation in IN_THE_CALLERS_NAME}
    | {"logs:CreateLogStream", "logs:PutLogEvents"}
)
NAMED_OTHERWISE = (
    "lambda:InvokeFunction",
    "s3:ListBucket",
    "s3:ListAllMyBuckets",
    "s3:DeleteObjectVersion",
    "s3:PutBucketPublicAccessBlock",
    "iam:PassRole",
    "sns:ListSubscriptions",
    "logs:Unmask",
    "kms:ReEncryptFrom",
)
"""Actions that IAM calls otherwise than the operations, or that are no operations."""
EVERY_KIND_OF_RESOURCE = [
    "*",
    ARN_PREFIX + "annotators",
    POOL,
    LOG_GROUP + "*",
    f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:workforce/default",
    f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:WorkteamProvider",
    f"arn:aws:iam::{ACCOUNT}:role/Role",
    "arn:aws:s3:::bucket/key",
]


@pytest.fixture(scope="module")
def rights(new_stack: NewStack) -> RoleRights:
    stack = new_stack(env={"account": ACCOUNT, "region": REGION})
    member = WorkteamMember.cognito(user_pool=USER_POOL, user_pool_client=CLIENT_ID, group="annotators")
    Workteam(stack, "Team", description="d", members=[member])
    rendered = render(stack)
    deployed = {rendered.logical_id("WorkteamProviderLogGroup"): LOG_GROUP + "*", "AWS::Partition": "aws"}
    return RoleRights.of(rendered, deployed, ACCOUNT, REGION)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Call]]:
    asset = lay_out_asset(tmp_path_factory.mktemp("asset"))
    with SageMakerEmulator() as emulator, ResponseSink() as sink:
        environment = {"AWS_ENDPOINT_URL_SAGEMAKER": emulator.url, "RESPONSE_URL_HOSTS": sink.host}
        with LambdaFunction(asset, environment, account=ACCOUNT, region=REGION, timeout=14) as function:
            _live(Account(emulator), emulator, lambda: Stack("Stack", function, sink, account=ACCOUNT, region=REGION))
        yield emulator.control.calls()


def _live(account: Account, emulator: SageMakerEmulator, new_stack: Any) -> None:
    """Lead teams through everything that can become of them."""
    account.make("strangers", owner="somebody")
    emulator.control.clear_calls()
    stack = new_stack()
    for wanted in (
        team(NotificationConfiguration=TOPIC, WorkerAccessConfiguration=access(SourceIp="Enabled"), Tags=tags(a="1")),
        team(Description="Changed", NotificationConfiguration=OTHER_TOPIC, Tags=tags(b="2")),
        team(),
        team(WorkteamName="renamed"),
        team(WorkteamName="renamed-again", Tags=tags(c="3")),
    ):
        assert stack.deploy({"Team": wanted}).status in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
    assert stack.deploy({"Team": team(WorkteamName="lost")}, sibling_fails=True).status == "UPDATE_ROLLBACK_COMPLETE"
    assert stack.deploy({"Team": team(WorkteamName="strangers")}).status == "UPDATE_ROLLBACK_COMPLETE"
    assert stack.deploy({"Team": team(WorkteamName="strangers", AdoptExisting="true")}).status == "UPDATE_COMPLETE"
    emulator.control.set_busy("strangers", ["sort-signs"])
    assert stack.delete().status == "DELETE_FAILED"
    emulator.control.set_busy("strangers", [])
    assert stack.delete().status == "DELETE_COMPLETE"
    assert new_stack().deploy({"Team": team()}, sibling_fails=True).status == "ROLLBACK_COMPLETE"


def needed(call: Call) -> set[tuple[str, str]]:
    """Return the actions that a call needs, each with its resource."""
    request = call.request
    arn = request.get("ResourceArn") or request.get("WorkteamArn") or ARN_PREFIX + request.get("WorkteamName", "")
    actions = {(f"sagemaker:{call.operation}", arn)}
    if call.operation == "CreateWorkteam" and request.get("Tags"):
        actions.add(("sagemaker:AddTags", arn))
    if call.operation in {"CreateWorkteam", "UpdateWorkteam"}:
        actions |= {(f"cognito-idp:{operation}", POOL) for operation in IN_THE_CALLERS_NAME}
    return actions


def every_action() -> Iterator[str]:
    session = botocore.session.get_session()
    for service in SERVICES:
        yield from (f"{service}:{operation}" for operation in session.get_service_model(service).operation_names)


def test_p46_the_recorded_life_has_every_call_that_there_is_a_right_for(recorded: list[Call]) -> None:
    assert {call.operation for call in recorded} == LIFE


def test_p46_every_recorded_call_is_allowed(rights: RoleRights, recorded: list[Call]) -> None:
    asked = {request for call in recorded for request in needed(call)}
    assert len({resource for _, resource in asked}) > 5
    assert [request for request in sorted(asked) if not rights.allow(*request)] == []


def test_the_log_is_written_and_its_group_not_made(rights: RoleRights) -> None:
    stream = LOG_GROUP + "log-stream:2026/01/01/[$LATEST]abc"
    assert rights.allow("logs:CreateLogStream", stream)
    assert rights.allow("logs:PutLogEvents", stream)
    assert not rights.allow("logs:CreateLogGroup", LOG_GROUP + "*")
    assert not rights.allow("logs:PutLogEvents", stream.replace("Provider", "Other"))


def test_p46_no_other_action_of_these_services_is_allowed_on_anything(rights: RoleRights) -> None:
    others = [action for action in (*every_action(), *NAMED_OTHERWISE) if action not in ALLOWED]
    assert len(others) > 1500
    assert [
        (action, resource) for action in others for resource in EVERY_KIND_OF_RESOURCE if rights.allow(action, resource)
    ] == []


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        ARN_PREFIX.replace("private-crowd", "vendor-crowd") + "annotators",
        ARN_PREFIX.replace("private-crowd", "public-crowd") + "default",
        ARN_PREFIX.replace(ACCOUNT, "999999999999") + "annotators",
        ARN_PREFIX.replace(REGION, "us-east-1") + "annotators",
        f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:workforce/default",
        POOL.replace(USER_POOL, f"{REGION}_Other1234"),
        POOL.replace(REGION, "us-east-1"),
    ],
)
def test_p46_the_same_actions_on_other_resources_are_denied(rights: RoleRights, resource: str) -> None:
    assert [action for action in sorted(ALLOWED) if rights.allow(action, resource)] == []
