"""Removes what a run has made, from names and tags alone; needs nothing that the run kept."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING, Any, Final

import psutil
from botocore.exceptions import ClientError, WaiterError

from tools.acceptance.run import TAG, Run, id_in, left_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.acceptance.target import Target

BY_HAND: Final = "by-hand"
"""Stands in the names of teams that no stack has."""
_TRIES: Final = 3
_SECONDS: Final = 300.0


class NotClean(Exception):  # noqa: N818
    """Something of a run is left; the message names it."""


def ids_found(target: Target) -> set[str]:
    """Return the ids of all runs of which something is there, and of those that were killed here."""
    topics, workforces = _topics(target).values(), _all(target.client("sagemaker"), "list_workforces", "Workforces")
    names = [*_stacks(target), *_teams(target, "acceptance"), *_roles(target), *_flows(target), *_uis(target), *topics]
    names += [*_pools(target).values(), *(one["WorkforceName"] for one in workforces)]
    return left_over(target) | {found for name in names if (found := id_in(name))}


def clean(target: Target, run_id: str) -> None:
    """Remove everything that a run has made, and its file.

    Raises
    ------
    NotClean
        Something is left; the file is kept, and it can be tried again.
    """
    run = Run(target, run_id)
    _end_cli(run.stack.name)
    for number in range(_TRIES):
        delete_flows(run)
        # a stack's own teams go with it, and by hand where that failed
        _delete_teams(run, BY_HAND if number == 0 else "")
        with contextlib.suppress(WaiterError, ClientError):
            _delete_stack(run)
        _delete_teams(run, "")
        if run.stack.name not in _stacks(target):
            remove_workforce(run)
        _delete_roles(run)
        _delete_topics(run)
        if not (remaining := remains(target, run_id)):
            run.forget()
            return
    raise NotClean(f"left of run {run_id}: {', '.join(remaining)}; try `make acceptance-clean` again")


def remains(target: Target, run_id: str) -> list[str]:
    """Return what is there of a run."""
    run = Run(target, run_id)
    logs = target.client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{run.stack.name}")["logGroups"]
    return [
        *(f"stack {name}" for name in _stacks(target) if id_in(name) == run_id),
        *(f"flow definition {name}" for name in _flows(target) if id_in(name) == run_id),
        *(f"task UI {name}" for name in _uis(target) if id_in(name) == run_id),
        *(f"work team {name}" for name in _teams(target, run.name)),
        *(f"workforce {one['WorkforceName']}" for one in _workforces(run)),
        *(f"user pool {name}" for name in _pools(target).values() if id_in(name) == run_id),
        *(f"role {name}" for name in _roles(target) if id_in(name) == run_id),
        *(f"topic {name}" for name in _topics(target).values() if id_in(name) == run_id),
        *(f"log group {group['logGroupName']}" for group in logs),
    ]


def _stacks(target: Target) -> list[str]:
    shown = _all(target.client("cloudformation"), "describe_stacks", "Stacks")
    return [
        stack["StackName"]
        for stack in shown
        if {"Key": TAG, "Value": id_in(stack["StackName"])} in stack.get("Tags", [])
        and stack["StackStatus"] != "DELETE_COMPLETE"
    ]


def _teams(target: Target, name: str) -> list[str]:
    shown = _all(target.client("sagemaker"), "list_workteams", "Workteams", NameContains=name)
    return [team["WorkteamName"] for team in shown if id_in(team["WorkteamName"])]


def _flows(target: Target) -> list[str]:
    shown = _all(target.client("sagemaker"), "list_flow_definitions", "FlowDefinitionSummaries")
    return [flow["FlowDefinitionName"] for flow in shown if id_in(flow["FlowDefinitionName"])]


def _uis(target: Target) -> list[str]:
    shown = _all(target.client("sagemaker"), "list_human_task_uis", "HumanTaskUiSummaries")
    return [ui["HumanTaskUiName"] for ui in shown if id_in(ui["HumanTaskUiName"])]


def _roles(target: Target) -> list[str]:
    shown = _all(target.client("iam"), "list_roles", "Roles", PathPrefix="/acceptance/")
    return [role["RoleName"] for role in shown if id_in(role["RoleName"])]


def _topics(target: Target) -> dict[str, str]:
    arns = [topic["TopicArn"] for topic in _all(target.client("sns"), "list_topics", "Topics")]
    return {arn: name for arn in arns if id_in(name := arn.rpartition(":")[2])}


def _pools(target: Target) -> dict[str, str]:
    shown = _all(target.client("cognito-idp"), "list_user_pools", "UserPools", MaxResults=60)
    return {pool["Id"]: pool["Name"] for pool in shown if id_in(pool["Name"])}


def _workforces(run: Run) -> list[dict[str, Any]]:
    """Return the account's workforce if it has the run's name, or is over a user pool that has it."""
    shown, pools = _all(run.client("sagemaker"), "list_workforces", "Workforces"), _pools(run.target)
    names = [(one, pools.get(one.get("CognitoConfig", {}).get("UserPool"), "")) for one in shown]
    return [one for one, pool in names if run.id in (id_in(one["WorkforceName"]), id_in(pool))]


def _all(client: Any, operation: str, member: str, **request: Any) -> Iterator[dict[str, Any]]:
    for page in client.get_paginator(operation).paginate(**request):
        yield from page[member]


def _end_cli(stack: str) -> None:
    """End a CDK CLI that outlived the run that started it, which would make the stack once more."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            command = " ".join(process.cmdline())
            if stack in command and "cdk" in command and process.pid != os.getpid():
                process.kill()


