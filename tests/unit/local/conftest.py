import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import urllib3
from botocore.exceptions import ClientError

from local.clients import make_client
from local.sagemaker import SageMakerEmulator

ACCOUNT = "111122223333"
REGION = "eu-west-1"


@pytest.fixture(scope="session")
def running_emulator() -> Iterator[SageMakerEmulator]:
    with SageMakerEmulator() as emulator:
        yield emulator


@pytest.fixture
def emulator(running_emulator: SageMakerEmulator) -> SageMakerEmulator:
    running_emulator.control.reset()
    return running_emulator


@pytest.fixture(scope="session")
def connect() -> Callable[..., Any]:
    """A client without retries whose requests aren't checked before they are sent."""
    clients: dict[tuple[str, str, str], Any] = {}

    def connect(url: str, account: str = ACCOUNT, region: str = REGION) -> Any:
        key = url, account, region
        if key not in clients:
            clients[key] = make_client(
                "sagemaker", url, account, region, parameter_validation=False, retries={"total_max_attempts": 1}
            )
        return clients[key]

    return connect


@pytest.fixture
def sagemaker(emulator: SageMakerEmulator, connect: Callable[..., Any]) -> Any:
    return connect(emulator.url)


@pytest.fixture
def member() -> Callable[..., dict[str, Any]]:
    def member(group: str = "annotators", pool: str = "eu-west-1_AbCd12345", client: str = "client1") -> dict[str, Any]:
        return {"CognitoMemberDefinition": {"UserPool": pool, "UserGroup": group, "ClientId": client}}

    return member


@pytest.fixture
def team(member: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def team(name: str = "labelers", **others: Any) -> dict[str, Any]:
        return {"WorkteamName": name, "Description": "Draws boxes", "MemberDefinitions": [member()], **others}

    return team


@pytest.fixture
def refused() -> Callable[..., tuple[str, str]]:
    """Call and return the code and message of the error that must come."""

    def refused(call: Callable[..., Any], **request: Any) -> tuple[str, str]:
        with pytest.raises(ClientError) as caught:
            call(**request)
        error = caught.value.response["Error"]
        return error["Code"], error["Message"]

    return refused


@pytest.fixture
def call_raw(emulator: SageMakerEmulator) -> Callable[..., tuple[int, Any]]:
    """Send a request that no SDK would send and return the status and the answer."""

    def call_raw(operation: str, body: object, authorized: bool = True) -> tuple[int, Any]:
        headers = {"X-Amz-Target": f"SageMaker.{operation}"}
        if authorized:
            credential = f"Credential={ACCOUNT}/20260101/{REGION}/sagemaker/aws4_request"
            headers["Authorization"] = f"AWS4-HMAC-SHA256 {credential}, SignedHeaders=host, Signature=0"
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = urllib3.request("POST", emulator.url, body=content, headers=headers)
        return answer.status, answer.json()

    return call_raw
