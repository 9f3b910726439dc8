"""App clients and the hosted UI of the local cloud, where ministack's own would be milder than AWS's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import urllib3
from botocore.exceptions import ClientError

from local.browser import Browser
from local.cloud import LocalCloud
from local.sagemaker.cognito import CognitoDirectory
from local.sagemaker.errors import ServiceError
from local.sagemaker.state import Place
from support.door_template import door_template

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACE = Place(region="eu-west-1")
OPEN: dict[str, Any] = {
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "CallbackURLs": ["https://app.example/back"],
    "LogoutURLs": ["https://app.example/out"],
    "SupportedIdentityProviders": ["COGNITO"],
}


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(region="eu-west-1") as cloud:
        yield cloud


@pytest.fixture(scope="module")
def pool(cloud: LocalCloud) -> str:
    made: str = cloud.client("cognito-idp").create_user_pool(PoolName="workers")["UserPool"]["Id"]
    return made


@pytest.fixture
def cognito(cloud: LocalCloud) -> CognitoDirectory:
    """Calls with members that the SDK doesn't know."""
    return CognitoDirectory(cloud.url)


def make(cognito: CognitoDirectory, pool: str, **settings: Any) -> dict[str, str]:
    """Make an app client and return what names it."""
    made = cognito.ask(PLACE, "CreateUserPoolClient", {"UserPoolId": pool, "ClientName": "portal", **settings})
    return {"UserPoolId": pool, "ClientId": made["UserPoolClient"]["ClientId"]}


def shown(cognito: CognitoDirectory, named: dict[str, str]) -> dict[str, Any]:
    client: dict[str, Any] = cognito.ask(PLACE, "DescribeUserPoolClient", named)["UserPoolClient"]
    return client


def test_an_update_sets_back_what_it_does_not_send(cognito: CognitoDirectory, pool: str) -> None:
    plain = shown(cognito, make(cognito, pool))
    named = make(cognito, pool, **OPEN, GenerateSecret=True, AccessTokenValidity=5, Newer={"a": 1})
    before = shown(cognito, named)
    assert before["Newer"] == {"a": 1}

    cognito.ask(PLACE, "UpdateUserPoolClient", {**named, "AuthSessionValidity": 9})

    after = shown(cognito, named)
    own = {"ClientId", "CreationDate", "LastModifiedDate"}
    assert {name: value for name, value in after.items() if name not in own} == {
        **{name: value for name, value in plain.items() if name not in own},
        "ClientSecret": before["ClientSecret"],
        "AuthSessionValidity": 9,
    }
    assert after["CreationDate"] == before["CreationDate"]


def test_what_was_read_and_is_sent_back_changes_nothing(cognito: CognitoDirectory, pool: str) -> None:
    named = make(cognito, pool, **OPEN, GenerateSecret=True, Newer=["a"])
    before = shown(cognito, named)
    cognito.ask(PLACE, "UpdateUserPoolClient", before)
    assert shown(cognito, named) == {**before, "LastModifiedDate": shown(cognito, named)["LastModifiedDate"]}
    assert "" not in before.values()


def test_a_flow_needs_a_call_back(cognito: CognitoDirectory, pool: str) -> None:
    closed = {**OPEN, "CallbackURLs": []}
    with pytest.raises(ServiceError, match="InvalidOAuthFlowException"):
        make(cognito, pool, **closed)
    named = make(cognito, pool, **OPEN)
    with pytest.raises(ServiceError, match="InvalidOAuthFlowException"):
        cognito.ask(PLACE, "UpdateUserPoolClient", {**named, **closed})
    assert shown(cognito, named)["CallbackURLs"] == OPEN["CallbackURLs"]


def test_an_absent_app_client_is_told(cloud: LocalCloud, pool: str) -> None:
    client = cloud.client("cognito-idp")
    for named in ({"UserPoolId": pool, "ClientId": "none"}, {"UserPoolId": "eu-west-1_None12345", "ClientId": "none"}):
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            client.update_user_pool_client(**named)


