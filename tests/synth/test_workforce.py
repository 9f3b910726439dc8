"""The private workforce: what it renders, in which order, with which rights, and what the digest sees."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import (
    App,
    CfnCondition,
    CfnParameter,
    Environment,
    Fn,
    NestedStack,
    RemovalPolicy,
    SecretValue,
    Stack,
    Tags,
)
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk.assertions import Annotations, Match

from cdk_sagemaker_workteam import (
    PrivateWorkforce,
    Workteam,
    WorkteamMember,
    WorkteamValidationError,
    render_invitation,
)
from cdk_sagemaker_workteam._contract import INVITATION_HANDLER, SIGN_IN_TYPE
from cdk_sagemaker_workteam.workforce import _invitation_text
from support.cfn_lint import findings
from synth.rendering import Rendered, SignIn, arn, render
from workteam_provider.invitation import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from constructs import Construct

WORKFORCE = "AWS::SageMaker::Workforce"
ADDRESSES = "Custom::SageMakerPortalAddresses"
SECRET = SecretValue.secrets_manager("oidc")


@pytest.fixture
def stack() -> Stack:
    return Stack(App(), "Stack")


def workforce(stack: Stack, **props: Any) -> PrivateWorkforce:
    return PrivateWorkforce(stack, "Workforce", **({"workforce_name": "crowd", "domain_prefix": "acme"} | props))


def everything(stack: Stack) -> PrivateWorkforce:
    made = workforce(stack)
    made.invite_by_mail(organization="Acme")
    group = made.add_group("annotators")
    Workteam(stack, "Team", description="d", workforce=made, members=[group])
    made.add_worker("ada", email="ada@acme.example", groups=[group])
    made.watch()
    return made


def oidc(stack: Stack, **props: Any) -> Any:
    given: dict[str, Any] = {
        "workforce_name": "crowd",
        "issuer": "https://idp.example",
        "client_id": "sagemaker_1",
        "client_secret": SECRET,
        "authorization_endpoint": "https://idp.example/authorize",
        "token_endpoint": "https://idp.example/token",
        "user_info_endpoint": "https://idp.example/userinfo",
        "logout_endpoint": "https://idp.example/logout",
        "jwks_uri": "https://idp.example/jwks",
    }
    return PrivateWorkforce.oidc(stack, "Workforce", **(given | props))


def one(rendered: Rendered, resource_type: str) -> dict[str, Any]:
    (found,) = rendered.of_type(resource_type)
    return dict(found["Properties"])


def name_of(rendered: Rendered, resource_type: str) -> str:
    (found,) = [name for name, resource in rendered.resources.items() if resource["Type"] == resource_type]
    return found


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {"Ref"}:
            yield value["Ref"]
        elif set(value) == {"Fn::GetAtt"}:
            yield value["Fn::GetAtt"][0]
        else:
            for inner in value.values():
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def order(rendered: Rendered) -> dict[str, set[str]]:
    """Return all that each resource comes after."""
    resources = rendered.resources
    direct = {
        name: {one for one in references(resource.get("Properties")) if one in resources}
        | set(resource.get("DependsOn") or ())
        for name, resource in resources.items()
    }
    known: dict[str, set[str]] = {}
    for name in TopologicalSorter(direct).static_order():
        known[name] = direct[name].union(*(known[one] for one in direct[name]))
    return known


def statements(rendered: Rendered, service: str) -> list[dict[str, Any]]:
    return [
        statement
        for role in rendered.of_type("AWS::IAM::Role")
        if service in json.dumps(role["Properties"]["AssumeRolePolicyDocument"])
        for policy in role["Properties"]["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def resources_by_action(granted: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return what each action is allowed on, by all statements together."""
    found: dict[str, list[Any]] = {}
    for statement in granted:
        actions, resources = (
            part if isinstance(part, list) else [part] for part in (statement["Action"], statement["Resource"])
        )
        for action in actions:
            found.setdefault(action, []).extend(resources)
    return found


def test_p70_a_workforce_is_nine_resources_and_the_providers_four(stack: Stack) -> None:
    workforce(stack)

    assert Counter(resource["Type"] for resource in render(stack).resources.values()) == {
        "AWS::Cognito::UserPool": 1,
        "AWS::Cognito::UserPoolDomain": 1,
        "AWS::Cognito::UserPoolClient": 1,
        WORKFORCE: 1,
        SIGN_IN_TYPE: 1,
        ADDRESSES: 1,
        "AWS::Lambda::Function": 1,
        "AWS::Lambda::EventInvokeConfig": 1,
        "AWS::IAM::Role": 1,
        "AWS::Logs::LogGroup": 1,
    }


