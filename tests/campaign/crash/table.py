"""The campaign's results as a page of the documentation."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from campaign.crash.campaign import Campaign, Exemption, Run

COMMAND: Final = "make campaigns"

_HEAD: Final = f"""# Every crash point

Written by `{COMMAND}`; change nothing here by hand.

For each deployment below, every API call and every answer of the undisturbed run is recorded. A point lies before and
after each of them takes effect. At every point the function's process is killed: with no, one or two redeliveries by
Lambda while CloudFormation waits, at the same point again in the redelivery, in all of them, and with a redelivery that
comes only when CloudFormation has gone on. "Second kills" adds, to each first kill with and without one redelivery,
every point that comes after it, in the redelivery, the rollback, the clean-up and the Delete. CloudFormation then
finishes, a failed rollback is continued, and the stack is deleted.

Around the team stand strangers' teams: names that differ in case or by a suffix, tags of another stack, of another
logical id of the same stack, with half of our tags, the same name in another Region, and one with the name of each
physical id that CloudFormation sends with a Delete.

After every deployment and after the stack's end: no stranger's team differs in a byte; no team of ours without its
resource; never two; every event whose delivery lived has its answer; the physical id is the ARN of a team of ours that
is there, with the state that the stack holds; the stack can be deleted.
"""

_WHY: Final[dict[Exemption, str]] = {
    "late": (
        "**An event comes again after CloudFormation has gone on.** The process died, or Lambda delivered an event "
        "twice, and before the redelivery (one minute later, then two) another resource's failure rolled the stack "
        "back, or the stack was changed again or deleted. Where nothing else fails it can't happen: the function's "
        "maximum event age and time-out together are not longer than `ServiceTimeout`, so every redelivery is over "
        "before CloudFormation gives up. Likelihood: a crash within seconds of an unrelated failure. Left behind: a "
        "team that carries this stack's tags, or the state of the update that was rolled back. A team that was being "
        "adopted stays, with our tags on it."
    ),
    "abandoned": (
        "**The clean-up's Delete died every time it was delivered.** After an update CloudFormation reports a failed "
        "Delete of the replaced team and forgets the team. Likelihood: three crashes of one event in a row. Left "
        "behind: the replaced team, with this stack's tags."
    ),
    "given up": (
        "**The rollback died every time and the stack was deleted instead of continued.** `UPDATE_ROLLBACK_FAILED` is "
        "healed by continuing the rollback; a Delete names one team only. Likelihood: six crashes in a row and an "
        "owner who gives up. Left behind: the team of the rename that was being rolled back."
    ),
}


def page(campaigns: Sequence[Campaign], seconds: float, machine: str) -> str:
    """Write the whole page."""
    runs = [run for campaign in campaigns for run in campaign.runs]
    failed = [run for run in runs if run.unexcused]
    verdict = f"{len(failed)} of {len(runs)} runs broke an invariant that nothing excuses."
    return "\n".join([_HEAD, verdict, "", table(campaigns), "", *_exemptions(runs), *_measured(seconds, machine)])


def table(campaigns: Sequence[Campaign]) -> str:
    """Write the table of operations."""
    rows = [
        "| deployment | calls | answers | points | runs | second kills | excused | broken | seconds |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    rows += [_row(campaign) for campaign in campaigns]
    total = [sum(column) for column in zip(*map(_numbers, campaigns), strict=True)]
    rows.append(f"| **all {len(campaigns)}** | " + " | ".join(f"{number:,.0f}" for number in total) + " |")
    return "\n".join(rows)


def _row(campaign: Campaign) -> str:
    *counts, seconds = _numbers(campaign)
    return f"| {campaign.operation} | {' | '.join(f'{count:,.0f}' for count in counts)} | {seconds:.1f} |"


def _numbers(campaign: Campaign) -> list[float]:
    excused = [run for run in campaign.runs if run.exemption and run.violations and not run.unexcused]
    broken = [run for run in campaign.runs if run.unexcused]
    pairs = [run for run in campaign.runs if run.plan.second]
    return [
        campaign.calls,
        campaign.answers,
        campaign.points,
        len(campaign.runs) - len(pairs),
        len(pairs),
        len(excused),
        len(broken),
        campaign.seconds,
    ]


def _exemptions(runs: Sequence[Run]) -> Iterator[str]:
    yield "## Excused: what CloudFormation as it is does not allow\n"
    for exemption, why in _WHY.items():
        concerned = [run for run in runs if run.exemption == exemption]
        left = Counter(
            violation.invariant for run in concerned for violation in {v.invariant: v for v in run.violations}.values()
        )
        seen = ", ".join(f"{invariant} in {count:,}" for invariant, count in left.most_common()) or "nothing left"
        yield f"- {why} Of {len(concerned):,} such runs: {seen}.\n"
    yield (
        "No such run touched a stranger's team or deleted a team that the stack never had. To find what was left: list "
        "the work teams and look for the tag `cdk-sagemaker-workteam:stack-id` of a stack that has no such resource.\n"
    )


def _measured(seconds: float, machine: str) -> Iterator[str]:
    yield f"Measured in {seconds:.0f} seconds on {machine}.\n"