def authorize(cloud: LocalCloud, named: dict[str, str], **asked: str) -> str:
    fields = {"client_id": named["ClientId"], "redirect_uri": OPEN["CallbackURLs"][0], "response_type": "code"}
    return f"{cloud.url}/oauth2/authorize?" + "&".join(f"{name}={value}" for name, value in (fields | asked).items())


@pytest.mark.parametrize(
    ("client", "asked", "error"),
    [
        ({}, {"redirect_uri": "https://app.example/else"}, "redirect_mismatch"),
        ({}, {"redirect_uri": "https://app.example/back/"}, "redirect_mismatch"),
        ({"AllowedOAuthFlowsUserPoolClient": False}, {}, "unauthorized_client"),
        ({"AllowedOAuthFlows": ["implicit"]}, {}, "unauthorized_client"),
        ({"SupportedIdentityProviders": []}, {}, "login_pages_unavailable"),
    ],
    ids=str,
)
def test_the_hosted_ui_shows_what_an_app_asks_wrongly(
    cloud: LocalCloud, cognito: CognitoDirectory, pool: str, client: Any, asked: dict[str, str], error: str
) -> None:
    named = make(cognito, pool, **(OPEN | client))
    page = Browser().open(authorize(cloud, named, **asked))
    assert page.url == f"{cloud.url}/error?error={error}&client_id={named['ClientId']}"
    assert (page.status, error in page.text, page.forms) == (200, True, [])


def test_the_error_page_shows_no_html_of_others(cloud: LocalCloud) -> None:
    assert "<script>" not in Browser().open(f"{cloud.url}/error?error=<script>").source


@pytest.mark.parametrize("urls", [["https://app.example/out"], []], ids=str)
def test_nobody_signs_out_to_an_address_that_is_not_listed(
    cloud: LocalCloud, cognito: CognitoDirectory, pool: str, urls: list[str]
) -> None:
    named = make(cognito, pool, **(OPEN | {"LogoutURLs": urls}))
    leaving = f"{cloud.url}/logout?client_id={named['ClientId']}&logout_uri="
    assert "redirect_mismatch" in Browser().open(f"{leaving}https://evil.example").text
    assert Browser().open(f"{leaving}https://app.example/out").url == (
        "https://app.example/out"
        if urls
        else f"{cloud.url}/error?error=redirect_mismatch&client_id={named['ClientId']}"
    )


def test_a_redirect_to_a_portal_leads_to_this_machine(cloud: LocalCloud, cognito: CognitoDirectory, pool: str) -> None:
    real = "https://abc.labeling.eu-west-1.sagemaker.aws/logout"
    named = make(cognito, pool, **(OPEN | {"LogoutURLs": [real]}))
    leaving = {"client_id": named["ClientId"], "logout_uri": real}
    answer = urllib3.request("GET", f"{cloud.url}/logout", fields=leaving, redirect=False)
    port = cloud.sagemaker_url.rpartition(":")[2]
    assert answer.headers["Location"] == f"http://abc.labeling.eu-west-1.localhost:{port}/logout"


def test_sagemaker_opens_an_app_client_and_takes_nothing_away(
    cloud: LocalCloud, cognito: CognitoDirectory, pool: str
) -> None:
    cloud.control.reset()
    named = make(cognito, pool, GenerateSecret=True, **(OPEN | {"Newer": 1, "AllowedOAuthScopes": ["phone", "openid"]}))
    before = shown(cognito, named)
    sagemaker = cloud.client("sagemaker")
    config = {"UserPool": pool, "ClientId": named["ClientId"]}

    sagemaker.create_workforce(WorkforceName="crowd", CognitoConfig=config)

    host = sagemaker.describe_workforce(WorkforceName="crowd")["Workforce"]["SubDomain"]
    after = shown(cognito, named)
    assert after == {
        **before,
        "CallbackURLs": ["https://app.example/back", f"https://{host}/oauth2/idpresponse"],
        "LogoutURLs": ["https://app.example/out", f"https://{host}/logout"],
        "AllowedOAuthFlows": ["code", "implicit"],
        "AllowedOAuthScopes": ["phone", "openid", "email", "profile"],
        "LastModifiedDate": after["LastModifiedDate"],
    }


