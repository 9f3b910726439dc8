"""How the function may be made to run, and what each choice needs besides."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, Duration, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk.assertions import Annotations, Match

from cdk_sagemaker_workteam import Workteam, WorkteamMember, WorkteamProvider, WorkteamValidationError
from support.cfn_lint import findings
from synth.rendering import NewStack, Rendered, arn, render

if TYPE_CHECKING:
    from collections.abc import Callable

OIDC = WorkteamMember.oidc(groups=["annotators"])
COGNITO = WorkteamMember.cognito(user_pool="eu-west-1_AbCd12345", user_pool_client="client", group="annotators")
ROLE_ARN = "arn:aws:iam::123456789012:role/Given"


@pytest.fixture
def stack(new_stack: NewStack) -> Stack:
    return new_stack()


def team_by(stack: Stack, member: WorkteamMember = OIDC, **props: Any) -> Rendered:
    provider = WorkteamProvider(stack, "Provider", **props)
    Workteam(stack, "Team", description="d", members=[member], provider=provider)
    return render(stack)


def statements(rendered: Rendered, *services: str) -> list[dict[str, Any]]:
    """Return the statements of the function's only policy, inline or not, about some services."""
    documents = [
        policy["PolicyDocument"]
        for role in rendered.of_type("AWS::IAM::Role")
        for policy in role["Properties"].get("Policies", [])
    ]
    documents += [policy["Properties"]["PolicyDocument"] for policy in rendered.of_type("AWS::IAM::Policy")]
    (document,) = documents
    found = document["Statement"]
    return [one for one in found if not services or json.dumps(one["Action"]).strip('["').startswith(services)]


def function_of(rendered: Rendered) -> dict[str, Any]:
    (function,) = rendered.of_type("AWS::Lambda::Function")
    return function


