"""Teams that are only known, and what may be granted over any team."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aws_cdk import CfnParameter, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk.assertions import Annotations, Match

from cdk_sagemaker_workteam import IWorkteam, Workteam, WorkteamMember
from synth.rendering import NewStack, arn, render

ARN = "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/annotators"


@pytest.fixture
def stack(new_stack: NewStack) -> Stack:
    stack: Stack = new_stack()
    return stack


@pytest.mark.parametrize(
    ("workteam_arn", "name"),
    [
        (ARN, "annotators"),
        ("arn:aws-cn:sagemaker:cn-north-1:123456789012:workteam/vendor-crowd/them-123", "them-123"),
        ("arn:aws:sagemaker:us-west-2:394669845002:workteam/public-crowd/default", "default"),
    ],
)
def test_a_team_by_its_arn(stack: Stack, workteam_arn: str, name: str) -> None:
    team: IWorkteam = Workteam.from_workteam_arn(stack, "Team", workteam_arn)
    assert (team.workteam_arn, team.workteam_name) == (workteam_arn, name)


@pytest.mark.parametrize("workteam_arn", ["annotators", ARN + "/more", ARN.replace("sagemaker", "sns"), ""])
def test_what_is_no_arn_of_a_team(stack: Stack, workteam_arn: str) -> None:
    with pytest.raises(ValueError, match="`workteam_arn`: expected arn:aws:sagemaker:<region>:<account>:workteam/"):
        Workteam.from_workteam_arn(stack, "Team", workteam_arn)


def test_a_team_by_an_arn_known_when_deployed(stack: Stack) -> None:
    token = CfnParameter(stack, "Arn").value_as_string
    team = Workteam.from_workteam_arn(stack, "Team", token)
    assert stack.resolve(team.workteam_name) == {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "Arn"}]}]}


def test_a_team_by_its_name(stack: Stack) -> None:
    team = Workteam.from_workteam_name(stack, "Team", "annotators")
    assert team.workteam_name == "annotators"
    assert stack.resolve(team.workteam_arn) == arn("sagemaker", "workteam/private-crowd/annotators")


@pytest.mark.parametrize("name", ["", "under_score", "x" * 64, ARN])
def test_p50_what_no_team_can_be_called(stack: Stack, name: str) -> None:
    with pytest.raises(ValueError, match="`workteam_name`: expected letters, digits and inner hyphens, 1 to 63 char"):
        Workteam.from_workteam_name(stack, "Team", name)


def statement_of(stack: Stack) -> dict[str, Any]:
    (policy,) = render(stack).of_type("AWS::IAM::Policy")
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    return dict(statement)


@pytest.fixture
def role(stack: Stack) -> iam.Role:
    return iam.Role(stack, "Role", assumed_by=iam.AccountRootPrincipal())


def jobs(region: Any, kind: str) -> dict[str, Any]:
    """Return the ARN of all jobs of a kind in the stack's account and a Region, the team's."""
    (separator, parts) = arn("sagemaker", f"{kind}/*")["Fn::Join"]
    before, after = parts[:2], parts[4:]
    if isinstance(region, str):
        return {"Fn::Join": [separator, [*before, f":sagemaker:{region}:", *after[1:]]]}
    return {"Fn::Join": [separator, [*before, ":sagemaker:", region, *after]]}


def test_labeling_with_one_team_alone(stack: Stack, role: iam.Role) -> None:
    Workteam.from_workteam_arn(stack, "Team", ARN).grant_labeling(role)
    assert statement_of(stack) == {
        "Effect": "Allow",
        "Action": ["sagemaker:CreateFlowDefinition", "sagemaker:CreateLabelingJob"],
        "Resource": [jobs("eu-west-1", "flow-definition"), jobs("eu-west-1", "labeling-job")],
        "Condition": {"ArnEquals": {"sagemaker:WorkteamArn": ARN}},
    }


def test_reading_a_team_of_the_app(stack: Stack, role: iam.Role) -> None:
    team = Workteam(stack, "Team", description="d", members=[WorkteamMember.oidc(groups=["g"])])
    team.grant_read(role)
    assert statement_of(stack) == {
        "Effect": "Allow",
        "Action": ["sagemaker:DescribeWorkteam", "sagemaker:ListLabelingJobsForWorkteam", "sagemaker:ListTags"],
        "Resource": stack.resolve(team.workteam_arn),
    }


def test_any_action_over_a_team(stack: Stack, role: iam.Role) -> None:
    Workteam.from_workteam_arn(stack, "Team", ARN).grant(role, "sagemaker:UpdateWorkteam")
    assert statement_of(stack) == {"Effect": "Allow", "Action": "sagemaker:UpdateWorkteam", "Resource": ARN}


def test_labeling_with_a_team_of_this_app(stack: Stack, role: iam.Role) -> None:
    Workteam(stack, "Team", description="d", members=[WorkteamMember.oidc(groups=["g"])]).grant_labeling(role)
    assert statement_of(stack)["Resource"] == [
        arn("sagemaker", "flow-definition/*"),
        arn("sagemaker", "labeling-job/*"),
    ]


def test_labeling_where_the_team_is_known_when_deployed_is_in_its_region(stack: Stack, role: iam.Role) -> None:
    token = CfnParameter(stack, "Arn").value_as_string
    Workteam.from_workteam_arn(stack, "Team", token).grant_labeling(role)
    region = {"Fn::Select": [3, {"Fn::Split": [":", {"Ref": "Arn"}]}]}
    assert statement_of(stack)["Resource"][1] == jobs(region, "labeling-job")


@pytest.mark.parametrize("action", ["sagemaker:CreateLabelingJob", "SageMaker:createflowdefinition"])
def test_p69_a_grant_that_no_request_matches(stack: Stack, role: iam.Role, action: str) -> None:
    team = Workteam.from_workteam_arn(stack, "Team", ARN)
    with pytest.raises(ValueError, match=f"`actions`: expected `grant_labeling`, .*, received '{action}'"):
        team.grant(role, "sagemaker:UpdateWorkteam", action)


@pytest.mark.parametrize("action", ["*", "s3:*", "UpdateWorkteam", "sagemakerx:A"])
def test_p69_a_grant_of_what_a_team_has_nothing_to_do_with(stack: Stack, role: iam.Role, action: str) -> None:
    with pytest.raises(ValueError, match="`actions`: expected actions that start with sagemaker:, received"):
        Workteam.from_workteam_arn(stack, "Team", ARN).grant(role, action)


@pytest.mark.parametrize("action", ["sagemaker:*", "sagemaker:CreateModel", "sagemaker:*Workteam"])
def test_p69_a_grant_that_may_allow_nothing_is_warned_of(stack: Stack, role: iam.Role, action: str) -> None:
    Workteam.from_workteam_arn(stack, "Team", ARN).grant(role, action)
    assert statement_of(stack)["Action"] == action
    Annotations.from_stack(stack).has_warning(
        "/Stack/Team", Match.string_like_regexp(f"`grant`: {re.escape(action)} is")
    )


def test_what_acts_on_a_team_is_granted_without_a_word(stack: Stack, role: iam.Role) -> None:
    team = Workteam.from_workteam_arn(stack, "Team", ARN)
    team.grant(role, "sagemaker:updateworkteam", CfnParameter(stack, "Action").value_as_string)
    team.grant_read(role)
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())


HAS_REFERENCES = pytest.mark.skipif(
    not hasattr(sagemaker.CfnWorkteam, "arn_for_workteam"), reason="this release of aws-cdk-lib has no IWorkteamRef"
)


@HAS_REFERENCES
def test_a_team_of_the_cdks_own_kind(stack: Stack, role: iam.Role) -> None:
    l1 = sagemaker.CfnWorkteam(stack, "L1", member_definitions=[], description="d", workteam_name="l1")
    team: IWorkteam = Workteam.from_workteam_ref(stack, "Team", l1)
    team.grant_read(role)
    assert statement_of(stack)["Resource"] == {"Ref": "L1"}


@HAS_REFERENCES
def test_a_team_is_taken_where_the_cdk_takes_a_reference(stack: Stack) -> None:
    team = Workteam(stack, "Team", description="d", members=[WorkteamMember.oidc(groups=["g"])])
    assert stack.resolve(sagemaker.CfnWorkteam.arn_for_workteam(team)) == stack.resolve(team.workteam_arn)
    known = Workteam.from_workteam_arn(stack, "Known", ARN)
    assert sagemaker.CfnWorkteam.arn_for_workteam(known) == ARN


def test_p50_an_arn_that_is_a_dynamic_reference(stack: Stack) -> None:
    reference = "{{resolve:ssm:/teams/night}}"
    with pytest.raises(ValueError, match=r"received a dynamic reference, .*`from_workteam_attributes`"):
        Workteam.from_workteam_arn(stack, "Team", reference)
    team = Workteam.from_workteam_attributes(stack, "Known", workteam_arn=reference, workteam_name="night")
    assert (team.workteam_arn, team.workteam_name) == (reference, "night")


def test_its_environment_is_that_of_its_arn(stack: Stack) -> None:
    team = Workteam.from_workteam_arn(stack, "Team", ARN)
    assert (team.env.region, team.env.account) == ("eu-west-1", "123456789012")


@pytest.mark.parametrize("name", ["a_b", "x" * 64])
def test_p50_attributes_that_no_team_has(stack: Stack, name: str) -> None:
    token = CfnParameter(stack, "Arn").value_as_string
    with pytest.raises(ValueError, match="`workteam_name`: expected letters, digits and inner hyphens"):
        Workteam.from_workteam_attributes(stack, "Team", workteam_arn=token, workteam_name=name)


def test_p50_a_name_known_when_deployed_beside_a_literal_arn(stack: Stack) -> None:
    token = CfnParameter(stack, "Name").value_as_string
    team = Workteam.from_workteam_attributes(stack, "Team", workteam_arn=ARN, workteam_name=token)
    assert (team.workteam_arn, team.workteam_name) == (ARN, token)


def test_a_team_by_its_attributes(stack: Stack) -> None:
    token = CfnParameter(stack, "Arn").value_as_string
    team: IWorkteam = Workteam.from_workteam_attributes(stack, "Team", workteam_arn=token, workteam_name="annotators")
    assert (team.workteam_arn, team.workteam_name) == (token, "annotators")
    known = Workteam.from_workteam_attributes(stack, "Known", workteam_arn=ARN, workteam_name="annotators")
    assert known.workteam_name == "annotators"


def test_attributes_that_contradict_each_other(stack: Stack) -> None:
    with pytest.raises(ValueError, match="`workteam_name`: expected 'annotators', as in `workteam_arn`, received 'oth"):
        Workteam.from_workteam_attributes(stack, "Team", workteam_arn=ARN, workteam_name="others")
    with pytest.raises(ValueError, match="`workteam_arn`: expected arn:aws:sagemaker:"):
        Workteam.from_workteam_attributes(stack, "Team", workteam_arn="annotators", workteam_name="annotators")
