"""What SageMaker makes in an account without a workforce: one by CreateWorkforce, and one for the first team."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from tools.acceptance.asking import hide
from tools.acceptance.cleaner import BY_HAND, delete_workforce, remove_workforce
from tools.acceptance.look import NO_SETTINGS
from tools.acceptance.probes import NOT_OURS, answered
from tools.acceptance.run import TAG, Run, Unexpected, expect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CALL_BACK: Final = "https://example.com"
"""Of no portal: Cognito wants one of each client that has flows."""
_SECONDS: Final = 300.0


def from_nothing(run: Run) -> None:
    """Have SageMaker make a workforce in both ways, and see what it writes into the app client."""
    if run.joined:
        for question in WAYS:
            answered(run, question, NOT_OURS)
        return
    try:
        pool = make_pool(run)
        for question, make in WAYS.items():
            answered(run, question, _answer(run, pool, make))
            delete_workforce(run)
    except ClientError as error:
        for question in WAYS.keys() - run.answers.keys():
            answered(run, question, f"not asked: {error}")
    finally:
        remove_workforce(run)


def make_pool(run: Run) -> str:
    """Make a user pool with a domain and a group; returns its id."""
    cognito = run.client("cognito-idp")
    pool: str = cognito.create_user_pool(PoolName=f"{run.name}-{BY_HAND}", UserPoolTags={TAG: run.id})["UserPool"]["Id"]
    cognito.create_user_pool_domain(UserPoolId=pool, Domain=f"{run.name}-{BY_HAND}")
    cognito.create_group(UserPoolId=pool, GroupName=run.name)
    return pool


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return what was written into an app client: members that changed, and what came and went in lists."""
    found = []
    for name in sorted((before.keys() | after.keys()) - set(NO_SETTINGS)):
        old, new = before.get(name), after.get(name)
        if isinstance(old, list) and isinstance(new, list):
            came, went = [f"+{one}" for one in new if one not in old], [f"-{one}" for one in old if one not in new]
            found += [f"{name} {' '.join(came + went)}"] if came or went else []
        elif old != new:
            found.append(f"{name} {old} -> {new}")
    return "; ".join(found) or "nothing"


def make_client(run: Run, pool: str) -> dict[str, str]:
    """Make an app client as the portal needs it, without the portal's addresses; returns its CognitoConfig."""
    made = run.client("cognito-idp").create_user_pool_client(
        UserPoolId=pool,
        ClientName="portal",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email", "profile"],
        SupportedIdentityProviders=["COGNITO"],
        CallbackURLs=[_CALL_BACK],
    )["UserPoolClient"]
    return {"UserPool": pool, "ClientId": made["ClientId"]}


def _answer(run: Run, pool: str, make: Callable[[Run, dict[str, str]], None]) -> str:
    there = run.client("sagemaker").list_workforces()["Workforces"]
    expect(not there, "no workforce", there)
    config = make_client(run, pool)
    hidden = {pool: "pool", config["ClientId"]: "client", run.name: "name", run.target.account: "account"}
    before = _client(run, config)
    try:
        make(run, config)
        made = _made(run)
    except ClientError as error:
        told = error.response["Error"]
        return hide(f"{told['Code']}: {told['Message']}", hidden)
    written = difference(before, _client(run, config))
    hidden |= {made["SubDomain"]: "portal", run.target.region: "region"}
    state = "" if made["Status"] == "Active" else f", {made['Status']}"
    return hide(f"workforce {made['WorkforceName']}{state}; app client {written}", hidden)


def _client(run: Run, config: dict[str, str]) -> dict[str, Any]:
    named = {"UserPoolId": config["UserPool"], "ClientId": config["ClientId"]}
    shown: dict[str, Any] = run.client("cognito-idp").describe_user_pool_client(**named)["UserPoolClient"]
    return shown


def _workforce(run: Run, config: dict[str, str]) -> None:
    run.client("sagemaker").create_workforce(WorkforceName=run.name, CognitoConfig=config)


def _first_team(run: Run, config: dict[str, str]) -> None:
    member = config | {"UserGroup": run.name}
    run.client("sagemaker").create_workteam(
        WorkteamName=f"{run.name}-{BY_HAND}",
        Description="The first one",
        MemberDefinitions=[{"CognitoMemberDefinition": member}],
    )


def _made(run: Run) -> dict[str, Any]:
    """Return the account's workforce once it is no longer being made."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        for workforce in run.client("sagemaker").list_workforces()["Workforces"]:
            if workforce["Status"] in ("Active", "Failed"):
                return dict(workforce)
        time.sleep(2)
    raise Unexpected(f"expected a workforce that is Active within {_SECONDS:.0f} s")


WAYS: Final = {"workforce-writes": _workforce, "first-team-makes": _first_team}
