"""The campaign's results as a page of the documentation."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from campaign.crash.plans import HINDRANCES, LAG_SECONDS, MEETINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from campaign.crash.campaign import Campaign, Exemption, Played, Run

COMMAND: Final = "make campaigns"

_HEAD: Final = f"""# Every crash point

Written by `{COMMAND}`; change nothing here by hand.

For each deployment below, every API call and every answer of the undisturbed run is recorded. A point lies before and
after each of them takes effect. What happens at the points is counted in the columns:

- **killed**: the function's process is killed at the point: with no, one or two redeliveries by Lambda while
  CloudFormation waits, at the same point again in the redelivery, in all of them, and with a redelivery that comes only
  when CloudFormation has gone on.
- **second kills**: to each first kill with and without one redelivery, every point that comes after it, in the
  redelivery, the rollback, the clean-up and the Delete. (Before a call, but for the first of an event, nothing is
  different from after the call before it: these are played once.)
- **hindered**: killed, and something is in the redelivery's way. "In time" means that it must come to the same end.
{{hindrances}}
- **lagging**: DescribeWorkteam and ListTags show what was {LAG_SECONDS:.0f} seconds ago, at every point, killed or not.
- **strangers**: nothing is killed. A call that changes something takes effect, a stranger takes the team's name, and
  then comes the answer, so that the next try meets what is not ours. The answer is
{{meetings}}

CloudFormation then finishes, a failed rollback is continued, and the stack is deleted. In deployments that are made
again after a failure, rollback was disabled: the failed resource was kept, and CloudFormation deletes the id that it
was answered with before or after the new Create.

Around the team stand strangers' teams: names that differ in case or by a suffix, tags of another stack, of another
logical id of the same stack, with half of our tags, with a copy of all of them, the same name in another Region, and
one with the name of each physical id that CloudFormation sends with a Delete.

After every deployment and after the stack's end: no stranger's team differs in a byte; no team of ours without its
resource; never two; every event whose delivery lived has one answer, in time, and changed nothing after it; the
physical id is the ARN of a team of ours that is there, with the state that the stack holds; the stack can be deleted.
"""

_WHY: Final[dict[Exemption, str]] = {
    "late": (
        "**An event comes again after CloudFormation has gone on.** The process died, or Lambda delivered an event "
        "twice, and before the redelivery (one minute later, then two) another resource's failure rolled the stack "
        "back, or the stack was changed again or deleted. Where nothing else fails it can't happen: the function's "
        "maximum event age and time-out together are not longer than `ServiceTimeout`, so every redelivery is over "
        "before CloudFormation gives up. Likelihood: a crash within seconds of an unrelated failure. Left behind: a "
        "team that carries this stack's tags, or the state of the update that was rolled back. A team that was being "
        "adopted stays, with our tags on it. The second answer may differ from the first: CloudFormation reads one."
    ),
    "abandoned": (
        "**The clean-up's Delete failed.** It died every time it was delivered, or was hindered for longer than it "
        "waits. After an update CloudFormation reports a failed Delete of the replaced team and forgets the team. "
        "Left behind: the replaced team, with this stack's tags."
    ),
    "given up": (
        "**The rollback died every time and the stack was deleted instead of continued.** `UPDATE_ROLLBACK_FAILED` is "
        "healed by continuing the rollback; a Delete names one team only. Likelihood: six crashes in a row and an "
        "owner who gives up. Left behind: the team of the rename that was being rolled back."
    ),
}

_KINDS: Final[dict[str, Callable[[Played], bool]]] = {
    "killed": lambda run: not (run.plan.second or run.plan.hindrance or run.plan.lag or run.plan.meeting),
    "second kills": lambda run: run.plan.second,
    "hindered": lambda run: run.plan.hindrance is not None,
    "lagging": lambda run: run.plan.lag > 0,
    "strangers": lambda run: run.plan.meeting is not None,
    "excused": lambda run: bool(run.violations) and not run.unexcused,
    "broken": lambda run: bool(run.unexcused),
}


def teams_part(campaigns: Sequence[Campaign[Run]], measured: str) -> str:
    """Write the page's part on teams."""
    runs = [run for campaign in campaigns for run in campaign.runs]
    head = _HEAD.format(hindrances=bullets(HINDRANCES), meetings=bullets(MEETINGS))
    return "\n".join([head, verdict(campaigns), "", table(campaigns), "", *_exemptions(runs), measured])


def verdict(campaigns: Sequence[Campaign[Any]]) -> str:
    """Say how many runs broke what nothing excuses."""
    runs = [run for campaign in campaigns for run in campaign.runs]
    failed = [run for run in runs if run.unexcused]
    return f"{len(failed)} of {len(runs)} runs broke an invariant that nothing excuses."


def table(campaigns: Sequence[Campaign[Any]]) -> str:
    """Write the table of operations."""
    columns = ["calls", "answers", "points", *_KINDS, "seconds"]
    rows = [f"| deployment | {' | '.join(columns)} |", "|---|" + "--:|" * len(columns)]
    numbers = [_numbers(campaign) for campaign in campaigns]
    rows += [_row(campaign.operation, row) for campaign, row in zip(campaigns, numbers, strict=True)]
    total = [sum(column) for column in zip(*numbers, strict=True)]
    return "\n".join([*rows, _row(f"**all {len(campaigns)}**", total)])


def bullets(items: Iterable[object]) -> str:
    """Write an inner list."""
    return "\n".join(f"  - {item}" for item in items)


def _row(name: str, numbers: Sequence[float]) -> str:
    *counts, seconds = numbers
    return f"| {name} | {' | '.join(f'{count:,.0f}' for count in counts)} | {seconds:,.1f} |"


def _numbers(campaign: Campaign[Any]) -> list[float]:
    kinds = [sum(map(is_one, campaign.runs)) for is_one in _KINDS.values()]
    return [campaign.calls, campaign.answers, campaign.points, *kinds, campaign.seconds]


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
