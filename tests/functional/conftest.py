"""One emulator, one bucket and one warm function for all tests; an empty account for each."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from local.sagemaker import SageMakerEmulator
from support.account import ACCOUNT, CLIENT_ID, REGION, Account
from support.asset import TIME_LAPSE, add_time_lapse, lay_out_asset
from support.cloudformation import Stack
from support.conversation import Conversation
from support.events import stack_id
from support.lambda_runtime import HANDLER, LambdaFunction
from support.response_sink import ResponseSink

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.sagemaker import Control
    from support.conversation import AsyncFunction, Exchange

FUNCTION_SECONDS = 14.0
"""The function's time-out: its margin, what a Delete keeps for naming jobs, and two seconds to wait in; ten times as
much where time passes that fast."""


class NewFunction(Protocol):
    def __call__(self, handler: str = ..., code: Path = ..., **environment: str) -> LambdaFunction: ...


class NewStack(Protocol):
    def __call__(self, name: str = ..., through: AsyncFunction | None = ..., **options: Any) -> Stack: ...


@pytest.fixture(scope="session")
def asset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return add_time_lapse(lay_out_asset(tmp_path_factory.mktemp("asset")))


@pytest.fixture(scope="session")
def emulator() -> Iterator[SageMakerEmulator]:
    with SageMakerEmulator() as emulator:
        yield emulator


@pytest.fixture(scope="session")
def the_sink() -> Iterator[ResponseSink]:
    with ResponseSink() as sink:
        yield sink


@pytest.fixture(scope="session")
def new_function(asset: Path, emulator: SageMakerEmulator, the_sink: ResponseSink) -> Iterator[NewFunction]:
    with ExitStack() as functions:

        def make(handler: str = TIME_LAPSE, code: Path = asset, **environment: str) -> LambdaFunction:
            here = {"AWS_ENDPOINT_URL_SAGEMAKER": emulator.url, "RESPONSE_URL_HOSTS": the_sink.host}
            function = LambdaFunction(
                code, here | environment, handler=handler, account=ACCOUNT, region=REGION, timeout=FUNCTION_SECONDS
            )
            return functions.enter_context(function)

        yield make


@pytest.fixture(scope="session")
def function(new_function: NewFunction) -> LambdaFunction:
    """The function, for which time passes ten times as fast."""
    return new_function()


@pytest.fixture(scope="session")
def real_time(new_function: NewFunction) -> LambdaFunction:
    """The function as it is deployed."""
    return new_function(HANDLER)


@pytest.fixture(scope="session")
def the_account(emulator: SageMakerEmulator) -> Account:
    return Account(emulator)


@pytest.fixture
def control(emulator: SageMakerEmulator) -> Control:
    emulator.control.reset()
    return emulator.control


@pytest.fixture
def account(control: Control, the_account: Account) -> Account:
    return the_account


@pytest.fixture
def sink(the_sink: ResponseSink) -> Iterator[ResponseSink]:
    yield the_sink
    the_sink.clear_troubles()
    assert the_sink.strays == []


@pytest.fixture
def new_stack(account: Account, function: LambdaFunction, sink: ResponseSink) -> Iterator[NewStack]:
    stacks: list[Stack] = []

    def make(name: str = "Stack", through: AsyncFunction | None = None, **options: Any) -> Stack:
        stacks.append(Stack(name, through or function, sink, **{"account": ACCOUNT, "region": REGION, **options}))
        return stacks[-1]

    yield make
    for stack in stacks:
        for exchange in stack.history:
            require_discreet_log(exchange)


@pytest.fixture
def stack(new_stack: NewStack) -> Stack:
    return new_stack()


@pytest.fixture
def conversation(account: Account, function: LambdaFunction, sink: ResponseSink) -> Conversation:
    return Conversation(stack_id("Stack", ACCOUNT, REGION), function, sink, FUNCTION_SECONDS)


def require_discreet_log(exchange: Exchange) -> None:
    """Promise 43: no signature, no property value."""
    lines = [line for one in exchange.invocations for attempt in one.result() for line in attempt.log]
    for secret in ("X-Amz-", "signature-of", CLIENT_ID, "Labels street signs", "annotators"):
        assert not [line for line in lines if secret in line]