def test_p70_what_is_rendered(stack: Stack) -> None:
    workforce(stack, allowed_cidrs=["203.0.113.0/24"], ip_address_type="dualstack")

    rendered = render(stack)
    pool = {"Ref": name_of(rendered, "AWS::Cognito::UserPool")}
    client = {"Ref": name_of(rendered, "AWS::Cognito::UserPoolClient")}
    looked_up = name_of(rendered, ADDRESSES)
    assert one(rendered, WORKFORCE) == {
        "WorkforceName": "crowd",
        "CognitoConfig": {"UserPool": pool, "ClientId": client},
        "SourceIpConfig": {"Cidrs": ["203.0.113.0/24"]},
        "IpAddressType": "dualstack",
    }
    assert one(rendered, "AWS::Cognito::UserPoolClient") == {
        "UserPoolId": pool,
        "GenerateSecret": True,
        "PreventUserExistenceErrors": "ENABLED",
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email", "profile"],
        "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": [
            {"Fn::GetAtt": [looked_up, "CallbackUrl"]},
            {"Fn::Select": [0, {"Fn::Split": ["/oauth2/idpresponse", {"Fn::GetAtt": [looked_up, "CallbackUrl"]}]}]},
        ],
        "LogoutURLs": [{"Fn::GetAtt": [looked_up, "LogoutUrl"]}],
    }
    sign_in, addresses = one(rendered, SIGN_IN_TYPE), one(rendered, ADDRESSES)
    digest = sign_in.pop("ClientDigest")
    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    assert sign_in.pop("ServiceToken") == addresses.pop("ServiceToken")
    assert sign_in == {"UserPoolId": pool, "ClientId": client, "WorkforceName": "crowd", "ServiceTimeout": "900"}
    assert addresses == {"WorkforceName": "crowd", "ClientDigest": digest, "ServiceTimeout": "900"}
    made = one(rendered, "AWS::Cognito::UserPool")
    assert (made["MfaConfiguration"], made["EnabledMfas"]) == ("ON", ["SOFTWARE_TOKEN_MFA"])
    assert made["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert one(rendered, "AWS::Cognito::UserPoolDomain") == {"Domain": "acme", "UserPoolId": pool}
    assert "example.com" not in json.dumps(rendered.template)


@pytest.mark.parametrize(
    ("policy", "kept"), [(None, "Retain"), (RemovalPolicy.RETAIN, "Retain"), (RemovalPolicy.DESTROY, "Delete")]
)
def test_p72_the_pool_alone_may_be_kept(stack: Stack, policy: RemovalPolicy | None, kept: str) -> None:
    workforce(stack, removal_policy=policy)

    for resource in render(stack).resources.values():
        wanted = kept if resource["Type"] == "AWS::Cognito::UserPool" else "Delete"
        assert resource.get("DeletionPolicy", "Delete") == wanted


def test_p70_p74_the_order_both_ways(stack: Stack) -> None:
    everything(stack)

    rendered = render(stack)
    after = order(rendered)
    steps = [
        ADDRESSES,
        "AWS::Cognito::UserPoolClient",
        WORKFORCE,
        SIGN_IN_TYPE,
        "Custom::SageMakerWorkteam",
    ]
    for earlier, later in itertools.pairwise(steps):
        assert name_of(rendered, earlier) in after[name_of(rendered, later)], (earlier, later)
    assert name_of(rendered, "AWS::Cognito::UserPoolDomain") in after[name_of(rendered, WORKFORCE)]
    invited = after[name_of(rendered, "AWS::Cognito::UserPoolUser")]
    assert {name_of(rendered, one) for one in (SIGN_IN_TYPE, "AWS::Lambda::Permission")} <= invited
    attached = after[name_of(rendered, "AWS::Cognito::UserPoolUserToGroupAttachment")]
    assert name_of(rendered, "AWS::Cognito::UserPoolGroup") in attached
    ready = {name for name, resource in rendered.resources.items() if resource["Type"].startswith("AWS::Lambda::Event")}
    for kind in (ADDRESSES, SIGN_IN_TYPE):
        assert ready <= after[name_of(rendered, kind)]


CHANGES: list[Callable[[Any], object]] = [
    lambda client: setattr(client, "refresh_token_validity", 7),
    lambda client: client.add_property_override("RefreshTokenValidity", 7),
    lambda client: client.add_override("Properties.RefreshTokenValidity", 7),
    lambda client: client.add_property_deletion_override("PreventUserExistenceErrors"),
    lambda client: client.add_deletion_override("Properties.PreventUserExistenceErrors"),
]


def ones_own(stack: Stack, clients: Construct | None = None) -> PrivateWorkforce:
    pool = cognito.UserPool(clients or stack, "Pool")
    pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix="own"))
    client = pool.add_client("Client", generate_secret=True, prevent_user_existence_errors=True)
    return PrivateWorkforce(stack, "Workforce", workforce_name="crowd", user_pool=pool, user_pool_client=client)


def in_another_stack(stack: Stack) -> PrivateWorkforce:
    return ones_own(stack, Stack(stack, "Clients"))


def in_a_nested_stack(stack: Stack) -> PrivateWorkforce:
    return ones_own(stack, NestedStack(stack, "Clients"))


def digests(make: Callable[[Stack], PrivateWorkforce], change: Callable[[Any], object]) -> set[str]:
    stack = Stack(App(), "Stack")
    made = make(stack)
    made.watch()  # before the client is changed
    change(made.user_pool_client.node.default_child)
    rendered = render(stack)
    return {made["Properties"]["ClientDigest"] for kind in (SIGN_IN_TYPE, ADDRESSES) for made in rendered.of_type(kind)}


@pytest.mark.parametrize("make", [workforce, ones_own, in_another_stack, in_a_nested_stack])
def test_p71_every_change_of_the_client_changes_each_digest(make: Callable[[Stack], PrivateWorkforce]) -> None:
    (before,) = digests(make, lambda _: None)
    assert digests(make, lambda _: None) == {before}
    seen = {before}
    for change in CHANGES:
        (digest,) = digests(make, change)
        assert digest != before
        seen.add(digest)
    assert len(seen) > 2


def test_p71_the_portals_own_client_is_as_it_was_overridden(stack: Stack) -> None:
    client = workforce(stack).user_pool_client.node.default_child
    assert isinstance(client, cognito.CfnUserPoolClient)
    client.add_property_override("RefreshTokenValidity", 7)
    client.add_override("Properties.ClientName", "mine")
    client.add_property_deletion_override("PreventUserExistenceErrors")

    shown = one(render(stack), "AWS::Cognito::UserPoolClient")
    assert (shown["RefreshTokenValidity"], shown["ClientName"]) == (7, "mine")
    assert "PreventUserExistenceErrors" not in shown


