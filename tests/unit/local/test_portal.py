"""The pages for a browser that SageMaker's server has: who may open them, and what they let nobody do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

from local.addresses import local_address, portals_in, real_host
from local.browser import Authenticator, Browser, BrowserError, Page, sign_in
from local.cloud import LocalCloud
from local.sagemaker import SageMakerEmulator

if TYPE_CHECKING:
    from collections.abc import Iterator

NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
PASSWORD = "Correct-horse-1"


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(region="eu-west-1") as cloud:
        yield cloud


@pytest.fixture(scope="module")
def pool(cloud: LocalCloud) -> dict[str, str]:
    """A user pool with a worker in two groups, and an app client."""
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="workers")["UserPool"]["Id"]
    cognito.create_user_pool_domain(Domain="workers", UserPoolId=pool)
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="portal", GenerateSecret=True)
    cognito.admin_create_user(UserPoolId=pool, Username="ann", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username="ann", Password=PASSWORD, Permanent=True)
    for group in ("cats", "dogs", "birds"):
        cognito.create_group(UserPoolId=pool, GroupName=group)
        if group != "birds":
            cognito.admin_add_user_to_group(UserPoolId=pool, Username="ann", GroupName=group)
    return {"UserPool": pool, "ClientId": client["UserPoolClient"]["ClientId"]}


@pytest.fixture
def portal(cloud: LocalCloud, pool: dict[str, str]) -> str:
    """The local address of a workforce's portal, in which three teams work."""
    cloud.control.reset()
    sagemaker = cloud.client("sagemaker")
    sagemaker.create_workforce(WorkforceName="crowd", CognitoConfig=pool)
    for name in ("cats", "dogs", "birds"):
        members = [{"CognitoMemberDefinition": {**pool, "UserGroup": name}}]
        sagemaker.create_workteam(WorkteamName=f"{name}-team", Description=f"<b>{name}</b>", MemberDefinitions=members)
    host = sagemaker.describe_workforce(WorkforceName="crowd")["Workforce"]["SubDomain"]
    return cloud.local_address(f"https://{host}")


def ask(url: str, method: str = "GET", **headers: str) -> urllib3.BaseHTTPResponse:
    """Ask for an address, whose host leads to this machine."""
    parts = urllib3.util.parse_url(url)
    return urllib3.request(
        method,
        f"http://127.0.0.1:{parts.port}{parts.request_uri}",
        headers={"Host": parts.netloc or "", **headers},
        redirect=False,
    )


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {**NAVIGATION, "Sec-Fetch-Site": "none"},
        {**NAVIGATION, "Sec-Fetch-Site": "cross-site"},
        {**NAVIGATION, "Sec-Fetch-Site": "same-origin"},
    ],
    ids=str,
)
def test_p79_a_browser_may_open_the_pages(cloud: LocalCloud, portal: str, headers: dict[str, str]) -> None:
    assert [ask(f"{url}/", **headers).status for url in (portal, cloud.portal_url, cloud.mails_url)] == [302, 302, 200]


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}),
        ("GET", {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}),
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}),
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}),
        ("GET", {**NAVIGATION, "Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}),
        ("GET", {"Origin": "null"}),
        ("POST", {**NAVIGATION, "Sec-Fetch-Site": "same-origin", "Origin": "{own}"}),
        ("POST", {}),
        ("OPTIONS", {"Origin": "https://evil.example"}),
        ("GET", {"Host": "mail.localhost"}),
        ("GET", {"Host": "mail.localhost:1"}),
        ("GET", {"Host": "evil.example"}),
        ("GET", {"Host": "mail.localhost.evil.example:{port}"}),
        ("GET", {"Host": "abc.labeling.eu-west-1.sagemaker.aws"}),
    ],
    ids=str,
)
def test_p79_the_pages_take_nothing_else(cloud: LocalCloud, portal: str, method: str, headers: dict[str, str]) -> None:
    for url in (portal, cloud.portal_url, cloud.mails_url):
        port = url.rpartition(":")[2]
        sent = {name: value.format(own=url, port=port) for name, value in headers.items()}
        for path in ("/", "/logout", "/oauth2/idpresponse", "/_control/health"):
            assert ask(url + path, method, **sent).status == 403, path


