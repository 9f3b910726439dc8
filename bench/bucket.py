"""Where answers go: a bucket over https on loopback, since crhelper's sender speaks nothing else."""

from __future__ import annotations

import ssl
import uuid
from pathlib import Path
from threading import Thread
from typing import Any, Self

import trustme
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

_SYSTEM_CERTIFICATES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")


class Bucket:
    """Takes any PUT, and keeps the last body.

    ``certificates`` is a file for ``SSL_CERT_FILE``: the machine's certificates, whose number costs time, and ours, of
    an authority that bears Amazon's name as those of AWS's own endpoints do.
    """

    def __init__(self, folder: Path, organization: str = "Amazon") -> None:
        authority = trustme.CA(organization_name=organization)
        self.certificates = folder / "certificates.pem"
        self.certificates.write_text(_system_certificates() + authority.cert_pem.bytes().decode())
        self.last: bytes = b""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        app = Request.application(self._take)
        self._server = make_server("localhost", 0, app, threaded=True, request_handler=_Quiet, ssl_context=context)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        """The value for ``RESPONSE_URL_HOSTS``."""
        return f"localhost:{self._server.server_port}"

    def url(self) -> str:
        """Return a fresh response URL."""
        return f"https://{self.host}/{uuid.uuid4()}?X-Amz-Signature=none"

    def _take(self, request: Request) -> Response:
        self.last = request.get_data()
        return Response()


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        pass


def _system_certificates() -> str:
    found = (Path(name) for name in (ssl.get_default_verify_paths().cafile, *_SYSTEM_CERTIFICATES) if name)
    return next((path.read_text() for path in found if path.is_file()), "")
