"""What a run says before it makes anything, and how it is told to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.acceptance.steps import STEPS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.acceptance.target import Target

ACCOUNT: Final = "ACCEPT_ACCOUNT"
REGION: Final = "ACCEPT_REGION"

PLAN: Final = """\
It makes one stack, `Acceptance-<run>`: a Cognito user pool with its domain, an app client and one worker, whose mail
goes to a mailbox of SES' that keeps nothing; the account's private workforce; a work team; a topic; two schedules; a
Lambda function with its role and log group. It makes and deletes work teams by hand, up to the limit of 25 at a time,
a topic, four roles and a flow definition with its task UI, to ask what only AWS can tell; when the stack is gone, a
user pool, and over it a workforce and then a first team. All names have the run's id in them, but that of the
workforce that SageMaker makes for that team: it is known by its user pool.

Where the account has a private workforce in this Region, it is left as it is: three groups come into its user pool and
teams over it, and go again; its app client, its users and its settings aren't touched, and what needs an account
without a workforce isn't asked. If it signs in through an identity provider instead of Cognito, the run stops. The
CDK's bootstrap bucket keeps a zip of some 100 kB.

It takes about {minutes:.0f} minutes and costs less than 0.05 USD: both are estimates, nobody has measured them. No
labeling job and no human loop is started. Whatever happens, what was made is removed at the end; after a kill, by the
next run or by `make acceptance-clean`."""


class NotConfirmed(Exception):  # noqa: N818
    """Nothing is made; the message says what to type."""


def require_confirmed(target: Target, environment: Mapping[str, str], command: str = "acceptance") -> None:
    """Go on if account and Region were typed, and are those that the caller's credentials lead to.

    Raises
    ------
    NotConfirmed
        They weren't, or are others.
    """
    typed = environment.get(ACCOUNT, ""), environment.get(REGION, "")
    if typed == (target.account, target.region):
        return
    given = f"received {ACCOUNT}={typed[0]} {REGION}={typed[1]}; " if any(typed) else ""
    raise NotConfirmed(
        f"{given}the credentials in use are of account {target.account}, in Region {target.region}. If that is where "
        f"it is to run, type:\n\n    {ACCOUNT}={target.account} {REGION}={target.region} make {command}\n"
    )


def plan() -> str:
    """Return what a run makes, how long it takes and what it costs."""
    return PLAN.format(minutes=sum(step.minutes for step in STEPS))