def test_p71_parameters_of_a_client_of_ones_own_change_its_digest_too_and_secret_ones_are_not_shown(
    stack: Stack,
) -> None:
    client = ones_own(stack).user_pool_client.node.default_child
    assert isinstance(client, cognito.CfnUserPoolClient)
    days = CfnParameter(stack, "Days", type="Number")
    pages = CfnParameter(stack, "Pages", type="CommaDelimitedList")
    hidden = CfnParameter(stack, "Hidden", no_echo=True)
    subnets = CfnParameter(stack, "Subnets", type="List<AWS::EC2::Subnet::Id>")
    CfnParameter(stack, "Other")
    client.add_property_override("RefreshTokenValidity", days.value)
    client.add_property_override("ReadAttributes", subnets.value_as_list)
    client.callback_ur_ls = pages.value_as_list
    client.client_name = f"portal-{hidden.value_as_string}"

    joined = one(render(stack), SIGN_IN_TYPE)["ClientDigest"]["Fn::Join"]
    assert joined[0] == "|"
    digest, *values = joined[1]
    assert re.fullmatch("[0-9a-f]{64}", digest)
    # one that is a list, and one of ids, are joined; the others stand as they are
    assert values == [
        {"Ref": "Days"},
        {"Fn::Join": [",", {"Ref": "Pages"}]},
        {"Fn::Join": [",", {"Ref": "Subnets"}]},
    ]


def test_p71_parameters_within_text_and_behind_conditions_change_the_digest_too(stack: Stack) -> None:
    client = ones_own(stack).user_pool_client.node.default_child
    assert isinstance(client, cognito.CfnUserPoolClient)
    CfnParameter(stack, "Days")
    CfnParameter(stack, "Day")
    CfnParameter(stack, "Hidden", no_echo=True)
    stage = CfnParameter(stack, "Stage")
    CfnCondition(stack, "IsTest", expression=Fn.condition_equals(stage, "test"))
    client.add_property_override("ClientName", Fn.sub("portal-${Hidden}-${Days}"))
    client.add_property_override("EnableTokenRevocation", Fn.condition_if("IsTest", True, False))

    _, values = one(render(stack), SIGN_IN_TYPE)["ClientDigest"]["Fn::Join"]
    assert [value for value in values if isinstance(value, dict)] == [{"Ref": "Days"}, {"Ref": "Stage"}]


def test_p71_a_client_of_ones_own(stack: Stack) -> None:
    pool = cognito.UserPool(stack, "Pool")
    pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix="own"))
    client = pool.add_client("Client", generate_secret=True)
    made = PrivateWorkforce(stack, "Workforce", workforce_name="crowd", user_pool=pool, user_pool_client=client)
    Workteam(stack, "Team", description="d", workforce=made, members=[made.add_group("annotators")])

    rendered = render(stack)
    before = one(rendered, SIGN_IN_TYPE)["ClientDigest"]
    assert rendered.of_type(ADDRESSES) == []
    after = order(rendered)[name_of(rendered, WORKFORCE)]
    assert {
        name_of(rendered, "AWS::Cognito::UserPoolDomain"),
        name_of(rendered, "AWS::Cognito::UserPoolClient"),
    } <= after
    assert (made.user_pool.node.path, made.user_pool_client.node.path) == (pool.node.path, client.node.path)
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())

    other = Stack(App(), "Stack")
    pool = cognito.UserPool(other, "Pool")
    client = pool.add_client("Client", generate_secret=True, auth_flows=cognito.AuthFlow(user_srp=True))
    PrivateWorkforce(other, "Workforce", workforce_name="crowd", user_pool=pool, user_pool_client=client)
    assert one(render(other), SIGN_IN_TYPE)["ClientDigest"] != before


def test_a_pool_and_client_by_their_ids(stack: Stack) -> None:
    made = PrivateWorkforce(
        stack, "Workforce", workforce_name="crowd", user_pool="eu-west-1_AbCd12345", user_pool_client="abc123"
    )

    member = made.add_group("annotators").definition["CognitoMemberDefinition"]
    assert (member["UserPool"], member["ClientId"]) == ("eu-west-1_AbCd12345", "abc123")
    assert one(render(stack), SIGN_IN_TYPE)["ClientId"] == "abc123"
    with pytest.raises(WorkteamValidationError, match=r"`user_pool`: .*render_invitation"):
        made.invite_by_mail(organization="Acme")


def test_p46_rights_on_the_one_pool_and_the_one_workforce(stack: Stack) -> None:
    everything(stack)

    rendered = render(stack)
    pool = name_of(rendered, "AWS::Cognito::UserPool")
    granted = resources_by_action(statements(rendered, "lambda.amazonaws.com"))
    assert "cognito-idp:UpdateUserPool" not in granted
    assert granted["cognito-idp:UpdateUserPoolClient"] == [arn("cognito-idp", "userpool/", {"Ref": pool})]
    # of the function that keeps the sign-in, and of the one that writes invitations
    by_name = [arn("sagemaker", "workforce/crowd"), arn("sagemaker", "workforce/private-crowd/crowd")]
    assert granted["sagemaker:DescribeWorkforce"] == [*by_name, *by_name]
    assert all("*" not in resources for resources in granted.values())


def test_p46_where_the_first_team_makes_the_workforce_it_writes_the_pool(stack: Stack) -> None:
    Workteam(stack, "Team", description="d", members=[SignIn.of(stack).member()])

    granted = json.dumps(statements(render(stack), "lambda.amazonaws.com"))
    assert '"cognito-idp:UpdateUserPool"' in granted


def test_a_team_is_in_its_workforce(stack: Stack) -> None:
    made = workforce(stack)
    Workteam(stack, "Team", description="d", workforce=made, members=[made.add_group("a"), made.add_group("b")])

    rendered = render(stack)
    assert rendered.properties("Team")["WorkforceName"] == "crowd"
    assert len(rendered.of_type("AWS::Cognito::UserPoolGroup")) == 2
    assert made.add_group("a") == made.add_group("a")
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())


