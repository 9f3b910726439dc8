"""What the steps look at."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

import urllib3

from local.browser import sign_in
from local.scheduler import fill
from local.teams import Team, find_team
from tools.acceptance.run import Run, expect

if TYPE_CHECKING:
    from collections.abc import Sequence

PASSWORD: Final = "Chosen-by-Ada-1"  # noqa: S105 - a local cloud's
NO_SETTINGS: Final = ("ClientSecret", "CreationDate", "LastModifiedDate")
"""What DescribeUserPoolClient shows and UpdateUserPoolClient doesn't take."""


def team(run: Run) -> Team:
    """Return the team that the stack's outputs name, which must be there."""
    outputs = run.stack.outputs()
    found = find_team(run.target, outputs["WorkteamName"])
    expect(found is not None and found.arn == outputs["WorkteamArn"], "the team that the stack's outputs name")
    assert found is not None  # noqa: S101 - for mypy
    return found


def expect_team(run: Run, description: str, groups: Sequence[str], species: str, *, bare: bool) -> Team:
    """Return the stack's team, which must be as the app says."""
    found = team(run)
    expect(found.described["Description"] == description, description, found.described["Description"])
    wanted = {f"{run.name}-{group}" for group in groups}
    expect(set(found.groups) == wanted, f"the groups {sorted(wanted)}", found.groups)
    expect(found.tags.get("species") == species, f"the tag species={species}", found.tags)
    topic = None if bare else run.resource("AWS::SNS::Topic")
    expect(found.topic == topic, f"the topic {topic}", found.topic)
    access = [] if bare else ["SourceIp"]
    expect(found.access == access, f"access by {access}", found.access)
    host = found.described["SubDomain"]
    expect(run.stack.outputs()["PortalUrl"] == f"https://{host}", f"a portal at {host}", run.stack.outputs())
    return found


def app_client(run: Run) -> dict[str, Any]:
    """Return the workforce's app client."""
    outputs = run.stack.outputs()
    named = {"UserPoolId": outputs["PoolId"], "ClientId": outputs["ClientId"]}
    shown: dict[str, Any] = run.client("cognito-idp").describe_user_pool_client(**named)["UserPoolClient"]
    return shown


def shut_the_door(run: Run) -> None:
    """Take the portal's addresses out of the app client, as who updates it without them does."""
    settings = {name: value for name, value in app_client(run).items() if name not in NO_SETTINGS}
    settings |= {"CallbackURLs": ["https://example.com"], "LogoutURLs": []}
    run.client("cognito-idp").update_user_pool_client(**settings)


def hosted_ui_says(run: Run) -> str:
    """Return what the hosted UI answers somebody whom the portal sends there: ``open``, or its error."""
    outputs = run.stack.outputs()
    asked = {
        "client_id": outputs["ClientId"],
        "redirect_uri": f"{outputs['PortalUrl']}/oauth2/idpresponse",
        "response_type": "code",
        "scope": "email openid profile",
        "state": run.id,
    }
    address = f"{run.target.hosted_ui(run.name)}/oauth2/authorize?{urlencode(asked)}"
    answer = urllib3.PoolManager(timeout=30.0).request("GET", address, redirect=False, retries=5)
    where = urlsplit(answer.headers.get("Location", ""))
    found = re.search(r"error=([^&]+)", where.query)
    expect(found is not None or answer.status in (200, 302), "a page of the hosted UI", answer.status)
    return found[1] if found else "open"


def tick(run: Run, construct: str) -> dict[str, Any]:
    """Invoke the function as the schedule of a watch does; returns what it found."""
    scheduler, group = run.client("scheduler"), run.resource("AWS::Scheduler::ScheduleGroup")
    names = [one["Name"] for one in scheduler.list_schedules(GroupName=group)["Schedules"] if construct in one["Name"]]
    expect(len(names) == 1, f"one schedule of {construct}", names)
    shown = scheduler.get_schedule(GroupName=group, Name=names[0])
    answer = run.client("lambda").invoke(
        FunctionName=shown["Target"]["Arn"], Payload=fill(shown["Target"]["Input"], shown["Arn"]).encode()
    )
    found: dict[str, Any] = json.loads(answer["Payload"].read())
    return found


def way_back(events: Sequence[dict[str, Any]], replaced: str) -> str:
    """Return what CloudFormation did to a replaced resource in a stack's latest rollback; ``events``: latest first."""
    began = next(at for at, event in enumerate(events) if event["ResourceStatus"] == "UPDATE_ROLLBACK_IN_PROGRESS")
    forward = [event for event in events[began:] if event["LogicalResourceId"] == replaced]
    back = [event for event in reversed(events[:began]) if event["LogicalResourceId"] == replaced]
    did, new = [event["ResourceStatus"] for event in back], forward[0]["PhysicalResourceId"]
    if [event["PhysicalResourceId"] for event in back if event["ResourceStatus"] == "DELETE_IN_PROGRESS"] != [new]:
        return f"otherwise: {', '.join(did)}"
    # an Update that is answered by another id is in progress twice
    updated = "UPDATE_IN_PROGRESS" in did[: did.index("DELETE_IN_PROGRESS")]
    return "another Update, then a Delete of the new one" if updated else "a Delete of the new one alone"


def invitation(run: Run) -> str:
    """Return the text of the mail that the worker was sent, on a local cloud."""
    assert run.target.local is not None  # noqa: S101 - for mypy
    mails = [mail for mail in run.target.local.control.mails() if mail.recipients == [worker(run)]]
    expect(mails, f"a mail to {worker(run)}", mails)
    return str(mails[-1].body)


def worker(run: Run) -> str:
    """Return the worker's mail address."""
    return f"success+{run.id}@simulator.amazonses.com"


def sign_the_worker_in(run: Run) -> str:
    """Sign the worker in at the portal for the first time, on a local cloud; returns what she reads there."""
    assert run.target.local is not None  # noqa: S101 - for mypy
    found = re.search(r"password:\s*(?:<b>)?([^<\s]+)", invitation(run))
    expect(found is not None, "a password in the invitation")
    assert found is not None  # noqa: S101 - for mypy
    portal = run.target.local.local_address(run.stack.outputs()["PortalUrl"])
    return sign_in(portal, "ada", html.unescape(found[1]), PASSWORD).page.text
