"""A worker signs in at the labeling portal of a workforce made by CloudFormation, and what locks her out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, WaiterError

from local.browser import Browser, BrowserError, sign_in
from local.cloud import LocalCloud
from support.door_template import door_template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.portal import Mail
    from local.stacks import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(200)]

ADA = "ada@acme.example"
PASSWORD = "Chosen-by-ada-1"
WORKFORCE = "AWS::SageMaker::Workforce"


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(region="eu-west-1") as cloud:
        yield cloud


def deploy(cloud: LocalCloud, stack: Stack, template: dict[str, Any]) -> dict[str, str]:
    """Create or update a stack and return its outputs."""
    client = cloud.client("cloudformation")
    made = stack.status() is not None
    (client.update_stack if made else client.create_stack)(StackName=stack.name, TemplateBody=json.dumps(template))
    client.get_waiter("stack_update_complete" if made else "stack_create_complete").wait(
        StackName=stack.name, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    return stack.outputs()


def portal(cloud: LocalCloud, outputs: dict[str, str]) -> str:
    return cloud.local_address(f"https://{outputs['SubDomain']}")


def invitation(cloud: LocalCloud) -> Mail:
    return [mail for mail in cloud.control.mails() if mail.recipients == [ADA]][-1]


def temporary_password(mail: Mail) -> str:
    found = re.search(r"temporary password is (\S+)\.", mail.body)
    assert found is not None, mail
    return found[1]


def app_client(cloud: LocalCloud, outputs: dict[str, str]) -> dict[str, Any]:
    named = {"UserPoolId": outputs["PoolId"], "ClientId": outputs["ClientId"]}
    shown: dict[str, Any] = cloud.client("cognito-idp").describe_user_pool_client(**named)["UserPoolClient"]
    return shown


def addresses(outputs: dict[str, str]) -> dict[str, Any]:
    """Return what of the app client's template holds the portal's addresses."""
    host = outputs["SubDomain"]
    return {"CallbackURLs": [f"https://{host}/oauth2/idpresponse"], "LogoutURLs": [f"https://{host}/logout"]}


@pytest.mark.parametrize("opened_by", ["sagemaker", "template"])
def test_an_invited_worker_signs_in_sees_her_work_and_signs_out(
    cloud: LocalCloud, new_stack: Callable[[], Stack], opened_by: str
) -> None:
    stack = new_stack()
    cloud.control.set_app_client_opening(opened_by == "sagemaker")
    outputs = deploy(cloud, stack, door_template())
    if opened_by == "template":
        outputs = deploy(cloud, stack, door_template(**addresses(outputs)))
    cloud.control.set_busy("labelers", ["cats-and-dogs"])
    assert "labelers" not in Browser().open(portal(cloud, outputs)).text

    browser = sign_in(portal(cloud, outputs), ADA, temporary_password(invitation(cloud)), PASSWORD)

    assert browser.page.url == f"{portal(cloud, outputs)}/"
    for seen in (ADA, "labelers", "Draws boxes around cats", "cats-and-dogs", "3 of 10"):
        assert seen in browser.page.text
    back = f"https://{outputs['SubDomain']}/oauth2/idpresponse".replace(":", "%3A").replace("/", "%2F")
    assert [url for url in browser.visited if f"redirect_uri={back}" in url]

    assert "You are signed out" in browser.follow("Sign out").text
    assert "password" in browser.open(portal(cloud, outputs)).forms[0].fields
    cloud.control.set_busy("labelers", [])
    assert "finished" in sign_in(portal(cloud, outputs), ADA, PASSWORD).page.text


def test_a_wrong_password_and_somebody_on_no_team(cloud: LocalCloud, new_stack: Callable[[], Stack]) -> None:
    outputs = deploy(cloud, new_stack(), door_template())
    with pytest.raises(BrowserError, match="Incorrect username or password"):
        sign_in(portal(cloud, outputs), ADA, "Guessed-it-12")
    with pytest.raises(BrowserError, match="did not conform with policy"):
        sign_in(portal(cloud, outputs), ADA, temporary_password(invitation(cloud)), "weak")
    cognito, bob = cloud.client("cognito-idp"), {"UserPoolId": outputs["PoolId"], "Username": "bob@acme.example"}
    cognito.admin_create_user(**bob, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(**bob, Password=PASSWORD, Permanent=True)
    page = sign_in(portal(cloud, outputs), "bob@acme.example", PASSWORD).page
    assert "You aren't on a team yet" in page.text
    assert "labelers" not in page.text


def test_a_change_of_the_client_in_its_template_locks_everybody_out(
    cloud: LocalCloud, new_stack: Callable[[], Stack]
) -> None:
    stack = new_stack()
    outputs = deploy(cloud, stack, door_template())
    temporary = temporary_password(invitation(cloud))
    sign_in(portal(cloud, outputs), ADA, temporary, PASSWORD)

    deploy(cloud, stack, door_template(ClientName="renamed"))

    shown = app_client(cloud, outputs)
    assert (shown["CallbackURLs"], shown["LogoutURLs"]) == (["https://somebody.example/back"], [])
    with pytest.raises(BrowserError, match="form") as caught:
        sign_in(portal(cloud, outputs), ADA, PASSWORD)
    assert "redirect_mismatch" in caught.value.page.text
    assert caught.value.page.url.startswith(f"{cloud.url}/error?error=redirect_mismatch")

    deploy(cloud, stack, door_template(ClientName="renamed", **addresses(outputs)))
    assert "labelers" in sign_in(portal(cloud, outputs), ADA, PASSWORD).page.text


def test_one_workforce_an_account(cloud: LocalCloud, new_stack: Callable[[], Stack]) -> None:
    deploy(cloud, new_stack(), door_template())
    second = new_stack()
    with pytest.raises(WaiterError):
        deploy(cloud, second, door_template("other"))
    (reason,) = second.failures(WORKFORCE)
    assert f"Cannot create more than one workforce for account {cloud.account}" in reason
    assert second.status() == "ROLLBACK_COMPLETE"


def test_a_workforce_with_a_team_is_neither_deleted_nor_renamed(
    cloud: LocalCloud, new_stack: Callable[[], Stack]
) -> None:
    stack = new_stack()
    before = deploy(cloud, stack, door_template())
    with pytest.raises(ClientError, match="ResourceInUse"):
        cloud.client("sagemaker").delete_workforce(WorkforceName="crowd")
    with pytest.raises(WaiterError):
        deploy(cloud, stack, door_template("renamed"))
    assert "ResourceInUse" in stack.failures(WORKFORCE)[0]
    assert stack.status() == "UPDATE_ROLLBACK_COMPLETE"
    shown = cloud.client("sagemaker").describe_workforce(WorkforceName="crowd")["Workforce"]
    assert shown["SubDomain"] == before["SubDomain"]


def test_a_rename_deletes_the_workforce_and_makes_another(cloud: LocalCloud, new_stack: Callable[[], Stack]) -> None:
    stack = new_stack()
    before = deploy(cloud, stack, door_template(with_team=False))
    cloud.control.clear_calls()
    after = deploy(cloud, stack, door_template("renamed", with_team=False))
    replacing = ("CreateWorkforce", "DeleteWorkforce")
    changes = [call.operation for call in cloud.control.calls() if call.operation in replacing and not call.error]
    assert changes == ["DeleteWorkforce", "CreateWorkforce"]
    assert after["WorkforceArn"].endswith("/renamed")
    assert after["SubDomain"] != before["SubDomain"]
    gone = Browser().open(portal(cloud, before))
    assert (gone.status, "No such portal" in gone.text) == (404, True)
    (workforce,) = cloud.client("sagemaker").list_workforces()["Workforces"]
    assert (workforce["WorkforceName"], workforce["SubDomain"]) == ("renamed", after["SubDomain"])


def test_a_renamed_workforce_gets_its_old_name_back_when_the_stack_is_rolled_back(
    cloud: LocalCloud, new_stack: Callable[[], Stack]
) -> None:
    stack = new_stack()
    deploy(cloud, stack, door_template(with_team=False))
    failing = door_template("renamed", with_team=False)
    failing["Resources"]["Fails"] = {
        "Type": "AWS::Cognito::UserPoolUserToGroupAttachment",
        "DependsOn": ["Workforce"],
        "Properties": {"UserPoolId": {"Ref": "Pool"}, "Username": "nobody", "GroupName": {"Ref": "Group"}},
    }
    with pytest.raises(WaiterError):
        deploy(cloud, stack, failing)
    assert stack.status() == "UPDATE_ROLLBACK_COMPLETE"
    workforces = cloud.client("sagemaker").list_workforces()["Workforces"]
    assert [workforce["WorkforceName"] for workforce in workforces] == ["crowd"]
    stack.delete()
    assert cloud.client("sagemaker").list_workforces()["Workforces"] == []


def test_a_stack_waits_for_its_workforce_and_says_why_it_failed(
    cloud: LocalCloud, new_stack: Callable[[], Stack]
) -> None:
    cloud.control.set_workforce_pace(2)
    stack = new_stack()
    deploy(cloud, stack, door_template())
    statuses = [call.operation for call in cloud.control.calls()].count("DescribeWorkforce")
    assert statuses > 1
    stack.delete()
    cloud.control.set_workforce_pace(0, "the VPC has no endpoint")
    failed = new_stack()
    with pytest.raises(WaiterError):
        deploy(cloud, failed, door_template())
    assert failed.failures(WORKFORCE) == ["The workforce crowd failed: the VPC has no endpoint"]
    cloud.control.set_workforce_pace()


def test_destroyed_and_deployed_again_the_worker_signs_in_again(
    cloud: LocalCloud, new_stack: Callable[[], Stack]
) -> None:
    stack = new_stack()
    first = deploy(cloud, stack, door_template())
    stack.delete()
    assert cloud.client("sagemaker").list_workforces()["Workforces"] == []
    again = deploy(cloud, new_stack(), door_template())
    assert again["SubDomain"] != first["SubDomain"]
    page = sign_in(portal(cloud, again), ADA, temporary_password(invitation(cloud)), PASSWORD).page
    assert "labelers" in page.text


INVITES = """
import boto3
def handler(event, context):
    assert event["triggerSource"] == "CustomMessage_AdminCreateUser"
    workforce = boto3.client("sagemaker").describe_workforce(WorkforceName="crowd")["Workforce"]
    user, code = event["request"]["usernameParameter"], event["request"]["codeParameter"]
    event["response"]["emailSubject"] = "Label for Acme"
    event["response"]["emailMessage"] = f"<p>{user}: temporary password is {code}. At https://{workforce['SubDomain']}</p>"
    return event