def test_a_team_of_a_workforces_members_is_in_it(stack: Stack) -> None:
    made = workforce(stack)
    Workteam(stack, "Team", description="d", members=[made.add_group("annotators")])

    rendered = render(stack)
    assert rendered.properties("Team")["WorkforceName"] == "crowd"
    assert name_of(rendered, SIGN_IN_TYPE) in order(rendered)[rendered.logical_id("Team")]
    assert 'UpdateUserPool"' not in json.dumps(statements(rendered, "lambda.amazonaws.com"))


@pytest.mark.parametrize("calls", list(itertools.permutations(["team", "worker", "invitation"])), ids=",".join)
def test_p74_a_worker_is_invited_after_the_door_her_teams_and_the_trigger_whatever_is_called_first(
    stack: Stack, calls: tuple[str, ...]
) -> None:
    made = workforce(stack)
    group, other = made.add_group("annotators"), made.add_group("reviewers")
    for call in calls:
        if call == "team":
            Workteam(stack, "Team", description="d", members=[group])
            Workteam(stack, "Other", description="d", members=[other])
        elif call == "worker":
            made.add_worker("ada", email="ada@acme.example", groups=[group])
        else:
            made.invite_by_mail(organization="Acme")

    rendered = render(stack)
    invited = order(rendered)[name_of(rendered, "AWS::Cognito::UserPoolUser")]
    first = {name_of(rendered, SIGN_IN_TYPE), name_of(rendered, "AWS::Lambda::Permission"), rendered.logical_id("Team")}
    assert first <= invited
    assert rendered.logical_id("Other") not in invited


def test_p74_a_team_of_another_stack_makes_no_circle() -> None:
    app = App()
    owner, other = Stack(app, "Owner"), Stack(app, "Other")
    made = workforce(owner)
    group = made.add_group("annotators")
    made.add_worker("ada", email="ada@acme.example", groups=[group])
    Workteam(other, "Team", description="d", workforce=made, members=[group])

    assembly = app.synth()
    assert "Owner" in [one.id for one in assembly.get_stack_by_name("Other").dependencies]
    assert "Other" not in [one.id for one in assembly.get_stack_by_name("Owner").dependencies]


def test_p75_a_pool_of_another_stack_has_the_trigger_in_its_own() -> None:
    app = App()
    pools, stack = Stack(app, "Pools"), Stack(app, "Stack")
    made = ones_own(stack, pools)
    made.invite_by_mail(organization="Acme")
    made.add_worker("ada", email="ada@acme.example", groups=[made.add_group("annotators")])

    assert name_of(render(stack), "AWS::Cognito::UserPoolUser")
    rendered = render(pools)
    (trigger,) = one(rendered, "AWS::Cognito::UserPool")["LambdaConfig"].values()
    assert trigger["Fn::GetAtt"][0] == name_of(rendered, "AWS::Lambda::Function")
    assert one(rendered, "AWS::Lambda::Function")["Environment"]["Variables"]["WORKFORCE_NAME"] == "crowd"


@pytest.mark.parametrize("make", [workforce, oidc])
def test_tags_of_a_workforce(stack: Stack, make: Callable[[Stack], Any]) -> None:
    made = make(stack)
    Tags.of(made).add("elsewhere", "1", exclude_resource_types=[WORKFORCE])
    Tags.of(made).add("cost", "1")
    Tags.of(stack).add("cost", "2")
    Tags.of(stack).add("team", "red")

    assert one(render(stack), WORKFORCE)["Tags"] == [{"Key": "cost", "Value": "1"}, {"Key": "team", "Value": "red"}]


OF_A_POOL: dict[str, Any] = {"user_pool": "eu-west-1_AbCd12345", "user_pool_client": "abc123"}
OTHERS = WorkteamMember.cognito(user_pool="eu-west-1_Other1234", user_pool_client="abc123", group="annotators")
POOLLESS = WorkteamMember.oidc(groups=["annotators"])


@pytest.mark.parametrize(
    ("make", "member", "words"),
    [
        (workforce, POOLLESS, "expected Cognito members, .*, received an OIDC member"),
        (
            workforce,
            OTHERS,
            "groups of the workforce's user pool, Stack/Workforce/UserPool/Resource, received a group of ",
        ),
        (
            lambda stack: workforce(stack, domain_prefix=None, **OF_A_POOL),
            OTHERS,
            "eu-west-1_AbCd12345, received a group of eu",
        ),
        (lambda stack: oidc(stack), OTHERS, "expected OIDC members, .*, received a group of eu-west-1_Other1234"),
        (
            lambda stack: PrivateWorkforce.from_workforce_name(stack, "Shared", "crowd", **OF_A_POOL),
            POOLLESS,
            "expected Cognito members",
        ),
    ],
)
def test_p50_members_that_are_not_of_the_workforce_are_refused(
    stack: Stack, make: Callable[[Stack], Any], member: WorkteamMember, words: str
) -> None:
    made = make(stack)
    with pytest.raises(WorkteamValidationError, match=r"`members\[0\]`: .*" + words):
        Workteam(stack, "Team", description="d", workforce=made, members=[member])


def test_p50_a_pool_made_here_is_another_than_that_of_the_workforce(stack: Stack) -> None:
    made = workforce(stack)
    with pytest.raises(WorkteamValidationError, match="received a group of Stack/Pool/Resource"):
        Workteam(stack, "Team", description="d", workforce=made, members=[SignIn.of(stack).member()])


def test_any_members_may_be_of_a_workforce_of_which_the_name_alone_is_known(stack: Stack) -> None:
    shared = PrivateWorkforce.from_workforce_name(stack, "Shared", "crowd")
    for number, member in enumerate((OTHERS, POOLLESS)):
        Workteam(stack, f"Team{number}", description="d", workforce=shared, members=[member])
    token = CfnParameter(stack, "Pool").value_as_string
    mine = WorkteamMember.cognito(user_pool=token, user_pool_client="abc123", group="annotators")
    Workteam(stack, "Token", description="d", workforce=workforce(stack), members=[mine])


