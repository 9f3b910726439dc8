from __future__ import annotations

import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from local.clients import make_client
from local.sagemaker import Fault, RemoteControl, SageMakerEmulator

if TYPE_CHECKING:
    from unit.local.fixtures import Make, Refused, SageMaker


def kept(sagemaker: SageMaker) -> list[str]:
    return [shown["WorkteamName"] for shown in sagemaker.list_workteams()["Workteams"]]


def outcomes(emulator: SageMakerEmulator) -> list[tuple[str, str | None, str | None]]:
    return [(call.operation, call.error, call.fault) for call in emulator.control.calls()]


@pytest.mark.parametrize(
    ("fault", "code", "message"),
    [
        ({"kind": "throttle"}, "ThrottlingException", "Rate exceeded"),
        (
            {"kind": "deny"},
            "AccessDeniedException",
            "perform: sagemaker:CreateWorkteam on resource: arn:aws:sagemaker:",
        ),
        (
            {"kind": "error", "code": "ServiceUnavailable", "message": "later", "status": 503},
            "ServiceUnavailable",
            "later",
        ),
    ],
)
@pytest.mark.parametrize("after_effect", [False, True])
def test_errors(
    emulator: SageMakerEmulator,
    sagemaker: SageMaker,
    team: Make,
    refused: Refused,
    fault: dict[str, Any],
    code: str,
    message: str,
    after_effect: bool,
) -> None:
    emulator.control.add_fault(Fault("CreateWorkteam", times=1, after_effect=after_effect, **fault))

    told = refused(sagemaker.create_workteam, **team())

    assert (told[0], message in told[1]) == (code, True)
    assert kept(sagemaker) == (["labelers"] if after_effect else [])
    assert outcomes(emulator)[0] == ("CreateWorkteam", code, fault["kind"])


def test_the_status_of_an_error(emulator: SageMakerEmulator, sagemaker: SageMaker) -> None:
    emulator.control.add_fault(Fault("*", "error", status=503))
    with pytest.raises(ClientError) as caught:
        sagemaker.list_workteams()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_dropped_connection(
    emulator: SageMakerEmulator, sagemaker: SageMaker, team: Make, after_effect: bool
) -> None:
    emulator.control.add_fault(Fault("CreateWorkteam", "drop", times=1, after_effect=after_effect))
    with pytest.raises(ConnectionClosedError):
        sagemaker.create_workteam(**team())
    assert kept(sagemaker) == (["labelers"] if after_effect else [])
    assert outcomes(emulator)[0] == ("CreateWorkteam", None, "drop")


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_late_answer(
    emulator: SageMakerEmulator,
    sagemaker: SageMaker,
    team: Make,
    after_effect: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: queue.Queue[float] = queue.Queue()
    over = threading.Event()

    def sleep(seconds: float) -> None:
        slept.put(seconds)
        over.wait(30)

    monkeypatch.setattr("local.sagemaker.service.time", SimpleNamespace(sleep=sleep))
    emulator.control.add_fault(Fault("CreateWorkteam", "delay", times=1, delay=0.3, after_effect=after_effect))
    with ThreadPoolExecutor() as pool:
        creating = pool.submit(sagemaker.create_workteam, **team())
        assert slept.get(timeout=30) == 0.3
        assert kept(sagemaker) == (["labelers"] if after_effect else [])
        assert emulator.control.calls()[0].finished is None
        over.set()
        creating.result()
    assert kept(sagemaker) == ["labelers"]


def test_removals_that_are_ignored(emulator: SageMakerEmulator, sagemaker: SageMaker, team: Make) -> None:
    topic = {"NotificationTopicArn": "arn:aws:sns:eu-west-1:111122223333:work"}
    access = {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "Enabled"}}}
    off = {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "Disabled", "VpcSourceIp": "Disabled"}}}
    sagemaker.create_workteam(**team(NotificationConfiguration=topic, WorkerAccessConfiguration=access))
    emulator.control.add_fault(Fault("*", "keep_on_removal"))

    sagemaker.update_workteam(
        WorkteamName="labelers", Description="new", NotificationConfiguration={}, WorkerAccessConfiguration=off
    )

    shown = sagemaker.describe_workteam(WorkteamName="labelers")["Workteam"]
    assert (shown["Description"], shown["NotificationConfiguration"]) == ("new", topic)
    assert shown["WorkerAccessConfiguration"] == access