def test_a_given_role_gets_the_rights_and_the_team_waits_for_them(stack: Stack) -> None:
    role = iam.Role(stack, "Given", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    rendered = team_by(stack, COGNITO, role=role)
    assert len(rendered.of_type("AWS::IAM::Role")) == 1
    assert len(statements(rendered, "cognito-idp:")) == 1
    assert statements(rendered, "sagemaker:")[0]["Resource"] == arn("sagemaker", "workteam/private-crowd/*")
    policy = rendered.logical_id("GivenDefaultPolicy")
    assert policy in rendered.resource("Team")["DependsOn"]
    assert policy in function_of(rendered)["DependsOn"]
    assert function_of(rendered)["Properties"]["Role"] == {"Fn::GetAtt": [rendered.logical_id("Given"), "Arn"]}


def test_an_imported_role_gets_the_rights_too(stack: Stack) -> None:
    rendered = team_by(stack, role=iam.Role.from_role_arn(stack, "Given", ROLE_ARN))
    (policy,) = rendered.of_type("AWS::IAM::Policy")
    assert policy["Properties"]["Roles"] == ["Given"]
    assert len(statements(rendered, "sagemaker:")) >= 1
    assert set(rendered.resource("Team")["DependsOn"]) & {
        name for name, one in rendered.resources.items() if one["Type"] == "AWS::IAM::Policy"
    }


def test_a_role_that_may_not_be_changed_is_left_as_it_is(stack: Stack) -> None:
    rendered = team_by(stack, COGNITO, role=iam.Role.from_role_arn(stack, "Given", ROLE_ARN, mutable=False))
    assert rendered.of_type("AWS::IAM::Policy") == []
    assert rendered.of_type("AWS::IAM::Role") == []


@pytest.mark.parametrize("providers", ["Roles", "Teams"])
def test_nor_from_another_stack_is_it_changed(flags: dict[str, Any], new_stack: NewStack, providers: str) -> None:
    app = App(context=flags)
    stacks = {name: new_stack(name, app) for name in ("Roles", "Teams")}
    role = iam.Role.from_role_arn(stacks["Roles"], "Given", ROLE_ARN, mutable=False)
    provider = WorkteamProvider(stacks[providers], "Provider", role=role)
    Workteam(stacks["Teams"], "Team", description="d", members=[COGNITO], provider=provider)
    app.synth()
    assert render(stacks["Teams"]).of_type("AWS::IAM::Policy") == []


def test_a_role_of_another_stack_gets_them_in_this_one(flags: dict[str, Any], new_stack: NewStack) -> None:
    app = App(context=flags)
    role = iam.Role(new_stack("Roles", app), "Given", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    stack = new_stack("Teams", app)
    rendered = team_by(stack, COGNITO, role=role)
    assert len(statements(Rendered({"Resources": {"Only": rendered.resource("ProviderFunctionPolicy")}}))) == 2
    assert rendered.logical_id("ProviderFunctionPolicy") in rendered.resource("Team")["DependsOn"]
    assert rendered.logical_id("TeamFunctionPolicy") in rendered.resource("Team")["DependsOn"]
    assert [one.node.id for one in stack.dependencies] == ["Roles"]


def test_a_permissions_boundary(stack: Stack) -> None:
    boundary = iam.ManagedPolicy.from_managed_policy_name(stack, "Boundary", "Developers")
    (role,) = team_by(stack, permissions_boundary=boundary).of_type("AWS::IAM::Role")
    assert role["Properties"]["PermissionsBoundary"] == stack.resolve(boundary.managed_policy_arn)


def test_a_vpc_needs_interfaces_and_a_way_out(stack: Stack) -> None:
    vpc = ec2.Vpc(stack, "Vpc", max_azs=1)
    rendered = team_by(stack, vpc=vpc)
    (role,) = rendered.of_type("AWS::IAM::Role")
    assert "ManagedPolicyArns" not in role["Properties"]
    everywhere, interfaces, denied = statements(rendered, "ec2:")
    assert (everywhere["Action"], everywhere["Resource"]) == (
        ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
        "*",
    )
    assert set(interfaces["Action"]) == {
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
    }
    assert interfaces["Resource"] == arn("ec2", "*/*")
    assert denied == denial(arn("lambda", "function:*"))
    assert set(denied["Action"]) == {*everywhere["Action"], *interfaces["Action"]}
    config = function_of(rendered)["Properties"]["VpcConfig"]
    private = [one for one in rendered.resources if "PrivateSubnet1Subnet" in one]
    assert [one["Ref"] for one in config["SubnetIds"]] == private
    assert config["SecurityGroupIds"] == [
        {"Fn::GetAtt": [rendered.logical_id("ProviderFunctionSecurityGroup"), "GroupId"]}
    ]
    assert any("DefaultRoute" in one for one in rendered.resource("Team")["DependsOn"])


def denial(function: Any) -> dict[str, Any]:
    """Return what a role may not do where the call comes from a function's own code."""
    return {
        "Effect": "Deny",
        "Action": [
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:UnassignPrivateIpAddresses",
        ],
        "Resource": "*",
        "Condition": {"ArnLike": {"lambda:SourceFunctionArn": function}},
    }


def test_a_given_role_denies_the_network_to_this_function_alone(stack: Stack) -> None:
    role = iam.Role(stack, "Given", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    provider = WorkteamProvider(stack, "Provider", role=role, vpc=ec2.Vpc(stack, "Vpc", max_azs=1))
    Workteam(stack, "Team", description="d", members=[OIDC], provider=provider)
    rendered = render(stack)
    policy = rendered.resource("ProviderNetworkPolicy")["Properties"]
    function = {"Fn::GetAtt": [rendered.logical_id("ProviderFunction"), "Arn"]}
    assert policy["PolicyDocument"]["Statement"] == [denial(function)]
    assert policy["Roles"] == [{"Ref": rendered.logical_id("Given")}]
    assert rendered.logical_id("ProviderNetworkPolicy") in rendered.resource("Team")["DependsOn"]


def test_nor_is_a_role_that_may_not_be_changed_denied_anything(stack: Stack) -> None:
    role = iam.Role.from_role_arn(stack, "Given", ROLE_ARN, mutable=False)
    rendered = team_by(stack, role=role, vpc=ec2.Vpc(stack, "Vpc", max_azs=1))
    assert rendered.of_type("AWS::IAM::Policy") == []


def test_the_function_waits_for_the_way_out_of_its_vpc(stack: Stack) -> None:
    waits_for = function_of(team_by(stack, vpc=ec2.Vpc(stack, "Vpc", max_azs=1)))["DependsOn"]
    assert any("DefaultRoute" in one for one in waits_for)


@pytest.mark.parametrize(
    "depend",
    [
        lambda provider, construct: provider.node.add_dependency(construct),
        lambda provider, construct: provider.function.node.add_dependency(construct),
    ],
    ids=["provider", "function"],
)
def test_the_function_waits_for_what_it_is_told_to(
    stack: Stack, depend: Callable[[WorkteamProvider, sqs.CfnQueue], None]
) -> None:
    queue = sqs.CfnQueue(stack, "First")
    depend(WorkteamProvider(stack, "WorkteamProvider"), queue)
    Workteam(stack, "Team", description="d", members=[OIDC])
    assert function_of(render(stack))["DependsOn"] == ["First"]


def test_the_function_waits_for_another_stack_as_a_whole(flags: dict[str, Any], new_stack: NewStack) -> None:
    app = App(context=flags)
    first, stack = new_stack("First", app), new_stack("Second", app)
    WorkteamProvider(stack, "Provider").node.add_dependency(sqs.CfnQueue(first, "Queue"))
    assert "DependsOn" not in function_of(render(stack))
    assert [one.node.id for one in stack.dependencies] == ["First"]


def test_chosen_subnets_and_security_groups(stack: Stack) -> None:
    vpc = ec2.Vpc(stack, "Vpc", max_azs=1)
    group = ec2.SecurityGroup(stack, "Group", vpc=vpc)
    isolated = ec2.SubnetSelection(subnets=[ec2.Subnet.from_subnet_id(stack, "Subnet", "subnet-0123456789abcdef0")])
    config = function_of(team_by(stack, vpc=vpc, vpc_subnets=isolated, security_groups=[group]))["Properties"][
        "VpcConfig"
    ]
    assert config["SubnetIds"] == ["subnet-0123456789abcdef0"]
    assert config["SecurityGroupIds"] == [stack.resolve(group.security_group_id)]


def test_a_dead_letter_queue_may_be_sent_to(stack: Stack) -> None:
    queue = sqs.Queue(stack, "Lost", enforce_ssl=True)
    rendered = team_by(stack, dead_letter_queue=queue)
    target = {"Fn::GetAtt": [rendered.logical_id("Lost"), "Arn"]}
    assert function_of(rendered)["Properties"]["DeadLetterConfig"] == {"TargetArn": target}
    assert statements(rendered, "sqs:") == [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": target}]
    assert statements(rendered, "kms:") == []
    assert list(findings(json.dumps(rendered.template))) == []


def test_an_encrypted_dead_letter_queue_needs_its_key(stack: Stack) -> None:
    key = kms.Key(stack, "Key")
    queue = sqs.Queue(stack, "Lost", encryption_master_key=key)
    rendered = team_by(stack, dead_letter_queue=queue)
    assert statements(rendered, "kms:") == [
        {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": stack.resolve(key.key_arn),
            "Condition": {
                "StringLike": {"kms:ViaService": via("sqs")},
                "ArnLike": {"kms:EncryptionContext:aws:sqs:arn": stack.resolve(queue.queue_arn)},
            },
        }
    ]


def via(service: str) -> dict[str, Any]:
    return {"Fn::Join": ["", [f"{service}.", {"Ref": "AWS::Region"}, ".*"]]}


@pytest.mark.parametrize(
    ("tracing", "mode"), [(lambda_.Tracing.ACTIVE, "Active"), (lambda_.Tracing.PASS_THROUGH, "PassThrough")]
)
def test_tracing(stack: Stack, tracing: lambda_.Tracing, mode: str) -> None:
    rendered = team_by(stack, tracing=tracing)
    assert function_of(rendered)["Properties"]["TracingConfig"] == {"Mode": mode}
    (statement,) = statements(rendered, "xray:")
    assert set(statement["Action"]) == {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
    assert statement["Resource"] == "*"


def test_reserved_concurrency_and_an_encrypted_environment(stack: Stack) -> None:
    key = kms.Key(stack, "Key")
    rendered = team_by(stack, reserved_concurrent_executions=2, environment_encryption=key)
    properties = function_of(rendered)["Properties"]
    assert properties["ReservedConcurrentExecutions"] == 2
    assert properties["KmsKeyArn"] == stack.resolve(key.key_arn)
    assert statements(rendered, "kms:") == [
        {
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": stack.resolve(key.key_arn),
            "Condition": {
                "StringLike": {"kms:ViaService": via("lambda")},
                "ArnLike": {"kms:EncryptionContext:aws:lambda:FunctionArn": arn("lambda", "function:*")},
            },
        }
    ]


def test_an_encrypted_log(stack: Stack) -> None:
    key = kms.Key(stack, "Key")
    rendered = team_by(stack, log_encryption_key=key)
    (log_group,) = rendered.of_type("AWS::Logs::LogGroup")
    assert log_group["Properties"]["KmsKeyId"] == stack.resolve(key.key_arn)
    granted = [one for one in rendered.resource("Key")["Properties"]["KeyPolicy"]["Statement"] if "Sid" in one]
    assert granted == [
        {
            "Sid": "WorkteamProviderLogs",
            "Effect": "Allow",
            "Principal": {"Service": {"Fn::Join": ["", ["logs.", {"Ref": "AWS::Region"}, ".amazonaws.com"]]}},
            "Action": ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
            "Resource": "*",
            "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn("logs", "log-group:*")}},
        }
    ]


def test_the_policy_of_an_imported_key_is_asked_for(stack: Stack) -> None:
    key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:123456789012:key/1234")
    team_by(stack, log_encryption_key=key)
    Annotations.from_stack(stack).has_warning(
        "/Stack/Provider", Match.string_like_regexp("`log_encryption_key`: the key's policy is not made by this app")
    )


def test_all_choices_in_one_role_of_the_functions_own(stack: Stack) -> None:
    key = kms.Key(stack, "Key")
    rendered = team_by(
        stack,
        COGNITO,
        vpc=ec2.Vpc(stack, "Vpc", max_azs=1),
        dead_letter_queue=sqs.Queue(stack, "Lost"),
        tracing=lambda_.Tracing.ACTIVE,
        environment_encryption=key,
        log_encryption_key=key,
    )
    assert rendered.of_type("AWS::IAM::Policy") == []
    assert rendered.logical_id("ProviderRole") not in function_of(rendered)["DependsOn"]
    assert list(findings(json.dumps(rendered.template))) == []


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ({"memory_size": 127}, "`memory_size`: expected 128 to 10240 MB, received the int 127"),
        ({"memory_size": 10241}, "`memory_size`: expected 128 to 10240 MB, received the int 10241"),
        ({"timeout": Duration.seconds(29)}, "`timeout`: expected 30 to 900 seconds, received 29"),
        (
            {"timeout": Duration.seconds(901), "service_timeout": Duration.hours(1)},
            "`timeout`: expected 30 to 900 seconds, received 901",
        ),
        (
            {"reserved_concurrent_executions": 0},
            "`reserved_concurrent_executions`: expected 1 or more, since with 0 no",
        ),
        ({"vpc_subnets": ec2.SubnetSelection()}, "`vpc_subnets`: expected a `vpc` as well, received none"),
        ({"security_groups": []}, "`security_groups`: expected a `vpc` as well, received none"),
    ],
)
def test_p48_choices_that_lambda_would_refuse(props: dict[str, Any], message: str) -> None:
    with pytest.raises(WorkteamValidationError) as refused:
        WorkteamProvider(Stack(), "Provider", **props)
    assert message in str(refused.value)


def test_p48_choices_at_odds_are_told_at_once(stack: Stack) -> None:
    role = iam.Role.from_role_arn(stack, "Given", ROLE_ARN)
    boundary = iam.ManagedPolicy.from_managed_policy_name(stack, "Boundary", "Developers")
    with pytest.raises(WorkteamValidationError) as refused:
        WorkteamProvider(stack, "Provider", role=role, permissions_boundary=boundary, memory_size=1)
    assert [problem.path for problem in refused.value.problems] == ["memory_size", "permissions_boundary"]
    assert "work team provider 'Stack/Provider' can't be made" in str(refused.value)