def test_p70_a_domain_that_is_added_later_is_waited_for(stack: Stack) -> None:
    pool = cognito.UserPool(stack, "Pool")
    client = pool.add_client("Client", generate_secret=True)
    PrivateWorkforce(stack, "Workforce", workforce_name="crowd", user_pool=pool, user_pool_client=client)
    pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix="own"))

    rendered = render(stack)
    assert name_of(rendered, "AWS::Cognito::UserPoolDomain") in order(rendered)[name_of(rendered, WORKFORCE)]


def test_p50_where_users_are_named_by_mail_a_worker_is(stack: Stack) -> None:
    pool = cognito.UserPool(stack, "Pool", sign_in_aliases=cognito.SignInAliases(email=True))
    client = pool.add_client("Client", generate_secret=True)
    made = PrivateWorkforce(stack, "Workforce", workforce_name="crowd", user_pool=pool, user_pool_client=client)
    with pytest.raises(WorkteamValidationError, match=r"`username`: expected the email .* received 'ada'"):
        made.add_worker("ada", email="ada@acme.example")
    made.add_worker("bob@acme.example", email="bob@acme.example")


def _team(made: PrivateWorkforce) -> Any:
    return {"description": "d", "workforce": made, "members": [made.add_group("a")]}


@pytest.mark.parametrize(
    ("props", "words"),
    [
        ({"workforce_name": "other"}, "`workforce_name`: expected nothing beside a `workforce`, received 'other'"),
        ({"workforce": "crowd"}, "`workforce`: expected a PrivateWorkforce, .*, received 'crowd'"),
    ],
)
def test_a_team_names_its_workforce_once(stack: Stack, props: dict[str, Any], words: str) -> None:
    made = workforce(stack)
    with pytest.raises(WorkteamValidationError, match=words):
        Workteam(stack, "Team", **_team(made) | props)


def test_attributes(stack: Stack) -> None:
    made = workforce(stack)

    sign_in, native = name_of(render(stack), SIGN_IN_TYPE), name_of(render(stack), WORKFORCE)
    assert made.workforce_name == "crowd"
    assert stack.resolve(made.portal_url) == {"Fn::GetAtt": [sign_in, "PortalUrl"]}
    assert stack.resolve(made.sub_domain) == {"Fn::GetAtt": [sign_in, "SubDomain"]}
    assert stack.resolve(made.workforce_arn) == {"Fn::GetAtt": [native, "WorkforceArn"]}
    assert made.node.default_child is not None
    assert made.metric_invitations_without_portal().metric_name == "InvitationsWithoutPortal"
    assert stack.resolve(made.metric_drift().dimensions) == {"Resource": f"Stack/{sign_in}"}


@pytest.mark.parametrize(
    ("props", "words"),
    [
        ({"workforce_name": "-crowd"}, "`workforce_name`: expected letters, digits and hyphens"),
        ({"workforce_name": "x" * 64}, "`workforce_name`: .* 1 to 63 characters"),
        ({"workforce_name": None}, "`workforce_name`: .* received nothing"),
        ({"domain_prefix": "Acme"}, "`domain_prefix`: expected 1 to 63 lower-case .*, received 'Acme'"),
        ({"domain_prefix": "my-aws-labels"}, "`domain_prefix`: .* without aws, amazon or cognito"),
        ({"domain_prefix": "acme-"}, "`domain_prefix`"),
        ({"domain_prefix": None}, "`domain_prefix`: expected either .*, received neither"),
        ({"user_pool": "eu-west-1_x", "user_pool_client": "y"}, "`domain_prefix`: .* received both"),
        (
            {"domain_prefix": None, "user_pool": "eu-west-1_x"},
            "`user_pool_client`: expected both .*, received only `user_pool`",
        ),
        ({"user_pool_client": "y"}, "`user_pool`: expected both .*, received only `user_pool_client`"),
        ({"allowed_cidrs": []}, "`allowed_cidrs`: expected a list of 1 to 10 CIDRs"),
        ({"allowed_cidrs": ["203.0.113.0/24"] * 11}, "`allowed_cidrs`: expected a list of 1 to 10 CIDRs"),
        ({"allowed_cidrs": "203.0.113.0/24"}, "`allowed_cidrs`: expected a list"),
        ({"allowed_cidrs": ["203.0.113.0/24", "203.0.113.1"]}, r"`allowed_cidrs\[1\]`: .*, received '203.0.113.1'"),
        ({"allowed_cidrs": ["203.0.113.7/24"]}, r"`allowed_cidrs\[0\]`"),
        (
            {"vpc": ec2.Vpc.from_vpc_attributes(Stack(App(), "V"), "V", vpc_id="v", availability_zones=["a"])},
            "`security_groups`: expected 1 to 5",
        ),
        ({"security_groups": []}, "`vpc`: expected the VPC that `vpc_subnets` and `security_groups` belong to"),
        ({"ip_address_type": "ipv6"}, "`ip_address_type`: expected ipv4 or dualstack, received 'ipv6'"),
        ({"removal_policy": RemovalPolicy.SNAPSHOT}, "`removal_policy`: expected DESTROY or RETAIN"),
        ({"provider": "no"}, "`provider`: expected a WorkteamProvider"),
    ],
)
def test_p50_bad_props_are_refused(stack: Stack, props: dict[str, Any], words: str) -> None:
    with pytest.raises(WorkteamValidationError, match=words):
        workforce(stack, **props)


def test_p69_a_second_workforce_in_a_stack_is_refused(stack: Stack) -> None:
    workforce(stack)
    with pytest.raises(WorkteamValidationError, match=r"one private workforce in a stack.*Stack/Workforce too"):
        PrivateWorkforce(stack, "Second", workforce_name="other", domain_prefix="other")
    assert oidc(Stack(App(), "Other")).workforce_name == "crowd"


