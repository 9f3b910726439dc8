"""The controls as JSON routes below ``/_control/``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from local.sagemaker.control import Control
from local.sagemaker.faults import Fault
from local.sagemaker.http import json_response

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

Handler: TypeAlias = Callable[[Control, dict[str, Any]], object]


def _do(action: Callable[[Control, dict[str, Any]], None]) -> Handler:
    def handle(control: Control, body: dict[str, Any]) -> object:
        action(control, body)
        return {}

    return handle


_ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("GET", "health"): lambda _control, _body: {"status": "ok"},
    ("GET", "calls"): lambda control, _body: [asdict(call) for call in control.calls()],
    ("DELETE", "calls"): _do(lambda control, _body: control.clear_calls()),
    ("GET", "faults"): lambda control, _body: [asdict(fault) for fault in control.faults()],
    ("POST", "faults"): _do(lambda control, body: control.add_fault(Fault(**body))),
    ("DELETE", "faults"): _do(lambda control, _body: control.clear_faults()),
    ("POST", "rate"): _do(lambda control, body: control.limit_rate(body["calls_per_second"])),
    ("POST", "lag"): _do(lambda control, body: control.set_lag(**body)),
    ("POST", "busy"): _do(lambda control, body: control.set_busy(**body)),
    ("POST", "workforces"): _do(lambda control, body: control.add_workforce(**body)),
    ("POST", "workforce_pace"): _do(lambda control, body: control.set_workforce_pace(**body)),
    ("POST", "workforce_status"): _do(lambda control, body: control.set_workforce_status(**body)),
    ("POST", "app_client_opening"): _do(lambda control, body: control.set_app_client_opening(**body)),
    ("GET", "mails"): lambda control, _body: [asdict(mail) for mail in control.mails()],
    ("POST", "reset"): _do(lambda control, _body: control.reset()),
}

_URLS: Final = Map([Rule(f"/_control/{path}", methods=[method], endpoint=(method, path)) for method, path in _ROUTES])


def answer_control(control: Control, request: Request) -> Response:
    """Answer a request below ``/_control/``; bad ones get status 400 with the reason."""
    try:
        endpoint, _ = _URLS.bind_to_environ(request.environ).match()
        body = request.get_json(force=True) if request.data else {}
        return json_response(_ROUTES[endpoint](control, body))
    except HTTPException as error:
        return json_response({"message": error.description}, error.code or 500)
    except (KeyError, TypeError, ValueError) as error:
        return json_response({"message": f"bad control request: {error}"}, 400)
