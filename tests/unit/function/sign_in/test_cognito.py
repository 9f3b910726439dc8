"""The client for user pools: what boto3's does, but that an app client passes through it as raw JSON."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.loaders import Loader

from support.partitions import REGIONS
from support.raw_server import forget_proxies
from tools.service_model import COGNITO_OPERATIONS, RAW
from workteam_provider.sign_in.app_client import READ_ONLY
from workteam_provider.sign_in.cognito import cognito

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = {"UserPoolId": "eu-west-1_AbCd12345", "ClientId": "client"}
UNKNOWN: dict[str, Any] = {"LaterMember": {"Kept": [1, 2.5, None, False, "ü"]}, "Later": None, "LaterYet": []}
_OF_EACH_REQUEST = ("Authorization", "User-Agent", "X-Amz-Date", "amz-sdk-invocation-id", "Content-Length")
_ONE_OF_EACH_PARTITION = {partition: region for partition, region, _ in REGIONS}


class Body(io.BytesIO):
    """As botocore reads a body."""

    def stream(self) -> Iterator[bytes]:
        yield self.read()


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    forget_proxies(monkeypatch)
    cognito.cache_clear()
    yield cognito()
    cognito.cache_clear()


def sent(client: Any, method: str, request: dict[str, Any], answer: Any = None) -> tuple[Any, Any]:
    """Make a call; returns what goes out and what comes back."""
    requests = []

    def send(request: Any, **_: Any) -> AWSResponse:
        requests.append(request)
        return AWSResponse(request.url, 200, HTTPHeaders(), Body(json.dumps(answer or {}).encode()))

    client.meta.events.register("before-send.cognito-idp", send)
    came_back = getattr(client, method)(**request)
    client.meta.events.unregister("before-send.cognito-idp", send)
    return requests[0], came_back


def comparable(request: Any) -> Any:
    scope = request.headers["Authorization"].decode().partition("/")[2].partition("/")[2].partition(",")[0]
    headers = {name: value for name, value in request.headers.items() if name not in _OF_EACH_REQUEST}
    return request.method, request.url, json.loads(request.body), headers, scope


def test_it_is_made_once_from_the_cut_model(ours: Any) -> None:
    assert cognito() is ours
    assert sorted(ours.meta.service_model.operation_names) == sorted(COGNITO_OPERATIONS)
    made: Any = ours.meta.config
    assert made.connect_timeout + made.read_timeout <= 30


@pytest.mark.parametrize(
    "region", [*(region for name, region in _ONE_OF_EACH_PARTITION.items() if name != "aws-cn"), "me-somewhere-9"]
)
@pytest.mark.usefixtures("ours")
def test_p61_it_sends_the_request_that_boto3s_sends(monkeypatch: pytest.MonkeyPatch, region: str) -> None:
    monkeypatch.setenv("AWS_REGION", region)
    cognito.cache_clear()
    ours: Any = cognito()
    theirs = boto3.client("cognito-idp", region_name=region, config=ours.meta.config)
    update = {**NAMES, "CallbackURLs": ["https://x"], "EnableTokenRevocation": False, "TokenValidityUnits": {}}

    assert ours.meta.endpoint_url == theirs.meta.endpoint_url
    for method, request in (("describe_user_pool_client", NAMES), ("update_user_pool_client", update)):
        assert comparable(sent(ours, method, request)[0]) == comparable(sent(theirs, method, request)[0])


def test_p73_what_botocore_does_not_know_comes_in_and_goes_out_as_it_is(ours: Any) -> None:
    client = {**NAMES, **UNKNOWN, "CreationDate": 1.5e9}

    _, shown = sent(ours, "describe_user_pool_client", NAMES, {RAW: client})
    request, answer = sent(ours, "update_user_pool_client", shown[RAW], {RAW: client})

    assert shown[RAW] == answer[RAW] == json.loads(request.body) == client
    assert request.headers["Content-Length"] == str(len(request.body))


def test_p73_what_is_read_and_can_not_be_written_is_known() -> None:
    shapes = Loader().load_service_model("cognito-idp", "service-2")["shapes"]

    shown, taken = (set(shapes[name]["members"]) for name in ("UserPoolClientType", "UpdateUserPoolClientRequest"))

    assert shown - taken == set(READ_ONLY)
    assert taken <= shown


def test_the_rest_of_the_cut_model_is_botocores_own(ours: Any) -> None:
    whole: Any = boto3.client("cognito-idp")

    for name in COGNITO_OPERATIONS:
        cut, theirs = (made.meta.service_model.operation_model(name) for made in (ours, whole))
        assert cut.http == theirs.http
        assert [shape.name for shape in cut.error_shapes] == [shape.name for shape in theirs.error_shapes]
        assert list(cut.output_shape.members) == list(theirs.output_shape.members)
        assert (RAW in cut.output_shape.members) == ("UserPoolClient" in name)
    asked, theirs = (made.meta.service_model.operation_model(COGNITO_OPERATIONS[0]) for made in (ours, whole))
    assert list(asked.input_shape.members) == list(theirs.input_shape.members)
    assert asked.input_shape.required_members == theirs.input_shape.required_members


def test_a_refusal_is_read_as_boto3_reads_it(ours: Any) -> None:
    def send(request: Any, **_: Any) -> AWSResponse:
        body = b'{"__type": "ConcurrentModificationException", "message": "no"}'
        return AWSResponse(request.url, 400, HTTPHeaders(), Body(body))

    ours.meta.events.register("before-send.cognito-idp", send)

    with pytest.raises(ours.exceptions.ConcurrentModificationException, match="no"):
        ours.update_user_pool_client(**NAMES)