def test_p79_the_pages_reach_neither_the_controls_nor_the_api(cloud: LocalCloud, portal: str) -> None:
    for url in (portal, cloud.portal_url, cloud.mails_url):
        answer = ask(f"{url}/_control/calls")
        assert (answer.status, "There is no such page" in answer.data.decode()) == (404, True)
        assert ask(url, "POST", **{"X-Amz-Target": "SageMaker.ListWorkteams"}).status == 403


def test_p79_no_page_of_others_can_look_in(cloud: LocalCloud, portal: str) -> None:
    for page in (ask(f"{cloud.mails_url}/"), ask(f"{portal}/nowhere"), ask(f"{portal}/logout")):
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["X-Frame-Options"] == "DENY"
        assert "Access-Control-Allow-Origin" not in page.headers
        assert not re.search(r"(src|href)=.?(https?:)?//", page.data.decode())


def test_the_page_shows_the_teams_of_the_workers_groups_alone(cloud: LocalCloud, portal: str) -> None:
    cloud.control.set_busy("cats-team", ["old", "new"])
    cloud.control.set_busy("cats-team", ["new"])
    cloud.control.set_busy("birds-team", ["theirs"])
    page = sign_in(portal, "ann", PASSWORD).page
    assert ("cats-team" in page.text, "dogs-team" in page.text, "birds-team" in page.text) == (True, True, False)
    assert "old 10 of 10 labeled, finished new 3 of 10 labeled, 7 tasks to do" in page.text
    assert "theirs" not in page.text
    assert ("<b>cats</b>" in page.text, "<b>cats</b>" in page.source) == (True, False)


def test_a_session_can_not_be_read_and_ends_with_the_sign_out(cloud: LocalCloud, portal: str) -> None:
    browser = sign_in(portal, "ann", PASSWORD)
    (cookie,) = [f"{name}={value}" for cookies in browser._cookies.values() for name, value in cookies.items()]
    assert "Hello, ann" in ask(f"{portal}/", Cookie=cookie).data.decode()
    other = portal.replace("http://", "http://x")
    assert ask(f"{other}/", Cookie=cookie).status == 404

    assert "You are signed out" in browser.follow("Sign out").text
    assert browser.page.url == f"{portal}/logout"
    assert f"{cloud.url}/logout?" in browser.visited[-2]
    assert ask(f"{portal}/", Cookie=cookie).status == 302
    assert "Sign in" in browser.follow("Sign in again").text


def test_cookies_are_for_the_server_alone(portal: str) -> None:
    state, _, session = sign_in(portal, "ann", PASSWORD).given
    for cookie in (state, session):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Domain" not in cookie
    assert "Path=/oauth2/idpresponse" in state


@pytest.mark.parametrize("query", ["?code=abc&state=guessed", "?code=abc", "", "?code=abc&state=%C3%A4"])
def test_a_sign_in_that_another_browser_began_is_refused(portal: str, query: str) -> None:
    browser = Browser()
    browser.open(portal)
    page = browser.open(f"{portal}/oauth2/idpresponse{query}")
    assert (page.status, "wasn't begun in this browser" in page.text) == (400, True)


def test_a_sign_in_that_no_browser_began_is_refused(portal: str) -> None:
    assert Browser().open(f"{portal}/oauth2/idpresponse?code=abc").status == 400


def test_a_session_is_for_one_portal(cloud: LocalCloud, pool: dict[str, str], portal: str) -> None:
    browser = sign_in(portal, "ann", PASSWORD)
    (cookie,) = [f"{name}={value}" for cookies in browser._cookies.values() for name, value in cookies.items()]
    sagemaker = cloud.client("sagemaker")
    for name in ("cats", "dogs", "birds"):
        sagemaker.delete_workteam(WorkteamName=f"{name}-team")
    sagemaker.delete_workforce(WorkforceName="crowd")
    sagemaker.create_workforce(WorkforceName="crowd", CognitoConfig=pool)
    host = sagemaker.describe_workforce(WorkforceName="crowd")["Workforce"]["SubDomain"]
    assert ask(f"{cloud.local_address(f'https://{host}')}/", Cookie=cookie).status == 302


