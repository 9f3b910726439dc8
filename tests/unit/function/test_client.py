"""The client: boto3's own, from the cut files that the function ships."""

from __future__ import annotations

import functools
import io
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import EndpointConnectionError
from botocore.handlers import BUILTIN_HANDLERS
from botocore.loaders import Loader

from tools.service_model import OPERATIONS, cut_files
from workteam_provider import client
from workteam_provider.bounded import run_bounded

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_EACH_REQUEST = ("Authorization", "User-Agent", "X-Amz-Date", "amz-sdk-invocation-id")
_REGIONS = (
    "us-east-1",
    "eu-west-1",
    "me-somewhere-9",
    "xx-somewhere-1",
    "cn-north-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "eu-isoe-west-1",
    "us-isof-south-1",
    "eusc-de-east-1",
)


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "eu-west-1")
    client.sagemaker.cache_clear()
    yield client.sagemaker()
    client.sagemaker.cache_clear()


def test_the_files_are_cut_from_the_installed_botocore() -> None:
    for path, text in cut_files().items():
        assert path.read_text() == text, "run python -m tools.service_model"


def test_the_client_is_made_from_the_cut_model(cut: Any) -> None:
    assert sorted(cut.meta.service_model.operation_names) == sorted(OPERATIONS)


def test_the_cut_model_sends_what_the_whole_one_sends(cut: Any) -> None:
    whole: Any = boto3.client("sagemaker")

    for name in OPERATIONS:
        ours, theirs = (made.meta.service_model.operation_model(name) for made in (cut, whole))
        assert _shape(ours.input_shape) == _shape(theirs.input_shape)
        assert _shape(ours.output_shape) == _shape(theirs.output_shape)


def test_the_client_is_what_boto3_gives(cut: Any) -> None:
    whole: Any = boto3.client("sagemaker")

    assert (type(cut).__name__, type(cut).__bases__) == (type(whole).__name__, type(whole).__bases__)
    for method in cut.meta.method_to_api_mapping:
        assert cut.meta.method_to_api_mapping[method] == whole.meta.method_to_api_mapping[method]
        assert callable(getattr(cut, method))


def test_a_call_goes_through_the_hooks_that_boto3s_goes_through(cut: Any) -> None:
    whole: Any = boto3.client("sagemaker", config=cut.meta.config)
    phases = {event.partition(".")[0] for event, *_ in BUILTIN_HANDLERS}
    events = [f"{phase}.sagemaker.{operation}" for phase in phases for operation in OPERATIONS]

    ours, theirs = ({event: _hooks(made, event) for event in events} for made in (cut, whole))

    assert any(theirs.values())
    assert ours == theirs


def test_the_hooks_of_other_services_are_left_out(cut: Any) -> None:
    assert _hooks(boto3.client("sagemaker"), "before-parameter-build.s3.PutObject")[:1] != []
    assert _hooks(cut, "before-parameter-build.s3.PutObject") == _hooks(cut, "before-parameter-build")


@pytest.mark.parametrize(
    ("region", "variant"),
    [
        *((region, None) for region in _REGIONS),
        ("us-east-1", "AWS_USE_FIPS_ENDPOINT"),
        ("us-gov-west-1", "AWS_USE_FIPS_ENDPOINT"),
        ("eu-west-1", "AWS_USE_DUALSTACK_ENDPOINT"),
        ("cn-north-1", "AWS_USE_DUALSTACK_ENDPOINT"),
    ],
)
@pytest.mark.usefixtures("cut")
def test_the_client_sends_the_request_that_boto3s_sends(
    monkeypatch: pytest.MonkeyPatch, region: str, variant: str | None
) -> None:
    monkeypatch.setenv("AWS_REGION", region)
    if variant:
        monkeypatch.setenv(variant, "true")
    client.sagemaker.cache_clear()

    ours, theirs = client.sagemaker(), boto3.client("sagemaker", region_name=region, config=client._CONFIG)

    assert ours.meta.endpoint_url == theirs.meta.endpoint_url
    assert ours.meta.partition == theirs.meta.partition
    assert _sent(ours) == _sent(theirs)


@pytest.mark.usefixtures("cut")
def test_a_partition_that_botocore_learned_later_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    load = Loader.load_data

    def load_later(loader: Loader, name: str) -> Any:
        data = load(loader, name)
        if name != "partitions":
            return data
        first = data["partitions"][0]
        outputs = {**first["outputs"], "name": "aws-later", "dnsSuffix": "amazonaws.later"}
        later = {**first, "id": "aws-later", "outputs": outputs, "regionRegex": r"^xx-\w+-\d+$", "regions": {}}
        return {**data, "partitions": [*data["partitions"], later]}

    monkeypatch.setattr(Loader, "load_data", load_later)
    monkeypatch.setenv("AWS_REGION", "xx-somewhere-1")
    client.sagemaker.cache_clear()

    _, url, *_ = _sent(client.sagemaker())

    assert url == "https://api.sagemaker.xx-somewhere-1.amazonaws.later/"


