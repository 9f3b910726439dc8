"""Whether a role that may change only what carries a tag can do so, and only so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from tools.acceptance.asking import ACCEPTED, Asked, soon

if TYPE_CHECKING:
    from collections.abc import Callable

_TAG: Final = {"Key": "acceptance-mine", "Value": "yes"}
_NOT_EVALUATED: Final = "not evaluated"


def by_tag(operation: str) -> Callable[[Asked], str]:
    """Return a probe: a role that may make one call where a tag is, tries it with the tag and without."""

    def ask(asked: Asked) -> str:
        mine, others = asked.name("mine"), asked.name("others")
        role = f"{asked.run.name}-{operation}"
        _make_role(asked, role, operation)
        try:
            assumed: dict[str, Any] = {}
            known = soon(lambda: _assume(asked, role, assumed))
            if not assumed:
                return f"not asked: the role was not known, {known}"
            client = asked.run.target.client("sagemaker", **assumed)
            asked.create(others)
            asked.create(mine, Tags=[_TAG])
            # the policy of a new role may be known later than the role: what carries the tag is tried until it passes
            took = soon(lambda: _call(asked, client, operation, mine) == ACCEPTED)
            refused = _call(asked, client, operation, others)
            if refused == ACCEPTED:
                return _NOT_EVALUATED
            if took.startswith("not"):
                return f"doesn't hold: refused {took.removeprefix('not ')} although the tag was there"
            return f"holds: allowed {took}, refused without the tag; the new role was known {known}"
        finally:
            asked.delete(mine)
            asked.delete(others)
            _delete_role(asked, role)

    return ask


def _call(asked: Asked, client: Any, operation: str, team: str) -> str:
    match operation:
        case "UpdateWorkteam":
            return asked.answer(client.update_workteam, WorkteamName=team, Description="By the role")
        case "DeleteWorkteam":
            return asked.answer(client.delete_workteam, WorkteamName=team)
        case _:
            arn = asked.team_arn(team)
            return asked.answer(client.delete_tags, ResourceArn=arn, TagKeys=["acceptance-nothing"])


def _make_role(asked: Asked, role: str, operation: str) -> None:
    iam, caller = asked.run.client("iam"), asked.run.target.account
    partition = asked.arn.split(":")[1]
    trust = document({"Principal": {"AWS": f"arn:{partition}:iam::{caller}:root"}, "Action": "sts:AssumeRole"})
    iam.create_role(RoleName=role, Path="/acceptance/", AssumeRolePolicyDocument=trust)
    condition = {"StringEquals": {f"aws:ResourceTag/{_TAG['Key']}": _TAG["Value"]}}
    resource = f"{asked.arn.rpartition('/')[0]}/{asked.run.name}-*"
    allowed = {"Action": f"sagemaker:{operation}", "Resource": resource, "Condition": condition}
    iam.put_role_policy(RoleName=role, PolicyName="Tagged", PolicyDocument=document(allowed))


def document(statement: dict[str, Any]) -> str:
    """Return a policy that allows one thing."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"} | statement]})


def _assume(asked: Asked, role: str, assumed: dict[str, Any]) -> bool:
    partition = asked.arn.split(":")[1]
    arn = f"arn:{partition}:iam::{asked.run.target.account}:role/acceptance/{role}"
    try:
        given = asked.run.client("sts").assume_role(RoleArn=arn, RoleSessionName=asked.run.name)["Credentials"]
    except ClientError:
        return False
    assumed |= {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }
    return True


def _delete_role(asked: Asked, role: str) -> None:
    iam = asked.run.client("iam")
    iam.delete_role_policy(RoleName=role, PolicyName="Tagged")
    iam.delete_role(RoleName=role)
