"""The environment of everything in a local cloud: short lists, and nothing else of the developer's shell."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

CLOUD_ID: Final = "LOCAL_CLOUD_ID"
"""Marks every process that belongs to a local cloud; it ends with the cloud."""

SECRET_KEY: Final = "local"  # noqa: S105

KEPT: Final = ("PATH", "USER", "LOGNAME", "TMPDIR", "TZ", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH")
"""The variables of the developer's shell that are handed on. None is a secret, a proxy or a setting of a tool."""

_LOOPBACK: Final = "127.0.0.1,localhost"


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


def tool_settings(folder: Path) -> dict[str, str]:
    """Return the variables that keep what the CDK and jsii write in a folder, and the CDK from asking the internet."""
    return {
        "HOME": str(folder),
        # the CLI asks the system for the home, not HOME
        "CDK_HOME": str(folder),
        "TMPDIR": str(folder),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "CDK_DISABLE_VERSION_CHECK": "true",
    }


@lru_cache(maxsize=1)
def node_folder() -> str | None:
    """Return where Node.js itself is, which a version manager's stand-in for it finds by the developer's home."""
    node = shutil.which("node")
    asked = node and subprocess.run([node, "-p", "process.execPath"], capture_output=True, text=True, check=False)  # noqa: S603
    return str(Path(asked.stdout.strip()).parent) if asked and asked.returncode == 0 else None


def kept(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what may be handed on of an environment."""
    return {name: environment[name] for name in KEPT if name in environment}