def delete_flows(run: Run) -> None:
    """Delete the run's flow definitions, wait until they are gone, and delete their UIs."""
    sagemaker, until = run.client("sagemaker"), time.monotonic() + _SECONDS
    while (names := [name for name in _flows(run.target) if id_in(name) == run.id]) and time.monotonic() < until:
        for name in names:
            with contextlib.suppress(ClientError):
                sagemaker.delete_flow_definition(FlowDefinitionName=name)
        time.sleep(1)
    for name in _uis(run.target):
        if id_in(name) == run.id:
            with contextlib.suppress(ClientError):
                sagemaker.delete_human_task_ui(HumanTaskUiName=name)


def _delete_teams(run: Run, part: str) -> None:
    sagemaker = run.client("sagemaker")
    for name in _teams(run.target, run.name):
        if part in name:
            with contextlib.suppress(ClientError):
                sagemaker.delete_workteam(WorkteamName=name)


def _delete_stack(run: Run) -> None:
    if run.stack.name not in _stacks(run.target):
        return
    until = time.monotonic() + _SECONDS
    # a stack can be deleted while it is made, but not while it is updated
    while str(run.stack.status()).startswith("UPDATE") and _in_progress(run) and time.monotonic() < until:
        time.sleep(2)
    run.stack.delete(wait=900 if run.target.is_aws else 60, retain=_refused(run))


def _refused(run: Run) -> list[str]:
    """Return the teams that the function would not delete, as they aren't proved ours; by hand they are, by name."""
    if run.stack.status() != "DELETE_FAILED":
        return []
    shown = run.client("cloudformation").describe_stack_resources(StackName=run.stack.name)["StackResources"]
    custom = [one for one in shown if one["ResourceType"].startswith("Custom::")]
    return [one["LogicalResourceId"] for one in custom if one["ResourceStatus"] == "DELETE_FAILED"]


def _in_progress(run: Run) -> bool:
    return str(run.stack.status()).endswith("IN_PROGRESS")


def remove_workforce(run: Run) -> None:
    """Delete the run's workforce, with its teams, and then the user pool that was made for it by hand."""
    delete_workforce(run)
    if not _workforces(run):
        _delete_pools(run)


def delete_workforce(run: Run) -> None:
    """Delete the run's workforce, with its teams, and wait until it is gone."""
    _delete_teams(run, "")
    until = time.monotonic() + _SECONDS
    while (found := _workforces(run)) and time.monotonic() < until:
        with contextlib.suppress(ClientError):
            run.client("sagemaker").delete_workforce(WorkforceName=found[0]["WorkforceName"])
        if not _workforces(run):
            return
        time.sleep(5)


def _delete_pools(run: Run) -> None:
    cognito = run.client("cognito-idp")
    for pool, name in _pools(run.target).items():
        if id_in(name) != run.id:
            continue
        with contextlib.suppress(ClientError):
            cognito.delete_user_pool_domain(UserPoolId=pool, Domain=name)
        with contextlib.suppress(ClientError):
            cognito.delete_user_pool(UserPoolId=pool)


def _delete_roles(run: Run) -> None:
    iam = run.client("iam")
    for role in _roles(run.target):
        if id_in(role) != run.id:
            continue
        with contextlib.suppress(ClientError):
            for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
                iam.delete_role_policy(RoleName=role, PolicyName=policy)
            iam.delete_role(RoleName=role)


def _delete_topics(run: Run) -> None:
    for arn, name in _topics(run.target).items():
        if id_in(name) == run.id:
            run.client("sns").delete_topic(TopicArn=arn)
