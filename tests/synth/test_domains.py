"""The domain of a user pool, where workers sign in: whose it is, who waits for it, and where it is missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import Annotations as CdkAnnotations
from aws_cdk import App, Environment, NestedStack, Stack, Stage
from aws_cdk import aws_cognito as cognito
from aws_cdk.assertions import Annotations, Match

from cdk_sagemaker_workteam import Workteam, WorkteamMember
from synth.rendering import NewStack, Rendered, SignIn, render

if TYPE_CHECKING:
    from constructs import Construct

ID = "cdk-sagemaker-workteam:userPoolDomain"
NO_DOMAIN = Match.string_like_regexp("the user pool .* has no domain in this app")


@pytest.fixture
def app(flags: dict[str, Any]) -> App:
    return App(context=flags)


def pool_in(stack: Stack) -> cognito.UserPool:
    return cognito.UserPool(stack, "Pool")


def domain_in(scope: Construct, pool: cognito.UserPool) -> None:
    prefix = cognito.CognitoDomainOptions(domain_prefix="team")
    cognito.UserPoolDomain(scope, "Domain", user_pool=pool, cognito_domain=prefix)


def team_over(stack: Stack, pool: cognito.UserPool, name: str = "Team") -> None:
    member = WorkteamMember.cognito(user_pool=pool, user_pool_client="client", group="annotators")
    Workteam(stack, name, description="d", members=[member])


def whole_stack(scope: Construct, name: str, **props: Any) -> Stack:
    stack = Stack(scope, name, **props)
    Workteam(stack, "Team", description="d", members=[SignIn.of(stack).member()])
    return stack


def waits_for_domain(rendered: Rendered) -> bool:
    waits_for = rendered.resource("Team")["DependsOn"]
    return any(rendered.resources[name]["Type"] == "AWS::Cognito::UserPoolDomain" for name in waits_for)


def test_p47_the_same_stack_in_two_stages(app: App) -> None:
    stacks = [whole_stack(Stage(app, name), "Stack") for name in ("Dev", "Prod")]
    app.synth()
    assert all(waits_for_domain(render(stack)) for stack in stacks)


def test_p47_the_same_stack_in_two_regions(app: App) -> None:
    stacks = [
        whole_stack(app, region, env=Environment(region=region, account="123456789012"))
        for region in ("eu-west-1", "us-east-1")
    ]
    app.synth()
    assert all(waits_for_domain(render(stack)) for stack in stacks)
    assert [stack.dependencies for stack in stacks] == [[], []]


def test_a_domain_of_another_stack_is_not_taken_for_ones_own(app: App) -> None:
    without = Stack(app, "Without")
    team_over(without, pool_in(without))
    whole_stack(app, "With")
    app.synth()
    Annotations.from_stack(without).has_warning("/Without/Team/Resource", NO_DOMAIN)
    assert without.dependencies == []


def test_p47_a_domain_that_names_its_pool_by_another_attribute(new_stack: NewStack) -> None:
    stack = new_stack()
    pool = pool_in(stack)
    team_over(stack, pool)
    main = pool.node.default_child
    assert isinstance(main, cognito.CfnUserPool)
    cognito.CfnUserPoolDomain(stack, "Domain", user_pool_id=main.attr_user_pool_id, domain="team")
    assert waits_for_domain(render(stack))


def test_a_missing_domain_can_be_acknowledged(new_stack: NewStack) -> None:
    stack = new_stack()
    team_over(stack, pool_in(stack))
    CdkAnnotations.of(stack.node.find_child("Team")).acknowledge_warning(ID, "it is elsewhere")
    Annotations.from_stack(stack).has_no_warning("*", NO_DOMAIN)


def test_a_domain_of_a_later_stack_is_known_and_not_waited_for(app: App) -> None:
    first, later = Stack(app, "First"), Stack(app, "Later")
    pool = pool_in(first)
    team_over(first, pool)
    domain_in(later, pool)
    app.synth()
    assert first.dependencies == []
    Annotations.from_stack(first).has_no_warning("*", NO_DOMAIN)


def test_a_domain_of_the_parent_stack_is_known_and_not_waited_for(app: App) -> None:
    parent = Stack(app, "Parent")
    nested = NestedStack(parent, "Nested")
    pool = pool_in(nested)
    team_over(nested, pool)
    domain_in(parent, pool)
    (nesting,) = render(parent).of_type("AWS::CloudFormation::Stack")
    assert "DependsOn" not in nesting
    Annotations.from_stack(parent).has_no_warning("*", NO_DOMAIN)


def test_p47_every_team_waits_for_the_domain_beside_it(app: App) -> None:
    pools, teams = Stack(app, "Pools"), Stack(app, "Teams")
    pool = pool_in(pools)
    for name in ("Team0", "Team1"):
        team_over(teams, pool, name)
    domain_in(teams, pool)
    rendered = render(teams)
    (domain,) = [name for name, one in rendered.resources.items() if one["Type"] == "AWS::Cognito::UserPoolDomain"]
    assert all(domain in rendered.resource(name)["DependsOn"] for name in ("Team0", "Team1"))


def test_every_team_over_a_pool_without_a_domain_is_warned(new_stack: NewStack) -> None:
    stack = new_stack()
    pool = pool_in(stack)
    for name in ("Team0", "Team1"):
        team_over(stack, pool, name)
    for name in ("Team0", "Team1"):
        Annotations.from_stack(stack).has_warning(f"/Stack/{name}/Resource", NO_DOMAIN)


def test_p47_a_domain_beside_the_team_over_a_pool_of_another_stack(app: App) -> None:
    pools, teams = Stack(app, "Pools"), Stack(app, "Teams")
    pool = pool_in(pools)
    team_over(teams, pool)
    domain_in(teams, pool)
    assert waits_for_domain(render(teams))
