"""Constructs that are given to the provider as their L2, its L1, or an attribute of either."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs

from cdk_sagemaker_workteam import Workteam, WorkteamMember, WorkteamProvider, WorkteamValidationError
from synth.rendering import NewStack, Rendered, render

if TYPE_CHECKING:
    from collections.abc import Callable

LAMBDA = iam.ServicePrincipal("lambda.amazonaws.com")
TRUST: dict[str, Any] = {"Version": "2012-10-17", "Statement": []}
BOUNDARY = iam.PolicyStatement(actions=["*"], resources=["*"])

L2: dict[str, Callable[[Stack], Any]] = {
    "role": lambda stack: iam.Role(stack, "Given", assumed_by=LAMBDA),
    "permissions_boundary": lambda stack: iam.ManagedPolicy(stack, "Given", statements=[BOUNDARY]),
    "log_group": lambda stack: logs.LogGroup(stack, "Given"),
    "log_encryption_key": lambda stack: kms.Key(stack, "Given"),
    "environment_encryption": lambda stack: kms.Key(stack, "Given"),
    "dead_letter_queue": lambda stack: sqs.Queue(stack, "Given", encryption_master_key=kms.Key(stack, "Key")),
    "vpc": lambda stack: ec2.Vpc(stack, "Given", max_azs=1),
}
ATTRIBUTES = {
    "role": "role_arn",
    "permissions_boundary": "managed_policy_arn",
    "log_group": "log_group_arn",
    "log_encryption_key": "key_arn",
    "environment_encryption": "key_id",
    "dead_letter_queue": "queue_url",
    "vpc": "vpc_id",
}
L1: dict[str, Callable[[Stack], Any]] = {
    "role": lambda stack: iam.CfnRole(stack, "Given", assume_role_policy_document=TRUST),
    "permissions_boundary": lambda stack: iam.CfnManagedPolicy(stack, "Given", policy_document=TRUST),
    "log_group": lambda stack: logs.CfnLogGroup(stack, "Given"),
    "log_encryption_key": lambda stack: kms.CfnKey(stack, "Given", key_policy=iam.PolicyDocument()),
    "environment_encryption": lambda stack: kms.CfnKey(stack, "Given", key_policy=iam.PolicyDocument()),
    "dead_letter_queue": lambda stack: sqs.CfnQueue(stack, "Given"),
}
USED: dict[str, list[str]] = {
    "role": ["AWS::Lambda::Function", "Role"],
    "permissions_boundary": ["AWS::IAM::Role", "PermissionsBoundary"],
    "log_group": ["AWS::Lambda::Function", "LoggingConfig"],
    "log_encryption_key": ["AWS::Logs::LogGroup", "KmsKeyId"],
    "environment_encryption": ["AWS::Lambda::Function", "KmsKeyArn"],
    "dead_letter_queue": ["AWS::Lambda::Function", "DeadLetterConfig"],
}


def rendered_with(stack: Stack, prop: str, given: Any) -> Rendered:
    props: dict[str, Any] = {prop: given}
    provider = WorkteamProvider(stack, "Provider", **props)
    Workteam(stack, "Team", description="d", members=[WorkteamMember.oidc(groups=["g"])], provider=provider)
    return render(stack)


@pytest.mark.parametrize("prop", L2)
def test_p67_the_l1_and_an_attribute_of_an_l2_stand_for_it(new_stack: NewStack, prop: str) -> None:
    forms: list[Callable[[Any], Any]] = [
        lambda l2: l2,
        lambda l2: l2.node.default_child,
        lambda l2: getattr(l2, ATTRIBUTES[prop]),
    ]
    stacks = [new_stack() for _ in forms]
    expected, *received = [
        rendered_with(stack, prop, form(L2[prop](stack))) for stack, form in zip(stacks, forms, strict=True)
    ]
    assert received == [expected, expected]


@pytest.mark.parametrize("form", [lambda l1: l1, lambda l1: l1.ref], ids=["l1", "ref"])
@pytest.mark.parametrize("prop", L1)
def test_p67_an_l1_alone(new_stack: NewStack, prop: str, form: Callable[[Any], Any]) -> None:
    stack = new_stack()
    rendered = rendered_with(stack, prop, form(L1[prop](stack)))
    kind, name = USED[prop]
    (user,) = [one for key, one in rendered.resources.items() if one["Type"] == kind and key != "Given"]
    assert '"Given"' in json.dumps(user["Properties"][name])


def test_p67_an_l1_role_gets_the_rights_and_the_team_waits_for_them(new_stack: NewStack) -> None:
    stack = new_stack()
    rendered = rendered_with(stack, "role", L1["role"](stack))
    ((name, policy),) = [one for one in rendered.resources.items() if one[1]["Type"] == "AWS::IAM::Policy"]
    assert "sagemaker:CreateWorkteam" in json.dumps(policy)
    assert '"Given"' in json.dumps(policy["Properties"]["Roles"])
    assert name in rendered.resource("Team")["DependsOn"]


def test_p67_an_l1_queue_keeps_its_key_and_its_kind(new_stack: NewStack) -> None:
    stack = new_stack()
    key = kms.Key(stack, "Key")
    queue = sqs.CfnQueue(stack, "Given", kms_master_key_id=key.key_arn)
    (role,) = rendered_with(stack, "dead_letter_queue", queue).of_type("AWS::IAM::Role")
    assert "kms:GenerateDataKey" in json.dumps(role)
    fifo = sqs.CfnQueue(stack, "Fifo", fifo_queue=True)
    with pytest.raises(WorkteamValidationError, match="`dead_letter_queue`: expected a standard queue"):
        WorkteamProvider(stack, "Other", dead_letter_queue=fifo)


@pytest.mark.parametrize(
    "form", [lambda group: group, lambda group: group.security_group_id, lambda group: group.node.default_child]
)
def test_p67_security_groups(new_stack: NewStack, form: Callable[[Any], Any]) -> None:
    stack = new_stack()
    vpc = ec2.Vpc(stack, "Vpc", max_azs=1)
    group = ec2.SecurityGroup(stack, "Group", vpc=vpc)
    l1 = ec2.CfnSecurityGroup(stack, "L1", group_description="d", vpc_id=vpc.vpc_id)
    WorkteamProvider(stack, "Provider", vpc=vpc, security_groups=(form(group), l1))
    rendered = render(stack)
    (function,) = rendered.of_type("AWS::Lambda::Function")
    assert function["Properties"]["VpcConfig"]["SecurityGroupIds"] == [
        {"Fn::GetAtt": [rendered.logical_id("Group"), "GroupId"]},
        {"Fn::GetAtt": ["L1", "GroupId"]},
    ]


def test_p67_a_vpc_without_its_l2_has_no_subnets_to_know(new_stack: NewStack) -> None:
    stack = new_stack()
    with pytest.raises(WorkteamValidationError, match="`vpc`: expected a construct, defined or imported in this app"):
        WorkteamProvider(stack, "Provider", vpc=ec2.CfnVPC(stack, "Vpc", cidr_block="10.0.0.0/16"))
