"""Proxies of whoever runs the tests are none of the function's."""

from __future__ import annotations

import pytest

from support.raw_server import forget_proxies


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_proxies(monkeypatch)
