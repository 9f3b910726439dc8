"""Who may call the local cloud: programs on this machine, and no web page but its own.

Any page can make a browser send requests to a port of this machine. Such a request always has an ``Origin`` or
``Sec-Fetch-Site`` header or, where the page's own host name was made to resolve to 127.0.0.1, that name as ``Host``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.addresses import local_address
from local.cognito import error_page

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


def admits_to_site(port: int, host: str, method: str, headers: Mapping[str, str]) -> bool:
    """Tell whether a program or a browser opens a page of a site at ``host``, which has no forms and no scripts."""
    navigates = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    by_browser = "origin" not in headers and navigates
    here = headers.get("host", "").lower() == f"{host}:{port}"
    return here and method == "GET" and (by_browser or not any(mark in headers for mark in _MARKS))


def guarded(app: Any, port: int, sagemaker_port: int) -> Any:
    """Return ministack's ASGI app with the door in front.

    The hosted UI's redirects to a labeling portal lead to where a browser on this machine finds it.
    """

    async def guard(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
        elif _admitted(scope, port):
            if scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/error":
                await _answer(send, 200, b"text/html; charset=utf-8", error_page(scope["query_string"]))
            elif scope["path"] in _PAGES | _FORMS:
                await app(scope, receive, _leading_to_portals(send, sagemaker_port))
            else:
                await app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        else:
            await _answer(send, 403, b"application/json", f'{{"message": "{REFUSED}"}}'.encode())

    return guard


async def _answer(send: Any, status: int, kind: bytes, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", kind)]})
    await send({"type": "http.response.body", "body": body})


def _leading_to_portals(send: Any, port: int) -> Any:
    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = [
                (name, local_address(value.decode("latin-1"), port).encode() if name.lower() == b"location" else value)
                for name, value in message["headers"]
            ]
            message = {**message, "headers": headers}
        await send(message)

    return sent


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
