"""A team in other people's apps: what they reach for, give in other forms, or would only learn when deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, CfnCondition, CfnParameter, Environment, Fn, NestedStack, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk.assertions import Annotations, Match

from cdk_sagemaker_workteam import WorkerAccess, Workteam, WorkteamMember, WorkteamProvider, WorkteamValidationError
from cdk_sagemaker_workteam.team.request import TeamProps
from synth.rendering import NewStack, SignIn, render

if TYPE_CHECKING:
    from constructs import Construct

OIDC = WorkteamMember.oidc(groups=["annotators"])
POOL = "eu-west-1_AbCd12345"
DYNAMIC = "{{resolve:ssm:/labeling/value}}"


@pytest.fixture
def stack(new_stack: NewStack) -> Stack:
    return new_stack()


def team(scope: Construct, name: str = "Team", **props: Any) -> Workteam:
    return Workteam(scope, name, **({"description": "d", "members": [OIDC]} | props))


def test_p67_its_default_child_is_the_resource(stack: Stack) -> None:
    main = team(stack).node.default_child
    condition = CfnCondition(stack, "Condition", expression=Fn.condition_equals("a", "b"))
    main.add_property_override("WorkteamName", "overridden")  # type: ignore[union-attr]
    main.cfn_options.condition = condition  # type: ignore[union-attr]
    resource = render(stack).resource("Team")
    assert (resource["Properties"]["WorkteamName"], resource["Condition"]) == ("overridden", "Condition")


@pytest.mark.parametrize("prop", sorted(set(TeamProps.__dataclass_fields__) - {"description", "members"}))
def test_p67_none_is_not_given(new_stack: NewStack, prop: str) -> None:
    stacks = [new_stack(), new_stack()]
    team(stacks[0])
    nothing: dict[str, Any] = {prop: None}
    team(stacks[1], **nothing)
    expected, received = (render(stack).template for stack in stacks)
    assert received == expected


def test_its_provider(stack: Stack) -> None:
    provider: object = team(stack).provider
    assert provider is stack.node.find_child("WorkteamProvider")
    other = WorkteamProvider(stack, "Other")
    assert team(stack, "Second", provider=other).provider is other


@pytest.mark.parametrize("given", [{"source_ip": True}, {"source_ip": True, "vpc_source_ip": None}])
def test_p50_worker_access_as_a_dict(stack: Stack, given: Any) -> None:
    team(stack, worker_access=given)
    team(stack, "Same", worker_access=WorkerAccess(source_ip=True))
    rendered = render(stack)
    assert rendered.properties("Team")["WorkerAccessConfiguration"] == {
        "S3Presign": {"IamPolicyConstraints": {"SourceIp": "Enabled"}}
    }
    assert rendered.properties("Team") == rendered.properties("Same")


@pytest.mark.parametrize(
    ("props", "where"),
    [
        ({"description": DYNAMIC}, ["Description"]),
        ({"workteam_name": DYNAMIC}, ["WorkteamName"]),
        ({"workforce_name": DYNAMIC}, ["WorkforceName"]),
        ({"notification_topic": DYNAMIC}, ["NotificationConfiguration", "NotificationTopicArn"]),
        ({"user_pool": DYNAMIC}, ["MemberDefinitions", 0, "CognitoMemberDefinition", "UserPool"]),
        ({"user_pool_client": DYNAMIC}, ["MemberDefinitions", 0, "CognitoMemberDefinition", "ClientId"]),
        ({"group": DYNAMIC}, ["MemberDefinitions", 0, "CognitoMemberDefinition", "UserGroup"]),
    ],
)
def test_p50_dynamic_references_pass(stack: Stack, props: dict[str, str], where: list[Any]) -> None:
    if {"user_pool", "user_pool_client", "group"} & set(props):
        member = {"user_pool": POOL, "user_pool_client": "client", "group": "annotators"} | props
        team(stack, members=[WorkteamMember.cognito(**member)])
    else:
        team(stack, **props)
    found: Any = render(stack).properties("Team")
    for key in where:
        found = found[key]
    assert found == DYNAMIC


def test_p50_a_service_token_that_is_a_dynamic_reference(stack: Stack) -> None:
    team(stack, provider=WorkteamProvider.from_service_token(stack, "Shared", DYNAMIC))
    assert render(stack).resource("Team")["Properties"]["ServiceToken"] == DYNAMIC


SAME = r"`workteam_name`: expected a name that no other team of the stack has, received that of "


def test_p69_a_name_twice_in_a_stack(stack: Stack) -> None:
    team(stack, "First", workteam_name="cats")
    team(stack, "Second", workteam_name="cats")
    with pytest.raises(RuntimeError, match=r"\[Stack/Second\] " + SAME + "Stack/First"):
        stack.node.root.synth()  # type: ignore[attr-defined]


def test_p69_a_name_twice_in_a_stack_and_one_nested_in_it(stack: Stack) -> None:
    team(stack, workteam_name="cats")
    team(NestedStack(stack, "Nested"), workteam_name="cats")
    with pytest.raises(RuntimeError, match=SAME + "Stack/Team"):
        stack.node.root.synth()  # type: ignore[attr-defined]


def test_p69_a_name_that_is_one_parameter(stack: Stack) -> None:
    name = CfnParameter(stack, "Name").value_as_string
    team(stack, "First", workteam_name=name)
    team(stack, "Second", workteam_name=name)
    with pytest.raises(RuntimeError, match=SAME):
        stack.node.root.synth()  # type: ignore[attr-defined]


def test_p69_one_of_two_teams_may_be_left_out(stack: Stack) -> None:
    nested = NestedStack(stack, "Nested")
    teams = [team(stack, "First", workteam_name="cats"), team(stack, "Second", workteam_name="cats")]
    team(nested, workteam_name="cats")
    condition = CfnCondition(stack, "Condition", expression=Fn.condition_equals("a", "b"))
    teams[1].node.default_child.cfn_options.condition = condition  # type: ignore[union-attr]
    assert nested.nested_stack_resource is not None
    nested.nested_stack_resource.cfn_options.condition = condition
    stack.node.root.synth()  # type: ignore[attr-defined]


HERE = Environment(account="123456789012", region="eu-west-1")


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (HERE, HERE, True),
        (HERE, Environment(account="123456789012", region="us-east-1"), False),
        (HERE, Environment(account="999999999999", region="eu-west-1"), False),
        (None, None, False),
    ],
)
def test_p69_a_name_in_two_stacks(
    flags: dict[str, Any], one: Environment | None, other: Environment | None, told: bool
) -> None:
    app = App(context=flags)
    team(Stack(app, "First", env=one), workteam_name="cats")
    second = Stack(app, "Second", env=other)
    team(second, workteam_name="cats")
    app.synth()
    annotations, message = Annotations.from_stack(second), Match.string_like_regexp("First/Team has the same name, acc")
    if told:
        annotations.has_warning("/Second/Team", message)
    else:
        annotations.has_no_warning("*", message)


def test_p69_a_name_in_two_apps() -> None:
    for _ in range(2):
        app = App()
        team(Stack(app, "Stack"), workteam_name="cats")
        app.synth()


@pytest.mark.parametrize(
    "group", ["eu-west-1_AbCd12345|annotators", "eu-west-1_AbCd12345/annotators", "us-gov-west-1_Other1234|annotators"]
)
def test_p69_a_group_by_its_resource_id(stack: Stack, group: str) -> None:
    member = WorkteamMember.cognito(user_pool=POOL, user_pool_client="client", group=group)
    with pytest.raises(WorkteamValidationError, match=r"`members\[0\]\.group`: expected the name of a group alone"):
        team(stack, members=[member])


@pytest.mark.parametrize("mark", ["|", "/"])
def test_p69_a_group_by_the_resource_id_of_a_pool_of_the_app(stack: Stack, mark: str) -> None:
    sign_in = SignIn.of(stack)
    with pytest.raises(WorkteamValidationError, match=r"`members\[0\]\.group`: expected the name of a group alone"):
        team(stack, members=[sign_in.member(f"{sign_in.pool.user_pool_id}{mark}annotators")])


@pytest.mark.parametrize("group", ["night/shift", "a|b", "shift_1/eu-west-1_AbCd12345"])
def test_p69_a_group_with_such_a_mark_in_its_name(stack: Stack, group: str) -> None:
    member = WorkteamMember.cognito(user_pool=POOL, user_pool_client="client", group=group)
    team(stack, members=[member])
    assert len(render(stack).of_type("Custom::SageMakerWorkteam")) == 1


def test_members_are_values(stack: Stack) -> None:
    pool = cognito.CfnUserPool(stack, "Pool")
    given = {"user_pool_client": "client", "group": "annotators"}
    one, same = (WorkteamMember.cognito(user_pool=pool, **given) for _ in range(2))
    other = WorkteamMember.cognito(user_pool=POOL, **given)
    tokens = WorkteamMember.oidc(groups=Fn.split(",", Fn.import_value("Groups")))
    assert {one, same, other, OIDC, tokens} == {same, other, tokens, OIDC}
    assert len({one, same, other, OIDC, tokens}) == 4
