"""The CDK CLI of this checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from local.servers import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

CLI: Final = ROOT / "node_modules" / ".bin" / "cdk"
LIMIT_SECONDS: Final = 300.0

_SETTINGS: Final = {
    # triples the time of a synth; `make lint` runs it
    "CDK_VALIDATION": "false",
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",
    "NODE_NO_WARNINGS": "1",
    "NO_COLOR": "1",
}


class Cloud(Protocol):
    """Where the CLI works: a local cloud, or an account of AWS."""

    @property
    def account(self) -> str:
        """The account's twelve digits."""

    @property
    def region(self) -> str:
        """The Region."""

    @property
    def folder(self) -> Path:
        """Where the CLI may write."""

    def environment(self) -> dict[str, str]:
        """Return the whole environment of the CLI."""


class CdkError(Exception):
    """The CDK CLI ended with another code than 0; the message has the end of its output."""


class Cdk:
    """The CDK CLI with an app, in an account and Region.

    Parameters
    ----------
    cloud
        Where it deploys to.
    log
        The file that all its output is added to.
    show
        Called with each line of output as it comes.
    app
        The command that synthesises; by default the one that ``cdk.json`` names.
    limit
        How many seconds a command may take.

    Raises
    ------
    CdkError
        From each method, if the CLI isn't installed, fails, or takes longer than ``limit``.
    """

    def __init__(
        self,
        cloud: Cloud,
        log: Path,
        show: Callable[[str], None] = lambda _: None,
        app: str | None = None,
        limit: float = LIMIT_SECONDS,
    ) -> None:
        self._cloud = cloud
        self._log = log
        self._show = show
        self._app = ["--app", app] if app else []
        self._limit = limit

    def bootstrap(self) -> None:
        """Prepare the account and Region, without any app."""
        self._run(["bootstrap", f"aws://{self._cloud.account}/{self._cloud.region}"], self._cloud.folder)

    def deploy(self, stack: str, context: dict[str, str] | None = None) -> None:
        """Synthesise with a context, and deploy one stack."""
        options = [part for name, value in (context or {}).items() for part in ("--context", f"{name}={value}")]
        deploying = ["--require-approval", "never", "--method", "direct", "--output", str(self._assembly(stack))]
        self._run(["deploy", stack, *self._app, *deploying, *options], ROOT)

    def destroy(self, stack: str) -> None:
        """Destroy a stack as it was synthesised last."""
        self._run(["destroy", stack, "--force", "--app", str(self._assembly(stack))], ROOT)

    def _assembly(self, stack: str) -> Path:
        return self._cloud.folder / "assemblies" / stack

    def _run(self, command: Sequence[str], directory: Path) -> None:
        if not CLI.exists():
            raise CdkError(f"expected the CDK CLI at {CLI}, where nothing is; run `make setup`")
        environment = self._cloud.environment() | _SETTINGS
        environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
        lines: list[str] = []
        with (
            self._log.open("a", encoding="utf-8") as log,
            _running(command, directory, environment, self._limit) as process,
        ):
            log.write(f"$ cdk {' '.join(command)}\n")
            for line in process.stdout or ():
                log.write(line)
                log.flush()
                lines.append(line.rstrip())
                self._show(line.rstrip())
        if process.returncode:
            end = "\n".join(lines[-40:])
            raise CdkError(f"`cdk {command[0]}` ended with code {process.returncode}; the end of its output:\n{end}")


@contextmanager
def _running(
    command: Sequence[str], directory: Path, environment: dict[str, str], seconds: float
) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(  # noqa: S603
        [str(CLI), "--no-notices", *command],
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    limit = threading.Timer(seconds, process.kill)
    limit.start()
    try:
        yield process
        process.wait()
    finally:
        limit.cancel()
        process.kill()
        process.wait()
