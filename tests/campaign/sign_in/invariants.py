"""What must be true of the app clients whenever a deployment has ended, whatever went wrong on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from campaign.sign_in.operations import HOSTS, SIGN_IN
from campaign.sign_in.scene import CLIENTS, STRANGERS, THEIRS
from support.answers import read_answer
from support.portal_service import POOL, SECRET
from workteam_provider.sign_in.app_client import has_addresses, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.sign_in.scene import Scene

Invariant: TypeAlias = Literal[
    "nobody gets in",
    "left over",
    "something lost",
    "stranger touched",
    "secret told",
    "no answer",
    "out of order",
    "two answers",
    "untrue id",
    "stack stuck",
    "wrong end",
]

_SETTLED: Final = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"})
_OURS: Final = ("CallbackURLs", "LogoutURLs", "LastModifiedDate", "ClientName", "DefaultRedirectURI")


class Violation(NamedTuple):
    """An invariant that does not hold, and what was seen."""

    invariant: Invariant
    seen: str


def after_deployment(scene: Scene) -> Iterator[Violation]:
    """Yield what is wrong once a deployment or its rollback has ended."""
    status = scene.stack.status
    yield from _always(scene)
    if status not in _SETTLED:
        return
    resource = scene.stack.resources[SIGN_IN]
    client, host = resource.properties["ClientId"], HOSTS[scene.workforce]
    state = scene.account.portal.client(POOL, client)
    if state is None or (lacking := missing(state, host)):
        yield Violation("nobody gets in", f"{status}: {lacking if state else 'no client'}")
    if resource.physical_id != f"portal-sign-in:{POOL}:{client}:{host}":
        yield Violation("untrue id", f"{status}: {resource.physical_id}")
    for other in CLIENTS:
        for left in HOSTS.values():
            if (other, left) != (client, host) and _has(scene, other, left):
                yield Violation("left over", f"{status}: {left} in {other}")


def at_the_end(scene: Scene, status: str) -> Iterator[Violation]:
    """Yield whether a deployment that was killed and delivered again ends otherwise than one that was not."""
    plan, operation = scene.plan, scene.operation
    delivered = not plan.late and len(plan.strikes) <= plan.retries + (plan.meeting is not None)
    rides_out = plan.hindrance is None or plan.hindrance.lifted == "in time"
    if delivered and rides_out and status != operation.ends:
        yield Violation("wrong end", f"{status}, not {operation.ends}")


def after_stack(scene: Scene) -> Iterator[Violation]:
    """Yield what is wrong once the stack is deleted."""
    yield from _always(scene)
    if scene.stack.status != "DELETE_COMPLETE":
        yield Violation("stack stuck", scene.stack.status)
    for client in CLIENTS:
        for host in HOSTS.values():
            if _has(scene, client, host):
                yield Violation("left over", f"{host} in {client}")


def _has(scene: Scene, client: str, host: str) -> bool:
    state = scene.account.portal.client(POOL, client)
    return state is not None and has_addresses(state, host)


def _always(scene: Scene) -> Iterator[Violation]:
    yield from _agreement(scene)
    portal = scene.account.portal
    if [portal.client(*stranger) for stranger in STRANGERS] != scene.strangers:
        yield Violation("stranger touched", str(STRANGERS))
    for client in CLIENTS:
        state = portal.client(POOL, client)
        if state is not None:
            yield from _lost(scene, client, state)
    told = [str(put.body) for put in scene.function.bucket.puts] + [str(call.request) for call in scene.account.calls]
    if any(SECRET in text for text in told):
        yield Violation("secret told", "in an answer or a request")
    for exchange, invocation in zip(scene.stack.history, scene.function.invocations, strict=True):
        ends = [finished.ending for finished in invocation.finished]
        if "raised" in ends or (exchange.answer is None and "returned" in ends):
            yield Violation("no answer", f"to {exchange.event['RequestType']}: {ends}")
        for finished in invocation.finished:
            try:
                finished.require_order()
            except AssertionError as error:
                yield Violation("out of order", str(error))


def _lost(scene: Scene, client: str, state: dict[str, Any]) -> Iterator[Violation]:
    """Yield what the template or somebody else wrote and is not there any more."""
    like = scene.strangers[0]
    assert like is not None
    wrong = [key for key in like if key not in (*_OURS, "ClientId") and state.get(key) != like[key]]
    if scene.written[client] != "d1" and state["ClientName"] != scene.written[client]:
        wrong.append("ClientName")
    if scene.added[client] and THEIRS not in state["CallbackURLs"]:
        wrong.append("their call-back")
    if wrong:
        yield Violation("something lost", f"{client}: {wrong}")


def _agreement(scene: Scene) -> Iterator[Violation]:
    """Yield events that succeeded and came again, with another answer."""
    hindrance = scene.plan.hindrance
    if hindrance is not None and hindrance.lifted != "in time":
        return
    for exchange in scene.stack.history:
        bodies = scene.function.bucket.stored(exchange.event["ResponseURL"])
        if len(bodies) > 1:
            first, *more = [read_answer(body, exchange.event) for body in bodies]
            if first.succeeded and not all(answer.agrees_with(first) for answer in more):
                yield Violation("two answers", f"to {exchange.event['RequestType']}: {first}, {more}")
