"""crhelper's dispatch: it picks the function for the request type. The answer is ours.

What it would lose data with is overridden: its timer, its sender, and the id, reason and status that it makes up. A
test pins its version and what this module counts on.
"""

from __future__ import annotations

import logging
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from workteam_provider.protocol.errors import InvalidEventError, ResourceError
from workteam_provider.protocol.log import LIBRARIES_LEVEL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workteam_provider.protocol.attempt import Attempt

# crhelper wants boto3 for the three clients of its polling, which is not used. It gets a module that makes none;
# nothing else in the pinned release looks at boto3, whose import takes a tenth of a cold start.
_NO_BOTO3 = ModuleType("boto3")
setattr(_NO_BOTO3, "client", lambda *_, **__: None)  # noqa: B010
_real = sys.modules.get("boto3")
sys.modules["boto3"] = _NO_BOTO3
try:
    from crhelper import CfnResource, resource_helper
finally:
    if _real is None:
        del sys.modules["boto3"]
    else:
        sys.modules["boto3"] = _real
setattr(resource_helper, "boto3", _NO_BOTO3)  # noqa: B010

REQUEST_TYPES: Final = ("Create", "Update", "Delete")

Operations: TypeAlias = "Mapping[str, Callable[[Attempt], None]]"
"""By request type, what is done with the events of a resource; each tells the attempt what came of it, or raises."""


class Dispatch(CfnResource):
    """One event's dispatch; a new instance for each, so that nothing passes from one event to the next."""

    _event: dict[str, str]
    _context: object

    def __init__(self, attempt: Attempt, operations: Operations) -> None:
        self._attempt: Final = attempt
        super().__init__(log_level=logging.root.level, boto_level=LIBRARIES_LEVEL, sleep_on_delete=0)  # type: ignore[arg-type]
        self.create(lambda *_: operations["Create"](attempt))
        self.update(lambda *_: operations["Update"](attempt))
        self.delete(lambda *_: operations["Delete"](attempt))

    def run(self, context: object) -> None:
        """Handle the event; what came of it is in the attempt."""
        event = self._attempt.event
        if event.request_type not in REQUEST_TYPES:
            self._attempt.failed(
                InvalidEventError("`RequestType`: expected Create, Update or Delete; nothing was done")
            )
            return
        self(
            {
                "RequestType": event.request_type,
                "StackId": event.stack_id,
                "RequestId": event.request_id,
                "LogicalResourceId": event.logical_resource_id,
                # without one crhelper makes one up, and fails where the stack id is no ARN
                "PhysicalResourceId": self._attempt.physical_id,
                "ResponseURL": "",
            },
            context,
        )

    def _set_timeout(self) -> None:
        """Start no timer: every call and pause ends by the attempt's deadline."""

    def _wrap_function(self, func: Callable[[Any, Any], None]) -> None:
        try:
            self._attempt.require_time_to_work()
            func(self._event, self._context)
        except BaseException as error:  # noqa: BLE001
            self._attempt.failed(error)

    def _send(self, status: str | None = None, reason: str = "", send_response: object = None) -> None:  # noqa: ARG002
        """Send nothing: the handler answers, once, when all is over. A status means that crhelper itself failed."""
        if status is not None:
            self._attempt.failed(ResourceError(f"crhelper failed: {reason}"))
