"""The entry: from an event to its answer, over real connections."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from support.answers import Answer, read_answer
from support.fake_sagemaker import FakeSageMaker, client_error
from support.raw_server import forget_proxies
from support.response_sink import ResponseSink, status
from unit.function.scene import FUNCTION_ARN, NAME, REQUEST_ID, STACK_ID, properties, raw_event
from workteam_provider import handler as entry
from workteam_provider.contract import HANDLER
from workteam_provider.handler import RESOURCES, handler
from workteam_provider.protocol.errors import DeliveryError, MalformedEventError, ResponseUrlError
from workteam_provider.workteam import workteams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.clock import Clock
    from workteam_provider.protocol.attempt import Attempt

LAMBDA: Final = Path(entry.__file__).parents[1]
MARKER: Final = f"not-created:Team:{REQUEST_ID}"
IN_DOUBT: Final = f"in-doubt:Team:{REQUEST_ID}"


class Context:
    """Lambda's context."""

    aws_request_id = "invocation"

    def __init__(self, seconds: float = 300, function_arn: str = FUNCTION_ARN) -> None:
        self.seconds = seconds
        self.invoked_function_arn = function_arn

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds * 1000)


class World:
    """A function, the service that it calls, and the bucket that takes its answers."""

    def __init__(self, sink: ResponseSink) -> None:
        self.service = FakeSageMaker()
        self.sink = sink
        self.url = ""

    def send(self, request_type: str = "Create", context: Context | None = None, **changes: Any) -> Answer:
        """Send an event and return its only answer."""
        self.url = self.sink.issue(changes.get("StackId", STACK_ID), "Team", REQUEST_ID)
        event = {**raw_event(request_type, ResponseURL=self.url), **changes}
        answered = len(self.sink.stored(self.url))
        handler(event, context or Context())
        [body] = self.sink.stored(self.url)[answered:]
        return read_answer(body, event)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    forget_proxies(monkeypatch)
    with ResponseSink() as sink:
        world = World(sink)
        monkeypatch.setenv("RESPONSE_URL_HOSTS", sink.host)
        monkeypatch.setattr(workteams, "sagemaker", lambda: world.service)
        yield world
        assert sink.strays == []


def test_a_whole_life(world: World) -> None:
    arn = world.service.arn(NAME)
    new = properties(Description="new")

    made = world.send("Create")
    changed = world.send("Update", PhysicalResourceId=arn, ResourceProperties=new, OldResourceProperties=properties())
    assert world.service.team(NAME).settings["Description"] == "new"
    deleted = world.send("Delete", PhysicalResourceId=arn)

    attributes = {
        "WorkteamArn": arn,
        "WorkteamName": NAME,
        "WorkforceArn": "arn:aws:sagemaker:eu-west-1:123456789012:workforce/default",
        "SubDomain": "abc.labeling.eu-west-1.sagemaker.aws",
        "PortalUrl": "https://abc.labeling.eu-west-1.sagemaker.aws",
    }
    assert made == changed == Answer("SUCCESS", arn, "", attributes)
    assert deleted == Answer("SUCCESS", arn, "", {})
    assert world.service.names == set()


def test_p01_a_second_resource_type_fits_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def create(attempt: Attempt) -> None:
        attempt.may_have_made()
        attempt.succeeded("toy", {"Made": attempt.owner.logical_id})

    def update(attempt: Attempt) -> None:
        raise SystemExit("broken")

    def delete(attempt: Attempt) -> None:
        attempt.succeeded(attempt.physical_id, {})

    monkeypatch.setitem(RESOURCES, "Custom::Toy", {"Create": create, "Update": update, "Delete": delete})

    assert world.send("Create", ResourceType="Custom::Toy") == Answer("SUCCESS", "toy", "", {"Made": "Team"})
    broken = world.send("Update", ResourceType="Custom::Toy", PhysicalResourceId="toy")
    assert (broken.status, broken.physical_id) == ("FAILED", "toy")
    assert "unexpected SystemExit" in broken.reason
    assert world.send("Delete", ResourceType="Custom::Toy", PhysicalResourceId="toy").succeeded
    assert world.service.calls == []
    assert world.send("Create", ResourceType="Custom::OfTheUsersOwnChoice").physical_id == world.service.arn(NAME)


@pytest.mark.parametrize("field", ["ResponseURL", "StackId", "RequestId", "LogicalResourceId"])
def test_p12_an_event_without_what_an_answer_needs_goes_nowhere(
    world: World, clock: Clock, field: str, caplog: pytest.LogCaptureFixture
) -> None:
    world.send("Create")
    world.service.calls.clear()

    with caplog.at_level("INFO"), pytest.raises(MalformedEventError):
        handler(raw_event("Create", **{"ResponseURL": world.url, field: None}), Context())

    assert (len(world.sink.puts(world.url)), world.service.calls, clock.now) == (1, [], 1000)
    assert caplog.records[-1].__dict__["errorClass"] == "MalformedEventError"


