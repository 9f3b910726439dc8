"""A cloud on this machine: ministack and the SageMaker emulator, as processes that end with the one that asked."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import uuid
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from local.addresses import ANY_PORTAL, MAILS, local_address
from local.clients import make_client
from local.environment import CLOUD_ID, kept, node_folder, sdk_settings, tool_settings
from local.guardian import Plan, Report
from local.ports import listening
from local.sagemaker.remote_control import RemoteControl
from local.sagemaker.state import DEFAULT_ACCOUNT, DEFAULT_REGION
from local.servers import ROOT, START_SECONDS, StartError

if TYPE_CHECKING:
    from types import TracebackType

_STOP_SECONDS: Final = 60.0


class LocalCloud:
    """CloudFormation, Lambda, S3, IAM, SNS, Cognito and SageMaker work teams on ports of 127.0.0.1.

    It's up from ``start`` to ``stop``, or in a ``with`` block. Should this process be killed, the cloud ends too, with
    everything that was started with its ``environment``.

    Parameters
    ----------
    port
        Of everything but SageMaker; 0 for any free one.
    sagemaker_port
        Of SageMaker; 0 for any free one.
    account
        The twelve digits of the account that its environment and clients use.
    region
        Their Region.

    Raises
    ------
    OSError
        From ``start``, if a port that was asked for is taken.
    ValueError
        From ``start``, if it is no port, or both are the same.
    StartError
        From ``start``, if a server doesn't come up within a minute; with the end of its log.
    """

    def __init__(
        self,
        port: int = 0,
        sagemaker_port: int = 0,
        account: str = DEFAULT_ACCOUNT,
        region: str = DEFAULT_REGION,
    ) -> None:
        self.account = account
        self.region = region
        self._ports = port, sagemaker_port
        self._id = uuid.uuid4().hex
        self._report = Report()
        self._guardian: subprocess.Popen[str] | None = None

    def start(self) -> LocalCloud:
        """Start both servers and wait until they answer."""
        port, sagemaker_port = self._ports
        if port == sagemaker_port != 0:
            raise ValueError(f"`sagemaker_port`: expected another than `port`, received {port} for both")
        for asked in filter(None, self._ports):
            listening(asked).close()
        plan = Plan(self._id, self.account, self.region, *self._ports)
        self._guardian = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "local.guardian", json.dumps(asdict(plan))],
            cwd=ROOT,
            env=kept(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            self._report = _reported(self._guardian)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End every process of the cloud and remove its folder; nothing if it isn't up."""
        guardian, self._guardian = self._guardian, None
        if guardian is None or guardian.stdin is None or guardian.stdout is None:
            return
        guardian.stdin.close()
        guardian.stdout.close()
        # never killed: what it has yet to end would be left
        guardian.wait(_STOP_SECONDS)

    def __enter__(self) -> LocalCloud:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The address of everything but SageMaker."""
        return f"http://127.0.0.1:{self._report.port}"

    @property
    def sagemaker_url(self) -> str:
        """The address of SageMaker."""
        return f"http://127.0.0.1:{self._report.sagemaker_port}"

    @property
    def portal_url(self) -> str:
        """The address at which a browser finds the labeling portal, whichever workforce there is."""
        return f"http://{ANY_PORTAL}:{self._report.sagemaker_port}"

    @property
    def mails_url(self) -> str:
        """The address at which a browser finds the mails that were sent."""
        return f"http://{MAILS}:{self._report.sagemaker_port}"

    def local_address(self, url: str) -> str:
        """Return where a browser on this machine finds an address: a labeling portal's is local, others stay."""
        return local_address(url, self._report.sagemaker_port)

    @property
    def folder(self) -> Path:
        """Where the servers write; removed when the cloud stops."""
        return Path(self._report.folder)

    @property
    def control(self) -> RemoteControl:
        """The controls of the SageMaker emulator."""
        return RemoteControl(self.sagemaker_url)

    def settings(self) -> dict[str, str]:
        """Return just the variables that point an SDK here."""
        return sdk_settings(self.url, self.sagemaker_url, self.account, self.region, self.folder)

    def environment(self) -> dict[str, str]:
        """Return a whole environment for a process that uses the cloud.

        Of this process's own it has only what ``kept`` lists, so that no real account can be reached and no secret is
        handed on. Its home is the cloud's folder. The process ends with the cloud.
        """
        search = os.pathsep.join(filter(None, (node_folder(), os.environ.get("PATH"))))
        tools = tool_settings(self.folder) | {"PATH": search, CLOUD_ID: self._id}
        return kept() | self.settings() | tools

    def client(self, service: str, region: str | None = None, account: str | None = None) -> Any:
        """Return a boto3 client that uses the cloud, whatever this process's own AWS set-up and proxies are."""
        url = self.sagemaker_url if service == "sagemaker" else self.url
        return make_client(service, url, account or self.account, region or self.region)


def _reported(guardian: subprocess.Popen[str]) -> Report:
    if guardian.stdout is None:
        raise StartError("the local cloud has no pipe to report on")
    readable, _, _ = select.select([guardian.stdout], [], [], 2 * START_SECONDS)
    line = guardian.stdout.readline() if readable else ""
    report = Report(**json.loads(line)) if line else Report(error="the local cloud's guardian ended without a report")
    if report.error:
        raise StartError(report.error)
    return report
