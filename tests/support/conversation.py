"""One stack's exchange of events and answers with its function."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from support.answers import Answer, ProtocolViolationError, read_answer
from support.events import RESOURCE_TYPE, Event, Properties, RequestType, as_sent

if TYPE_CHECKING:
    from concurrent.futures import Future

    from support.response_sink import ResponseSink


_SECONDS_TO_NOTICE = 0.1
"""How long CloudFormation takes, at least, to act on an answer: mostly, the invocation is over by then."""


class AsyncFunction(Protocol):
    """What can be invoked asynchronously; the future ends when the last attempt has."""

    @property
    def arn(self) -> str:
        """The service token."""

    def invoke_async(self, event: Any) -> Future[Any]:
        """Invoke, without waiting for the end."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an event reaches the function: how many times, and after how many seconds its answer stops to matter."""

    times: int = 1
    cancelled_after: float | None = None

    @property
    def expects_answer(self) -> bool:
        """Whether CloudFormation may count on an answer."""
        return self.times > 0 and self.cancelled_after is None


ONCE = Delivery()
TWICE = Delivery(times=2)
WITHHELD = Delivery(times=0)


def cancelled(after: float) -> Delivery:
    """Give up on a Create that is still running, as when a sibling fails."""
    return Delivery(cancelled_after=after)


@dataclass(slots=True)
class Exchange:
    """An event and the answer that CloudFormation acted on; None where there was none in time."""

    event: Event
    answer: Answer | None = None
    invocations: list[Future[Any]] = field(default_factory=list)


class Conversation:
    """Sends events to ``function`` and waits for the answers in ``sink``, ``service_timeout`` seconds each."""

    def __init__(self, stack_id: str, function: AsyncFunction, sink: ResponseSink, service_timeout: float) -> None:
        self.history: list[Exchange] = []
        self.stack_id = stack_id
        self.resource_type = RESOURCE_TYPE
        self._function = function
        self._sink = sink
        self._service_timeout = service_timeout
        self._settled = 0

    def send(
        self,
        request_type: RequestType,
        logical_id: str,
        properties: Properties,
        physical_id: str | None = None,
        old_properties: Properties | None = None,
        how: Delivery = ONCE,
    ) -> Answer | None:
        """Send an event and give its answer, or None where none came."""
        event = self.event(request_type, logical_id, properties, physical_id, old_properties)
        exchange = Exchange(event)
        self.history.append(exchange)
        exchange.invocations += [self._function.invoke_async(event) for _ in range(how.times)]
        if how.cancelled_after is not None:
            time.sleep(how.cancelled_after)
            return None
        exchange.answer = self._answer(exchange)
        return exchange.answer

    def redeliver(self, exchange: Exchange) -> Answer | None:
        """Deliver an event again and give the last answer to it."""
        self._function.invoke_async(exchange.event).result()
        answers = self.answers(exchange.event)
        return answers[-1] if answers else None

    def answers(self, event: Event) -> list[Answer]:
        """Give all answers to an event, the first one first."""
        return [read_answer(body, event) for body in self._sink.stored(event["ResponseURL"])]

    def settle(self) -> None:
        """Wait until the function is done with everything, and hold its later answers to the first of each event."""
        for exchange in self.history[self._settled :]:
            for invocation in exchange.invocations:
                invocation.result()
            self._check_agreement(exchange.event)
        self._settled = len(self.history)

    def _check_agreement(self, event: Event) -> None:
        answers = self.answers(event)
        for answer in answers[1:]:
            if not answer.agrees_with(answers[0]):
                message = f"two answers to {event['RequestType']} of {event['LogicalResourceId']}: {answers}"
                raise ProtocolViolationError(message)

    def _answer(self, exchange: Exchange) -> Answer | None:
        def given_up() -> bool:
            return all(invocation.done() for invocation in exchange.invocations)

        body = self._sink.wait_for(exchange.event["ResponseURL"], self._service_timeout, given_up)
        wait(exchange.invocations, _SECONDS_TO_NOTICE)
        return None if body is None else read_answer(body, exchange.event)

    def event(
        self,
        request_type: RequestType,
        logical_id: str,
        properties: Properties,
        physical_id: str | None = None,
        old_properties: Properties | None = None,
    ) -> Event:
        """Write an event, with a response URL of its own, without sending it."""
        request_id = str(uuid.uuid4())
        event: Event = {
            "RequestType": request_type,
            "ServiceToken": self._function.arn,
            "ResponseURL": self._sink.issue(self.stack_id, logical_id, request_id),
            "StackId": self.stack_id,
            "RequestId": request_id,
            "LogicalResourceId": logical_id,
        }
        if physical_id is not None:
            event["PhysicalResourceId"] = physical_id
        event["ResourceType"] = self.resource_type
        event["ResourceProperties"] = self._properties(properties)
        if old_properties is not None:
            event["OldResourceProperties"] = self._properties(old_properties)
        return event

    def _properties(self, properties: Properties) -> dict[str, Any]:
        return {"ServiceToken": self._function.arn, **as_sent(dict(properties))}
