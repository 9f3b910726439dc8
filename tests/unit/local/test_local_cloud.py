from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from local.cloud import LocalCloud
from local.environment import CLOUD_ID
from local.ports import free_port, listening
from local.processes import marked
from local.sagemaker import SageMakerEmulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from unit.local.fixtures import Connect, Make, Refused

REGION = "eu-west-1"


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(region=REGION) as cloud:
        yield cloud


@pytest.fixture(scope="module")
def pool(cloud: LocalCloud) -> dict[str, str]:
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="workers")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="portal")["UserPoolClient"]["ClientId"]
    cognito.create_group(UserPoolId=pool, GroupName="annotators")
    return {"UserPool": pool, "ClientId": client, "UserGroup": "annotators"}


def create(cloud: LocalCloud, member: dict[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = cloud.client("sagemaker").create_workteam(
        WorkteamName="labelers", Description="d", MemberDefinitions=[{"CognitoMemberDefinition": member}]
    )
    return made


def test_cognito_members_that_exist_are_taken(cloud: LocalCloud, pool: dict[str, str]) -> None:
    cloud.control.reset()
    assert create(cloud, pool)["WorkteamArn"].startswith(f"arn:aws:sagemaker:{REGION}:000000000000:workteam/")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"UserPool": f"{REGION}_Nowhere12"}, "user pool"),
        ({"ClientId": "x1"}, "app client"),
        ({"UserGroup": "x2"}, "group"),
    ],
)
def test_cognito_members_that_do_not_exist_are_named(
    cloud: LocalCloud, pool: dict[str, str], refused: Refused, changed: dict[str, Any], named: str
) -> None:
    cloud.control.reset()
    (value,) = changed.values()
    code, message = refused(lambda: create(cloud, pool | changed))
    assert code == "ValidationException"
    assert named in message
    assert value in message
    assert cloud.client("sagemaker").list_workteams()["Workteams"] == []


def test_a_cognito_endpoint_that_does_not_answer_is_told(connect: Connect, team: Make, refused: Refused) -> None:
    with SageMakerEmulator(cognito_endpoint=f"http://127.0.0.1:{free_port()}") as emulator:
        code, message = refused(connect(emulator.url).create_workteam, **team())
    assert (code, "can't be looked up" in message) == ("InternalFailure", True)


def test_its_environment_reaches_nobody_elses_account(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "theirs")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text("[default]\nregion = sa-east-1\nsts_regional_endpoints = legacy\n")
    asks = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'], boto3.Session().region_name)"

    answer = subprocess.run([sys.executable, "-c", asks], env=cloud.environment(), capture_output=True, text=True)

    assert answer.stdout.split() == ["000000000000", REGION], answer.stderr
    assert cloud.client("sts").get_caller_identity()["Account"] == "000000000000"


def test_lambda_functions_find_sagemaker_and_may_answer(cloud: LocalCloud) -> None:
    environment = next(
        process.environ() for process in marked(cloud.environment()[CLOUD_ID]) if "local.emulator" in process.cmdline()
    )
    assert environment["AWS_ENDPOINT_URL_SAGEMAKER"] == cloud.sagemaker_url
    assert f"http://{environment['RESPONSE_URL_HOSTS']}" == cloud.url
    assert "PYTHONPATH" not in environment


def test_a_taken_port_is_told() -> None:
    with listening(0) as listener:
        port = listener.getsockname()[1]
        for ports in ((port, 0), (0, port)):
            with pytest.raises(OSError, match=f"expected a free one, received {port}"):
                LocalCloud(*ports).start()


def test_a_schedule_fires_with_its_own_arn_in_its_input(cloud: LocalCloud) -> None:
    queues, scheduler = cloud.client("sqs"), cloud.client("scheduler")
    queue = queues.create_queue(QueueName="ticks")["QueueUrl"]
    target = {
        "Arn": f"arn:aws:sqs:{REGION}:{cloud.account}:ticks",
        "RoleArn": f"arn:aws:iam::{cloud.account}:role/any",
        "Input": '{"by": "<aws.scheduler.schedule-arn>"}',
    }
    made = scheduler.create_schedule(
        Name="now", ScheduleExpression="at(2020-01-01T00:00:00)", FlexibleTimeWindow={"Mode": "OFF"}, Target=target
    )
    (message,) = queues.receive_message(QueueUrl=queue, WaitTimeSeconds=20)["Messages"]
    assert json.loads(message["Body"]) == {"by": made["ScheduleArn"]}
