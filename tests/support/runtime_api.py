"""Lambda's Runtime API: where one process of a function fetches its events and leaves its results."""

from __future__ import annotations

import json
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from werkzeug.wrappers import Request, Response

from support.loopback import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROOT = "/2018-06-01/runtime"


@dataclass(frozen=True, slots=True)
class Work:
    """One event on its way to the function."""

    event: Any
    request_id: str
    function_arn: str
    deadline: float
    """In seconds since the epoch."""

    def headers(self) -> dict[str, str]:
        """Give what the Runtime API says about an event beside its body."""
        return {
            "Lambda-Runtime-Aws-Request-Id": self.request_id,
            "Lambda-Runtime-Deadline-Ms": str(int(self.deadline * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": self.function_arn,
            "Lambda-Runtime-Trace-Id": f"Root=1-{int(self.deadline):08x}-{self.request_id.replace('-', '')[:24]}",
        }


@dataclass(frozen=True, slots=True)
class Polled:
    """The process asks for its next event: what went before is over."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The function returned, or raised."""

    request_id: str
    kind: Literal["result", "error"]
    payload: Any


@dataclass(frozen=True, slots=True)
class InitFailed:
    """The handler could not be imported."""

    payload: Any


@dataclass(frozen=True, slots=True)
class Exited:
    """The process is gone."""

    code: int


Signal: TypeAlias = Polled | Answered | InitFailed | Exited


class RuntimeApi:
    """Hands ``Work`` to the one process that polls here, and puts what that process says into ``signals``."""

    def __init__(self, signals: SimpleQueue[Signal]) -> None:
        self._signals = signals
        self._work: SimpleQueue[Work | None] = SimpleQueue()
        self._server = LoopbackServer(Request.application(self._serve))

    @property
    def host(self) -> str:
        """The address for ``AWS_LAMBDA_RUNTIME_API``."""
        return self._server.host

    def hand_over(self, work: Work) -> None:
        """Give the process its next event."""
        self._work.put(work)

    def close(self) -> None:
        """Let a waiting poll go, and stop."""
        self._work.put(None)
        self._server.close()

    def _serve(self, request: Request) -> Response:
        match request.method, request.path.removeprefix(_ROOT).strip("/").split("/"):
            case "GET", ["invocation", "next"]:
                return self._next()
            case "POST", ["invocation", request_id, "response"]:
                return self._answered(request_id, "result", request)
            case "POST", ["invocation", request_id, "error"]:
                return self._answered(request_id, "error", request)
            case "POST", ["init", "error"]:
                self._signals.put(InitFailed(_json(request)))
                return _accepted()
        return Response(status=404)

    def _next(self) -> Response:
        self._signals.put(Polled())
        work = self._work.get()
        if work is None:
            return Response(status=410)
        return Response(json.dumps(work.event), headers=work.headers(), mimetype="application/json")

    def _answered(self, request_id: str, kind: Literal["result", "error"], request: Request) -> Response:
        self._signals.put(Answered(request_id, kind, _json(request)))
        return _accepted()


def _json(request: Request) -> Any:
    return json.loads(request.get_data() or b"null")


def _accepted() -> Response:
    headers: Mapping[str, str] = {"Content-Type": "application/json"}
    return Response('{"status": "OK"}', status=202, headers=headers)
