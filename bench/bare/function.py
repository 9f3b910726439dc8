"""One client from botocore and cut files."""

from __future__ import annotations

from pathlib import Path

import botocore.session
from botocore.loaders import Loader


class Data(Loader):
    """Knows one service."""

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002
        """Name it."""
        return ["sagemaker"]


session = botocore.session.get_session()
session.register_component("data_loader", Data([str(Path(__file__).parent / "models")]))
sagemaker = session.create_client("sagemaker")


def handler(event: object, context: object) -> None:
    """Handle nothing."""
