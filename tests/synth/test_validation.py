"""Mistakes told before anything is deployed, in the words of the props."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito

from cdk_sagemaker_workteam import WorkerAccess, Workteam, WorkteamMember, WorkteamValidationError

POOL, CLIENT = "eu-west-1_AbCd12345", "client"
COGNITO = WorkteamMember.cognito(user_pool=POOL, user_pool_client=CLIENT, group="annotators")
OIDC = WorkteamMember.oidc(groups=["annotators"])


def cognito_member(**changes: Any) -> WorkteamMember:
    return WorkteamMember.cognito(**({"user_pool": POOL, "user_pool_client": CLIENT, "group": "annotators"} | changes))


@pytest.fixture(scope="module")
def stack() -> Stack:
    return Stack(App(), "Stack")


IDS = itertools.count()


def make(stack: Stack, **changes: Any) -> Workteam:
    return Workteam(stack, f"Team{next(IDS)}", **({"description": "d", "members": [COGNITO]} | changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"description": ""}, "`description`: expected text on one line, 1 to 200 characters, received 0 characters"),
        ({"description": None}, "`description`: expected text on one line, 1 to 200 characters, received nothing"),
        ({"description": "x" * 201}, "`description`: expected text on one line, 1 to 200 characters, received 201 ch"),
        ({"description": 5}, "`description`: expected text on one line, 1 to 200 characters, received a int"),
        ({"description": object()}, "`description`: expected text on one line, 1 to 200 characters, received a object"),
        ({"workteam_name": "a_b"}, "`workteam_name`: expected letters, digits and inner hyphens, 1 to 63 characters"),
        ({"workforce_name": "-a"}, "`workforce_name`: expected letters, digits and hyphens, the first not a hyphen"),
        ({"members": []}, "`members`: expected a list of 1 to 10 items, received a list of 0 items"),
        ({"members": [OIDC] * 11}, "`members`: expected a list of 1 to 10 items, received a list of 11 items"),
        ({"members": COGNITO}, "`members`: expected a list of 1 to 10 items, received a WorkteamMember"),
        ({"members": [COGNITO, "x"]}, "`members[1]`: expected a WorkteamMember, made by WorkteamMember.cognito or"),
        ({"members": [COGNITO, OIDC]}, "`members`: expected either Cognito or OIDC members, received both kinds"),
        (
            {"members": [COGNITO, cognito_member(user_pool="eu-west-1_Other")]},
            "`members`: expected one user pool shared by all members, received 2 different ones",
        ),
        (
            {"members": [COGNITO, cognito_member(user_pool_client="other")]},
            "`members`: expected one app client shared by all members, received 2 different ones",
        ),
        (
            {"members": [COGNITO, COGNITO, cognito_member(group="two words")]},
            "`members[2].group`: expected a group name without spaces, 1 to 128 characters, received 'two words'",
        ),
        ({"members": [cognito_member(user_pool="pool")]}, "`members[0].user_pool`: expected a user pool id such as"),
        (
            {"members": [cognito_member(user_pool_client="")]},
            "`members[0].user_pool_client`: expected an app client",
        ),
        ({"members": [cognito_member(group=7)]}, "`members[0].group`: expected a group name without spaces"),
        ({"members": [WorkteamMember.oidc(groups=[])]}, "`members[0].groups`: expected a list of 1 to 10 items"),
        ({"members": [WorkteamMember.oidc(groups=["a", "b" * 64])]}, "`members[0].groups[1]`: expected a group name"),
        (
            {"members": [WorkteamMember.oidc(groups="annotators")]},
            "`members[0].groups`: expected a list of 1 to 10 items, received 10 characters",
        ),
        (
            {"notification_topic": "arn:aws:sqs:eu-west-1:123456789012:q"},
            "`notification_topic`: expected the ARN of",
        ),
        (
            {"worker_access": WorkerAccess(source_ip=True, vpc_source_ip=True)},
            "`worker_access`: expected source_ip or vpc_source_ip to be True, received both True",
        ),
        (
            {"worker_access": WorkerAccess(source_ip="yes")},  # type: ignore[arg-type]
            "`worker_access.source_ip`: expected True or False, received 'yes'",
        ),
        (
            {"worker_access": WorkerAccess(vpc_source_ip=1)},  # type: ignore[arg-type]
            "`worker_access.vpc_source_ip`: expected True or False, received the int 1",
        ),
        (
            {"worker_access": "source_ip"},
            "`worker_access`: expected a WorkerAccess, or a dict of source_ip and vpc_source_ip, received 9 characters",
        ),
        (
            {"worker_access": {"SourceIp": True}},
            "`worker_access`: expected a WorkerAccess, or a dict of source_ip and vpc_source_ip, received a dict of",
        ),
        (
            {"worker_access": {"source_ip": "on"}},
            "`worker_access.source_ip`: expected True or False, received 'on'",
        ),
        (
            {"members": [{"OidcMemberDefinition": {"Groups": ["annotators"]}}]},
            "`members[0]`: expected a WorkteamMember, made by WorkteamMember.cognito or WorkteamMember.oidc, received",
        ),
        (
            {"provider": "arn:aws:lambda:eu-west-1:123456789012:function:Shared"},
            "`provider`: expected a WorkteamProvider, or what its from_service_token returns, received 'arn:aws:lambda",
        ),
        ({"adopt_existing": "yes"}, "`adopt_existing`: expected True or False, received 'yes'"),
    ],
)
def test_p50_a_literal_that_the_service_would_refuse(stack: Stack, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(WorkteamValidationError) as refused:
        make(stack, **changes)
    assert message in str(refused.value)


def test_p50_several_mistakes_are_told_at_once(stack: Stack) -> None:
    with pytest.raises(WorkteamValidationError) as refused:
        make(stack, description="", workteam_name="-", members=[COGNITO, OIDC])
    assert [problem.path for problem in refused.value.problems] == ["workteam_name", "description", "members"]


def test_the_message_names_the_construct(stack: Stack) -> None:
    with pytest.raises(WorkteamValidationError, match=r"work team 'Stack/Team\d+' can't be made"):
        make(stack, description="")


def test_members_over_two_pools_of_the_app(stack: Stack) -> None:
    pools = [cognito.UserPool(stack, f"Pool{index}") for index in range(2)]
    members = [cognito_member(user_pool=pool, user_pool_client=pool.add_client("Client")) for pool in pools]
    with pytest.raises(WorkteamValidationError) as refused:
        make(stack, members=members)
    assert [problem.expected for problem in refused.value.problems] == [
        "one user pool shared by all members",
        "one app client shared by all members",
    ]


def test_a_typo_in_a_prop(stack: Stack) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'workteamname'"):
        make(stack, workteamname="a")


def test_a_missing_description(stack: Stack) -> None:
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'description'"):
        Workteam(stack, "NoDescription", members=[COGNITO])  # type: ignore[call-arg]
