"""The SageMaker client: made once in a process, from data cut to the calls in use."""

from __future__ import annotations

import contextlib
import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from botocore.config import Config
from botocore.handlers import BUILTIN_HANDLERS
from botocore.loaders import Loader
from botocore.session import Session

from workteam_provider.deadline import stop_late_calls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.client import BaseClient

_MODELS: Final = Path(__file__).parent / "models"
_CONFIG: Final = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 12})


@functools.cache
def sagemaker() -> BaseClient:
    """Make the client, or return the one that was made.

    It is what ``boto3.client("sagemaker")`` gives, made by botocore as boto3 has it made: importing boto3 itself takes
    a tenth of a client's time, for S3 transfers that nobody asks for. The SDK's own retries stop at the event's
    deadline too.
    """
    session = Session(include_builtin_handlers=False)
    for event, hook, *_ in BUILTIN_HANDLERS:
        if _concerns_sagemaker(event):
            session.register(event, hook)
    session.register_component("data_loader", _OneService())
    client: BaseClient = session.create_client("sagemaker", os.environ.get("AWS_REGION"), config=_CONFIG)
    client.meta.events.register("request-created.sagemaker", stop_late_calls)
    for end_of_call in ("after-call.sagemaker", "after-call-error.sagemaker"):
        client.meta.events.register(end_of_call, _renew_after_retries)
    return client


def make_ahead() -> None:
    """Make the client before the first event, where the environment holds all that it needs.

    What goes wrong is left for the event to meet, which can answer.
    """
    if {"AWS_REGION", "AWS_ACCESS_KEY_ID"} <= os.environ.keys():
        with contextlib.suppress(Exception):
            sagemaker()


def _renew_after_retries(parsed: Mapping[str, Any] | None = None, **_: object) -> None:
    """Let the next event make a client of its own, since all retries of one share a budget that outlives the event."""
    if parsed is None or parsed["ResponseMetadata"].get("RetryAttempts"):
        sagemaker.cache_clear()


def _concerns_sagemaker(event: str) -> bool:
    """Whether a hook of botocore's is for every service or for this one; most are for one of the others."""
    service = event.split(".")[1:2]
    return service in ([], ["sagemaker"])


class _OneService(Loader):
    """Finds the cut files in the function's own folder, and all others where botocore has its own."""

    def __init__(self) -> None:
        super().__init__([str(_MODELS)])

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002
        """Name the one service; botocore would look into four hundred folders for the names of all."""
        return ["sagemaker"]

    def is_builtin_path(self, path: str) -> bool:
        """Whether a file is botocore's own; the cut ones were, so that its rules lead to the endpoints as always."""
        return path.startswith(str(_MODELS)) or super().is_builtin_path(path)
