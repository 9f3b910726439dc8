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

if TYPE_CHECKING:
    from botocore.client import BaseClient

_MODELS: Final = Path(__file__).parent / "models"
OTHERS: Final = _MODELS / "others"
"""The models of services that only some events need."""
# one try: what is repeated, and what must be proved before, is decided where the call is made
_CONFIG: Final = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 1})


@functools.cache
def sagemaker() -> BaseClient:
    """Make the client, or return the one that was made."""
    return make_client("sagemaker")


def make_client(service: str, models: Path = _MODELS, config: Config = _CONFIG) -> BaseClient:
    """Make what ``boto3.client`` gives, by botocore as boto3 has it made.

    Importing boto3 itself takes a tenth of a client's time, for S3 transfers that nobody asks for.
    """
    session = Session(include_builtin_handlers=False)
    for event, hook, *_ in BUILTIN_HANDLERS:
        # for every service or for this one; most are for one of the others
        if event.split(".")[1:2] in ([], [service]):
            session.register(event, hook)
    session.register_component("data_loader", _OneService(service, models))
    client: BaseClient = session.create_client(service, os.environ.get("AWS_REGION"), config=config, **_keys())
    return client


def _keys() -> dict[str, Any]:
    """Take the credentials from where Lambda puts them, which spares the search in nine other places.

    Where they are not there, botocore searches.
    """
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    return {name.lower(): os.environ.get(name) for name in names} if set(names) <= os.environ.keys() else {}


def create_early() -> None:
    """Make the client before the first event, where the environment holds all that it needs.

    What goes wrong is left for the event to meet, which can answer.
    """
    if {"AWS_REGION", "AWS_ACCESS_KEY_ID"} <= os.environ.keys():
        with contextlib.suppress(Exception):
            sagemaker()


class _OneService(Loader):
    """Finds a service's cut files in the function's own folder, and all others where botocore has its own."""

    def __init__(self, service: str, models: Path) -> None:
        super().__init__([str(models)])
        self._service: Final = service

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002
        """Name the one service; botocore would look into four hundred folders for the names of all."""
        return [self._service]

    def is_builtin_path(self, path: str) -> bool:
        """Report the trimmed models as botocore's own, so that endpoint resolution works as usual."""
        return path.startswith(str(_MODELS)) or super().is_builtin_path(path)
