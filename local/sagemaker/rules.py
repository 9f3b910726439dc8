"""What the service model doesn't say about the members of a work team, its tags and its access."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.sagemaker.answers import refuse
from local.sagemaker.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from local.sagemaker.state import Workforce, WorkforceKind

MAX_TEAMS: Final = 25
MAX_TAGS: Final = 50


def check_settings(request: dict[str, Any]) -> None:
    """Refuse members that don't go together and an access of both kinds."""
    _check_members(request.get("MemberDefinitions", []))
    constraints = access_constraints(request)
    if constraints.get("SourceIp") == constraints.get("VpcSourceIp") == "Enabled":
        refuse("both-accesses")


def _check_members(members: list[dict[str, Any]]) -> None:
    if any(len(member) != 1 for member in members):
        raise invalid("Exactly one of CognitoMemberDefinition and OidcMemberDefinition must be given in a member.")
    if len({kind for member in members for kind in member}) > 1:
        raise invalid("Cognito and OIDC members can't be on the same work team.")
    cognito = cognito_members(members)
    if len({(member["UserPool"], member["ClientId"]) for member in cognito}) > 1:
        raise invalid("All Cognito members of a work team must have the same UserPool and ClientId.")
    if any("Groups" not in member["OidcMemberDefinition"] for member in members if "OidcMemberDefinition" in member):
        raise invalid("An OidcMemberDefinition must name its Groups.")


def cognito_members(members: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the Cognito definitions among members."""
    return [member["CognitoMemberDefinition"] for member in members if "CognitoMemberDefinition" in member]


def kind_of(members: Iterable[dict[str, Any]]) -> WorkforceKind:
    """Return the kind of workforce that can hold these members."""
    return "cognito" if cognito_members(members) else "oidc"


def check_belongs(workforce: Workforce, members: list[dict[str, Any]]) -> None:
    """Refuse members that aren't of the workforce's kind, or are groups of another user pool than its own."""
    kind = kind_of(members)
    if workforce.kind not in (kind, "any"):
        raise invalid(f"The workforce {workforce.name} doesn't take {kind} members.")
    if workforce.cognito is None:
        return
    for member in cognito_members(members):
        given = {name: member[name] for name in ("UserPool", "ClientId")}
        if given != workforce.cognito:
            raise invalid(
                f"The workforce {workforce.name} takes groups of its own user pool {workforce.cognito['UserPool']} and "
                f"app client {workforce.cognito['ClientId']}, received {given['UserPool']} and {given['ClientId']}."
            )


def access_constraints(request: dict[str, Any]) -> dict[str, str]:
    """Return the constraints of a request's WorkerAccessConfiguration; empty where there are none."""
    presign = request.get("WorkerAccessConfiguration", {}).get("S3Presign", {})
    constraints: dict[str, str] = presign.get("IamPolicyConstraints", {})
    return constraints


def tags_with(present: dict[str, str], added: list[dict[str, str]]) -> dict[str, str]:
    """Return the tags after some were added; a key that is there already gets the new value."""
    keys = [tag["Key"] for tag in added]
    if len(set(keys)) < len(keys):
        refuse("tag-twice")
    if any(key.lower().startswith("aws:") for key in keys):
        refuse("tag-aws-prefix")
    tags = present | {tag["Key"]: tag["Value"] for tag in added}
    if len(tags) > MAX_TAGS:
        raise invalid(f"The resource can't have more than {MAX_TAGS} tags.")
    return tags


def check_room(teams: int) -> None:
    """Refuse a team beyond the account's limit."""
    if teams >= MAX_TEAMS:
        refuse("team-too-many")
