"""One call from arrival to answer: recorded, limited, hit by faults, checked, carried out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from local.sagemaker.calls import CallLog
from local.sagemaker.errors import ServiceError
from local.sagemaker.faults import Fault, Faults, RateLimit, throttled
from local.sagemaker.model import checked
from local.sagemaker.rules import access_constraints

if TYPE_CHECKING:
    from local.sagemaker.backend import Answer, Backend
    from local.sagemaker.state import Place


class Dropped(Exception):  # noqa: N818
    """The connection is to be closed without an answer."""


class Service:
    """The emulated service, without its transport."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.calls = CallLog()
        self.faults = Faults()
        self.rate = RateLimit()

    def call(self, operation: str, place: Place, request: object) -> Answer:
        """Answer a call.

        Raises
        ------
        ServiceError
            The answer is an error.
        Dropped
            There is no answer.
        """
        number = self.calls.start(operation, request if isinstance(request, dict) else {}, place)
        fault, error = None, None
        try:
            if not self.rate.admits():
                raise throttled()
            fault = self.faults.next_for(operation)
            return self._hit(fault, operation, place, request)
        except ServiceError as refused:
            error = refused.code
            raise
        finally:
            self.calls.finish(number, error, fault.kind if fault else None)

    def _hit(self, fault: Fault | None, operation: str, place: Place, request: object) -> Answer:
        if fault is None:
            return _given(self._outcome(operation, place, request))
        if fault.kind == "keep_on_removal":
            return _given(self._outcome(operation, place, _without_removals(request)))
        if fault.kind == "forget" and isinstance(request, dict):
            kept = {name: value for name, value in request.items() if name not in fault.members}
            return _given(self._outcome(operation, place, kept))
        outcome = self._outcome(operation, place, request) if fault.after_effect else None
        if fault.kind == "drop":
            raise Dropped
        if fault.kind == "unsuccessful":
            return {"Success": False}
        if fault.kind == "delay":
            time.sleep(fault.delay)
        elif (error := fault.answer(operation, place, _name_in(request))) is not None:
            raise error
        return _given(self._outcome(operation, place, request) if outcome is None else outcome)

    def _outcome(self, operation: str, place: Place, request: object) -> Answer | ServiceError:
        if operation not in self.backend.operations:
            known = ", ".join(self.backend.operations)
            return ServiceError("UnknownOperationException", f"{operation} is none of {known}")
        try:
            return self.backend.run(operation, place, checked(operation, request))
        except ServiceError as error:
            return error


def _given(outcome: Answer | ServiceError) -> Answer:
    if isinstance(outcome, ServiceError):
        raise outcome
    return outcome


def _name_in(request: object) -> str:
    members = request if isinstance(request, dict) else {}
    arn = members.get("ResourceArn") or members.get("WorkteamArn") or "*"
    return str(members.get("WorkteamName") or members.get("WorkforceName") or str(arn).rsplit("/", 1)[-1])


def _without_removals(request: object) -> object:
    if not isinstance(request, dict):
        return request
    kept: dict[str, Any] = dict(request)
    if kept.get("NotificationConfiguration") == {}:
        del kept["NotificationConfiguration"]
    if "Enabled" not in access_constraints(kept).values():
        kept.pop("WorkerAccessConfiguration", None)
    return kept
