"""Plays CloudFormation's side of the custom-resource protocol for a stack of work teams."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from support.answers import Answer, ProtocolViolationError
from support.conversation import ONCE, Conversation, Delivery, Exchange
from support.events import Properties, invented_physical_id, stack_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from support.conversation import AsyncFunction
    from support.response_sink import ResponseSink

NO_ANSWER = "CloudFormation did not receive a response from your Custom Resource"
_ENDED = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_COMPLETE", "DELETE_FAILED", "UPDATE_ROLLBACK_FAILED"}
CANCELLED = "Resource creation cancelled"


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource as the stack knows it."""

    physical_id: str
    properties: Properties
    attributes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a deployment ended: the stack's status, and why, by logical id, where something failed."""

    status: str
    reasons: Mapping[str, str]

    @property
    def reason(self) -> str:
        """The only reason."""
        (reason,) = self.reasons.values()
        return reason


@dataclass(slots=True)
class _Run:
    """What one deployment has done so far."""

    before: dict[str, Resource]
    touched: list[str] = field(default_factory=list)
    outdated: list[tuple[str, Resource]] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)


_Failed: TypeAlias = bool


class Stack:
    """A stack whose resources are all served by one function.

    Attributes
    ----------
    resources
        What is live, by logical id.
    abandoned
        What a clean-up could not delete and CloudFormation has forgotten.
    history
        Every event that was sent, and its answer.
    """

    def __init__(
        self,
        name: str,
        function: AsyncFunction,
        sink: ResponseSink,
        *,
        account: str = "123456789012",
        region: str = "eu-west-1",
        service_timeout: float = 20.0,
        silence_is_a_violation: bool = True,
        rollback_updates_replaced: bool = True,
    ) -> None:
        self.name = name
        self.stack_id = stack_id(name, account, region)
        self.status = ""
        self.resources: dict[str, Resource] = {}
        self.abandoned: list[tuple[str, Resource]] = []
        self._conversation = Conversation(self.stack_id, function, sink, service_timeout)
        self._silence_is_a_violation = silence_is_a_violation
        self._rollback_updates_replaced = rollback_updates_replaced

    @property
    def history(self) -> list[Exchange]:
        """Every event that was sent, with its answer."""
        return self._conversation.history

    def speak_of(self, resource_type: str) -> None:
        """Send the events of another resource type from now on."""
        self._conversation.resource_type = resource_type

    def deploy(
        self,
        wanted: Mapping[str, Properties | None],
        *,
        sibling_fails: bool = False,
        delivery: Mapping[str, Delivery] | None = None,
        parallel: bool = False,
    ) -> Outcome:
        """Make the stack hold exactly ``wanted``; None stands for a resource that is not (any more) there.

        Parameters
        ----------
        wanted
            Properties by logical id, in the order in which they are worked on.
        sibling_fails
            Another resource of the stack fails after these: the deployment rolls back.
        delivery
            How the Create or Update of a resource reaches the function, where it is not simply once.
        parallel
            Work on all resources at once, as CloudFormation does where none depends on another.
        """
        goal = {logical_id: properties for logical_id, properties in wanted.items() if properties is not None}
        if self.status in _ENDED:
            message = f"a stack in {self.status} takes no deployment"
            raise ValueError(message)
        creating = not self.status
        run = _Run(before=dict(self.resources))
        failed = self._forward(run, goal, delivery or {}, parallel=parallel) or sibling_fails
        if creating:
            self.status = self._roll_back_creation(run) if failed else "CREATE_COMPLETE"
        else:
            self.status = self._roll_back_update(run) if failed else self._finish_update(run, goal)
        self._conversation.settle()
        return Outcome(self.status, run.reasons)

    def delete(self, *, retain: Collection[str] = ()) -> Outcome:
        """Delete every resource but those to retain; what can't be deleted stays in the stack."""
        run = _Run(before=dict(self.resources))
        for logical_id in retain:
            self.resources.pop(logical_id, None)
        self._delete_all(run, list(reversed(self.resources)))
        self.status = "DELETE_FAILED" if self.resources else "DELETE_COMPLETE"
        self._conversation.settle()
        return Outcome(self.status, run.reasons)

    def redeliver(self, exchange: Exchange) -> Answer | None:
        """Deliver an event once more, or late, and wait for the end; CloudFormation looks at no second answer."""
        return self._conversation.redeliver(exchange)

    def _forward(
        self, run: _Run, goal: Mapping[str, Properties], delivery: Mapping[str, Delivery], *, parallel: bool
    ) -> _Failed:
        def step(logical_id: str) -> _Failed:
            how = delivery.get(logical_id, ONCE)
            if logical_id not in run.before:
                return self._create(run, logical_id, goal[logical_id], how)
            return self._update(run, logical_id, goal[logical_id], how)

        changed = [key for key, properties in goal.items() if not self._has(key, properties)]
        if parallel:
            with ThreadPoolExecutor(max(1, len(changed))) as executor:
                return any(list(executor.map(step, changed)))
        return any(step(logical_id) for logical_id in changed)

    def _has(self, logical_id: str, properties: Properties) -> bool:
        return logical_id in self.resources and self.resources[logical_id].properties == properties

    def _create(self, run: _Run, logical_id: str, properties: Properties, how: Delivery) -> _Failed:
        run.touched.append(logical_id)
        answer = self._conversation.send("Create", logical_id, properties, how=how)
        physical_id = answer.physical_id if answer else invented_physical_id(self.name, logical_id)
        self.resources[logical_id] = Resource(physical_id, properties, answer.data if answer else {})
        return self._failed(run, logical_id, answer, how)

    def _update(self, run: _Run, logical_id: str, properties: Properties, how: Delivery) -> _Failed:
        run.touched.append(logical_id)
        old = self.resources[logical_id]
        answer = self._conversation.send("Update", logical_id, properties, old.physical_id, old.properties, how)
        if self._failed(run, logical_id, answer, how) or answer is None:
            self.resources[logical_id] = Resource(old.physical_id, properties, old.attributes)
            return True
        self.resources[logical_id] = Resource(answer.physical_id, properties, answer.data)
        if answer.physical_id != old.physical_id:
            run.outdated.append((logical_id, old))
        return False

    def _failed(self, run: _Run, logical_id: str, answer: Answer | None, how: Delivery) -> _Failed:
        if answer is None:
            if self._silence_is_a_violation and how.expects_answer:
                message = f"no answer to {self.history[-1].event['RequestType']} of {logical_id}"
                raise ProtocolViolationError(message)
            run.reasons[logical_id] = NO_ANSWER if how.cancelled_after is None else CANCELLED
            return True
        if not answer.succeeded:
            run.reasons[logical_id] = answer.reason
        return not answer.succeeded

    def _roll_back_creation(self, run: _Run) -> str:
        self._delete_all(run, list(reversed(run.touched)))
        return "ROLLBACK_FAILED" if self.resources else "ROLLBACK_COMPLETE"

    def _finish_update(self, run: _Run, goal: Mapping[str, Properties]) -> str:
        removed = [(key, self.resources.pop(key)) for key in list(self.resources) if key not in goal]
        self._clean_up(run, [*reversed(run.outdated), *reversed(removed)])
        return "UPDATE_COMPLETE"

    def _roll_back_update(self, run: _Run) -> str:
        replaced = {logical_id for logical_id, _ in run.outdated}
        run.outdated.clear()
        for logical_id in reversed(run.touched):
            if logical_id in run.before and not self._restored(run, logical_id, replaced=logical_id in replaced):
                return "UPDATE_ROLLBACK_FAILED"
        created = [(key, self.resources.pop(key)) for key in reversed(run.touched) if key not in run.before]
        self._clean_up(run, [*run.outdated, *created])
        return "UPDATE_ROLLBACK_COMPLETE"

    def _restored(self, run: _Run, logical_id: str, *, replaced: bool) -> bool:
        before, now = run.before[logical_id], self.resources[logical_id]
        if replaced and not self._rollback_updates_replaced:
            run.outdated.append((logical_id, now))
            self.resources[logical_id] = before
            return True
        answer = self._conversation.send("Update", logical_id, before.properties, now.physical_id, now.properties)
        if self._failed(run, logical_id, answer, ONCE) or answer is None:
            return False
        if answer.physical_id != before.physical_id:
            message = f"the rollback of {logical_id} ended at {answer.physical_id!r}, not at {before.physical_id!r}"
            raise ProtocolViolationError(message)
        if now.physical_id != answer.physical_id:
            run.outdated.append((logical_id, now))
        self.resources[logical_id] = Resource(answer.physical_id, before.properties, answer.data)
        return True

    def _clean_up(self, run: _Run, leavings: Iterable[tuple[str, Resource]]) -> None:
        for logical_id, resource in leavings:
            if not self._deleted(run, logical_id, resource):
                self.abandoned.append((logical_id, resource))

    def _delete_all(self, run: _Run, logical_ids: Iterable[str]) -> None:
        for logical_id in logical_ids:
            if self._deleted(run, logical_id, self.resources[logical_id]):
                del self.resources[logical_id]

    def _deleted(self, run: _Run, logical_id: str, resource: Resource) -> bool:
        answer = self._conversation.send("Delete", logical_id, resource.properties, resource.physical_id)
        return not self._failed(run, logical_id, answer, ONCE)
