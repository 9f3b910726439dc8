"""Properties that CreateWorkteam would refuse: told by name, and nothing made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.account import access, cognito, oidc, tags, team
from support.conversation import Exchange

if TYPE_CHECKING:
    from support.account import Account
    from support.cloudformation import Stack
    from support.conversation import Conversation

MEMBER = "MemberDefinitions[0].CognitoMemberDefinition"


def member(**changes: Any) -> list[dict[str, Any]]:
    definition = cognito("annotators")[0]["CognitoMemberDefinition"] | changes
    return [{"CognitoMemberDefinition": {key: value for key, value in definition.items() if value is not None}}]


BAD = [
    ("Description", team(Description=None)),
    ("Description", team(Description="")),
    ("Description", team(Description="x" * 201)),
    ("Description", team(Description="two\nlines")),
    ("Description", team(Description=["x"])),
    ("Descriptoin", team(Descriptoin="x")),
    ("MemberDefinitions", team(MemberDefinitions=None)),
    ("MemberDefinitions", team(MemberDefinitions=[])),
    ("MemberDefinitions", team(MemberDefinitions="annotators")),
    ("MemberDefinitions", team(MemberDefinitions=cognito(*"abcdefghijk"))),
    ("MemberDefinitions", team(MemberDefinitions=cognito("a") + oidc("b"))),
    ("MemberDefinitions", team(MemberDefinitions=member() + member(UserPool="eu-west-1_Other"))),
    ("MemberDefinitions", team(MemberDefinitions=member() + member(ClientId="other"))),
    ("MemberDefinitions[0]", team(MemberDefinitions=[{}])),
    ("MemberDefinitions[0]", team(MemberDefinitions=["annotators"])),
    ("MemberDefinitions[0]", team(MemberDefinitions=[{**cognito("a")[0], **oidc("b")[0]}])),
    ("MemberDefinitions[0].CognitoGroup", team(MemberDefinitions=[{"CognitoGroup": "x"}])),
    (f"{MEMBER}.UserPool", team(MemberDefinitions=member(UserPool=None))),
    (f"{MEMBER}.UserPool", team(MemberDefinitions=member(UserPool="no pool"))),
    (f"{MEMBER}.UserGroup", team(MemberDefinitions=member(UserGroup="two words"))),
    (f"{MEMBER}.UserGroup", team(MemberDefinitions=member(UserGroup="x" * 129))),
    (f"{MEMBER}.ClientId", team(MemberDefinitions=member(ClientId=""))),
    ("MemberDefinitions[0].OidcMemberDefinition.Groups", team(MemberDefinitions=oidc())),
    ("MemberDefinitions[0].OidcMemberDefinition.Groups", team(MemberDefinitions=oidc(*"abcdefghijk"))),
    ("MemberDefinitions[0].OidcMemberDefinition.Groups[1]", team(MemberDefinitions=oidc("a", "x" * 64))),
    ("WorkteamName", team(WorkteamName="")),
    ("WorkteamName", team(WorkteamName="x" * 64)),
    ("WorkteamName", team(WorkteamName="under_score")),
    ("WorkteamName", team(WorkteamName="ends-")),
    ("WorkforceName", team(WorkforceName="-x")),
    (
        "NotificationConfiguration.NotificationTopicArn",
        team(NotificationConfiguration={"NotificationTopicArn": "labeling"}),
    ),
    ("NotificationConfiguration.TopicArn", team(NotificationConfiguration={"TopicArn": "x"})),
    (
        "WorkerAccessConfiguration.S3Presign.IamPolicyConstraints.SourceIp",
        team(WorkerAccessConfiguration=access(SourceIp="enabled")),
    ),
    (
        "WorkerAccessConfiguration.S3Presign.IamPolicyConstraints",
        team(WorkerAccessConfiguration=access(SourceIp="Enabled", VpcSourceIp="Enabled")),
    ),
    ("Tags", team(Tags={"a": "1"})),
    ("Tags", team(Tags=tags(**{f"key{number}": "" for number in range(48)}))),
    ("Tags[0].Key", team(Tags=[{"Value": "x"}])),
    ("Tags[1].Key", team(Tags=tags(a="1") * 2)),
    ("Tags[0].Value", team(Tags=tags(a="x" * 257))),
    ("AdoptExisting", team(AdoptExisting="perhaps")),
]
IDS = [f"{number}-{path}" for number, (path, _) in enumerate(BAD)]


@pytest.mark.parametrize(("path", "properties"), BAD, ids=IDS)
def test_a_bad_property_fails_the_create_by_its_name_and_nothing_is_made(
    stack: Stack, account: Account, path: str, properties: dict[str, Any]
) -> None:
    outcome = stack.deploy({"Team": properties})

    assert outcome.status == "ROLLBACK_COMPLETE"
    assert f"`{path}`: expected " in outcome.reason
    assert account.mutations() == []


@pytest.mark.parametrize(("path", "properties"), BAD[::6], ids=IDS[::6])
def test_a_bad_property_fails_the_update_by_its_name_and_nothing_is_changed(
    stack: Stack, account: Account, path: str, properties: dict[str, Any]
) -> None:
    stack.deploy({"Team": team()})
    account.forget_calls()

    outcome = stack.deploy({"Team": properties})

    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert f"`{path}`: expected " in outcome.reason
    assert account.mutations() == []


def test_several_mistakes_are_told_at_once(stack: Stack) -> None:
    reason = stack.deploy({"Team": team(Description="", WorkteamName="_", Colour="red")}).reason

    assert all(f"`{path}`: expected " in reason for path in ("Description", "WorkteamName", "Colour"))


@pytest.mark.parametrize("garbage", [None, [], "text", 7, {"MemberDefinitions": [[[]]]}], ids=str)
def test_properties_that_are_none_fail_and_make_nothing(
    conversation: Conversation, account: Account, garbage: object
) -> None:
    event = conversation.event("Create", "Team", {})
    event["ResourceProperties"] = garbage

    answer = conversation.redeliver(Exchange(event))

    assert answer is not None
    assert not answer.succeeded
    assert account.mutations() == []
