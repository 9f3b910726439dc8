"""No test of the function waits: time passes when somebody sleeps."""

from __future__ import annotations

import importlib
import random
from types import SimpleNamespace

import pytest

from unit.function.scene import Clock, Scene

_MODULES = ("deadline", "lifecycle", "patience", "response", "workteams")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for name in _MODULES:
        module = importlib.import_module(f"workteam_provider.{name}")
        if hasattr(module, "time"):
            monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr("workteam_provider.deadline.threading", SimpleNamespace(Event=clock.event))
    random.seed(1)
    return clock


@pytest.fixture
def scene(clock: Clock) -> Scene:
    return Scene(clock)


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "eu-west-1")
