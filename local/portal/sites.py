"""What each host under ``localhost`` shows, and who is signed in there."""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING, Final

from werkzeug.wrappers import Response

from local.addresses import ANY_PORTAL, MAILS, local_address, real_host
from local.portal import pages
from local.portal.sign_in import SignIn, SignInError

if TYPE_CHECKING:
    from werkzeug.wrappers import Request

    from local.portal.mails import Mails
    from local.portal.sign_in import Worker
    from local.sagemaker.backend import Backend
    from local.sagemaker.cognito import CognitoDirectory
    from local.sagemaker.state import Workforce

_SESSION: Final = "portal-session"
_STATE: Final = "portal-state"


class Sites:
    """The portals of a backend's workforces, the page that leads to them, and the mails.

    Parameters
    ----------
    backend
        Whose workforces, teams and jobs are shown.
    cognito
        Where workers sign in; None if nobody can.
    mails
        What ``mail.localhost`` shows.
    """

    def __init__(self, backend: Backend, cognito: CognitoDirectory | None, mails: Mails) -> None:
        self._backend = backend
        self._sign_in = SignIn(cognito)
        self._mails = mails
        self._sessions: dict[str, tuple[str, Worker]] = {}
        self._lock = threading.Lock()

    def has(self, host: str) -> bool:
        """Tell whether something can be at a host, which has no port."""
        return host in (ANY_PORTAL, MAILS) or real_host(host) is not None

    def answer(self, host: str, port: int, request: Request) -> Response:
        """Answer a GET of a browser at a host that ``has`` something."""
        if host in (ANY_PORTAL, MAILS):
            if request.path != "/":
                return pages.trouble("Not found", "There is no such page.", status=404)
            return self._any_portal(port) if host == ANY_PORTAL else self._all_mails(port)
        workforce = self._backend.workforce_at(real_host(host) or "")
        if workforce is None:
            return pages.trouble(
                "No such portal",
                "No private workforce has this address.",
                "A workforce that is deleted takes its address with it; the next one gets another.",
                status=404,
            )
        try:
            return self._portal(workforce, request)
        except SignInError as error:
            return pages.trouble("Nobody can sign in", str(error), error.hint, status=502)

    def _all_mails(self, port: int) -> Response:
        try:
            return pages.mails(self._mails.all(), port)
        except ValueError as error:
            return pages.trouble("No mails", str(error), status=502)

    def _any_portal(self, port: int) -> Response:
        workforces = self._backend.all_workforces()
        addresses = {one.arn: local_address(f"https://{one.sub_domain}", port) for one in workforces}
        if len(addresses) == 1:
            return _leading_to(next(iter(addresses.values())))
        return pages.choice(addresses)

    def _portal(self, workforce: Workforce, request: Request) -> Response:
        status = self._backend.workforce_status(workforce)
        if status not in ("Active", "Updating"):
            return pages.trouble("Not open", f"The workforce {workforce.name} is {status}.", status=503)
        match request.path:
            case "/":
                return self._home(workforce, request)
            case "/oauth2/idpresponse":
                return self._come_back(workforce, request)
            case "/logout":
                return self._leave(workforce, request)
            case _:
                return pages.trouble("Not found", "There is no such page.", status=404)

    def _home(self, workforce: Workforce, request: Request) -> Response:
        if worker := self._worker(workforce, request):
            return pages.home(workforce, worker, self._backend.teams_of(workforce, worker.groups))
        state = secrets.token_urlsafe(24)
        response = _leading_to(self._sign_in.address(workforce, state))
        response.set_cookie(_STATE, state, max_age=600, path="/oauth2/idpresponse", httponly=True, samesite="Lax")
        return response

    def _come_back(self, workforce: Workforce, request: Request) -> Response:
        asked = request.args
        if "error" in asked:
            return pages.trouble("Not signed in", asked["error"], asked.get("error_description", ""), status=400)
        state = request.cookies.get(_STATE, "")
        if not (state and secrets.compare_digest(state.encode(), asked.get("state", "").encode())):
            return pages.trouble(
                "Not signed in", "This sign-in wasn't begun in this browser.", "Open the portal again.", status=400
            )
        worker = self._sign_in.worker(workforce, asked.get("code", ""))
        session = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[session] = workforce.sub_domain, worker
        response = _leading_to("/")
        response.delete_cookie(_STATE, path="/oauth2/idpresponse", httponly=True, samesite="Lax")
        response.set_cookie(_SESSION, session, httponly=True, samesite="Lax")
        return response

    def _leave(self, workforce: Workforce, request: Request) -> Response:
        if not self._worker(workforce, request):
            return pages.signed_out()
        with self._lock:
            self._sessions.pop(request.cookies[_SESSION], None)
        response = _leading_to(self._sign_in.way_out(workforce))
        response.delete_cookie(_SESSION, httponly=True, samesite="Lax")
        return response

    def _worker(self, workforce: Workforce, request: Request) -> Worker | None:
        with self._lock:
            host, worker = self._sessions.get(request.cookies.get(_SESSION, ""), ("", None))
        return worker if host == workforce.sub_domain else None


def _leading_to(address: str) -> Response:
    return Response(status=302, headers={"Location": address, "Cache-Control": "no-store"})
