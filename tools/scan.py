"""Scans the example's template with cdk-nag, cfn-lint and checkov; fails on any finding that is not listed here.

`python -m tools.scan`, from the repository's root. Nothing is suppressed: what is listed is still found and printed,
with the reason why it stays. An entry that is no longer found fails too, so that the list can't grow old.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks
from rich.console import Console

from app import WorkteamStack

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

ROOT: Final = Path(__file__).resolve().parents[1]
CHECKOV: Final = ROOT / ".venv/checkov/bin/checkov"
STACK: Final = "WorkteamStack"
REGIONS: Final = ["us-east-1", "eu-west-1"]
LEFT_OUT: Final = {"cfn-lint", "checkov"} if sys.version_info >= (3, 15) else set()
"""The scanners that can't be installed by Python 3.15 yet."""


class Finding(NamedTuple):
    """What a scanner says about a resource."""

    scanner: str
    rule: str
    resource: str


_ANY_TEAM: Final = "arn:<AWS::Partition>:sagemaker:<AWS::Region>:<AWS::AccountId>:workteam/private-crowd/*"
_ANY_WATCH: Final = "arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/<WorkteamWatches>/*"

KNOWN: Final[Mapping[Finding, str]] = {
    Finding("AwsSolutions", "AwsSolutions-L1", "WorkteamProvider/Function"): (
        "the runtime's age: python3.13 is what the tests run; `runtime` takes another"
    ),
    Finding("AwsSolutions", f"AwsSolutions-IAM5[Resource::{_ANY_TEAM}]", "WorkteamProvider/Role"): (
        "CloudFormation deletes a renamed or removed team after the role is updated, "
        "when no template names that team any more; ownership tags guard the others"
    ),
    Finding("AwsSolutions", f"AwsSolutions-IAM5[Resource::{_ANY_WATCH}]", "WorkteamProvider/Role"): (
        "read alone, and of one group, which holds this stack's watches and nothing else"
    ),
    Finding("checkov", "CKV_AWS_116", "WorkteamProviderFunction"): (
        "the user's choice: `dead_letter_queue`; a lost event ends in CloudFormation's own time-out"
    ),
    Finding("checkov", "CKV_AWS_117", "WorkteamProviderFunction"): (
        "the user's choice: `vpc`; the function reaches nothing that is in one"
    ),
    Finding("checkov", "CKV_AWS_158", "WorkteamProviderLogGroup"): (
        "the user's choice: `log_encryption_key`; CloudWatch encrypts with its own key otherwise"
    ),
    Finding("checkov", "CKV_AWS_115", "WorkteamProviderFunction"): (
        "the user's choice: `reserved_concurrent_executions`; a new account has no concurrency to reserve"
    ),
    Finding("AwsSolutions", "AwsSolutions-COG8", "Workforce/UserPool"): (
        "the user's choice: the Plus plan costs by the worker; a pool of one's own may have it"
    ),
    Finding("AwsSolutions", "AwsSolutions-L1", "Workforce/Invitation/Function"): (
        "the runtime's age: python3.13 is what the tests run"
    ),
    **{
        Finding("checkov", rule, "WorkforceInvitationFunction"): reason
        for rule, reason in {
            "CKV_AWS_115": "Cognito calls it, once a mail; a new account has no concurrency to reserve",
            "CKV_AWS_116": "Cognito waits for it and takes no later answer",
            "CKV_AWS_117": "it reaches nothing that is in a VPC",
            "CKV_AWS_173": "its environment holds no secret: the workforce's name and the mail's texts",
        }.items()
    },
    Finding("checkov", "CKV_AWS_158", "WorkforceInvitationLogGroup"): (
        "it logs no name and no address; CloudWatch encrypts with its own key"
    ),
    Finding("checkov", "CKV_AWS_26", "Topic"): (
        "the example's choice: an own key costs by the month; where there is one, the library lets SageMaker use it"
    ),
}


def scan(folder: Path) -> Iterator[Finding]:
    """Write the example's template into a folder and yield what the scanners find in it."""
    yield from cdk_nag(folder)
    template = folder / f"{STACK}.template.json"
    yield from _cfn_lint(template)
    yield from _checkov(template)


def cdk_nag(folder: Path) -> Iterator[Finding]:
    """Write the example's template into a folder and yield what cdk-nag finds in the app."""
    app = App(context=json.loads((ROOT / "cdk.json").read_text())["context"], outdir=str(folder))
    WorkteamStack(app, STACK)
    Validations.of(app).add_plugins(AwsSolutionsChecks())
    # a finding ends the synthesis with an error, after everything was written; the report says which
    with contextlib.suppress(RuntimeError), contextlib.redirect_stderr(io.StringIO()):
        app.synth()
    for plugin in json.loads((folder / "validation-report.json").read_text())["pluginReports"]:
        for violation in plugin["violations"]:
            for construct in violation["violatingConstructs"]:
                path = construct["constructPath"].removeprefix(f"{STACK}/").removesuffix("/Resource")
                yield Finding(plugin["pluginName"], violation["ruleName"], path)


def _cfn_lint(template: Path) -> Iterator[Finding]:
    if "cfn-lint" in LEFT_OUT:
        return
    from cfnlint.api import lint
    from cfnlint.config import ManualArgs

    for match in lint(template.read_text(), config=ManualArgs(regions=REGIONS)):
        yield Finding("cfn-lint", match.rule.id, "/".join(map(str, match.path or [])))


def _checkov(template: Path) -> Iterator[Finding]:
    if "checkov" in LEFT_OUT:
        return
    if not CHECKOV.exists():
        raise SystemExit(f"{CHECKOV}: expected checkov in an environment of its own, found none; run `make lint`")
    options = ["--framework", "cloudformation", "--output", "json", "--compact", "--quiet", "--skip-download"]
    done = subprocess.run(  # noqa: S603 - both paths are ours
        [CHECKOV, "--file", template, *options], capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode not in {0, 1}:
        raise SystemExit(f"checkov failed: {done.stderr}")
    report = json.loads(done.stdout)
    if report["summary"]["parsing_errors"] or not report["summary"]["passed"]:
        raise SystemExit("checkov could not read the template")
    for check in report["results"]["failed_checks"]:
        logical_id = re.sub(r"[0-9A-F]{8}$", "", check["resource"].rpartition(".")[2])
        yield Finding("checkov", check["check_id"], logical_id)


def verdict(found: Collection[Finding]) -> list[str]:
    """Return what is wrong with a list of findings: those not known, and those known that are not there."""
    unknown = [f"not known: {' '.join(finding)}" for finding in found if finding not in KNOWN]
    looked_for = [finding for finding in KNOWN if finding.scanner not in LEFT_OUT]
    return unknown + [f"no longer found: {' '.join(finding)}" for finding in looked_for if finding not in found]


def main() -> int:
    """Print every finding with the reason why it stays, and tell by the exit code whether all is as known."""
    with tempfile.TemporaryDirectory() as folder:
        found = sorted(scan(Path(folder)))
    console = Console(highlight=False)
    for finding in found:
        console.print(f"[bold]{finding.scanner} {finding.rule.partition('[')[0]}[/] on {finding.resource}")
        console.print(f"  {KNOWN.get(finding, '')}", style="dim")
    for scanner in sorted(LEFT_OUT):
        console.print(f"{scanner} is left out: it can't be installed by this Python yet")
    problems = verdict(found)
    for problem in problems:
        console.print(problem, markup=False, style="red")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
