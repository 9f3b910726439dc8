"""The emulator as an HTTP server on loopback, speaking the service's JSON 1.1 protocol."""

from __future__ import annotations

import json
import re
import socket
import threading
import uuid
from typing import TYPE_CHECKING, Any, Final

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from local.door import REFUSED, admits, admits_to_site
from local.portal import Mails, Sites
from local.ports import listening
from local.sagemaker.backend import Backend
from local.sagemaker.cognito import CognitoDirectory
from local.sagemaker.control import Control
from local.sagemaker.control_routes import answer_control
from local.sagemaker.errors import ServiceError
from local.sagemaker.http import json_response
from local.sagemaker.model import service_model
from local.sagemaker.service import Dropped, Service
from local.sagemaker.state import DEFAULT_ACCOUNT, Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

_CONTENT_TYPE: Final = "application/x-amz-json-1.1"
_TARGET_PREFIX: Final = "SageMaker."
_CREDENTIAL: Final = re.compile(r"Credential=(?P<key>[^/]+)/\d{8}/(?P<region>[a-z0-9-]+)/sagemaker/aws4_request")


class SageMakerEmulator:
    """SageMaker's work-team operations on a port of 127.0.0.1, served by threads of this process.

    By other names of this machine, a browser finds pages there: the workforces' labeling portals, and mails.

    Parameters
    ----------
    port
        0 for any free one.
    cognito_endpoint
        Where Cognito user pools, app clients, groups and mails are; None to take them on trust.

    Raises
    ------
    OSError
        From ``start``, if the port is taken.
    """

    def __init__(self, port: int = 0, cognito_endpoint: str | None = None) -> None:
        self._port = port
        directory = CognitoDirectory(cognito_endpoint) if cognito_endpoint else None
        mails = Mails(cognito_endpoint)
        self._service = Service(Backend(directory))
        self._sites = Sites(self._service.backend, directory, mails)
        self.control = Control(self._service, mails)

    def start(self) -> SageMakerEmulator:
        """Listen and serve until ``stop``."""
        service_model()
        with listening(self._port) as listener:
            self._server = make_server(
                "127.0.0.1",
                self._port,
                self._answer,
                threaded=True,
                request_handler=_QuietHandler,
                fd=listener.fileno(),
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="sagemaker", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def __enter__(self) -> SageMakerEmulator:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The address that an SDK's endpoint is set to."""
        return f"http://127.0.0.1:{self._server.port}"

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        headers = {name.lower(): value for name, value in request.headers.items()}
        host = headers.get("host", "").lower().removesuffix(f":{self._server.port}")
        if self._sites.has(host) and admits_to_site(self._server.port, host, request.method, headers):
            return self._sites.answer(host, self._server.port, request)(environ, start_response)
        if not admits(self._server.port, headers):
            return json_response({"message": REFUSED}, 403)(environ, start_response)
        if request.path.startswith("/_control/"):
            return answer_control(self.control, request)(environ, start_response)
        try:
            response = json_response(_call(self._service, request), content_type=_CONTENT_TYPE)
        except ServiceError as error:
            body = {"__type": error.code, "message": error.message}
            response = json_response(body, error.status, _CONTENT_TYPE)
        except Dropped:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            response = Response()
        response.headers["x-amzn-RequestId"] = str(uuid.uuid4())
        return response(environ, start_response)


def _call(service: Service, request: Request) -> dict[str, Any]:
    target = request.headers.get("X-Amz-Target", "")
    if request.method != "POST" or not target.startswith(_TARGET_PREFIX):
        raise ServiceError("UnknownOperationException", f"expected a POST with X-Amz-Target {_TARGET_PREFIX}...")
    place = _place(request.headers.get("Authorization", ""))
    try:
        body = json.loads(request.get_data())
    except ValueError as error:
        raise ServiceError("SerializationException", "the request is not JSON") from error
    return service.call(target.removeprefix(_TARGET_PREFIX), place, body)


def _place(authorization: str) -> Place:
    credential = _CREDENTIAL.search(authorization)
    if credential is None:
        raise ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token", 403)
    key = credential["key"]
    account = key if re.fullmatch("[0-9]{12}", key) else DEFAULT_ACCOUNT
    return Place(account=account, region=credential["region"])


class _QuietHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        pass