@pytest.mark.parametrize("name", ["list_available_services", "is_builtin_path"])
def test_botocore_has_what_is_overridden(name: str) -> None:
    assert callable(getattr(Loader, name))
    assert name in vars(client._OneService)


def test_what_was_not_cut_is_botocores() -> None:
    assert client._OneService().load_data("partitions") == Loader().load_data("partitions")


@pytest.mark.parametrize(("retried", "renewed"), [(0, False), (1, True)])
def test_p41_what_an_event_spends_on_retries_is_not_missing_to_the_next(
    monkeypatch: pytest.MonkeyPatch, cut: Any, retried: int, renewed: bool
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    statuses = [500] * retried + [200]

    def answer(request: Any, **_: Any) -> AWSResponse:
        return AWSResponse(request.url, statuses.pop(0), HTTPHeaders(), Body(b'{"Workteam": {}}'))

    cut.meta.events.register("before-send.sagemaker", answer)
    cut.describe_workteam(WorkteamName="crew")

    assert (client.sagemaker() is not cut) == renewed


@pytest.mark.usefixtures("cut")
def test_p41_a_service_that_could_not_be_reached_leaves_the_next_event_a_client_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setenv("AWS_ENDPOINT_URL_SAGEMAKER", "http://127.0.0.1:1")
    client.sagemaker.cache_clear()
    unreached: Any = client.sagemaker()

    with pytest.raises(EndpointConnectionError):
        unreached.describe_workteam(WorkteamName="crew")

    assert client.sagemaker() is not unreached


@pytest.mark.usefixtures("cut")
def test_a_client_that_can_not_be_made_ahead_is_left_for_the_event_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SAGEMAKER", "no-scheme:1")
    client.sagemaker.cache_clear()

    client.make_ahead()

    with pytest.raises(ValueError, match="Invalid endpoint"):
        client.sagemaker()


def test_all_events_of_a_process_share_one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    callers: list[object] = []

    class Service(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            callers.append(self.client_address)
            self.rfile.read(int(self.headers["Content-Length"]))
            body = b'{"Workteam": {}}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    for name in ("AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "eu-west-1")
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL_SAGEMAKER", f"http://127.0.0.1:{server.server_port}")
        client.sagemaker.cache_clear()
        for _ in range(3):
            made: Any = client.sagemaker()
            run_bounded(functools.partial(made.describe_workteam, WorkteamName="crew"), 10).result()
        made.close()
        client.sagemaker.cache_clear()
        server.shutdown()

    assert len(callers) == 3
    assert len(set(callers)) == 1


class Body(io.BytesIO):
    """As botocore reads a body."""

    def stream(self) -> Iterator[bytes]:
        yield self.read()


def _sent(made: Any) -> Any:
    """Return what goes out, without what differs from one request to the next."""
    requests = []

    def answer(request: Any, **_: Any) -> AWSResponse:
        requests.append(request)
        return AWSResponse(request.url, 200, HTTPHeaders(), Body(b'{"Workteam": {}}'))

    made.meta.events.register("before-send.sagemaker", answer)
    made.describe_workteam(WorkteamName="crew")
    [request] = requests
    scope = request.headers["Authorization"].decode().partition("/")[2].partition("/")[2].partition(",")[0]
    headers = {name: value for name, value in request.headers.items() if name not in _OF_EACH_REQUEST}
    return request.method, request.url, request.body, headers, scope


def _hooks(made: Any, event: str) -> list[str]:
    """Name what botocore runs at an event, in order, without what this library adds."""
    found = made.meta.events._emitter._handlers.prefix_search(event)
    of_botocore = [hook for hook in found if not getattr(hook, "__module__", "").startswith("workteam_provider")]
    return [getattr(hook, "__qualname__", type(hook).__name__) for hook in of_botocore]


def _shape(shape: Any) -> Any:
    match shape.type_name if shape is not None else None:
        case "structure":
            return shape.required_members, {name: _shape(member) for name, member in shape.members.items()}
        case "list":
            return shape.metadata, _shape(shape.member)
        case None:
            return None
        case kind:
            return kind, shape.metadata, shape.enum if kind == "string" else None
