"""``python -m local up``: a local cloud in the foreground."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

from local.cloud import LocalCloud
from local.servers import StartError

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    parser.add_argument("--port", type=int, default=0, help="of everything but SageMaker (default: any free one)")
    parser.add_argument("--sagemaker-port", type=int, default=0, help="of SageMaker (default: any free one)")


def run(options: argparse.Namespace) -> int:
    """Start the cloud, say how to use it, and stop it at Ctrl-C or SIGTERM."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        with LocalCloud(options.port, options.sagemaker_port) as cloud:
            print(_how_to_use(cloud), flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
            print("\nstopping", flush=True)
    except (OSError, StartError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _how_to_use(cloud: LocalCloud) -> str:
    exports = "\n".join(f"export {name}={value}" for name, value in cloud.settings().items())
    return f"""The local cloud is up. Ctrl-C stops it.

  SageMaker work teams   {cloud.sagemaker_url}
  everything else        {cloud.url}

To point the AWS CLI, boto3 and cdk there, in another shell:

unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN
{exports}

Then, for example:

cdk bootstrap && cdk deploy
aws sagemaker list-workteams
"""