@pytest.mark.parametrize(
    ("place", "warned"),
    [
        (lambda app, first: Stack(app, "Second", env=Environment(account="1" * 12, region="eu-west-1")), True),
        (lambda app, first: Stack(app, "Second", env=Environment(account="1" * 12, region="eu-west-2")), False),
        (lambda app, first: Stack(app, "Second"), False),
        (lambda app, first: NestedStack(first, "Second"), True),
    ],
)
def test_p69_a_second_workforce_of_an_account_and_region_is_warned_of(
    place: Callable[[App, Stack], Stack], warned: bool
) -> None:
    app = App()
    first = Stack(app, "First", env=Environment(account="1" * 12, region="eu-west-1"))
    workforce(first)
    second = place(app, first)
    workforce(second, domain_prefix="other")

    told = [one.data for one in second.node.children[0].node.metadata if "secondWorkforce" in str(one.data)]
    assert bool(told) == warned
    assert all("First/Workforce creates it too" in str(one) for one in told)


def test_p69_a_team_of_cognito_members_in_china_is_refused() -> None:
    stack = Stack(App(), "Stack", env=Environment(region="cn-north-1"))
    Workteam(stack, "Oidc", description="d", members=[POOLLESS])
    with pytest.raises(
        WorkteamValidationError, match=r"`members\[0\]`: expected OIDC members, since China .* eu-west-1_O"
    ):
        Workteam(stack, "Team", description="d", members=[OTHERS])


@pytest.mark.parametrize(
    "region",
    ["af-south-1", "ap-east-1", "ca-west-1", "eu-south-1", "il-central-1", "me-south-1", "mx-central-1", "sa-east-1",
     "us-west-1", "cn-north-1"],
)  # fmt: skip
def test_p69_everywhere_but_where_a_portal_is_documented(region: str) -> None:
    stack = Stack(App(), "Stack", env=Environment(region=region))
    oidc(stack)

    message = Match.string_like_regexp(f"the Region {region} is not documented to have a labeling portal")
    Annotations.from_stack(stack).has_warning("/Stack/Workforce", message)


@pytest.mark.parametrize(
    ("region", "warned"), [("eu-west-1", False), ("eu-north-1", True), ("us-iso-east-1", False), (None, False)]
)
def test_p69_a_region_without_a_portal_is_warned_of(region: str | None, warned: bool) -> None:
    stack = Stack(App(), "Stack", env=Environment(region=region))
    workforce(stack)

    found = Annotations.from_stack(stack).find_warning("*", Match.string_like_regexp("the Region .* labeling portal"))
    assert bool(found) == warned


def test_p69_china_has_no_user_pools() -> None:
    stack = Stack(App(), "Stack", env=Environment(region="cn-north-1"))
    with pytest.raises(WorkteamValidationError, match="`user_pool`: expected a Region with Cognito user pools"):
        workforce(stack)
    assert oidc(Stack(App(), "Other", env=Environment(region="cn-north-1"))).workforce_name == "crowd"


def test_a_vpc_instead_of_networks(stack: Stack) -> None:
    vpc = ec2.Vpc(stack, "Vpc", nat_gateways=0)
    group = ec2.SecurityGroup(stack, "Group", vpc=vpc)
    with pytest.raises(WorkteamValidationError, match="`allowed_cidrs`: expected no CIDRs together with `vpc`"):
        workforce(Stack(App(), "Other"), vpc=vpc, allowed_cidrs=["203.0.113.0/24"])
    with pytest.raises(WorkteamValidationError, match="`security_groups`: expected 1 to 5"):
        workforce(Stack(App(), "Another"), vpc=vpc)
    workforce(
        stack,
        vpc=vpc,
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
        security_groups=[group],
    )

    config = one(render(stack), WORKFORCE)["WorkforceVpcConfig"]
    assert len(config["Subnets"]) == 2
    assert all("Isolated" in subnet["Ref"] for subnet in config["Subnets"])
    assert len(config["SecurityGroupIds"]) == 1


def test_p75_the_invitation_has_the_least_that_it_needs(stack: Stack) -> None:
    made = workforce(stack)
    made.invite_by_mail(organization="Acme", contact="help@acme.example", subject="Welcome")

    rendered = render(stack)
    (function,) = [
        resource["Properties"]
        for resource in rendered.of_type("AWS::Lambda::Function")
        if resource["Properties"]["Handler"] == INVITATION_HANDLER
    ]
    assert (function["Timeout"], function["LoggingConfig"]["LogFormat"]) == (5, "JSON")
    assert (function["MemorySize"], function["Runtime"], function["Architectures"]) == (512, "python3.13", ["arm64"])
    assert function["Description"] == "Writes the mails that invite workers to the labeling portal"
    assert function["Environment"]["Variables"] == {
        "WORKFORCE_NAME": "crowd",
        "ORGANIZATION": "Acme",
        "CONTACT": "help@acme.example",
        "SUBJECT": "Welcome",
    }
    role = rendered.resources[function["Role"]["Fn::GetAtt"][0]]["Properties"]
    (policy,) = role["Policies"]
    assert policy["PolicyName"] == "Invitation"
    describe, log = policy["PolicyDocument"]["Statement"]
    assert (describe["Action"], log["Action"]) == (
        "sagemaker:DescribeWorkforce",
        ["logs:CreateLogStream", "logs:PutLogEvents"],
    )
    assert describe["Resource"][0] == arn("sagemaker", "workforce/crowd")
    (trigger,) = one(rendered, "AWS::Cognito::UserPool")["LambdaConfig"]
    assert trigger == "CustomMessage"
    with pytest.raises(WorkteamValidationError, match="`invite_by_mail`: expected one call, received a second one"):
        made.invite_by_mail(organization="Acme")


