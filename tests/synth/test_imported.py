"""Teams that are only known, and what may be granted over any team."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import CfnParameter, Stack
from aws_cdk import aws_iam as iam

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


def test_labeling_with_one_team_alone(stack: Stack, role: iam.Role) -> None:
    Workteam.from_workteam_arn(stack, "Team", ARN).grant_labeling(role)
    assert statement_of(stack) == {
        "Effect": "Allow",
        "Action": ["sagemaker:CreateFlowDefinition", "sagemaker:CreateLabelingJob"],
        "Resource": [arn("sagemaker", "flow-definition/*"), arn("sagemaker", "labeling-job/*")],
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
