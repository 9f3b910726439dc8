"""The client: boto3's own, from the cut files that the function ships."""

from __future__ import annotations

import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import BotoCoreError, ClientError
from botocore.handlers import BUILTIN_HANDLERS
from botocore.loaders import Loader

from support.partitions import REGIONS
from support.raw_server import Proxy, forget_proxies, raw_server
from tools.service_model import OPERATIONS, WORKFORCE_MEMBERS, cut_files
from workteam_provider.client import create_early, sagemaker
from workteam_provider.protocol.clock import run_bounded

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_EACH_REQUEST = ("Authorization", "User-Agent", "X-Amz-Date", "amz-sdk-invocation-id")
_ONE_OF_EACH_PARTITION = {partition: region for partition, region, _ in REGIONS}


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    forget_proxies(monkeypatch)
    sagemaker.cache_clear()
    yield sagemaker()
    sagemaker.cache_clear()


def made_anew(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Any:
    """Make the client that a process with that environment makes."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    sagemaker.cache_clear()
    return sagemaker()


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
        if name != "DescribeWorkforce":
            assert _shape(ours.output_shape) == _shape(theirs.output_shape)


def test_what_is_read_of_a_workforce_is_as_the_whole_model_has_it(cut: Any) -> None:
    whole: Any = boto3.client("sagemaker")
    ours, theirs = (
        made.meta.service_model.operation_model("DescribeWorkforce").output_shape.members["Workforce"]
        for made in (cut, whole)
    )
    assert set(ours.members) == set(WORKFORCE_MEMBERS)
    assert {name: _shape(ours.members[name]) for name in ours.members} == {
        name: _shape(theirs.members[name]) for name in ours.members
    }


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
        *((region, None) for region in (*_ONE_OF_EACH_PARTITION.values(), "me-somewhere-9", "xx-somewhere-1")),
        ("us-east-1", "AWS_USE_FIPS_ENDPOINT"),
        ("us-gov-west-1", "AWS_USE_FIPS_ENDPOINT"),
        ("eu-west-1", "AWS_USE_DUALSTACK_ENDPOINT"),
        ("cn-north-1", "AWS_USE_DUALSTACK_ENDPOINT"),
    ],
)
@pytest.mark.usefixtures("cut")
def test_p61_the_client_sends_the_request_that_boto3s_sends(
    monkeypatch: pytest.MonkeyPatch, region: str, variant: str | None
) -> None:
    ours: Any = made_anew(monkeypatch, AWS_REGION=region, **({variant: "true"} if variant else {}))
    theirs = boto3.client("sagemaker", region_name=region, config=ours.meta.config)

    assert ours.meta.endpoint_url == theirs.meta.endpoint_url
    assert ours.meta.partition == theirs.meta.partition
    assert _sent(ours) == _sent(theirs)


@pytest.mark.usefixtures("cut")
def test_p61_a_partition_that_botocore_learned_later_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
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

    _, url, *_ = _sent(made_anew(monkeypatch, AWS_REGION="xx-somewhere-1"))

    assert url == "https://api.sagemaker.xx-somewhere-1.amazonaws.later/"


def test_p39_it_is_made_once_and_each_of_its_calls_is_bounded(cut: Any) -> None:
    made = cut.meta.config

    assert sagemaker() is cut
    assert made.connect_timeout + made.read_timeout <= 30


@pytest.mark.usefixtures("cut")
def test_p42_a_client_that_can_not_be_made_early_is_left_for_the_event_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SAGEMAKER", "no-scheme:1")
    sagemaker.cache_clear()

    create_early()

    with pytest.raises(ValueError, match="Invalid endpoint"):
        sagemaker()


class Stub(ThreadingHTTPServer):
    """A service that gives one answer; it keeps where its requests came from."""

    def __init__(self, status: int = 200, body: bytes = b'{"Workteam": {}}') -> None:
        callers = self.callers = list[object]()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                callers.append(self.client_address)
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def __exit__(self, *args: Any) -> None:
        self.shutdown()
        super().__exit__(*args)


@pytest.mark.usefixtures("cut")
def test_all_events_of_a_process_share_one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    with Stub() as service:
        client = made_anew(monkeypatch, AWS_ENDPOINT_URL_SAGEMAKER=service.url)
        for _ in range(3):
            run_bounded(lambda: client.describe_workteam(WorkteamName="crew"), 10).result()
        client.close()

    assert len(service.callers) == 3
    assert len(set(service.callers)) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (503, b'{"__type": "SlowDown"}'),
        (400, b'{"__type": "ThrottlingException"}'),
        (400, b'{"__type": "RequestTimeout"}'),
        (429, b'{"__type": "TooManyRequestsException"}'),
    ],
)
@pytest.mark.parametrize("mode", ["", "standard", "adaptive", "legacy"])
@pytest.mark.usefixtures("cut")
def test_p55_the_sdk_itself_repeats_nothing(
    monkeypatch: pytest.MonkeyPatch, status: int, body: bytes, mode: str
) -> None:
    settings = {"AWS_RETRY_MODE": mode, "AWS_MAX_ATTEMPTS": "9"} if mode else {}
    with Stub(status, body) as service:
        client = made_anew(monkeypatch, AWS_ENDPOINT_URL_SAGEMAKER=service.url, **settings)
        with pytest.raises(ClientError):
            client.update_workteam(WorkteamName="crew")
        client.close()

    assert len(service.callers) == 1


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy"])
@pytest.mark.usefixtures("cut")
def test_p60_calls_go_through_the_proxys_tunnel(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    proxy = Proxy()
    with raw_server(proxy) as host:
        client = made_anew(monkeypatch, **{variable: f"http://me:s3%40cr3t@{host}"})
        # nothing listens on loopback where the tunnel is to end
        with pytest.raises(BotoCoreError) as caught:
            client.describe_workteam(WorkteamName="crew")

    [head] = proxy.heads
    assert head.startswith("CONNECT api.sagemaker.eu-west-1.amazonaws.com:443 HTTP/1.")
    assert "Proxy-Authorization: Basic bWU6czNAY3IzdA==" in head
    assert "cr3t" not in str(caught.value)


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy"])
@pytest.mark.parametrize(
    ("variable_without", "without", "direct"),
    [("NO_PROXY", ".example", 0), ("NO_PROXY", "127.0.0.1", 1), ("no_proxy", "x.test, 127.0.0.1", 1)],
)
@pytest.mark.usefixtures("cut")
def test_p60_calls_go_by_the_proxy_but_to_hosts_in_no_proxy(
    monkeypatch: pytest.MonkeyPatch, variable: str, variable_without: str, without: str, direct: int
) -> None:
    proxy = Proxy()
    with raw_server(proxy) as host, Stub() as service:
        environment = {variable: f"http://{host}", "AWS_ENDPOINT_URL_SAGEMAKER": service.url}
        client = made_anew(monkeypatch, **environment, **{variable_without: without})
        client.describe_workteam(WorkteamName="crew")
        client.close()

    assert (len(service.callers), len(proxy.heads)) == (direct, 1 - direct)
    assert all(head.startswith(f"POST {service.url}/ HTTP/1.") for head in proxy.heads)


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
    """Name what botocore runs at an event, in order."""
    found = made.meta.events._emitter._handlers.prefix_search(event)
    return [getattr(hook, "__qualname__", type(hook).__name__) for hook in found]


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
