"""`make acceptance` and `make acceptance-clean`, on the account that the caller's credentials lead to."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from local.cdk import CdkError
from tools.acceptance.cleaner import NotClean, clean, ids_found
from tools.acceptance.confirm import NotConfirmed, plan, require_confirmed
from tools.acceptance.page import record
from tools.acceptance.run import Run, Unexpected, left_over
from tools.acceptance.steps import STEPS
from tools.acceptance.target import Target, callers_target

if TYPE_CHECKING:
    from types import FrameType

KILL_AFTER: Final = "ACCEPT_KILL_AFTER"
"""For tests: the name of the step after which the process kills itself."""
SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    """Run, or clean up; returns the exit code: 0, 1 where something is otherwise than promised, 2 for nothing done."""
    parser = argparse.ArgumentParser(prog="python -m tools.acceptance", description=__doc__)
    parser.add_argument("command", choices=["run", "clean"])
    command = parser.parse_args(arguments).command
    for number in SIGNALS:
        signal.signal(number, _stop)
    try:
        target = callers_target()
        if command == "run":
            print(plan(), end="\n\n")
        require_confirmed(target, os.environ, "acceptance" if command == "run" else "acceptance-clean")
        return run_all(target) if command == "run" else clean_all(target)
    except (NotConfirmed, LookupError, BotoCoreError, ClientError) as error:
        print(error, file=sys.stderr)
        return 2
    except NotClean as error:
        print(error, file=sys.stderr)
        return 1


def run_all(target: Target) -> int:
    """Clean up after runs that were killed here, go through the steps, and clean up."""
    for killed in sorted(left_over(target)):
        print(f"cleaning up after run {killed}, which was killed", flush=True)
        clean(target, killed)
    run = Run(target)
    run.write()
    print(f"run {run.id}; the output of the CDK CLI: {target.folder / 'cdk.log'}", flush=True)
    try:
        for step in STEPS:
            print(f"{step.name}: {step.does}", flush=True)
            step.go(run)
            if os.environ.get(KILL_AFTER) == step.name:
                os.kill(os.getpid(), signal.SIGKILL)
    except (Unexpected, CdkError, ClientError) as error:
        print(f"FAILED at {step.name}: {error}", file=sys.stderr)
        return 1
    finally:
        if target.is_aws and run.answers:
            record(run.answers, target.region)
        print("cleaning up", flush=True)
        for number in (*SIGNALS, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        clean(target, run.id)
    print("all as promised, and nothing is left")
    return 0


def clean_all(target: Target) -> int:
    """Remove what runs have left here, whether or not their files are there."""
    for found in sorted(ids_found(target)):
        print(f"cleaning up after run {found}", flush=True)
        clean(target, found)
    print("nothing is left")
    return 0


def _stop(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
