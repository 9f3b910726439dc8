"""Promises 70 to 75: after every deployment an invited worker gets in, by the real CDK CLI."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local.browser import Browser, BrowserError, sign_in
from local.cdk import Cdk, CdkError
from local.scheduler import invoke_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.cloud import LocalCloud
    from local.stacks import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

APP = f"{sys.executable} {Path(__file__).with_name('door_app.py')}"
PASSWORD = "Chosen-by-ada-1"


class Door:
    """One stack with a workforce, and its worker."""

    def __init__(self, cloud: LocalCloud, log: Path, stack: Stack) -> None:
        self.cloud, self.stack = cloud, stack
        self.cdk = Cdk(cloud, log, app=APP)
        self.browser: Browser | None = None

    def deploy(self, **context: str) -> None:
        self.cdk.deploy(self.stack.name, {"stack_name": self.stack.name, **context})

    @property
    def mail(self) -> Any:
        return [mail for mail in self.cloud.control.mails() if mail.recipients == ["ada@acme.example"]][-1]

    @property
    def team(self) -> dict[str, Any]:
        (listed,) = self.cloud.client("sagemaker").list_workteams()["Workteams"]
        return dict(listed)

    @property
    def client(self) -> dict[str, Any]:
        outputs = self.stack.outputs()
        named = {"UserPoolId": outputs["PoolId"], "ClientId": outputs["ClientId"]}
        shown: dict[str, Any] = self.cloud.client("cognito-idp").describe_user_pool_client(**named)["UserPoolClient"]
        return shown

    def shut(self) -> None:
        """Take the portal's addresses out of the app client, as who updates it without them does."""
        read_only = ("ClientSecret", "CreationDate", "LastModifiedDate")
        settings = {name: value for name, value in self.client.items() if name not in read_only}
        settings |= {"CallbackURLs": ["https://theirs.example"], "LogoutURLs": []}
        self.cloud.client("cognito-idp").update_user_pool_client(**settings)

    def tick(self, construct: str) -> Any:
        """Invoke the function as the schedule of a construct's watch does; returns what it found."""
        return invoke_now(self.cloud, construct)

    def signs_in(self, *, first_time: bool = False) -> str:
        """Sign the worker in at the portal; returns what she reads there."""
        portal = self.cloud.local_address(self.stack.outputs()["PortalUrl"])
        if not first_time:
            return sign_in(portal, "ada", PASSWORD).page.text
        found = re.search(r"password:\s*(?:<b>)?([^<\s]+)", self.mail.body)
        assert found is not None, self.mail
        return sign_in(portal, "ada", found[1], PASSWORD).page.text


@pytest.fixture
def door(cloud: LocalCloud, log: Path, new_stack: Callable[[], Stack]) -> Door:
    cloud.control.set_app_client_opening(False)  # nobody but the sign-in puts the addresses in
    return Door(cloud, log, new_stack())


def test_p70_p71_p72_p75_p76_p78_the_door_opens_after_every_deployment(door: Door) -> None:
    door.deploy()
    portal = door.stack.outputs()["PortalUrl"]
    assert portal in door.mail.body
    assert "Acme" in door.mail.subject
    assert "Labels cats" in door.signs_in(first_time=True)

    door.shut()
    with pytest.raises(BrowserError, match="redirect_mismatch"):
        door.signs_in()
    found = door.tick("WorkforceWatch")
    assert found["drifted"] == found["healed"] == ["CallbackURLs", "LogoutURLs"]
    door.signs_in()
    assert door.tick("WorkforceWatch") == {}

    door.cloud.client("sagemaker").update_workteam(
        WorkteamName=door.team["WorkteamName"], Description="by hand", MemberDefinitions=door.team["MemberDefinitions"]
    )
    found = door.tick("TeamWatch")
    assert found == {"drifted": ["Description"], "healed": ["Description"]}
    assert door.team["Description"] == "Labels cats"

    door.deploy(refresh_token_validity="7")
    assert door.client["RefreshTokenValidity"] == 7
    door.signs_in()

    with pytest.raises(CdkError):
        door.deploy(refresh_token_validity="8", fails="yes")
    assert door.stack.status() == "UPDATE_ROLLBACK_COMPLETE"
    assert door.client["RefreshTokenValidity"] == 7
    door.signs_in()

    door.deploy(refresh_token_validity="7", client_name="renamed", second_team="yes")
    assert door.client["ClientName"] == "renamed"
    door.signs_in()

    door.cdk.destroy(door.stack.name)
    assert door.cloud.client("sagemaker").list_workforces()["Workforces"] == []
    door.deploy()
    door.signs_in(first_time=True)