def test_a_code_works_once(portal: str) -> None:
    browser = sign_in(portal, "ann", PASSWORD)
    back = next(url for url in browser.visited if "code=" in url)
    state = back.rpartition("state=")[2]
    again = ask(back, Cookie=f"portal-state={state}")
    assert (again.status, "invalid_grant" in again.data.decode()) == (502, True)


def test_an_error_of_the_hosted_ui_is_shown(portal: str) -> None:
    page = Browser().open(f"{portal}/oauth2/idpresponse?error=access_denied&error_description=<i>no</i>")
    assert (page.status, "access_denied <i>no</i>" in page.text) == (400, True)


@pytest.mark.parametrize("status", ["Initializing", "Failed", "Deleting"])
def test_a_workforce_that_is_not_active_has_no_open_portal(cloud: LocalCloud, portal: str, status: Any) -> None:
    cloud.control.set_workforce_status(status, account=cloud.account, region=cloud.region)
    answer = ask(f"{portal}/")
    assert (answer.status, f"is {status}" in answer.data.decode()) == (503, True)


def test_a_user_pool_without_a_domain_has_no_sign_in(cloud: LocalCloud) -> None:
    cloud.control.reset()
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="without")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="portal")["UserPoolClient"]["ClientId"]
    config = {"UserPool": pool, "ClientId": client}
    cloud.client("sagemaker").create_workforce(WorkforceName="crowd", CognitoConfig=config)
    page = Browser().open(cloud.portal_url)
    assert (page.status, "has no domain" in page.text) == (502, True)
    cognito.delete_user_pool(UserPoolId=pool)
    assert "can't be read" in Browser().open(cloud.portal_url).text


def test_the_page_that_leads_to_portals(cloud: LocalCloud) -> None:
    cloud.control.reset()
    assert "No portal yet" in Browser().open(cloud.portal_url).text
    for region in ("eu-west-1", "us-east-1"):
        cloud.control.add_workforce("crowd", "oidc", cloud.account, region)
    links = list(Browser().open(cloud.portal_url).links.values())
    assert [link.partition(".")[2].rpartition(":")[0] for link in links] == [
        "labeling.eu-west-1.localhost",
        "labeling.us-east-1.localhost",
    ]
    assert "no Amazon Cognito user pool" in Browser().open(links[0]).text


def invite(cloud: LocalCloud, pool: dict[str, str], username: str, message: str) -> None:
    cognito = cloud.client("cognito-idp")
    template = {"EmailSubject": "Come & label", "EmailMessage": message}
    cognito.update_user_pool(UserPoolId=pool["UserPool"], AdminCreateUserConfig={"InviteMessageTemplate": template})
    attributes = [{"Name": "email", "Value": f"{username}@acme.example"}]
    cognito.admin_create_user(UserPoolId=pool["UserPool"], Username=username, UserAttributes=attributes)


def test_mails_are_shown_and_lead_to_the_local_portal(cloud: LocalCloud, pool: dict[str, str], portal: str) -> None:
    (real,) = cloud.client("sagemaker").list_workforces()["Workforces"]
    invite(cloud, pool, "bea", f"{{username}}: <b>{{####}}</b> at https://{real['SubDomain']} <script>x</script>")
    mail = cloud.control.mails()[-1]
    assert (mail.recipients, mail.subject, mail.kind) == (
        ["bea@acme.example"],
        "Come & label",
        "CognitoInvitationMessage",
    )
    assert mail.body == mail.html

    page = Browser().open(cloud.mails_url)

    assert "Come & label" in page.text
    assert "<script>" not in page.source
    assert "sandbox" in page.source
    assert page.links == {"Open the portal": f"{portal}/"}
    (password,) = re.findall(r"<b>(.+)</b>", mail.html)
    assert "Hello, bea" in sign_in(page.links["Open the portal"], "bea", password, PASSWORD).page.text


