"""Lambda as the functional tests play it, with Lambda's own runtime client and handlers made for the purpose."""

from __future__ import annotations

import json
import os
import time
from textwrap import dedent
from threading import Timer
from typing import TYPE_CHECKING

import psutil
import pytest

from support.lambda_runtime import RUNTIME_PACKAGES, LambdaFunction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    FunctionOf = Callable[..., LambdaFunction]


@pytest.fixture
def function_of(tmp_path: Path) -> Iterator[FunctionOf]:
    functions: list[LambdaFunction] = []

    def make(source: str, timeout: float = 10.0, **environment: str) -> LambdaFunction:
        asset = tmp_path / f"asset{len(functions)}"
        asset.mkdir()
        (asset / "app.py").write_text(dedent(source))
        functions.append(LambdaFunction(asset, environment, handler="app.handler", timeout=timeout))
        return functions[-1]

    yield make
    for function in functions:
        function.close()


def test_the_handler_gets_event_and_context_as_lambda_gives_them(function_of: FunctionOf) -> None:
    function = function_of("""
        def handler(event, context):
            return [event, context.aws_request_id, context.function_name, context.invoked_function_arn,
                    context.get_remaining_time_in_millis(), context.memory_limit_in_mb]
    """)

    invocation = function.invoke({"text": "é\U0001f600", "n": 1}, request_id="request-1", timeout=5)

    assert invocation.succeeded
    event, *ids, remaining, memory = invocation.payload
    assert event == {"text": "é\U0001f600", "n": 1}
    assert ids == ["request-1", "WorkteamProvider", function.arn]
    assert 4000 < remaining <= 5000
    assert memory == "256"


def test_a_function_finds_the_packages_of_another_runtime_first(
    function_of: FunctionOf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "botocore.py").write_text("__version__ = 'another'")
    monkeypatch.setenv(RUNTIME_PACKAGES, str(tmp_path))
    function = function_of("""
        import botocore
        def handler(event, context):
            return botocore.__version__
    """)

    assert function.invoke({}).payload == "another"