def test_p75_a_template_that_is_known_when_deployed_passes(stack: Stack) -> None:
    template = CfnParameter(stack, "Template").value_as_string
    workforce(stack).invite_by_mail(organization="Acme", template=template)

    (variables,) = [
        made["Properties"]["Environment"]["Variables"]
        for made in render(stack).of_type("AWS::Lambda::Function")
        if made["Properties"]["Handler"] == INVITATION_HANDLER
    ]
    assert variables["TEMPLATE"] == {"Ref": "Template"}


def test_a_pool_and_a_client_as_level_one_constructs(stack: Stack) -> None:
    pool = cognito.CfnUserPool(stack, "Pool")
    cognito.CfnUserPoolDomain(stack, "Domain", user_pool_id=pool.ref, domain="acme")
    client = cognito.CfnUserPoolClient(stack, "Client", user_pool_id=pool.ref, generate_secret=True)
    made = workforce(stack, domain_prefix=None, user_pool=pool, user_pool_client=client)

    assert stack.resolve([made.user_pool.user_pool_id, made.user_pool_client.user_pool_client_id]) == [
        {"Ref": "Pool"},
        {"Ref": "Client"},
    ]
    assert one(render(stack), WORKFORCE)["CognitoConfig"] == {
        "UserPool": {"Ref": "Pool"},
        "ClientId": {"Ref": "Client"},
    }


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"organization": ""}, "`organization`: expected the name of the organization"),
        ({"subject": "x" * 141}, "`subject`: expected at most 140 characters, received 141 characters"),
        ({"template": "{username}"}, r"`template`: .*, received text without {####}"),
        ({"template": "hello"}, r"received text without {username} and {####}"),
        ({"template": "{username}{####}" + "x" * 3500}, "texts of at most 3500 bytes together"),
        ({"contact": 7}, "`contact`: expected text, received the int 7"),
    ],
)
def test_p75_texts_that_would_make_no_mail_are_refused(stack: Stack, texts: dict[str, Any], words: str) -> None:
    with pytest.raises(WorkteamValidationError, match=words):
        workforce(stack).invite_by_mail(**{"organization": "Acme"} | texts)
    assert "LambdaConfig" not in one(render(stack), "AWS::Cognito::UserPool")


