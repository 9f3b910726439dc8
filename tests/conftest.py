"""What holds on every floor: tests reach this machine alone."""

from __future__ import annotations

import os

import pytest
from pytest_socket import socket_allow_hosts

# stacks made for a test need not be whole; the CDK reads this when it is first imported
os.environ.setdefault("CDK_VALIDATION", "false")


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
