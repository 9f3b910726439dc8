"""What stands in the custom resource: the CreateWorkteam request, member by member."""

from __future__ import annotations

import pytest
from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_sns as sns

from cdk_sagemaker_workteam import WorkerAccess, Workteam, WorkteamMember
from synth.rendering import NewStack, Rendered, SignIn, render

OIDC = WorkteamMember.oidc(groups=["annotators", "reviewers"])


@pytest.fixture(scope="module")
def teams(new_stack: NewStack) -> Rendered:
    stack = new_stack()
    sign_in = SignIn.of(stack)
    Workteam(
        stack,
        "Full",
        description="Everything",
        members=[sign_in.member(), sign_in.member("reviewers")],
        workteam_name="full",
        workforce_name="default",
        notification_topic=sns.Topic(stack, "Topic"),
        worker_access=WorkerAccess(source_ip=True, vpc_source_ip=False),
        adopt_existing=True,
        removal_policy=RemovalPolicy.RETAIN,
    )
    Workteam(stack, "Least", description="The least", members=(OIDC,))
    Workteam(stack, "Vpc", description="From the VPC", members=[OIDC], worker_access=WorkerAccess(vpc_source_ip=True))
    return render(stack)


def test_every_member_of_create_workteam_stands_under_its_own_name(teams: Rendered) -> None:
    pool, client = {"Ref": teams.logical_id("Pool")}, {"Ref": teams.logical_id("PoolClient")}
    assert teams.properties("Full") == {
        "WorkteamName": "full",
        "WorkforceName": "default",
        "Description": "Everything",
        "MemberDefinitions": [
            {"CognitoMemberDefinition": {"UserPool": pool, "ClientId": client, "UserGroup": "annotators"}},
            {"CognitoMemberDefinition": {"UserPool": pool, "ClientId": client, "UserGroup": "reviewers"}},
        ],
        "NotificationConfiguration": {"NotificationTopicArn": {"Ref": teams.logical_id("Topic")}},
        "WorkerAccessConfiguration": {
            "S3Presign": {"IamPolicyConstraints": {"SourceIp": "Enabled", "VpcSourceIp": "Disabled"}}
        },
        "AdoptExisting": "true",
    }


def test_what_is_not_set_is_absent(teams: Rendered) -> None:
    assert teams.properties("Least") == {
        "Description": "The least",
        "MemberDefinitions": [{"OidcMemberDefinition": {"Groups": ["annotators", "reviewers"]}}],
    }


def test_one_constraint_alone(teams: Rendered) -> None:
    access = teams.properties("Vpc")["WorkerAccessConfiguration"]
    assert access == {"S3Presign": {"IamPolicyConstraints": {"VpcSourceIp": "Enabled"}}}


def test_the_type_and_who_serves_it(teams: Rendered) -> None:
    assert {teams.resource(name)["Type"] for name in ("Full", "Least", "Vpc")} == {"Custom::SageMakerWorkteam"}
    properties = teams.resource("Full")["Properties"]
    assert properties["ServiceToken"] == {"Fn::GetAtt": [teams.logical_id("WorkteamProviderFunction"), "Arn"]}
    assert int(properties["ServiceTimeout"]) == Duration.minutes(15).to_seconds()


def test_the_removal_policy_is_the_teams(teams: Rendered) -> None:
    assert teams.resource("Full")["DeletionPolicy"] == "Retain"
    assert teams.resource("Least")["DeletionPolicy"] == "Delete"


@pytest.mark.parametrize(
    ("attribute", "name"),
    [
        ("workteam_arn", "WorkteamArn"),
        ("workteam_name", "WorkteamName"),
        ("workforce_arn", "WorkforceArn"),
        ("sub_domain", "SubDomain"),
        ("portal_url", "PortalUrl"),
    ],
)
def test_attributes(new_stack: NewStack, attribute: str, name: str) -> None:
    stack = new_stack()
    team = Workteam(stack, "Team", description="d", members=[OIDC])
    got = stack.resolve(getattr(team, attribute))
    assert list(got) == ["Fn::GetAtt"]
    assert got["Fn::GetAtt"] == [stack.get_logical_id(team.node.default_child), name]  # type: ignore[arg-type]
