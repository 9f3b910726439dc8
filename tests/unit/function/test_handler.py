"""The entry, and the wiring behind it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from support.fake_sagemaker import FakeSageMaker, client_error
from unit.function.scene import NAME, RESPONSE_URL, properties, raw_event
from workteam_provider import response, wiring
from workteam_provider.client import sagemaker
from workteam_provider.contract import HANDLER
from workteam_provider.deadline import Deadline, stop_late_calls
from workteam_provider.errors import MalformedEventError, OutOfTimeError, ResponseUrlError

_LAMBDA = Path(wiring.__file__).parent.parent


class Context:
    """Lambda's context."""

    aws_request_id = "invocation"

    def __init__(self, seconds: float = 300) -> None:
        self.seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds * 1000)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> FakeSageMaker:
    fake = FakeSageMaker()
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setattr(wiring, "sagemaker", lambda: fake)
    return fake


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    caught: list[dict[str, Any]] = []

    def put(url: str, body: bytes, timeout: float) -> int:
        caught.append({**json.loads(body), "url": url})
        return 200

    monkeypatch.setattr(response, "_put", put)
    return caught


def test_the_handler_is_where_the_contract_says() -> None:
    module, _, name = HANDLER.rpartition(".")
    script = f"""
        from importlib import import_module
        from workteam_provider import wiring
        print(import_module({module!r}).{name} is wiring.handler)
    """
    assert run_python(script).strip() == "True"


def test_the_collector_rests_during_the_start_and_works_after_it() -> None:
    script = """
        import gc
        runs = []
        gc.callbacks.append(lambda phase, _: runs.append(phase))
        import workteam_provider.handler
        print(len(runs), gc.isenabled(), gc.get_freeze_count() > 10_000)
    """
    assert run_python(script, **_CREDENTIALS).split() == ["0", "True", "True"]


def test_a_start_that_fails_leaves_the_collector_at_work() -> None:
    script = """
        import gc, sys
        sys.modules["botocore"] = None
        try:
            import workteam_provider.handler
        except ImportError:
            print(gc.isenabled())
    """
    assert run_python(script).strip() == "True"


def test_a_whole_life(service: FakeSageMaker, answers: list[dict[str, Any]]) -> None:
    arn = service.arn(NAME)

    wiring.handler(raw_event("Create"), Context())
    wiring.handler(
        raw_event(
            "Update",
            PhysicalResourceId=arn,
            ResourceProperties=properties(Description="new"),
            OldResourceProperties=properties(),
        ),
        Context(),
    )
    assert service.team(NAME).settings["Description"] == "new"
    wiring.handler(raw_event("Delete", PhysicalResourceId=arn), Context())

    assert [(answer["Status"], answer["PhysicalResourceId"]) for answer in answers] == [("SUCCESS", arn)] * 3
    attributes = {
        "WorkteamArn": arn,
        "WorkteamName": NAME,
        "WorkforceArn": "arn:aws:sagemaker:eu-west-1:123456789012:workforce/default",
        "SubDomain": "abc.labeling.eu-west-1.sagemaker.aws",
        "PortalUrl": "https://abc.labeling.eu-west-1.sagemaker.aws",
    }
    assert [answer["Data"] for answer in answers] == [attributes, attributes, {}]
    assert {answer["url"] for answer in answers} == {RESPONSE_URL}
    assert service.names == set()


@pytest.mark.parametrize("field", ["ResponseURL", "StackId", "RequestId", "LogicalResourceId"])
def test_p12_an_event_without_what_an_answer_needs_goes_nowhere(
    service: FakeSageMaker, answers: list[dict[str, Any]], field: str
) -> None:
    wiring.handler(raw_event("Create"), Context())
    service.calls.clear()
    answers.clear()
    started = time.monotonic()

    with pytest.raises(MalformedEventError):
        wiring.handler(raw_event("Create", **{field: None}), Context())

    assert time.monotonic() - started < 1
    assert (answers, service.calls) == ([], [])


def test_p12_an_unknown_request_type_is_answered(service: FakeSageMaker, answers: list[dict[str, Any]]) -> None:
    wiring.handler(raw_event("Frobnicate"), Context())

    assert [answer["Status"] for answer in answers] == ["FAILED"]
    assert service.calls == []


@pytest.mark.parametrize(
    "url", ["http://evil.test/s3cr3t", "https://user@evil.test/s3cr3t", RESPONSE_URL + "&Expires=1", "s3cr3t"]
)
def test_p05_p13_an_event_with_another_or_an_expired_url_does_nothing(
    service: FakeSageMaker, answers: list[dict[str, Any]], url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"), pytest.raises(ResponseUrlError) as caught:
        wiring.handler(raw_event("Create", ResponseURL=url), Context())

    assert (answers, service.calls) == ([], [])
    assert "s3cr3t" not in f"{caught.value}{caplog.text}"


def test_p06_a_host_named_in_the_environment_gets_its_answer(
    service: FakeSageMaker, answers: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESPONSE_URL_HOSTS", "127.0.0.1:8080")

    wiring.handler(raw_event("Create", ResponseURL="http://127.0.0.1:8080/x"), Context())

    assert [answer["url"] for answer in answers] == ["http://127.0.0.1:8080/x"]


@pytest.mark.parametrize("request_type", ["Create", "Update", "Delete"])
@pytest.mark.parametrize("seconds", [0.5, 2.5, 4.9])
def test_p10_too_little_time_makes_no_call_and_a_failure_with_a_valid_id(
    service: FakeSageMaker, answers: list[dict[str, Any]], request_type: str, seconds: float
) -> None:
    physical_id = None if request_type == "Create" else service.arn(NAME)

    wiring.handler(raw_event(request_type, PhysicalResourceId=physical_id), Context(seconds))

    [answer] = answers
    assert answer["Status"] == "FAILED"
    assert answer["PhysicalResourceId"] == (physical_id or "not-created:Team:6ba7b810-9dad-11d1-80b4-00c04fd430c8")
    assert service.calls == []


def test_p17_a_stack_id_that_is_none_is_answered(service: FakeSageMaker, answers: list[dict[str, Any]]) -> None:
    wiring.handler(raw_event("Delete", StackId="stack", PhysicalResourceId="given"), Context())

    assert [(answer["Status"], answer["PhysicalResourceId"]) for answer in answers] == [("FAILED", "given")]
    assert service.calls == []


@pytest.mark.parametrize("physical_id", [None, ""])
def test_p17_an_update_without_an_id_fails_with_one(
    service: FakeSageMaker, answers: list[dict[str, Any]], physical_id: str | None
) -> None:
    wiring.handler({**raw_event("Update"), "PhysicalResourceId": physical_id}, Context())

    [answer] = answers
    assert answer["Status"] == "FAILED"
    assert "`PhysicalResourceId`" in answer["Reason"]
    assert answer["PhysicalResourceId"]
    assert service.calls == []


@pytest.mark.parametrize("physical_id", [None, ""])
def test_p24_a_delete_without_an_id_succeeds_with_one(
    service: FakeSageMaker, answers: list[dict[str, Any]], physical_id: str | None
) -> None:
    wiring.handler({**raw_event("Delete"), "PhysicalResourceId": physical_id}, Context())

    [answer] = answers
    assert answer["Status"] == "SUCCESS"
    assert answer["PhysicalResourceId"]


def test_p11_the_sdks_own_retries_stop_at_the_deadline(
    service: FakeSageMaker, answers: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workteam_provider.deadline._WORK_WORTH_STARTING_SECONDS", 0)
    told: list[str] = []
    answered, ended = threading.Event(), threading.Event()

    def sign_once_more_when_time_is_over() -> None:
        stop_late_calls(request=None)
        told.append("in time")
        answered.wait(5)
        try:
            stop_late_calls(request=None)
        except OutOfTimeError:
            told.append("late")
        ended.set()

    service.before("CreateWorkteam", sign_once_more_when_time_is_over)

    wiring.handler(raw_event("Create"), Context(2.2))
    answered.set()
    assert ended.wait(5)

    assert told == ["in time", "late"]
    assert [answer["Status"] for answer in answers] == ["FAILED"]
    assert answers[0]["PhysicalResourceId"].startswith("in-doubt:")


def test_p11_the_client_is_made_with_the_hook_that_stops_late_calls() -> None:
    client: Any = sagemaker()

    Deadline(0).govern()
    try:
        with pytest.raises(OutOfTimeError):
            client.describe_workteam(WorkteamName=NAME)
    finally:
        Deadline(10**9).govern()


def test_p43_values_stay_out_of_reasons_and_log(
    service: FakeSageMaker, answers: list[dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    service.fail(
        "CreateWorkteam", client_error("CreateWorkteam", "ValidationException", "Value 'labels things' is bad")
    )

    with caplog.at_level("DEBUG"):
        wiring.handler(raw_event("Create"), Context())

    told = answers[0]["Reason"] + "".join(str(record.__dict__) for record in caplog.records)
    assert "ValidationException" in told
    assert "labels things" not in told
    assert "s3cr3t" not in told


def run_python(code: str, **environment: str) -> str:
    path = os.pathsep.join([str(_LAMBDA), *(path for path in sys.path if path.endswith("site-packages"))])
    done = subprocess.run(
        [sys.executable, "-S", "-c", textwrap.dedent(code)],
        env={"PYTHONPATH": path, "AWS_EC2_METADATA_DISABLED": "true", **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


_WATCHED_IMPORT = """
    import socket
    def refuse(*_, **__): raise AssertionError("the network was used")
    socket.socket.connect = socket.getaddrinfo = refuse
    from botocore.session import Session
    made, make = [], Session.create_client
    Session.create_client = lambda session, name, *a, **k: made.append(name) or make(session, name, *a, **k)
    import workteam_provider.handler
    print(made)
"""


_CREDENTIALS = dict.fromkeys(("AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "eu-west-1")


def test_p42_importing_needs_no_region_credentials_or_network() -> None:
    assert run_python(_WATCHED_IMPORT).strip() == "[]"


def test_p42_in_lambda_the_one_client_is_made_ahead() -> None:
    assert run_python(_WATCHED_IMPORT, **_CREDENTIALS).strip() == "['sagemaker']"


def test_boto3_is_not_imported_and_can_be_by_others() -> None:
    script = """
        import sys
        import workteam_provider.handler
        print("boto3" in sys.modules, "s3transfer" in sys.modules)
        import boto3
        print(boto3.client("sts").meta.service_model.service_name)
    """
    assert run_python(script, **_CREDENTIALS, AWS_DEFAULT_REGION="eu-west-1").split() == ["False", "False", "sts"]


def test_boto3_that_is_imported_already_stays() -> None:
    script = """
        import boto3, crhelper.resource_helper, sys
        import workteam_provider.handler
        print(sys.modules["boto3"] is boto3 is crhelper.resource_helper.boto3)
    """
    assert run_python(script).strip() == "True"


def test_p39_the_client_is_made_once_and_its_calls_are_bounded() -> None:
    client = sagemaker()

    assert sagemaker() is client
    config: Any = client.meta.config
    assert config.connect_timeout + config.read_timeout <= 30
    assert config.retries["mode"] == "standard"
    sagemaker.cache_clear()
