"""Who is let in by the local cloud's two servers: programs, and no page of a browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
import urllib3

from local.cloud import LocalCloud
from local.sagemaker import RemoteControl

if TYPE_CHECKING:
    from collections.abc import Iterator

NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
TYPED_IN = {**NAVIGATION, "Sec-Fetch-Site": "none"}
LINK = {**NAVIGATION, "Sec-Fetch-Site": "cross-site"}
FUNCTION = json.dumps({"FunctionName": "f", "Runtime": "python3.13", "Handler": "index.handler", "Role": "r"})


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(region="eu-west-1") as cloud:
        yield cloud


@pytest.fixture(params=["url", "sagemaker_url"])
def url(request: pytest.FixtureRequest, cloud: LocalCloud) -> str:
    """Each of the two servers."""
    return str(getattr(cloud, request.param))


def status(url: str, method: str, headers: dict[str, str], body: str | None = None) -> int:
    return urllib3.request(method, url, body=body, headers=headers, redirect=False).status


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "same-origin"},
    TYPED_IN,
    LINK,
    {"Host": "evil.example"},
    {"Host": "127.0.0.1"},
    {"Host": "127.0.0.1:1"},
    {"Host": "bucket.localhost:{port}"},
    {"Host": "localhost.evil.example:{port}"},
    {"Origin": "http://127.0.0.1:{port}"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_p79_no_page_and_no_other_host_is_answered(url: str, headers: dict[str, str]) -> None:
    sent = {name: value.format(port=url.rpartition(":")[2]) for name, value in headers.items()}
    for path in ("/", "/_control/health", "/_ministack/health", "/oauth2/token", "/login/x"):
        for method in ("GET", "POST", "OPTIONS"):
            answer = urllib3.request(method, url + path, headers=sent)
            assert (answer.status, answer.headers.get("Access-Control-Allow-Origin")) == (403, None), (method, path)
            assert "127.0.0.1" in answer.json()["message"]


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}], ids=str)
def test_p79_a_page_makes_no_function_and_resets_nothing(cloud: LocalCloud, headers: dict[str, str]) -> None:
    simple = {"Content-Type": "text/plain", **headers}
    cloud.client("sqs").create_queue(QueueName="kept")
    cloud.control.limit_rate(1000)
    cloud.control.clear_calls()
    cloud.client("sagemaker").list_workteams()

    assert status(f"{cloud.url}/2015-03-31/functions", "POST", simple, FUNCTION) == 403
    assert status(f"{cloud.url}/_ministack/reset", "POST", simple) == 403
    assert status(f"{cloud.sagemaker_url}/_control/reset", "POST", simple) == 403

    assert cloud.client("lambda").list_functions()["Functions"] == []
    assert len(cloud.client("sqs").list_queues()["QueueUrls"]) == 1
    assert [call.operation for call in cloud.control.calls()] == ["ListWorkteams"]


def test_p79_a_page_opens_no_websocket(cloud: LocalCloud) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    path = "/_aws/execute-api/none/prod"
    assert status(cloud.url + path, "GET", upgrade | {"Origin": "https://evil.example"}) == 403
    assert status(cloud.url + path, "GET", upgrade | {"Host": "evil.example"}) == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST"])
def test_p79_programs_are_answered_by_the_clouds_own_names(cloud: LocalCloud, host: str) -> None:
    for url, health in ((cloud.url, "/_ministack/health"), (cloud.sagemaker_url, "/_control/health")):
        port = url.rpartition(":")[2]
        assert status(url + health, "GET", {"Host": f"{host}:{port}"}) == 200
    assert RemoteControl(cloud.sagemaker_url).faults() == []


@pytest.fixture(scope="module")
def sign_in(cloud: LocalCloud) -> dict[str, Any]:
    """An app client with the hosted UI, and somebody who can sign in."""
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="workers")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="portal",
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        AllowedOAuthFlowsUserPoolClient=True,
        CallbackURLs=["https://portal.example/back"],
        LogoutURLs=["https://portal.example/out"],
        SupportedIdentityProviders=["COGNITO"],
    )["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(UserPoolId=pool, Username="ann", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username="ann", Password="Correct-horse-1", Permanent=True)
    return {"client_id": client, "redirect_uri": "https://portal.example/back", "response_type": "code"}


@pytest.mark.parametrize("came_by", [TYPED_IN, LINK, {**NAVIGATION, "Sec-Fetch-Site": "same-origin"}], ids=str)
def test_p79_the_hosted_ui_signs_a_browser_in(cloud: LocalCloud, sign_in: dict[str, str], came_by: Any) -> None:
    page = urllib3.request("GET", f"{cloud.url}/oauth2/authorize", fields=sign_in, headers=came_by)
    assert (page.status, b'action="/login"' in page.data) == (200, True)

    form = urllib3.request(
        "POST",
        f"{cloud.url}/login",
        body=urlencode({**sign_in, "username": "ann", "password": "Correct-horse-1"}),
        headers={
            **NAVIGATION,
            "Sec-Fetch-Site": "same-origin",
            "Origin": cloud.url,
            "Content-Type": "application/x-www-form-urlencoded",
        },
        redirect=False,
    )
    assert form.status == 302
    assert form.headers["Location"].startswith("https://portal.example/back?code=")

    leaving = {"client_id": sign_in["client_id"], "logout_uri": "https://portal.example/out"}
    left = urllib3.request("GET", f"{cloud.url}/logout", fields=leaving, headers=came_by, redirect=False)
    assert left.headers["Location"] == "https://portal.example/out"


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        # a page's script, a frame, an image, a form of another page
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}),
        ("GET", {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}),
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}),
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}),
        ("GET", {"Origin": "https://evil.example"}),
        ("POST", {**LINK, "Origin": "https://evil.example"}),
        ("POST", {**LINK, "Origin": "null"}),
        ("POST", {"Origin": "https://evil.example"}),
        ("POST", {**NAVIGATION, "Sec-Fetch-Site": "same-origin"}),
        ("POST", {**NAVIGATION, "Sec-Fetch-Site": "cross-site", "Origin": "{own}"}),
        ("POST", {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Origin": "{own}"}),
        ("DELETE", {**TYPED_IN, "Origin": "{own}"}),
        ("GET", {**TYPED_IN, "Host": "evil.example"}),
    ],
    ids=str,
)
def test_p79_the_hosted_ui_takes_nothing_else(cloud: LocalCloud, method: str, headers: dict[str, str]) -> None:
    sent = {name: value.format(own=cloud.url) for name, value in headers.items()}
    for path in ("/login", "/logout", "/error", "/oauth2/authorize", "/oauth2/login"):
        assert status(cloud.url + path, method, sent) == 403, path


def test_p79_a_form_of_the_hosted_ui_needs_no_newer_status(cloud: LocalCloud, sign_in: dict[str, str]) -> None:
    headers = {"Origin": cloud.url, "Content-Type": "application/x-www-form-urlencoded"}
    assert status(f"{cloud.url}/login", "POST", headers, f"client_id={sign_in['client_id']}") != 403


def test_p79_sagemaker_has_no_page(cloud: LocalCloud) -> None:
    assert status(f"{cloud.sagemaker_url}/login", "GET", TYPED_IN) == 403
