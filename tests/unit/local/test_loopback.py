"""The local cloud is on 127.0.0.1 alone: what listens, and what may be reached."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil
import pytest
from botocore.exceptions import ClientError

from local.cloud import LocalCloud
from local.environment import CLOUD_ID
from local.processes import marked
from local.servers import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(region="eu-west-1") as cloud:
        yield cloud


def listeners(cloud: LocalCloud) -> set[tuple[str, int]]:
    """Every address at which a process of the cloud takes connections or datagrams."""
    processes = [*psutil.Process().children(), *marked(cloud.environment()[CLOUD_ID])]
    return {
        (one.laddr.ip, one.laddr.port)
        for process in processes
        for one in process.net_connections(kind="inet")
        if one.laddr and (one.status == psutil.CONN_LISTEN or one.type == socket.SOCK_DGRAM)
    }


def test_p79_every_listener_is_on_127_0_0_1(cloud: LocalCloud) -> None:
    with suppress(ClientError):
        cloud.client("dsql").create_cluster()
    cloud.client("iot").list_things()
    own = {("127.0.0.1", int(url.rpartition(":")[2])) for url in (cloud.url, cloud.sagemaker_url)}
    assert own <= listeners(cloud)
    assert {host for host, _ in listeners(cloud)} == {"127.0.0.1"}


@pytest.mark.parametrize(
    "outside",
    [
        "socket.socket().bind(('0.0.0.0', 0))",
        "socket.socket().bind(('', 0))",
        "socket.socket(socket.AF_INET6).bind(('::', 0))",
        "socket.create_server(('', 0))",
        "asyncio.run(asyncio.start_server(print, '0.0.0.0', 0))",
        "socket.socket().connect(('192.0.2.1', 9))",
        "socket.create_connection(('example.com', 80))",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 9))",
        "urllib.request.urlopen('http://example.com')",
    ],
)
def test_p79_the_emulator_reaches_nothing_outside(outside: str) -> None:
    run = f"""
import asyncio, socket, urllib.request
from local.emulator import stay_on_loopback
stay_on_loopback()
{outside}
"""
    done = subprocess.run([sys.executable, "-c", run], cwd=ROOT, capture_output=True, text=True)
    assert "the local cloud stays on this machine" in done.stderr


def test_p79_the_emulator_reaches_this_machine() -> None:
    run = """
import socket
from local.emulator import stay_on_loopback
stay_on_loopback()
with socket.create_server(("127.0.0.1", 0)) as server:
    for name in ("127.0.0.1", "localhost"):
        socket.create_connection((name, server.getsockname()[1])).close()
socket.socketpair()
with socket.socket(socket.AF_UNIX) as unix:
    unix.bind(b"\\0nobody")
"""
    subprocess.run([sys.executable, "-c", run], cwd=ROOT, check=True)