@pytest.mark.parametrize(
    "url",
    ["http://evil.test/s3cr3t", "{expired}&s3cr3t", "s3cr3t{mine}", "{other}?s3cr3t", "s3cr3t"],
)
def test_p05_p13_p81_an_event_with_another_or_an_expired_url_does_nothing(
    world: World, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    mine = world.sink.issue(STACK_ID, "Team", REQUEST_ID)
    expired = world.sink.issue(STACK_ID, "Team", "old", issued_at=time.time() - 7201)
    other = f"http://{world.sink.host}/{STACK_ID.replace('/Stack/', '/Other/')}"

    with caplog.at_level("DEBUG"), pytest.raises(ResponseUrlError) as caught:
        handler(raw_event("Create", ResponseURL=url.format(mine=mine, expired=expired, other=other)), Context())

    assert [*world.sink.puts(mine), *world.sink.puts(expired), *world.service.calls] == []
    assert "s3cr3t" not in f"{caught.value}{caplog.text}"


def test_p03_an_answer_that_is_refused_ends_the_invocation_with_an_error(world: World) -> None:
    world.sink.trouble(status(403), status(403))

    with pytest.raises(DeliveryError, match="status 403"):
        world.send("Create")

    assert len(world.sink.puts(world.url)) == 2


@pytest.mark.parametrize("request_type", ["Create", "Update", "Delete"])
@pytest.mark.parametrize(
    ("context", "changes", "reason"),
    [
        (Context(1.5), {}, "the function ran out of time"),
        (Context(4.9), {}, "the function ran out of time"),
        (Context(function_arn="provider"), {}, "the ARN by which the function was invoked can't be read"),
        (Context(), {"StackId": "stack"}, "`StackId`: expected the ARN of a CloudFormation stack; nothing"),
        (Context(), {"RequestType": "Frobnicate"}, "`RequestType`: expected Create, Update or Delete"),
    ],
)
def test_p10_p12_p17_what_can_not_be_begun_makes_no_call_and_is_told_with_its_id(
    world: World, request_type: str, context: Context, changes: dict[str, Any], reason: str
) -> None:
    given = {} if request_type == "Create" else {"PhysicalResourceId": "given"}

    answer = world.send(request_type, context, **given, **changes)

    marker = IN_DOUBT if "time" in reason else MARKER
    assert (answer.status, answer.physical_id) == ("FAILED", given.get("PhysicalResourceId", marker))
    assert answer.reason.startswith(reason)
    assert world.service.calls == []


@pytest.mark.parametrize("request_type", ["Create", "Update", "Delete"])
def test_p11_time_that_runs_out_during_a_call_is_one_failure_and_no_call_after_it(
    world: World, clock: Clock, request_type: str
) -> None:
    given: dict[str, Any] = {}
    if request_type != "Create":
        given = {"PhysicalResourceId": world.send("Create").physical_id, "OldResourceProperties": properties()}
    operation = f"{request_type}Workteam"

    def hang() -> None:
        clock.now += 999

    world.service.before(operation, hang)
    started = clock.now

    answer = world.send(request_type, Context(20), ResourceProperties=properties(Description="new"), **given)

    assert clock.now == started + 18
    assert "ran out of time" in answer.reason
    assert answer.physical_id == given.get("PhysicalResourceId", f"in-doubt:Team:{REQUEST_ID}")
    assert world.service.calls[-1].operation == operation


@pytest.mark.parametrize("physical_id", [None, ""])
@pytest.mark.parametrize(("request_type", "said"), [("Update", "FAILED"), ("Delete", "SUCCESS")])
def test_p17_p24_an_event_without_an_id_is_answered_with_one(
    world: World, physical_id: str | None, request_type: str, said: str
) -> None:
    answer = world.send(request_type, PhysicalResourceId=physical_id)

    assert (answer.status, answer.physical_id, world.service.calls) == (said, MARKER, [])
    assert ("`PhysicalResourceId`" in answer.reason) == (said == "FAILED")


@pytest.mark.parametrize("ours", ["eu-west-1", "123456789012", "arn:aws:"])
def test_p62_a_create_for_a_stack_elsewhere_is_refused_before_any_call(world: World, ours: str) -> None:
    elsewhere = {"eu-west-1": "us-east-1", "123456789012": "210987654321", "arn:aws:": "arn:aws-cn:"}[ours]

    answer = world.send("Create", Context(function_arn=FUNCTION_ARN.replace(ours, elsewhere)))

    assert (answer.status, answer.physical_id, world.service.calls) == ("FAILED", MARKER, [])
    assert answer.reason.startswith("`ServiceToken`: the stack is in eu-west-1 of account 123456789012")


@pytest.mark.parametrize("secret", ["labels things", 'grün & "gut"\\'])
@pytest.mark.parametrize("spell", [str, json.dumps, str.upper])
def test_p43_p81_values_and_control_characters_stay_out_of_reasons_and_log(
    world: World, caplog: pytest.LogCaptureFixture, secret: str, spell: Any
) -> None:
    words = f"Value '{spell(secret)}' is\x1b[31m bad\r\nSUCCESS \u202eodd " + "x" * 5000
    world.service.fail("CreateWorkteam", client_error("CreateWorkteam", "ValidationException", words))

    with caplog.at_level("DEBUG"):
        answer = world.send("Create", ResourceProperties=properties(Description=secret))

    logged = [str(value) for record in caplog.records for value in record.__dict__.values()]
    [reason] = [record.__dict__["reason"] for record in caplog.records if record.getMessage() == "failed"]
    assert max(len(answer.reason), len(reason)) <= 1024
    for told in (answer.reason, reason):
        assert told.startswith("CreateWorkteam failed with ValidationException: Value '")
        assert "<hidden>" in told
        assert told.isprintable()
    assert answer.reason.endswith("(request invocation)")
    assert "signature-of" not in "".join(logged)
    assert not [one for one in [answer.reason, *logged] if secret.lower() in one.lower()]


_CREDENTIALS = dict.fromkeys(("AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "eu-west-1")
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
_DISPATCH = """
    import workteam_provider.handler
    import crhelper.resource_helper as theirs
    from workteam_provider.protocol import attempt, deadline, dispatch, event
    fields = ("ResponseURL", "StackId", "RequestId", "LogicalResourceId")
    it = attempt.Attempt(event.parse_event(dict.fromkeys(fields, "x")), deadline.Deadline(9), "x")
    made = dispatch.Dispatch(it, dict.fromkeys(dispatch.REQUEST_TYPES, lambda it: it.succeeded("made", {})))
    print(made._lambda_client, made._events_client, made._logs_client)
"""


def run_python(code: str, **environment: str) -> list[str]:
    path = os.pathsep.join([str(LAMBDA), *(path for path in sys.path if path.endswith("site-packages"))])
    done = subprocess.run(
        [sys.executable, "-S", "-c", textwrap.dedent(code)],
        env={"PYTHONPATH": path, "AWS_EC2_METADATA_DISABLED": "true", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(("environment", "made"), [({}, "[]"), (_CREDENTIALS, "['sagemaker']")])
def test_p42_importing_needs_nothing_and_makes_no_client_but_sagemakers(environment: dict[str, str], made: str) -> None:
    assert run_python(_WATCHED_IMPORT, **environment) == [made]


def test_the_handler_is_where_the_contract_says() -> None:
    module, _, name = HANDLER.rpartition(".")

    assert getattr(sys.modules[module], name) is handler


def test_the_collector_rests_during_the_start_and_works_after_it() -> None:
    script = """
        import gc, os, typing  # as Lambda's runtime client has
        runs = []
        gc.collect()  # so that none is due
        gc.callbacks.append(lambda phase, _: runs.append(phase))
        import workteam_provider.handler
        print(len(runs), gc.isenabled(), gc.get_freeze_count() > 10_000)
    """
    assert run_python(script, **_CREDENTIALS) == ["0", "True", "True"]


def test_a_start_that_fails_leaves_the_collector_at_work() -> None:
    script = """
        import gc, sys
        sys.modules["botocore"] = None
        try:
            import workteam_provider.handler
        except ImportError:
            print(gc.isenabled())
    """
    assert run_python(script) == ["True"]


def test_p42_boto3_is_not_imported_and_can_be_by_others() -> None:
    script = f"""
    import sys
    {_DISPATCH}
    print("boto3" in sys.modules, "s3transfer" in sys.modules)
    import boto3
    print(boto3.client("sts").meta.service_model.service_name)
    """
    told = run_python(script, **_CREDENTIALS, AWS_DEFAULT_REGION="eu-west-1")
    assert told == ["None", "None", "None", "False", "False", "sts"]


@pytest.mark.parametrize(
    "earlier", ["import boto3", "import boto3, crhelper", "import crhelper.resource_helper, boto3"]
)
def test_p42_boto3_that_was_imported_before_stays_and_makes_no_client(earlier: str) -> None:
    script = f"""
    {earlier}
    import sys
    {_DISPATCH}
    print(sys.modules["boto3"] is boto3, boto3.client.__module__, theirs.boto3 is boto3)
    """
    assert run_python(script) == ["None", "None", "None", "True", "boto3", "False"]
