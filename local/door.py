"""Who may call the local cloud: programs on this machine, and no web page.

Any page can make a browser send requests to a port of this machine. Such a request always has an ``Origin`` or
``Sec-Fetch-Site`` header or, where the page's own host name was made to resolve to 127.0.0.1, that name as ``Host``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARKS: Final = ("origin", "sec-fetch-site")
_PAGES: Final = frozenset({"/login", "/logout", "/error", "/oauth2/authorize", "/oauth2/idpresponse"})
_FORMS: Final = frozenset({"/login", "/oauth2/login"})
REFUSED: Final = "requests of browsers, and those for another host than 127.0.0.1, are refused here"


def admits(port: int, headers: Mapping[str, str]) -> bool:
    """Tell whether a program sends a request, to this address; the headers' names are in lower case."""
    return headers.get("host", "").lower() in _own(port) and not any(mark in headers for mark in _MARKS)


def admits_to_hosted_ui(port: int, method: str, path: str, headers: Mapping[str, str]) -> bool:
    """Tell whether a browser opens a page of Cognito's hosted UI, or submits a form of such a page.

    A page may be opened from anywhere, since apps redirect people to it; frames, scripts and forms of other pages are
    refused.
    """
    host = headers.get("host", "").lower()
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    navigates = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    if host not in _own(port):
        return False
    if method == "GET":
        return path in _PAGES and origin is None and navigates
    own_form = origin == f"http://{host}" and (site is None or (site == "same-origin" and navigates))
    return method == "POST" and path in _FORMS and own_form


def guarded(app: Any, port: int) -> Any:
    """Return an ASGI app with the door in front."""

    async def guard(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan" or _admitted(scope, port):
            await app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        else:
            kind = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 403, "headers": kind})
            await send({"type": "http.response.body", "body": f'{{"message": "{REFUSED}"}}'.encode()})

    return guard


def _admitted(scope: Any, port: int) -> bool:
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return admits(port, headers) or (
        scope["type"] == "http" and admits_to_hosted_ui(port, scope["method"], scope["path"], headers)
    )


def _own(port: int) -> tuple[str, str]:
    return f"127.0.0.1:{port}", f"localhost:{port}"
