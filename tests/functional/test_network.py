"""The way to SageMaker and to the response bucket: proxies, and answers that never end."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from support.account import ARN_PREFIX, REGION, team
from support.loopback import LoopbackServer
from support.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from local.sagemaker import SageMakerEmulator
    from support.conversation import Conversation
    from support.response_sink import ResponseSink

API = f"api.sagemaker.{REGION}.amazonaws.com"
BUCKET = f"cloudformation-custom-resource-response-{REGION.replace('-', '')}.s3.amazonaws.com"


SPELLINGS = pytest.mark.parametrize("spelled", [str.upper, str.lower], ids=["upper case", "lower case"])


@SPELLINGS
def test_p60_calls_and_answer_go_through_the_proxy(
    conversation: Conversation,
    emulator: SageMakerEmulator,
    sink: ResponseSink,
    new_function: Any,
    tmp_path: Path,
    spelled: Callable[[str], str],
) -> None:
    event = conversation.event("Create", "Team", team())
    with Proxy(tmp_path, {API: emulator.url.removeprefix("http://"), BUCKET: sink.host}) as proxy:
        certificates = dict.fromkeys(("AWS_CA_BUNDLE", "SSL_CERT_FILE"), str(proxy.certificates))
        way = {spelled("HTTPS_PROXY"): proxy.url, "AWS_ENDPOINT_URL_SAGEMAKER": f"https://{API}"}
        url = event["ResponseURL"].replace(f"http://{sink.host}", f"https://{BUCKET}")
        assert new_function(**way, **certificates).invoke(event | {"ResponseURL": url}).outcome == "result"

    (answer,) = conversation.answers(event)
    assert answer.succeeded
    assert set(proxy.asked) == {f"{API}:443", f"{BUCKET}:443"}


@SPELLINGS
@pytest.mark.parametrize("past", [[], ["SageMaker"], ["the bucket"], ["SageMaker", "the bucket"]], ids=" and ".join)
def test_p60_what_the_proxy_is_not_for_goes_past_it(
    conversation: Conversation,
    emulator: SageMakerEmulator,
    sink: ResponseSink,
    new_function: Any,
    tmp_path: Path,
    past: list[str],
    spelled: Callable[[str], str],
) -> None:
    event = conversation.event("Create", "Team", team())
    hosts = {"SageMaker": emulator.url.removeprefix("http://"), "the bucket": sink.host}
    with Proxy(tmp_path, {}) as proxy:
        way = {spelled("HTTP_PROXY"): proxy.url, spelled("NO_PROXY"): ",".join(hosts[name] for name in past)}
        assert new_function(**way).invoke(event).outcome == "result"

    (answer,) = conversation.answers(event)
    assert answer.succeeded
    assert set(proxy.asked) == {host for name, host in hosts.items() if name not in past}


def test_p39_an_answer_that_trickles_in_is_waited_for_thirty_seconds(
    conversation: Conversation, new_function: Any
) -> None:
    arrived: list[float] = []
    over = threading.Event()

    def trickle(_: object, start_response: Any) -> Iterator[bytes]:
        arrived.append(time.monotonic())
        start_response("200 OK", [("Content-Type", "application/x-amz-json-1.1")])
        while not over.wait(0.2):
            yield b" "

    event = conversation.event("Delete", "Team", team(), ARN_PREFIX + "signs")
    with LoopbackServer(trickle) as service:
        invocation = new_function(AWS_ENDPOINT_URL_SAGEMAKER=f"http://{service.host}").invoke(event, timeout=4.5)
        over.set()

    assert invocation.outcome == "result"
    first, second = arrived
    assert 3.0 <= second - first < 4.0, "thirty seconds and a pause, in a tenth of the time"
    (answer,) = conversation.answers(event)
    assert "ran out of time" in answer.reason
