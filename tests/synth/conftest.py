"""Stacks to put teams in, with the feature flags that the repository's own app has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, Stack

if TYPE_CHECKING:
    from synth.rendering import NewStack

CDK_JSON = Path(__file__).parents[2] / "cdk.json"


@pytest.fixture(scope="session")
def flags() -> dict[str, Any]:
    return dict(json.loads(CDK_JSON.read_text())["context"])


@pytest.fixture(scope="session")
def new_stack(flags: dict[str, Any]) -> NewStack:
    def make(name: str = "Stack", app: App | None = None, **props: Any) -> Stack:
        return Stack(app or App(context=flags), name, **props)

    return make
