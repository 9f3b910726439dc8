"""The results of the sign-in's campaign, as a part of the page on crash points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from campaign.crash.plans import LAG_SECONDS
from campaign.crash.table import bullets, table, verdict
from campaign.sign_in.campaign import HINDRANCES, WRITE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from campaign.crash.campaign import Campaign
    from campaign.sign_in.campaign import Run

TITLE: Final = "## The sign-in's crash points"

_HEAD: Final = f"""{TITLE}

The same for `Custom::SageMakerPortalSignIn`, which puts a portal's addresses into an app client. The template writes
the client, whole, just before an event that says so. Wherever something strikes, somebody else adds a call-back of
theirs at that moment. The columns, where they mean something else than above:

- **hindered**: killed once, and in the redelivery's way is one of
{{hindrances}}
- **lagging**: DescribeUserPoolClient and DescribeWorkforce show what was {LAG_SECONDS:.0f} seconds ago.
- **strangers**: nothing is killed. {WRITE} takes effect, somebody adds a call-back, and then the answer is a
  500 or lost.

After every deployment and after the stack's end: the client of a stack that stands lets people sign in at the portal;
no other client has an address of ours, nor has any when the stack is gone; what else the template or somebody wrote
into a client is there, members that the SDK doesn't know too; other people's clients do not differ in a byte; the
client's secret is in no answer and no request; every event has one answer; the physical id is true; the stack can be
deleted.
"""

_EXCUSED: Final = (
    "**Addresses are left in the client.** An event came again after CloudFormation had gone on; or a Create or Update "
    "was never answered with success, so that its id names no portal; or a Delete was killed every time, or hindered "
    "for longer than it waits, which blocks no stack. Left behind: an address of a portal of this account."
)


def sign_in_part(campaigns: Sequence[Campaign[Run]], measured: str) -> str:
    """Write the page's part on the sign-in."""
    head = _HEAD.format(hindrances=bullets(HINDRANCES))
    return "\n".join([head, verdict(campaigns), "", table(campaigns), "", *_excused(campaigns), measured])


def _excused(campaigns: Sequence[Campaign[Run]]) -> Iterator[str]:
    count = sum(bool(run.violations) and not run.unexcused for one in campaigns for run in one.runs)
    yield "### Excused here\n"
    yield f"- {_EXCUSED} In {count:,} runs.\n"
