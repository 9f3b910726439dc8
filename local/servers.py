"""The two servers of a local cloud: how each is started, and how to tell that it answers."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import urllib3

from local.environment import SECRET_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT: Final = Path(__file__).resolve().parents[1]
START_SECONDS: Final = 60.0
_LOG_TAIL: Final = 20


class StartError(Exception):
    """A server didn't come up; the message has the end of its log."""


@dataclass(slots=True)
class Server:
    """A server that was started."""

    name: str
    health: str
    log: Path
    process: subprocess.Popen[bytes]
    deadline: float = field(default_factory=lambda: time.monotonic() + START_SECONDS)

    def wait(self) -> None:
        """Wait until it answers.

        Raises
        ------
        StartError
            If it ended, or doesn't answer within ``START_SECONDS``.
        """
        http = urllib3.PoolManager(timeout=2, retries=False)
        while time.monotonic() < self.deadline:
            if self.process.poll() is not None:
                raise self._failed(f"ended with code {self.process.returncode}")
            try:
                if http.request("GET", self.health).status == 200:
                    return
            except urllib3.exceptions.HTTPError:
                pass
            time.sleep(0.05)
        raise self._failed(f"didn't answer within {START_SECONDS:.0f} seconds")

    def _failed(self, what: str) -> StartError:
        tail = self.log.read_text(errors="replace").splitlines()[-_LOG_TAIL:]
        return StartError("\n".join([f"{self.name} {what}; the end of its log:", *(f"  {line}" for line in tail)]))


def start_sagemaker(port: int, cognito_endpoint: str, environment: Mapping[str, str], folder: Path) -> Server:
    """Start the SageMaker emulator."""
    command = [sys.executable, "-m", "local.sagemaker", "--port", str(port), "--cognito-endpoint", cognito_endpoint]
    health = f"http://127.0.0.1:{port}/_control/health"
    log = folder / "sagemaker.log"
    return Server("the SageMaker emulator", health, log, _spawn(command, environment, log))


def start_ministack(
    port: int, sagemaker_url: str, account: str, region: str, environment: Mapping[str, str], folder: Path
) -> Server:
    """Start ministack with everything it writes in ``folder``, and without any use of Docker.

    Its Lambda functions inherit its environment, and so find SageMaker and may answer to its own response URLs.
    """
    settings = {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_ACCOUNT_ID": account,
        "MINISTACK_REGION": region,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL_SAGEMAKER": sagemaker_url,
        "RESPONSE_URL_HOSTS": f"127.0.0.1:{port}",
        "LAMBDA_EXECUTOR": "local",
        "LOG_LEVEL": "WARNING",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "STATE_DIR": str(folder / "state"),
        "S3_DATA_DIR": str(folder / "s3"),
        "DOCKER_HOST": f"unix://{folder}/no-docker.sock",
    }
    health = f"http://127.0.0.1:{port}/_ministack/ready"
    log = folder / "ministack.log"
    process = _spawn([sys.executable, "-m", "local.emulator"], {**environment, **settings}, log)
    return Server("ministack", health, log, process)


def _spawn(command: list[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
