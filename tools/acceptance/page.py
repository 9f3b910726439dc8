"""Writes what AWS answered into the table, and `docs/aws-facts.md` from it: `python -m tools.acceptance.page`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from local.sagemaker.answers import TABLE, table
from tools.acceptance.confirm import plan
from tools.acceptance.probes import PROBES
from tools.acceptance.rights import policy
from tools.acceptance.steps import STEPS

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "aws-facts.md"
_NOT_ASKED: Final = "not yet asked"

_HEAD: Final = """\
# What AWS answers

Written by `make acceptance`, which does on an AWS account what the end-to-end tests do on the local cloud, and asks
what only a live account can tell. `local/sagemaker/answers.json` has the answers; the emulator takes its errors from
there, so that it says what AWS said. Names, accounts and ids stand in braces.

{status}

| question | the emulator answers | AWS answered | when |
|---|---|---|---|
{rows}

Not asked by the command: a team in use by a labeling job, which needs data and a job that runs.

## What a run does

{plan}

| step | does | leaves, until it is cleaned up | minutes, estimated |
|---|---|---|---|
{steps}

Signing a worker in through the hosted UI's pages is left to the local cloud: AWS' need a browser, and the invitation a
mailbox. On AWS, a run asks the hosted UI whether it lets the portal's workers in, which is what breaks when an app
client changes.

## The rights that it needs

The account is bootstrapped for the CDK, whose roles deploy. `tests/acceptance` holds this policy to the calls that a
run makes. Put partition, Region and account in for the braces.

```json
{policy}
```
"""


def record(answers: Mapping[str, str], region: str) -> None:
    """Put AWS's answers into the table, and write the page."""
    today = f"{datetime.now(UTC):%Y-%m-%d}, {region}"
    entries = table()
    for question, answer in answers.items():
        # a question that could not be asked stays as it was
        if not answer.startswith("not asked"):
            entries[question] |= {"aws": answer, "asked": today}
    TABLE.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page as the table has it."""
    entries = table()
    asked = sum(bool(entry["aws"]) for entry in entries.values())
    status = f"{asked} of {len(PROBES)} questions were asked." if asked else "Nobody has run it on AWS so far."
    steps = "\n".join(f"| {step.name} | {step.does} | {step.leaves} | {step.minutes:g} |" for step in STEPS)
    rows = "\n".join(_row(probe.question, entries[probe.id]) for probe in PROBES)
    return _HEAD.format(status=status, rows=rows, plan=plan(), steps=steps, policy=policy())


def _row(question: str, entry: Mapping[str, str | None]) -> str:
    emulator, aws = _cell(str(entry["emulator"])), _cell(entry["aws"] or _NOT_ASKED)
    if entry["aws"] and entry["aws"] != entry["emulator"]:
        follows = ": " in str(entry["emulator"]) and ": " in str(entry["aws"])
        aws += "; the emulator follows" if follows else "; **the emulator answers otherwise**"
    return f"| {_cell(question)} | {emulator} | {aws} | {entry['asked'] or _NOT_ASKED} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
