from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from local.sagemaker import Control, Fault, RemoteControl
from local.sagemaker.server import SageMakerEmulator

if TYPE_CHECKING:
    from unit.local.fixtures import Connect, Make, Refused, SageMaker


@pytest.fixture
def remote(emulator: SageMakerEmulator) -> RemoteControl:
    return RemoteControl(emulator.url)


def test_both_controls_have_the_same_methods() -> None:
    def methods(kind: type) -> dict[str, inspect.Signature]:
        return {
            name: inspect.signature(method)
            for name, method in inspect.getmembers(kind, inspect.isfunction)
            if not name.startswith("_")
        }

    assert methods(RemoteControl) == methods(Control)


def test_calls_are_seen_from_outside(
    emulator: SageMakerEmulator, remote: RemoteControl, sagemaker: SageMaker, team: Make
) -> None:
    sagemaker.create_workteam(**team())
    (call,) = remote.calls()
    assert remote.calls() == emulator.control.calls()
    assert (call.number, call.operation, call.error) == (1, "CreateWorkteam", None)
    assert (call.account, call.region, call.request) == ("111122223333", "eu-west-1", team())
    assert call.finished is not None
    assert 0 <= call.finished - call.started < 5
    remote.clear_calls()
    assert emulator.control.calls() == []


def test_faults_are_set_from_outside(
    emulator: SageMakerEmulator, remote: RemoteControl, sagemaker: SageMaker, refused: Refused
) -> None:
    fault = Fault("ListWorkteams", "error", times=3, code="Broken", message="on purpose", after_effect=True)
    remote.add_fault(fault)
    assert emulator.control.faults() == remote.faults() == [fault]
    assert refused(sagemaker.list_workteams) == ("Broken", "on purpose")
    remote.clear_faults()
    sagemaker.list_workteams()


def test_the_rest_is_set_from_outside(
    remote: RemoteControl, sagemaker: SageMaker, team: Make, refused: Refused
) -> None:
    remote.add_workforce("crowd", account="111122223333", region="eu-west-1")
    sagemaker.create_workteam(**team(WorkforceName="crowd"))
    remote.set_busy("labelers", ["job"])
    assert refused(sagemaker.delete_workteam, WorkteamName="labelers")[0] == "ResourceInUse"
    remote.set_busy("labelers", [], reviewed=True)
    assert refused(sagemaker.delete_workteam, WorkteamName="labelers")[0] == "ValidationException"
    remote.limit_rate(1)
    sagemaker.list_workteams()
    assert refused(sagemaker.list_workteams)[0] == "ThrottlingException"


def test_reads_lag_as_told_from_outside(remote: RemoteControl, sagemaker: SageMaker, team: Make) -> None:
    remote.set_lag(list_tags=60)
    arn = sagemaker.create_workteam(**team())["WorkteamArn"]
    sagemaker.describe_workteam(WorkteamName="labelers")
    with pytest.raises(ClientError, match="doesn't exist"):
        sagemaker.list_tags(ResourceArn=arn)
    remote.set_lag()
    sagemaker.list_tags(ResourceArn=arn)


def test_workforces_are_as_told_from_outside(remote: RemoteControl, sagemaker: SageMaker) -> None:
    config = {"UserPool": "eu-west-1_AbCd12345", "ClientId": "client1"}
    remote.set_workforce_pace(600, "no reason")
    sagemaker.create_workforce(WorkforceName="crowd", CognitoConfig=config)
    assert sagemaker.list_workforces()["Workforces"][0]["Status"] == "Initializing"
    remote.set_workforce_status("Failed", "no endpoint", "111122223333", "eu-west-1")
    assert sagemaker.list_workforces()["Workforces"][0]["FailureReason"] == "no endpoint"
    remote.reset()
    sagemaker.create_workforce(WorkforceName="crowd", CognitoConfig=config)
    assert sagemaker.list_workforces()["Workforces"][0]["Status"] == "Active"


def test_reset_forgets_everything(remote: RemoteControl, sagemaker: SageMaker, team: Make) -> None:
    sagemaker.create_workteam(**team())
    remote.set_busy("labelers", ["job"], reviewed=True)
    remote.add_fault(Fault("*", "drop"))
    remote.set_lag(60, 60)
    remote.limit_rate(1)

    remote.reset()

    assert remote.calls() == []
    for _ in range(3):
        assert sagemaker.list_workteams()["Workteams"] == sagemaker.list_workforces()["Workforces"] == []
    sagemaker.create_workteam(**team())
    sagemaker.describe_workteam(WorkteamName="labelers")
    sagemaker.delete_workteam(WorkteamName="labelers")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "faults", {"operation": "*", "kind": "explode"}),
        ("POST", "faults", {"operation": "*", "colour": "red"}),
        ("POST", "busy", {}),
        ("POST", "rate", {"calls_per_second": -1}),
        ("POST", "lag", {"describe_workteam": -1}),
        ("POST", "lag", {"list_workteams": 1}),
        ("POST", "workforce_pace", {"seconds": -1}),
        ("POST", "workforce_status", {"status": "Failed"}),
        ("GET", "nowhere", None),
        ("PUT", "calls", None),
    ],
)
def test_a_bad_control_request_says_why(remote: RemoteControl, method: str, path: str, body: object) -> None:
    with pytest.raises(ValueError, match=r"\w+"):
        remote._ask(method, path, body)


def test_a_taken_port_is_told(emulator: SageMakerEmulator) -> None:
    port = int(emulator.url.rsplit(":", 1)[1])
    with pytest.raises(OSError, match=f"`port`: expected a free one, received {port}"):
        SageMakerEmulator(port).start()


def test_a_stopped_emulator_frees_its_port(connect: Connect) -> None:
    with SageMakerEmulator() as emulator:
        port = int(emulator.url.rsplit(":", 1)[1])
    with SageMakerEmulator(port) as emulator:
        assert connect(emulator.url).list_workteams()["Workteams"] == []
