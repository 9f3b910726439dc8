"""Cognito's app clients at an address, as the function's own SDK meets them."""

from __future__ import annotations

import json
import socket
import time
from typing import TYPE_CHECKING, Any, Self

from botocore import xform_name
from botocore.exceptions import ClientError
from werkzeug.wrappers import Request, Response

from support.fake_portal_client import FakePortalClient
from support.loopback import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_CONTENT_TYPE = "application/x-amz-json-1.1"


class PortalServer:
    """Serves what ``portal`` has; a fault that is no answer of the service closes the connection."""

    def __init__(self) -> None:
        self.portal = FakePortalClient(time.monotonic)
        self._server = LoopbackServer(self._app)
        self.url = f"http://{self._server.host}"

    def forget(self) -> None:
        """Start anew: no client, no call, no fault."""
        self.portal = FakePortalClient(time.monotonic)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def _app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        operation = request.headers["X-Amz-Target"].rpartition(".")[2]
        call: Any = getattr(self.portal, xform_name(operation))
        try:
            answer = _response(call(**json.loads(request.get_data())), 200)
        except ClientError as error:
            told = error.response["Error"]
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            answer = _response({"__type": told["Code"], "message": told["Message"]}, status)
        except ConnectionError:
            connection: socket.socket = environ["werkzeug.socket"]
            connection.shutdown(socket.SHUT_RDWR)
            raise
        return answer(environ, start_response)


def _response(body: object, status: int) -> Response:
    return Response(json.dumps(body), status, content_type=_CONTENT_TYPE)
