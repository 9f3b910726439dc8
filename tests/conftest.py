"""What holds on every floor: tests reach this machine alone, and leave nothing outside of the checkout."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Final

import pytest
from pytest_socket import socket_allow_hosts

from support.own_folder import move_in

BY_THE_RUNTIME_CLIENT: Final = ("functional/", "guard/", "unit/support/test_lambda_runtime", "unit/function/test_log")
"""Tests that run the function by Lambda's own runtime client, which is installed on Linux alone."""

move_in()
# stacks made for a test need not be whole; the CDK reads this when it is first imported
os.environ.setdefault("CDK_VALIDATION", "false")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what can't run here, saying why."""
    if importlib.util.find_spec("awslambdaric") is None:
        skip = pytest.mark.skip(reason="needs awslambdaric, Lambda's runtime client, which is installed on Linux alone")
        for item in items:
            if item.path.relative_to(Path(__file__).parent).as_posix().startswith(BY_THE_RUNTIME_CLIENT):
                item.add_marker(skip)


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