def test_sagemaker_opens_no_app_client_where_it_is_told_so(
    cloud: LocalCloud, cognito: CognitoDirectory, pool: str
) -> None:
    cloud.control.reset()
    cloud.control.set_app_client_opening(False)
    named = make(cognito, pool)
    before = shown(cognito, named)
    config = {"UserPool": pool, "ClientId": named["ClientId"]}
    cloud.client("sagemaker").create_workforce(WorkforceName="crowd", CognitoConfig=config)
    assert shown(cognito, named) == before


def test_the_first_team_opens_the_app_client(cloud: LocalCloud, cognito: CognitoDirectory, pool: str) -> None:
    cloud.control.reset()
    named = make(cognito, pool)
    cognito.ask(PLACE, "CreateGroup", {"UserPoolId": pool, "GroupName": "first"})
    member = {"UserPool": pool, "ClientId": named["ClientId"], "UserGroup": "first"}
    sagemaker = cloud.client("sagemaker")
    sagemaker.create_workteam(
        WorkteamName="labelers", Description="d", MemberDefinitions=[{"CognitoMemberDefinition": member}]
    )
    host = sagemaker.describe_workteam(WorkteamName="labelers")["Workteam"]["SubDomain"]
    client = shown(cognito, named)
    assert client["CallbackURLs"] == [f"https://{host}/oauth2/idpresponse"]
    assert client["SupportedIdentityProviders"] == ["COGNITO"]


@pytest.mark.parametrize("config", [{"UserPool": "eu-west-1_None12345"}, {"ClientId": "none"}], ids=str)
def test_a_workforce_needs_its_user_pool_and_app_client(
    cloud: LocalCloud, cognito: CognitoDirectory, pool: str, config: dict[str, str]
) -> None:
    cloud.control.reset()
    named = make(cognito, pool)
    wrong = {"UserPool": pool, "ClientId": named["ClientId"]} | config
    (value,) = config.values()
    with pytest.raises(ClientError, match=rf"ValidationException.* {value} .*doesn't exist"):
        cloud.client("sagemaker").create_workforce(WorkforceName="crowd", CognitoConfig=wrong)


def test_cloudformation_makes_an_app_client_as_its_template_says_and_nothing_else(
    cloud: LocalCloud, cognito: CognitoDirectory
) -> None:
    cloud.control.reset()
    client = cloud.client("cloudformation")
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10}
    client.create_stack(
        StackName="app", TemplateBody=json.dumps(door_template(with_team=False, RefreshTokenRotation=rotation))
    )
    client.get_waiter("stack_create_complete").wait(StackName="app", WaiterConfig={"Delay": 1})
    outputs = {one["OutputKey"]: one["OutputValue"] for one in client.describe_stacks()["Stacks"][0]["Outputs"]}
    named = {"UserPoolId": outputs["PoolId"], "ClientId": outputs["ClientId"]}
    made = shown(cognito, named)
    assert (made["RefreshTokenRotation"], len(made["CallbackURLs"])) == (rotation, 2)
    assert made["ClientName"].startswith("Client-")
    cognito.ask(PLACE, "UpdateUserPoolClient", {**made, "AuthSessionValidity": 9})

    client.update_stack(StackName="app", TemplateBody=json.dumps(door_template(with_team=False, ClientName="new")))
    client.get_waiter("stack_update_complete").wait(StackName="app", WaiterConfig={"Delay": 1})

    after = shown(cognito, named)
    assert after["CallbackURLs"] == ["https://somebody.example/back"]
    assert (after["LogoutURLs"], after["AllowedOAuthFlows"], after["AuthSessionValidity"]) == ([], ["code"], 3)
    assert "RefreshTokenRotation" not in after
    assert after["ClientSecret"] == made["ClientSecret"]
