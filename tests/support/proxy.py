"""A forward proxy on loopback: what clients send through it to hosts of the world reaches servers of the tests."""

from __future__ import annotations

import ssl
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Self

import trustme

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Proxy:
    """Leads each of ``routes``, a host, to the address of a server, and tells which hosts it was ``asked`` for.

    ``certificates`` is a file with the authority that vouches for these hosts: tunnels end here.
    """

    def __init__(self, folder: Path, routes: Mapping[str, str]) -> None:
        authority = trustme.CA()
        self.certificates = folder / "certificates.pem"
        authority.cert_pem.write_to_path(str(self.certificates))
        self.asked: list[str] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1", *routes).configure_cert(context)
        handler = type("Handler", (_Handler,), {"proxy": self, "routes": routes, "context": context})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """The value for ``HTTPS_PROXY``."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: Proxy
    routes: Mapping[str, str]
    context: ssl.SSLContext

    def do_CONNECT(self) -> None:
        self.proxy.asked.append(self.path)
        self.send_response_only(200)
        self.end_headers()
        self.request = self.context.wrap_socket(self.request, server_side=True)
        self.setup()
        self.close_connection = False

    def _forward(self) -> None:
        host = self.headers["Host"]
        if not isinstance(self.request, ssl.SSLSocket):
            self.proxy.asked.append(host)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        there = HTTPConnection(self.routes.get(host, host))
        target = self.path.removeprefix(f"http://{host}")
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        there.request(self.command, target, body, headers)
        answer = there.getresponse()
        shown = answer.read()
        self.send_response_only(answer.status)
        self.send_header("Content-Length", str(len(shown)))
        self.end_headers()
        self.wfile.write(shown)

    do_POST = do_PUT = _forward  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass
