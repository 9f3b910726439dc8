"""The SageMaker client: made once in a process, from a service model cut to the calls in use."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import boto3
import botocore.session
from botocore.config import Config
from botocore.loaders import create_loader

from workteam_provider.deadline import stop_late_calls

if TYPE_CHECKING:
    from botocore.client import BaseClient

_MODELS: Final = Path(__file__).parent / "models"
_CONFIG: Final = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 12})


@functools.cache
def sagemaker() -> BaseClient:
    """Make the client, or return the one that was made.

    botocore looks for models in the folder given to its loader first, and in its own data otherwise. The SDK's own
    retries stop at the event's deadline too.
    """
    session = botocore.session.get_session()
    session.register_component("data_loader", create_loader(str(_MODELS)))
    client: BaseClient = boto3.Session(botocore_session=session, region_name=os.environ.get("AWS_REGION")).client(
        "sagemaker", config=_CONFIG
    )
    client.meta.events.register("request-created.sagemaker", stop_late_calls)
    return client


def make_ahead() -> None:
    """Make the client before the first event, where the environment holds all that it needs."""
    if {"AWS_REGION", "AWS_ACCESS_KEY_ID"} <= os.environ.keys():
        sagemaker()
