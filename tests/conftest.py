"""What holds on every floor: tests reach this machine alone."""

from __future__ import annotations

import pytest
from pytest_socket import socket_allow_hosts


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