def test_p75_a_trigger_that_is_there_stays(stack: Stack) -> None:
    pool = cognito.UserPool(stack, "Pool")
    code = lambda_.InlineCode("def handler(event, context): return event")
    own = lambda_.Function(stack, "Own", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler", code=code)
    pool.add_trigger(cognito.UserPoolOperation.CUSTOM_MESSAGE, own)
    client = pool.add_client("Client", generate_secret=True)
    made = PrivateWorkforce(stack, "Workforce", workforce_name="crowd", user_pool=pool, user_pool_client=client)

    with pytest.raises(WorkteamValidationError, match=r"`user_pool`: expected one without .*render_invitation"):
        made.invite_by_mail(organization="Acme")


def test_p75_both_halves_write_the_same_texts() -> None:
    assert Path(_invitation_text.__file__).read_bytes() == Path(text.__file__).read_bytes()
    written = render_invitation(organization="Acme", portal_url="https://portal.example", contact="help")
    assert set(written) == {"emailSubject", "emailMessage", "smsMessage"}
    assert "https://portal.example" in written["emailMessage"]
    assert {"{username}", "{####}"} <= set(re.findall(r"\{[^}]+\}", written["emailMessage"]))


def test_a_worker_is_invited_and_subscribed(stack: Stack) -> None:
    made = workforce(stack)
    topic = sns.Topic(stack, "Topic")
    made.add_worker("ada", email="ada@acme.example", groups=[made.add_group("annotators")], notify=topic)

    rendered = render(stack)
    pool = {"Ref": name_of(rendered, "AWS::Cognito::UserPool")}
    assert one(rendered, "AWS::Cognito::UserPoolUser") == {
        "UserPoolId": pool,
        "Username": "ada",
        "DesiredDeliveryMediums": ["EMAIL"],
        "UserAttributes": [
            {"Name": "email", "Value": "ada@acme.example"},
            {"Name": "email_verified", "Value": "true"},
        ],
    }
    assert one(rendered, "AWS::Cognito::UserPoolUserToGroupAttachment") == {
        "UserPoolId": pool,
        "Username": {"Ref": name_of(rendered, "AWS::Cognito::UserPoolUser")},
        "GroupName": "annotators",
    }
    assert one(rendered, "AWS::SNS::Subscription")["Endpoint"] == "ada@acme.example"


@pytest.mark.parametrize(
    ("worker", "words"),
    [
        ({"email": "ada"}, "`email`: expected an email address, received 3 characters"),
        ({"username": ""}, "`username`: expected a user name"),
        (
            {"groups": [WorkteamMember.oidc(groups=["a"])]},
            r"`groups\[0\]`: expected a member that `add_group` returned",
        ),
    ],
)
def test_p50_a_worker_that_cannot_be_invited_is_refused(stack: Stack, worker: dict[str, Any], words: str) -> None:
    given = {"username": "ada", "email": "ada@acme.example"} | worker
    with pytest.raises(WorkteamValidationError, match=words):
        workforce(stack).add_worker(given.pop("username"), **given)


def test_a_workforce_shared_by_stacks() -> None:
    app = App()
    owner, other = Stack(app, "Owner"), Stack(app, "Other")
    made = workforce(owner)
    shared = PrivateWorkforce.from_workforce_name(
        other, "Shared", "crowd", user_pool=made.user_pool, user_pool_client="client"
    )
    Workteam(other, "Team", description="d", workforce=shared, members=[shared.add_group("annotators")])

    rendered = render(other)
    assert rendered.properties("Team")["WorkforceName"] == "crowd"
    assert rendered.of_type(WORKFORCE) + rendered.of_type(SIGN_IN_TYPE) == []
    assert len(rendered.of_type("AWS::Cognito::UserPoolGroup")) == 1


def test_workers_of_an_imported_workforce() -> None:
    app = App()
    pools, stack = Stack(app, "Pools"), Stack(app, "Stack")
    pool = cognito.UserPool(pools, "Pool")
    shared = PrivateWorkforce.from_workforce_name(
        stack, "Shared", "crowd", user_pool=pool, user_pool_client=pool.add_client("Client", generate_secret=True)
    )
    shared.invite_by_mail(organization="Acme")
    shared.add_worker("ada", email="ada@acme.example", groups=[shared.add_group("annotators")])
    nameless = PrivateWorkforce.from_workforce_name(stack, "Nameless", "crowd")
    with pytest.raises(WorkteamValidationError, match="`user_pool`: expected the `user_pool` of the workforce"):
        nameless.add_worker("ada", email="ada@acme.example")
    with pytest.raises(WorkteamValidationError, match=r"expected a UserPool of this app.* received nothing"):
        nameless.invite_by_mail(organization="Acme")

    assert one(render(stack), "AWS::Cognito::UserPoolUser")["Username"] == "ada"
    assert one(render(pools), "AWS::Lambda::Function")["Environment"]["Variables"]["ORGANIZATION"] == "Acme"


def test_the_portal_of_an_imported_workforce_is_looked_up(stack: Stack) -> None:
    shared = PrivateWorkforce.from_workforce_name(stack, "Shared", "crowd")

    assert stack.resolve(shared.portal_url) == stack.resolve(shared.portal_url)
    found = name_of(render(stack), ADDRESSES)
    assert stack.resolve(shared.portal_url) == {
        "Fn::Select": [0, {"Fn::Split": ["/oauth2/idpresponse", {"Fn::GetAtt": [found, "CallbackUrl"]}]}]
    }
    assert stack.resolve(shared.workforce_arn) == arn("sagemaker", "workforce/crowd")
    with pytest.raises(WorkteamValidationError, match="`user_pool`: expected the `user_pool` and `user_pool_client`"):
        shared.add_group("annotators")
    with pytest.raises(WorkteamValidationError, match="`workforce_name`"):
        PrivateWorkforce.from_workforce_name(stack, "Bad", "-crowd")


def test_workers_of_an_oidc_provider(stack: Stack) -> None:
    made = oidc(stack, scope_of_tokens="openid groups")
    Workteam(stack, "Team", description="d", workforce=made, members=[made.add_group("annotators")])

    rendered = render(stack)
    config = one(rendered, WORKFORCE)["OidcConfig"]
    assert "{{resolve:secretsmanager" in json.dumps(config.pop("ClientSecret"))
    assert config == {
        "Issuer": "https://idp.example",
        "ClientId": "sagemaker_1",
        "AuthorizationEndpoint": "https://idp.example/authorize",
        "TokenEndpoint": "https://idp.example/token",
        "UserInfoEndpoint": "https://idp.example/userinfo",
        "LogoutEndpoint": "https://idp.example/logout",
        "JwksUri": "https://idp.example/jwks",
        "Scope": "openid groups",
    }
    assert rendered.properties("Team")["MemberDefinitions"] == [{"OidcMemberDefinition": {"Groups": ["annotators"]}}]
    assert name_of(rendered, WORKFORCE) in order(rendered)[rendered.logical_id("Team")]
    assert stack.resolve(made.portal_url) == {
        "Fn::Join": ["", ["https://", {"Fn::GetAtt": [name_of(rendered, WORKFORCE), "SubDomain"]}]]
    }
    assert (made.user_pool, made.user_pool_client) == (None, None)


@pytest.mark.parametrize(
    ("props", "words"),
    [
        ({"client_id": "6ba7b810-9dad"}, "`client_id`: expected letters, digits, _ and .*create-workforce"),
        ({"client_secret": "s3cret"}, "`client_secret`: expected a SecretValue.*, received something else"),
        ({"issuer": "http://idp.example"}, "`issuer`: expected a URL that starts with https://"),
        ({"jwks_uri": None}, "`jwks_uri`: .* received nothing"),
    ],
)
def test_p50_what_the_native_workforce_refuses_is_said_now(stack: Stack, props: dict[str, Any], words: str) -> None:
    with pytest.raises(WorkteamValidationError, match=words) as refused:
        oidc(stack, **props)
    assert "s3cret" not in str(refused.value)


def test_p76_a_watched_workforce_hands_its_networks_over(stack: Stack) -> None:
    made = workforce(stack, allowed_cidrs=["203.0.113.0/24"])
    made.watch(heal=True)

    rendered = render(stack)
    parts = one(rendered, "AWS::Scheduler::Schedule")["Target"]["Input"]["Fn::Join"][1]
    tick = json.loads("".join(part if isinstance(part, str) else next(iter(part.values())) for part in parts))
    wanted = {name: value for name, value in one(rendered, SIGN_IN_TYPE).items() if not name.startswith("Service")}
    handed = tick["ResourceProperties"]
    assert handed.pop("AllowedCidrs") == ["203.0.113.0/24"]
    assert (tick["ResourceType"], handed.keys()) == (SIGN_IN_TYPE, wanted.keys())
    assert handed["ClientDigest"] == "watched"
    with pytest.raises(WorkteamValidationError, match="`heal`: expected True or False"):
        workforce(Stack(App(), "Other")).watch(heal="yes")  # type: ignore[arg-type]


def test_p45_cfn_lint_finds_nothing(stack: Stack) -> None:
    everything(stack)
    Tags.of(stack).add("team", "red")

    assert list(findings(json.dumps(render(stack).template))) == []
