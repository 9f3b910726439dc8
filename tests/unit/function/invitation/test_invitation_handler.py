"""The trigger: a mail goes out whatever happens, in time, and names the portal where that can be found."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.fake_portal_client import FakePortalClient
from support.fake_sagemaker import client_error, denied
from support.portal_service import HOST, WORKFORCE
from unit.function.scene import Failure
from workteam_provider.contract import INVITATION_HANDLER, INVITATION_METRIC, INVITATION_VARIABLES, METRIC_NAMESPACE
from workteam_provider.invitation import handler as entry
from workteam_provider.invitation.handler import handler

if TYPE_CHECKING:
    from support.clock import Clock

LAMBDA = Path(entry.__file__).parents[2]
INVITES = "CustomMessage_AdminCreateUser"
LOOK = "DescribeWorkforce"
ENVIRONMENT = dict(zip(INVITATION_VARIABLES, (WORKFORCE, "Acme", "help@acme.example", "", ""), strict=True))


def event(source: str = INVITES, **request: Any) -> dict[str, Any]:
    return {
        "version": "1",
        "triggerSource": source,
        "region": "eu-west-1",
        "userPoolId": "eu-west-1_AbCd12345",
        "userName": "ada",
        "request": {"userAttributes": {}, "codeParameter": "{####}", "usernameParameter": "{username}", **request},
        "response": {"smsMessage": None, "emailMessage": None, "emailSubject": None},
    }


@pytest.fixture
def client(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> FakePortalClient:
    client = FakePortalClient(lambda: clock.now)
    client.service.put_workforce()
    monkeypatch.setattr(entry, "_sagemaker", lambda: client)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return client


def said(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_p75_an_invitation_names_the_portal(client: FakePortalClient, capsys: pytest.CaptureFixture[str]) -> None:
    before = event()

    answer = handler(event(), None)

    assert {key: answer[key] for key in answer if key != "response"} == {
        key: before[key] for key in before if key != "response"
    }
    assert answer["response"].keys() == {"smsMessage", "emailMessage", "emailSubject"}
    assert answer["response"]["emailSubject"] == "Acme: your account for labeling work"
    for part in (f"https://{HOST}", "{username}", "{####}", "help@acme.example"):
        assert part in answer["response"]["emailMessage"]
    assert f"https://{HOST}" in answer["response"]["smsMessage"]
    assert client.operations == [LOOK]
    assert said(capsys) == []


@pytest.mark.usefixtures("client")
def test_subject_and_template_are_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUBJECT", "Hello from {organization}")
    monkeypatch.setenv("TEMPLATE", "{contact} {portal_url} {username} {####}")

    response = handler(event(usernameParameter="{u}", codeParameter="{c}"), None)["response"]

    assert response["emailSubject"] == "Hello from Acme"
    assert response["emailMessage"] == f"help@acme.example https://{HOST} {{u}} {{c}}"


@pytest.mark.parametrize(
    "other",
    [
        event("CustomMessage_ForgotPassword"),
        event("CustomMessage_ResendCode"),
        {},
        {"triggerSource": None},
        None,
        [],
        "x",
        {"triggerSource": INVITES},
        {"triggerSource": INVITES, "request": None, "response": {}},
        {"triggerSource": INVITES, "request": {}, "response": 5},
    ],
)
def test_p75_every_other_event_comes_back_as_it_is(client: FakePortalClient, other: Any) -> None:
    before = json.dumps(other)

    assert json.dumps(handler(other, None)) == before
    assert client.operations in ([], [LOOK])


FAILURES: list[tuple[Exception, int, str]] = [
    (denied(LOOK), 99, "AccessDeniedException"),
    (Failure.THROTTLED, 99, "ThrottlingException"),
    (Failure.BROKEN, 99, "InternalFailure"),
    (Failure.LOST, 99, "ReadTimeoutError"),
    (client_error(LOOK, "ValidationException", f"No workforce found with name {WORKFORCE}"), 1, "ValidationException"),
    (RuntimeError("a defect"), 1, "RuntimeError"),
]


@pytest.mark.parametrize(("error", "times", "why"), FAILURES)
def test_p75_where_the_portal_is_not_found_the_mail_goes_out_and_is_counted(
    client: FakePortalClient,
    clock: Clock,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    times: int,
    why: str,
) -> None:
    client.fail(LOOK, error, times=times)
    started = clock.now

    response = handler(event(), None)["response"]

    assert "{username}" in response["emailMessage"]
    assert "https" not in response["emailMessage"]
    assert clock.now - started < 3
    [line] = said(capsys)
    assert (line["error"], line["WorkforceName"], line[INVITATION_METRIC]) == (why, WORKFORCE, 1)
    [metric] = line["_aws"]["CloudWatchMetrics"]
    assert metric == {
        "Namespace": METRIC_NAMESPACE,
        "Dimensions": [["WorkforceName"]],
        "Metrics": [{"Name": INVITATION_METRIC, "Unit": "Count"}],
    }
    assert abs(line["_aws"]["Timestamp"] / 1000 - time.time()) < 3600


@pytest.mark.parametrize("shown", [{"host": ""}, {"SubDomain": None}])
def test_p75_a_workforce_without_a_portal_is_counted(
    client: FakePortalClient, capsys: pytest.CaptureFixture[str], shown: dict[str, Any]
) -> None:
    client.service.put_workforce(**shown)

    assert "https" not in handler(event(), None)["response"]["emailMessage"]
    assert said(capsys)[0][INVITATION_METRIC] == 1


def test_p75_what_passes_is_ridden_out(client: FakePortalClient, capsys: pytest.CaptureFixture[str]) -> None:
    client.fail(LOOK, Failure.THROTTLED)

    assert HOST in handler(event(), None)["response"]["emailMessage"]
    assert said(capsys) == []


@pytest.mark.usefixtures("client")
def test_p75_an_empty_environment_invites_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*INVITATION_VARIABLES, "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)

    assert "{####}" in handler(event(), None)["response"]["emailMessage"]


def test_p43_nothing_of_the_event_is_logged(
    client: FakePortalClient, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    client.fail(LOOK, RuntimeError("ada@example.com"))

    with caplog.at_level(logging.DEBUG):
        handler(event(userAttributes={"email": "ada@example.com"}), None)

    assert "ada" not in capsys.readouterr().out + caplog.text


def started(**environment: str) -> tuple[Any, float]:
    """Invite in a process of its own, as it is started; returns the response and how long the event took."""
    script = (
        "import json, sys, time; from workteam_provider.invitation.handler import handler; at = time.monotonic();"
        "answer = handler(json.load(sys.stdin), None);"
        "print(json.dumps([answer['response'], time.monotonic() - at]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=LAMBDA,
        env={"PATH": os.environ["PATH"], **environment},
        input=json.dumps(event()),
        capture_output=True,
        text=True,
        check=True,
    )
    response, seconds = json.loads(done.stdout.splitlines()[-1])
    return response, seconds


def test_p75_a_process_that_reaches_nothing_invites_in_time() -> None:
    keys = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), "x")

    response, seconds = started(AWS_REGION="eu-west-1", AWS_ENDPOINT_URL_SAGEMAKER="http://127.0.0.1:9", **keys)

    assert "{####}" in response["emailMessage"]
    assert seconds < 4


def test_p42_p75_a_process_that_can_make_no_client_invites() -> None:
    response, _ = started(AWS_EC2_METADATA_DISABLED="true")

    assert "{####}" in response["emailMessage"]


def test_the_handler_is_where_the_contract_says() -> None:
    module, _, name = INVITATION_HANDLER.rpartition(".")
    assert getattr(sys.modules[module], name) is handler
