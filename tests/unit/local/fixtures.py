"""What the fixtures give, for annotations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

SageMaker: TypeAlias = Any
"""A boto3 client that is given, on purpose, what its types forbid."""

Connect: TypeAlias = Callable[..., SageMaker]
"""Makes a client of an emulator's URL."""

Make: TypeAlias = Callable[..., dict[str, Any]]
"""Makes a member or a request."""

Refused: TypeAlias = Callable[..., tuple[str, str]]
"""Calls, and gives the error's code and message."""

CallRaw: TypeAlias = Callable[..., tuple[int, Any]]
"""Sends a request of one's own, and gives the status and the answer."""