def test_a_refused_worker_is_not_signed_in(cloud: LocalCloud, pool: dict[str, str], portal: str) -> None:
    with pytest.raises(BrowserError, match="Incorrect username or password"):
        sign_in(portal, "ann", "Another-horse-2")
    invite(cloud, pool, "cid", "{username} {####}")
    password = cloud.control.mails()[-1].text.split()[1]
    with pytest.raises(BrowserError, match="Set a new password"):
        sign_in(portal, "cid", password)


@pytest.mark.parametrize("required", ["ON", "OPTIONAL", "OFF"])
def test_an_authenticator_app_is_set_up_and_asked_for_where_the_user_pool_says_so(
    cloud: LocalCloud, pool: dict[str, str], portal: str, required: str
) -> None:
    cognito, name = cloud.client("cognito-idp"), f"worker-{required}"
    cognito.admin_create_user(UserPoolId=pool["UserPool"], Username=name, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool["UserPool"], Username=name, Password=PASSWORD, Permanent=True)
    by_app = {"UserPoolId": pool["UserPool"], "SoftwareTokenMfaConfiguration": {"Enabled": True}}
    cognito.set_user_pool_mfa_config(**by_app, MfaConfiguration=required)
    phone, another = Authenticator(), Authenticator()
    try:
        sign_in(portal, name, PASSWORD, authenticator=phone)
        again = sign_in(portal, name, PASSWORD, authenticator=phone)
        assert f"Hello, {name}" in again.page.text
        if required == "ON":
            with pytest.raises(BrowserError, match="The code is wrong"):
                sign_in(portal, name, PASSWORD, authenticator=another)
            cognito.set_user_pool_mfa_config(**by_app, MfaConfiguration="OPTIONAL")
            with pytest.raises(BrowserError, match="The code is wrong"):
                sign_in(portal, name, PASSWORD, authenticator=another)
        asked = Browser()
        asked.open(portal)
        asked.submit(username=name, password=PASSWORD)
        assert asked.asks_for("mfa_token") == (required == "ON")
    finally:
        cognito.set_user_pool_mfa_config(**by_app, MfaConfiguration="OFF")


def test_an_emulator_without_cognito_has_no_mails_and_no_sign_in() -> None:
    with SageMakerEmulator() as emulator:
        assert emulator.control.mails() == []
        emulator.control.add_workforce("crowd")
        page = Browser().open(f"http://portal.localhost:{emulator.url.rpartition(':')[2]}")
        assert (page.status, "Nobody can sign in" in page.text) == (502, True)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("https://abc.labeling.eu-west-1.sagemaker.aws", "http://abc.labeling.eu-west-1.localhost:7"),
        (
            "https://abc.labeling.eu-west-1.sagemaker.aws/logout?a=b",
            "http://abc.labeling.eu-west-1.localhost:7/logout?a=b",
        ),
        ("https://abc.labeling.eu-west-1.sagemaker.aws.evil.example/", None),
        ("https://evil.example/?https://abc.labeling.eu-west-1.sagemaker.aws/", None),
        ("http://abc.labeling.eu-west-1.sagemaker.aws/", None),
        ("https://abc.sagemaker.aws/", None),
    ],
)
def test_only_a_portals_address_is_a_local_one(url: str, local: str | None) -> None:
    assert local_address(url, 7) == (local or url)


def test_a_local_host_is_a_real_one() -> None:
    assert real_host("abc.labeling.eu-west-1.localhost") == "abc.labeling.eu-west-1.sagemaker.aws"
    assert [real_host(host) for host in ("localhost", "abc.localhost", "abc.labeling.eu-west-1.localhost.x")] == [
        None
    ] * 3


def test_portals_are_found_in_a_text() -> None:
    portal = "https://abc.labeling.eu-west-1.sagemaker.aws"
    assert portals_in(f'Go to {portal}. <a href="{portal}/">') == [portal]
    assert portals_in("https://example.com") == []


def test_a_browser_tells_what_it_does_not_find() -> None:
    browser = Browser()
    browser.page = Page("http://x.localhost:1/", 200, "<p>Nothing</p>", "Nothing")
    with pytest.raises(BrowserError, match="a link 'Sign out'"):
        browser.follow("Sign out")
    with pytest.raises(BrowserError, match="a form with username"):
        browser.submit(username="ann")
    assert "outside of this machine" in browser.open("https://example.com/").text
