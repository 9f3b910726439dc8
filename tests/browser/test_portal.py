"""The labeling portal in a real browser that has nothing set up: Debian's Chromium, where it is installed."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local.browser import Authenticator
from local.cloud import LocalCloud
from local.stacks import Stack
from support.chromium import PROGRAM, Chromium
from support.door_template import door_template

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(300),
    pytest.mark.skipif(PROGRAM is None, reason="Chromium isn't installed"),
]

ADA = "ada@acme.example"
PASSWORD = "Chosen-by-ada-1"


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(region="eu-west-1") as cloud:
        yield cloud


@pytest.fixture(scope="module")
def stack(cloud: LocalCloud) -> Stack:
    stack = Stack(cloud, "door")
    client = cloud.client("cloudformation")
    template = door_template()
    invitation = (
        "<p>You are invited to label for <b>Acme</b>.</p><p>Sign in as {username} with <code>{####}</code>.</p>"
    )
    template["Resources"]["Pool"]["Properties"]["AdminCreateUserConfig"] = {
        "InviteMessageTemplate": {"EmailSubject": "Your invitation", "EmailMessage": invitation}
    }
    client.create_stack(StackName=stack.name, TemplateBody=json.dumps(template))
    client.get_waiter("stack_create_complete").wait(StackName=stack.name, WaiterConfig={"Delay": 1})
    return stack


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[Chromium]:
    with Chromium(tmp_path) as chromium:
        yield chromium


def seen(chromium: Chromium, name: str) -> None:
    """Save pictures as on a desk and on a phone, where a folder for them is named."""
    if folder := os.environ.get("SCREENSHOTS"):
        chromium.screenshot(Path(folder) / f"{name}.png")
        chromium.resize(390, 800)
        chromium.screenshot(Path(folder) / f"{name}-phone.png")
        chromium.resize(1000, 800)


def test_p79_a_worker_signs_in_and_out(cloud: LocalCloud, stack: Stack, chromium: Chromium) -> None:
    cloud.control.set_busy("labelers", ["street-signs", "cats-and-dogs"])
    cloud.control.set_busy("labelers", ["cats-and-dogs"])
    portal = cloud.local_address(f"https://{stack.outputs()['SubDomain']}")
    found = re.search(r"<code>(.+)</code>", cloud.control.mails()[-1].html)
    assert found is not None

    chromium.open(cloud.mails_url)
    chromium.until("document.body.innerText.includes('Your invitation')")
    seen(chromium, "mails")

    chromium.open(cloud.portal_url)
    chromium.until("document.querySelector('[name=username]') !== null")
    seen(chromium, "sign-in")
    chromium.fill(username=ADA, password=found[1])
    chromium.until("document.querySelector('[name=new_password]') !== null")
    seen(chromium, "new-password")
    chromium.fill(new_password=PASSWORD, confirm_password=PASSWORD)
    chromium.until("document.querySelector('[name=mfa_token]') !== null")
    seen(chromium, "authenticator")
    phone = Authenticator()
    phone.add(ADA, chromium.run("document.querySelector('code').innerText"))
    chromium.fill(code=phone.code(ADA))
    chromium.until("document.body.innerText.includes('labelers')")
    assert chromium.run("location.href") == f"{portal}/"
    for expected in (ADA, "Draws boxes around cats", "cats-and-dogs"):
        assert expected in chromium.text()
    assert chromium.run("document.cookie") == ""
    seen(chromium, "portal")

    chromium.click("a[href='/logout']")
    chromium.until("document.body.innerText.includes('You are signed out')")
    assert chromium.run("location.href") == f"{portal}/logout"
    seen(chromium, "signed-out")
    chromium.open(portal)
    chromium.until("document.querySelector('[name=username]') !== null")


def test_a_locked_out_worker_sees_why(cloud: LocalCloud, stack: Stack, chromium: Chromium) -> None:
    outputs = stack.outputs()
    named = {"UserPoolId": outputs["PoolId"], "ClientId": outputs["ClientId"]}
    cognito = cloud.client("cognito-idp")
    before = cognito.describe_user_pool_client(**named)["UserPoolClient"]
    cut = ("ClientSecret", "CreationDate", "LastModifiedDate", "CallbackURLs")
    kept = {name: value for name, value in before.items() if name not in cut}
    cognito.update_user_pool_client(**kept, CallbackURLs=["https://example.com"])
    chromium.open(cloud.portal_url)
    chromium.until("document.body.innerText.includes('redirect_mismatch')")
    seen(chromium, "locked-out")
    cognito.update_user_pool_client(**kept, CallbackURLs=before["CallbackURLs"])


def test_p79_a_page_of_others_reads_nothing(cloud: LocalCloud, stack: Stack, chromium: Chromium) -> None:
    portal = cloud.local_address(f"https://{stack.outputs()['SubDomain']}")
    chromium.open("data:text/html,<p>others</p>")
    for url in (portal, cloud.mails_url, cloud.url, f"{cloud.sagemaker_url}/_control/mails"):
        chromium.run(
            f"window.told = ''; fetch({json.dumps(url)}, {{credentials: 'include'}})"
            ".then(a => a.text()).then(t => window.told = 'read: ' + t, e => window.told = 'refused')"
        )
        chromium.until("window.told !== ''")
        assert chromium.run("window.told") == "refused", url