def test_a_delete_without_success(emulator: SageMakerEmulator, sagemaker: SageMaker, team: Make) -> None:
    sagemaker.create_workteam(**team())
    emulator.control.add_fault(Fault("DeleteWorkteam", "unsuccessful", times=1))
    assert sagemaker.delete_workteam(WorkteamName="labelers")["Success"] is False
    assert kept(sagemaker) == ["labelers"]
    assert sagemaker.delete_workteam(WorkteamName="labelers")["Success"] is True


def test_faults_hit_their_operation_in_turn_and_as_often_as_told(
    emulator: SageMakerEmulator, sagemaker: SageMaker, refused: Refused
) -> None:
    emulator.control.add_fault(Fault("DescribeWorkteam", "throttle", times=2))
    emulator.control.add_fault(Fault("*", "deny", times=1))

    def describe() -> str:
        return refused(sagemaker.describe_workteam, WorkteamName="nobody")[0]

    assert refused(sagemaker.list_workteams)[0] == "AccessDeniedException"
    assert [describe() for _ in range(3)] == ["ThrottlingException", "ThrottlingException", "ValidationException"]
    assert emulator.control.faults() == []


@dataclass
class Clock:
    """What the faults and the rate limit take for the time."""

    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("local.sagemaker.faults.time", clock)
    return clock


def test_a_fault_lasts_as_long_as_told(
    emulator: SageMakerEmulator, sagemaker: SageMaker, refused: Refused, clock: Clock
) -> None:
    emulator.control.add_fault(Fault("*", "throttle", seconds=20))
    clock.now += 19
    assert refused(sagemaker.list_workteams)[0] == "ThrottlingException"
    clock.now += 1
    sagemaker.list_workteams()


def test_an_sdk_with_retries_rides_faults_out(emulator: SageMakerEmulator, team: Make) -> None:
    client = make_client("sagemaker", emulator.url, "111122223333", "eu-west-1")
    emulator.control.add_fault(Fault("CreateWorkteam", "drop", times=1))
    emulator.control.add_fault(Fault("CreateWorkteam", "throttle", times=1))
    client.create_workteam(**team())
    assert [fault for _, _, fault in outcomes(emulator)] == ["drop", "throttle", None]


@pytest.mark.parametrize(
    ("fault", "field"), [({"kind": "explode"}, "`kind`"), ({"kind": "drop", "times": -1}, "`times`")]
)
def test_a_fault_that_makes_no_sense(fault: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=field):
        Fault("*", **fault)


def test_calls_beyond_the_rate_are_throttled(
    emulator: SageMakerEmulator, sagemaker: SageMaker, refused: Refused, clock: Clock
) -> None:
    emulator.control.limit_rate(5)
    for passed, admitted in ((0, 5), (0.5, 2), (0.5, 3), (60, 5)):  # a bucket of 5 that fills by 5 a second
        clock.now += passed
        for _ in range(admitted):
            sagemaker.list_workteams()
        assert refused(sagemaker.list_workteams)[0] == "ThrottlingException"
    emulator.control.limit_rate(None)
    for _ in range(10):
        sagemaker.list_workteams()


def test_a_rate_must_be_above_zero(emulator: SageMakerEmulator) -> None:
    with pytest.raises(ValueError, match="calls_per_second"):
        emulator.control.limit_rate(0)


def test_concurrent_creates_of_one_name_make_one_team(
    emulator: SageMakerEmulator, sagemaker: SageMaker, team: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create(number: int) -> str:
        try:
            return str(sagemaker.create_workteam(**team(Description=f"{number}"))["WorkteamArn"])
        except ClientError as error:
            return error.response["Error"]["Code"]

    monkeypatch.setattr("local.sagemaker.rules.check_room", lambda _: time.sleep(0.01))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(create, range(24)))

    assert answers.count("ResourceInUse") == 23
    assert [call.number for call in emulator.control.calls()] == list(range(1, 25))
    assert isinstance(RemoteControl(emulator.url).calls()[0].finished, float)


def test_members_of_a_request_are_forgotten(emulator: SageMakerEmulator, sagemaker: SageMaker, team: Make) -> None:
    emulator.control.add_fault(Fault("CreateWorkteam", "forget", members=["Tags"]))
    arn = sagemaker.create_workteam(**team(Tags=[{"Key": "a", "Value": "b"}]))["WorkteamArn"]
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == []
    assert outcomes(emulator)[0] == ("CreateWorkteam", None, "forget")
