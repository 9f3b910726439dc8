"""Members as constructs, attributes and names, and what the team waits for because of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aws_cdk import App
from aws_cdk import aws_cognito as cognito
from aws_cdk.assertions import Annotations, Match

from cdk_sagemaker_workteam import Workteam, WorkteamMember
from support.cfn_lint import findings
from synth.rendering import NewStack, Rendered, SignIn, render


@pytest.fixture(scope="module")
def teams(new_stack: NewStack) -> Rendered:
    stack = new_stack()
    sign_in = SignIn.of(stack)
    l1_group = cognito.CfnUserPoolGroup(
        stack, "L1Group", user_pool_id=sign_in.pool.user_pool_id, group_name="reviewers"
    )
    unnamed = cognito.CfnUserPoolGroup(stack, "Unnamed", user_pool_id=sign_in.pool.user_pool_id)
    for name, group in {
        "L2": sign_in.group,
        "L1": l1_group,
        "L1Ref": l1_group.ref,
        "L2Name": sign_in.group.group_name,
        "Nameless": unnamed,
        "Imported": cognito.UserPoolGroup.from_group_name(stack, "ImportedGroup", "elsewhere"),
        "Named": "by-name",
    }.items():
        Workteam(stack, f"Team{name}", description="d", members=[sign_in.member(group)])
    cognito.UserPoolDomain(
        stack,
        "SecondDomain",
        user_pool=sign_in.pool,
        cognito_domain=cognito.CognitoDomainOptions(domain_prefix="made-after-the-teams"),
    )
    other = cognito.UserPool(stack, "Elsewhere")
    other.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix="elsewhere"))
    Workteam(
        stack,
        "TeamAttributes",
        description="d",
        members=[
            WorkteamMember.cognito(
                user_pool=sign_in.pool.user_pool_id, user_pool_client=sign_in.client.user_pool_client_id, group="g"
            )
        ],
    )
    return render(stack)


def group_of(teams: Rendered, team: str) -> Any:
    (member,) = teams.properties(team)["MemberDefinitions"]
    return member["CognitoMemberDefinition"]["UserGroup"]


@pytest.mark.parametrize(
    ("team", "name", "group"),
    [
        ("TeamL2", "annotators", "PoolGroup"),
        ("TeamL1", "reviewers", "L1Group"),
        ("TeamL1Ref", "reviewers", "L1Group"),
        ("TeamL2Name", "annotators", "PoolGroup"),
    ],
)
def test_a_group_of_the_app_gives_its_name_and_comes_first(teams: Rendered, team: str, name: str, group: str) -> None:
    assert group_of(teams, team) == name
    logical_id = group if group in teams.resources else teams.logical_id(group)
    assert logical_id in teams.resource(team)["DependsOn"]


def test_a_group_without_a_name_of_its_own(teams: Rendered) -> None:
    assert group_of(teams, "TeamNameless") == {"Ref": "Unnamed"}


def test_nothing_is_waited_for_twice(teams: Rendered) -> None:
    assert [rule for rule, _ in findings(json.dumps(teams.template)) if rule == "W3005"] == []


@pytest.mark.parametrize(("team", "name"), [("TeamNamed", "by-name"), ("TeamImported", "elsewhere")])
def test_a_group_that_is_not_of_the_app(teams: Rendered, team: str, name: str) -> None:
    assert group_of(teams, team) == name


@pytest.mark.parametrize("team", ["TeamL2", "TeamNamed", "TeamAttributes"])
def test_p47_a_team_depends_on_every_domain_of_its_pool_and_no_other(teams: Rendered, team: str) -> None:
    domains = {name for name, resource in teams.resources.items() if resource["Type"] == "AWS::Cognito::UserPoolDomain"}
    assert domains & set(teams.resource(team)["DependsOn"]) == {
        teams.logical_id("PoolDomain"),
        teams.logical_id("SecondDomain"),
    }


def test_attributes_stand_for_their_constructs(teams: Rendered) -> None:
    (member,) = teams.properties("TeamAttributes")["MemberDefinitions"]
    assert member["CognitoMemberDefinition"] == {
        "UserPool": {"Ref": teams.logical_id("Pool")},
        "ClientId": {"Ref": teams.logical_id("PoolClient")},
        "UserGroup": "g",
    }


def test_imported_pools_and_ids(new_stack: NewStack) -> None:
    stack = new_stack()
    pool = cognito.UserPool.from_user_pool_id(stack, "Pool", "eu-west-1_AbCd12345")
    client = cognito.UserPoolClient.from_user_pool_client_id(stack, "Client", "1example23456789")
    member = WorkteamMember.cognito(user_pool=pool, user_pool_client=client, group="annotators")
    assert member.definition["CognitoMemberDefinition"] == {
        "UserPool": "eu-west-1_AbCd12345",
        "ClientId": "1example23456789",
        "UserGroup": "annotators",
    }
    Workteam(stack, "Team", description="d", members=[member])
    rendered = render(stack)
    assert all(name.startswith("WorkteamProvider") for name in rendered.resource("Team")["DependsOn"])
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())


def test_level_one_pool_and_client(new_stack: NewStack) -> None:
    stack = new_stack()
    pool = cognito.CfnUserPool(stack, "Pool")
    client = cognito.CfnUserPoolClient(stack, "Client", user_pool_id=pool.ref, generate_secret=True)
    member = WorkteamMember.cognito(user_pool=pool, user_pool_client=client, group="annotators")
    definition = stack.resolve(member.definition)["CognitoMemberDefinition"]
    assert (definition["UserPool"], definition["ClientId"]) == ({"Ref": "Pool"}, {"Ref": "Client"})


def test_a_pool_in_another_stack(flags: dict[str, Any], new_stack: NewStack) -> None:
    app = App(context=flags)
    pools = new_stack("Pools", app)
    sign_in = SignIn.of(pools)
    stack = new_stack("Teams", app)
    Workteam(stack, "Team", description="d", members=[sign_in.member()])
    rendered = render(stack)
    assert group_of(rendered, "Team") == "annotators"
    assert [dependency.node.id for dependency in stack.dependencies] == ["Pools"]


def test_warnings_about_sign_in(new_stack: NewStack) -> None:
    stack = new_stack()
    pool = cognito.UserPool(stack, "Pool")
    client = pool.add_client("Client")
    Workteam(
        stack,
        "Team",
        description="d",
        members=[WorkteamMember.cognito(user_pool=pool, user_pool_client=client, group="annotators")],
    )
    annotations = Annotations.from_stack(stack)
    annotations.has_warning("*", Match.string_like_regexp("the user pool Stack/Pool/Resource has no domain in this"))
    annotations.has_warning("*", Match.string_like_regexp("the app client Stack/Pool/Client/Resource has no secret"))


def test_no_warning_where_all_is_there(new_stack: NewStack) -> None:
    stack = new_stack()
    pool = cognito.UserPool(stack, "Pool")
    pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix="labeling"))
    client = cognito.CfnUserPoolClient(
        stack,
        "Client",
        user_pool_id=pool.user_pool_id,
        generate_secret=True,
        callback_ur_ls=["https://abc.labeling.eu-west-1.sagemaker.aws/oauth2/idpresponse"],
    )
    member = WorkteamMember.cognito(user_pool=pool, user_pool_client=client, group=pool.add_group("Group"))
    Workteam(stack, "Team", description="d", members=[member])
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())


def test_p69_a_client_that_its_next_change_closes_the_portal_to_is_warned_of(new_stack: NewStack) -> None:
    stack = new_stack()
    Workteam(stack, "Team", description="d", members=[SignIn.of(stack).member()])
    Annotations.from_stack(stack).has_warning(
        "*", Match.string_like_regexp("the app client Stack/Pool/Client/Resource has https://example.com.*PrivateWork")
    )


def test_a_member_is_a_frozen_value() -> None:
    member = WorkteamMember.oidc(groups=["annotators"])
    assert member == WorkteamMember.oidc(groups=("annotators",))
    with pytest.raises(AttributeError):
        member.definition = {}  # type: ignore[misc]
    member.definition["OidcMemberDefinition"]["Groups"].append("others")
    assert member.definition == {"OidcMemberDefinition": {"Groups": ["annotators"]}}
    assert {member, WorkteamMember.oidc(groups=["annotators"])} == {member}
    # what it is shown by is what it has, not who else refers to it
    assert "workforce=" not in repr(member)
    assert "teams=" not in repr(member)
    with pytest.raises(TypeError):
        WorkteamMember.oidc(["annotators"])  # type: ignore[call-arg]
