"""The example app: what `cdk deploy` deploys, and what can be changed by context."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App

from app import WorkteamStack
from support.cfn_lint import findings
from synth.rendering import Rendered, render

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def example(flags: dict[str, Any]) -> Callable[..., Rendered]:
    def make(name: str = "WorkteamStack", **context: str) -> Rendered:
        return render(WorkteamStack(App(context={**flags, **context}), name))

    return make


@pytest.fixture(scope="module")
def by_default(example: Callable[..., Rendered]) -> Rendered:
    return example()


def test_the_team_over_the_pool_client_and_groups(by_default: Rendered) -> None:
    pool, client = (
        {"Ref": by_default.logical_id("WorkforceUserPool")},
        {"Ref": by_default.logical_id("WorkforceClient")},
    )
    assert by_default.properties("Workteam") == {
        "Description": "Annotates and reviews",
        "WorkforceName": "workteam",
        "MemberDefinitions": [
            {"CognitoMemberDefinition": {"UserPool": pool, "ClientId": client, "UserGroup": group}}
            for group in ("annotators", "reviewers")
        ],
        "NotificationConfiguration": {"NotificationTopicArn": {"Ref": by_default.logical_id("Topic")}},
        "WorkerAccessConfiguration": {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "Enabled"}}},
    }


def test_context_sets_every_other_member(example: Callable[..., Rendered]) -> None:
    changed = example(
        "Other",
        workteam_name="reviewers-only",
        workforce_name="crowd",
        description="Reviews",
        groups="reviewers",
        notifications="off",
        worker_access="vpc_source_ip",
        adopt_existing="true",
    )
    properties = changed.properties("Workteam")
    (member,) = properties.pop("MemberDefinitions")
    assert member["CognitoMemberDefinition"]["UserGroup"] == "reviewers"
    assert properties == {
        "WorkteamName": "reviewers-only",
        "WorkforceName": "crowd",
        "Description": "Reviews",
        "WorkerAccessConfiguration": {"S3Presign": {"IamPolicyConstraints": {"VpcSourceIp": "Enabled"}}},
        "AdoptExisting": "true",
    }
    assert changed.of_type("AWS::SNS::Topic") == []


def test_access_from_anywhere(example: Callable[..., Rendered]) -> None:
    assert "WorkerAccessConfiguration" not in example(worker_access="none").properties("Workteam")


@pytest.mark.parametrize(("name", "value"), [("worker_access", "vpn"), ("notifications", "maybe")])
def test_a_wrong_context_value(example: Callable[..., Rendered], name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"`{name}`: expected .*, received '{value}'"):
        example(**{name: value})


def test_outputs(by_default: Rendered) -> None:
    team = by_default.logical_id("Workteam")
    assert by_default.template["Outputs"] == {
        "WorkteamArn": {
            "Value": {"Fn::GetAtt": [team, "WorkteamArn"]},
            "Export": {"Name": "WorkteamStack-WorkteamArn"},
        },
        "WorkteamName": {"Value": {"Fn::GetAtt": [team, "WorkteamName"]}},
        "PortalUrl": {"Value": {"Fn::GetAtt": [by_default.logical_id("WorkforceSignIn"), "PortalUrl"]}},
    }


def test_the_stack_leaves_nothing_behind(by_default: Rendered) -> None:
    assert {resource.get("DeletionPolicy", "Delete") for resource in by_default.resources.values()} == {"Delete"}


def test_the_client_has_a_secret_and_the_pool_a_domain_of_its_own(by_default: Rendered) -> None:
    (client,) = by_default.of_type("AWS::Cognito::UserPoolClient")
    assert client["Properties"]["GenerateSecret"] is True
    (domain,) = by_default.of_type("AWS::Cognito::UserPoolDomain")
    assert "AWS::StackId" in json.dumps(domain["Properties"]["Domain"])


def test_a_worker_and_the_client_s_sessions_by_context(example: Callable[..., Rendered]) -> None:
    changed = example(worker="ada@acme.example", session_days="7")
    (user,) = changed.of_type("AWS::Cognito::UserPoolUser")
    (client,) = changed.of_type("AWS::Cognito::UserPoolClient")
    assert (user["Properties"]["Username"], client["Properties"]["RefreshTokenValidity"]) == ("ada", 7)
    assert len(changed.of_type("AWS::Cognito::UserPoolUserToGroupAttachment")) == 2


@pytest.mark.parametrize("context", [{}, {"notifications": "off", "worker_access": "none", "workteam_name": "team"}])
def test_p45_cfn_lint_finds_nothing(example: Callable[..., Rendered], context: dict[str, str]) -> None:
    assert list(findings(json.dumps(example(**context).template))) == []