def test_nothing_of_our_environment_reaches_the_function(
    function_of: FunctionOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "somebody")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    function = function_of("import os\ndef handler(event, context): return dict(os.environ)", LOG_LEVEL="DEBUG")

    environment = function.invoke({}).payload

    assert environment["LOG_LEVEL"] == "DEBUG"
    assert environment["AWS_REGION"] == environment["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert environment["AWS_ACCESS_KEY_ID"] == "123456789012"
    assert {"AWS_PROFILE", "HTTP_PROXY", "HOME", "PYTHONPATH", "VIRTUAL_ENV"}.isdisjoint(environment)


def test_a_process_stays_warm_and_each_invocation_has_its_own_log(function_of: FunctionOf) -> None:
    function = function_of("""
        import logging
        count = 0
        print("cold")
        def handler(event, context):
            global count
            count += 1
            logging.getLogger().info("event %s", count)
            return count
    """)

    first, second = function.invoke({}), function.invoke({})

    assert [first.payload, second.payload] == [1, 2]
    assert first.init_seconds is not None
    assert 0 < first.init_seconds < 10
    assert second.init_seconds is None
    assert first.log[0] == "cold"
    assert json.loads(first.log[1])["message"] == "event 1"
    assert [json.loads(line)["message"] for line in second.log] == ["event 2"]
    assert json.loads(second.log[0])["requestId"] == second.request_id


def test_an_exception_is_an_error_and_the_process_goes_on(function_of: FunctionOf) -> None:
    function = function_of("""
        import os
        def handler(event, context):
            if event["fail"]:
                raise ValueError("no")
            return os.getpid()
    """)

    before, error, after = (function.invoke({"fail": fail}) for fail in (False, True, False))

    assert error.outcome == "error"
    assert (error.payload["errorType"], error.payload["errorMessage"]) == ("ValueError", "no")
    assert before.payload == after.payload


def test_a_time_out_kills_the_process_and_the_next_event_finds_a_cold_one(function_of: FunctionOf) -> None:
    function = function_of("""
        import os, time
        def handler(event, context):
            print("pid", os.getpid())
            time.sleep(event)
    """)

    late, after = function.invoke(30, timeout=0.3), function.invoke(0)

    assert late.outcome == "timeout"
    assert 0.3 <= late.seconds < 1.5
    assert not psutil.pid_exists(int(late.log[0].split()[1]))
    assert after.succeeded
    assert after.init_seconds is not None


@pytest.mark.parametrize(
    ("source", "payload"),
    [
        ("import os\ndef handler(event, context): os._exit(3)", 3),
        ("def handler(event, context): raise SystemExit(4)", 4),
    ],
)
def test_a_process_that_ends_is_a_crash(function_of: FunctionOf, source: str, payload: int) -> None:
    invocation = function_of(source).invoke({})

    assert (invocation.outcome, invocation.payload) == ("crash", payload)


def test_a_handler_that_cannot_be_imported_is_a_crash_every_time(function_of: FunctionOf) -> None:
    function = function_of("import absent_module")

    for _ in range(2):
        invocation = function.invoke({})
        assert invocation.outcome == "crash"
        assert "absent_module" in invocation.payload["errorMessage"]


def test_kill_ends_the_event_under_way(function_of: FunctionOf) -> None:
    function = function_of("import time\ndef handler(event, context): time.sleep(event)")
    function.invoke(0)
    Timer(0.2, function.kill).start()

    invocation = function.invoke(30)

    assert invocation.outcome == "crash"
    assert invocation.seconds < 2


def test_threads_stand_still_between_events(function_of: FunctionOf) -> None:
    function = function_of("""
        import threading, time
        ticks = 0
        def tick():
            global ticks
            while True:
                time.sleep(0.01)
                ticks += 1
        threading.Thread(target=tick, daemon=True).start()
        def handler(event, context):
            return ticks
    """)
    before = function.invoke({}).payload

    time.sleep(0.5)

    assert function.invoke({}).payload - before < 20


def test_an_asynchronous_event_is_tried_three_times_under_one_request_id(function_of: FunctionOf) -> None:
    function = function_of("def handler(event, context): raise ValueError(event)")

    attempts = function.invoke_async("again").result(30)

    assert [attempt.outcome for attempt in attempts] == ["error"] * 3
    assert len({attempt.request_id for attempt in attempts}) == 1


def test_a_retry_that_succeeds_is_the_last(function_of: FunctionOf, tmp_path: Path) -> None:
    function = function_of("""
        import os, time
        def handler(event, context):
            if not os.path.exists(event):
                open(event, "w").close()
                time.sleep(30)
    """)

    attempts = function.limited_to(0.5).invoke_async(str(tmp_path / "seen")).result(30)

    assert [attempt.outcome for attempt in attempts] == ["timeout", "result"]


def test_concurrent_events_run_in_processes_of_their_own(function_of: FunctionOf) -> None:
    function = function_of("""
        import os, time
        def handler(event, context):
            time.sleep(1)
            return os.getpid()
    """)

    pids = {future.result(30)[0].payload for future in [function.invoke_async({}) for _ in range(3)]}

    assert len(pids) == 3
    assert function.processes == 3


def test_close_leaves_no_process_behind(function_of: FunctionOf) -> None:
    function = function_of("import os, time\ndef handler(event, context): time.sleep(event); return os.getpid()")
    idle = function.invoke(0).payload
    working = function.invoke_async(30)
    deadline = time.monotonic() + 10
    while not working.running() and time.monotonic() < deadline:
        time.sleep(0.01)
    children = {child.pid for child in psutil.Process(os.getpid()).children()}

    function.close()

    assert idle in children
    assert working.result(5)[-1].outcome == "crash"
    assert not any(psutil.pid_exists(pid) for pid in children & {idle})
    assert function.processes == 0
