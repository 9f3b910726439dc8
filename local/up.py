"""``python -m local up``: a local cloud in the foreground."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from local.cdk import CLI
from local.cloud import LocalCloud
from local.servers import ROOT, StartError

if TYPE_CHECKING:
    import argparse

_LISTING: Final = """python -c "import boto3; print(boto3.client('sagemaker').list_workteams()['Workteams'])\""""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    parser.add_argument(
        "--port", type=int, default=0, metavar="N", help="of everything but SageMaker (default: any free one)"
    )
    parser.add_argument(
        "--sagemaker-port", type=int, default=0, metavar="N", help="of SageMaker (default: any free one)"
    )


def run(options: argparse.Namespace) -> int:
    """Start the cloud, say how to use it, and stop it at Ctrl-C or SIGTERM."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        with LocalCloud(options.port, options.sagemaker_port) as cloud:
            print(_how_to_use(cloud), flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
            print("\nstopping", flush=True)
    except (OSError, ValueError, StartError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _how_to_use(cloud: LocalCloud) -> str:
    search = os.pathsep.join(str(folder) for folder in (Path(sys.executable).parent, CLI.parent))
    exports = "\n".join(f"export {name}={shlex.quote(value)}" for name, value in cloud.settings().items())
    return f"""The local cloud is up until Ctrl-C; all that is in it goes with it.

  SageMaker work teams   {cloud.sagemaker_url}
  everything else        {cloud.url}

For a browser, without anything set up in it:

  labeling portal        {cloud.portal_url}
  mails that were sent   {cloud.mails_url}

Every program on this machine, whoever runs it, can use it and can run code as
you through its functions. Web pages of others and other machines can't.

To point boto3, cdk and the AWS CLI there, paste this into another shell:

cd {shlex.quote(str(ROOT))}
unset AWS_PROFILE $(env | grep -ioE '^(AWS_[A-Z0-9_]+|(HTTP|HTTPS|ALL)_PROXY)=' | tr -d =)
export PATH={shlex.quote(search)}:"$PATH"
{exports}

Then, for example:

cdk bootstrap aws://{cloud.account}/{cloud.region}
cdk deploy --require-approval never
{_LISTING}

Where the AWS CLI is installed, the last is `aws sagemaker list-workteams`.
"""