"""


def with_trigger(code: str) -> dict[str, Any]:
    """Return the template with a function that writes the invitations."""
    template = door_template()
    template["Resources"] |= {
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}},
        },
        "Invites": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Runtime": "python3.13",
                "Handler": "index.handler",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Code": {"ZipFile": code},
            },
        },
    }
    trigger = {"CustomMessage": {"Fn::GetAtt": ["Invites", "Arn"]}}
    template["Resources"]["Pool"]["Properties"]["LambdaConfig"] = trigger
    return template


def test_an_invitation_is_what_the_trigger_makes_of_it(cloud: LocalCloud, new_stack: Callable[[], Stack]) -> None:
    outputs = deploy(cloud, new_stack(), with_trigger(INVITES))
    mail = invitation(cloud)
    assert (mail.subject, f"At https://{outputs['SubDomain']}</p>" in mail.html) == ("Label for Acme", True)
    way_in = Browser().open(cloud.mails_url).links["Open the portal"]
    assert way_in == f"{portal(cloud, outputs)}/"
    assert "labelers" in sign_in(way_in, ADA, temporary_password(mail), PASSWORD).page.text


def test_a_trigger_that_fails_fails_the_invitation(cloud: LocalCloud, new_stack: Callable[[], Stack]) -> None:
    stack = new_stack()
    with pytest.raises(WaiterError):
        deploy(cloud, stack, with_trigger("def handler(event, context):\n    raise RuntimeError('no')"))
    assert "UserLambdaValidationException" in stack.failures("AWS::Cognito::UserPoolUser")[0]


def test_a_mail_can_be_read_in_a_browser(cloud: LocalCloud, new_stack: Callable[[], Stack]) -> None:
    deploy(cloud, new_stack(), door_template())
    page = Browser().open(cloud.mails_url)
    assert (page.status, ADA in page.text) == (200, True)
    assert temporary_password(invitation(cloud)) in page.text
    assert Browser().open(cloud.portal_url).url.startswith(f"{cloud.url}/oauth2/authorize")
