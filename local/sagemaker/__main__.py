"""The emulator as a process: ``python -m local.sagemaker --port 4567``."""

from __future__ import annotations

import argparse
import signal
import sys

from local.sagemaker import SageMakerEmulator


def main() -> int:
    """Serve until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m local.sagemaker", description="SageMaker work teams, emulated")
    parser.add_argument("--port", type=int, default=0, help="port of 127.0.0.1 (default: any free one)")
    parser.add_argument("--cognito-endpoint", help="where Cognito groups are looked up (default: taken on trust)")
    options = parser.parse_args()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        with SageMakerEmulator(options.port, options.cognito_endpoint) as emulator:
            print(emulator.url, flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
