"""The environment in which SDKs and the CDK CLI reach the local cloud and nothing else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CLOUD_ID: Final = "LOCAL_CLOUD_ID"
"""Marks every process that belongs to a local cloud; it ends with the cloud."""

SECRET_KEY: Final = "local"  # noqa: S105

_LOOPBACK: Final = "127.0.0.1,localhost"
_FOREIGN: Final = ("AWS_", "CDK_", "PYTHONPATH", "PYTHONHOME")


def sdk_settings(url: str, sagemaker_url: str, account: str, region: str, home: Path) -> dict[str, str]:
    """Return the variables that point an AWS SDK at the cloud.

    The access key is the account's number, which is how both emulators tell accounts apart. ``home`` is a folder
    whose AWS configuration files, which don't exist, take the place of the user's.
    """
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ENDPOINT_URL_SAGEMAKER": sagemaker_url,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_CONFIG_FILE": str(home / "no-config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "no-credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": _LOOPBACK,
        "no_proxy": _LOOPBACK,
    }


def without_aws(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return an environment without a trace of anybody's AWS set-up or Python path."""
    return {name: value for name, value in environment.items() if not name.startswith(_FOREIGN)}
