"""Writes what each property takes and what a change of it does, from the table that validation uses: `make docs`.

The short table goes into the README, the long one into docs/properties.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cdk_sagemaker_workteam._contract import (
    ATTRIBUTES,
    MAX_SERVICE_TIMEOUT_SECONDS,
    WORKTEAM,
    Fields,
    Items,
    OneOf,
    Shape,
    Text,
    problems,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
README: Final = ROOT / "README.md"
PAGE: Final = ROOT / "docs/properties.md"
_START, _END = "<!-- properties -->", "<!-- /properties -->"


class Use(NamedTuple):
    """What the limits don't say about a property."""

    prop: str
    default: str
    change: str


USES: Final = {
    "Description": Use("description", "", "in place"),
    "MemberDefinitions": Use("members", "", "in place"),
    "WorkteamName": Use(
        "workteam_name",
        "derived from the stack's name and the logical id",
        "replaces: the new team first, then the old one goes",
    ),
    "WorkforceName": Use(
        "workforce_name", "the account's own", "replaces where the name is derived, refused under an explicit name"
    ),
    "NotificationConfiguration": Use("notification_topic", "no notifications", "in place, removal too"),
    "WorkerAccessConfiguration": Use("worker_access", "no restriction", "in place, removal too"),
    "Tags": Use("Tags.of(team)`, `Tags.of(stack)", "none", "in place; tags that others put there stay"),
    "AdoptExisting": Use("adopt_existing", "false", "nothing by itself"),
}

_ATTRIBUTES: Final = {
    "WorkteamArn": ("workteam_arn", "what a labeling job or a flow definition takes; also the physical id and `Ref`"),
    "WorkteamName": ("workteam_name", "the name, given or derived"),
    "WorkforceArn": ("workforce_arn", "the private workforce that the team belongs to"),
    "SubDomain": ("sub_domain", "the host of the labeling portal"),
    "PortalUrl": ("portal_url", "the portal's address: `https://` and its host"),
}

_OIDC: Final = {"OidcMemberDefinition": {"Groups": ["annotators"]}}
_OTHERS: Final = ("eu-west-1_One", "eu-west-1_Other")
_COGNITO: Final = [
    {"CognitoMemberDefinition": {"UserPool": pool, "ClientId": pool, "UserGroup": "annotators"}} for pool in _OTHERS
]
_SOUND: Final = {"Description": "sound", "MemberDefinitions": [_OIDC]}
_AT_ODDS: Final = (
    _SOUND | {"MemberDefinitions": [_OIDC | _COGNITO[0]]},
    _SOUND | {"MemberDefinitions": [_OIDC, _COGNITO[0]]},
    _SOUND | {"MemberDefinitions": _COGNITO},
    _SOUND
    | {
        "WorkerAccessConfiguration": {
            "S3Presign": {"IamPolicyConstraints": {"SourceIp": "Enabled", "VpcSourceIp": "Enabled"}}
        }
    },
    _SOUND | {"Tags": [{"Key": "aws:project", "Value": ""}]},
    _SOUND | {"Tags": [{"Key": "project", "Value": ""}] * 2},
)
"""Property sets, each sound in its parts but not as a whole."""

_HEAD: Final = """# Properties of `Custom::SageMakerWorkteam`

Spelled as the members of
[CreateWorkteam](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateWorkteam.html). Made by `make docs`
from the table that checks them, at synth and in the function. A name that is not here is refused.
"""


def short_table() -> str:
    """Return the properties alone, as the construct's props."""
    lines = ["| `Workteam(…)` | property | takes | default | a change |", "|---|---|---|---|---|"]
    for name, use in USES.items():
        default = "**required**" if name in WORKTEAM.required else use.default
        lines.append(f"| `{use.prop}` | `{name}` | {_in_short(WORKTEAM.shapes[name])} | {default} | {use.change} |")
    return "\n".join(lines)


def page() -> str:
    """Return the page with every property, those inside of others too."""
    lines = [_HEAD, "| property | type | limits | default | a change |", "|---|---|---|---|---|"]
    lines.append("| `ServiceToken` | string | the ARN of the provider's function | **required** | refused |")
    lines.append(
        "| `ServiceTimeout` | string | seconds that CloudFormation waits, "
        f"1 to {MAX_SERVICE_TIMEOUT_SECONDS}; at least 60 more than the function runs | 3600, `900` by the construct "
        "| nothing by itself |"
    )
    for name in USES:
        lines += _rows(name, WORKTEAM.shapes[name], USES[name], required=name in WORKTEAM.required)
    lines += ["", "A change inside a property does what the row of the property says.", ""]
    lines += ["## Refused combinations", "", "In the words of the check:", ""]
    lines += dict.fromkeys(f"- {problem}" for properties in _AT_ODDS for problem in problems(properties))
    lines += ["", "## Attributes", "", "| `Fn::GetAtt` | of `Workteam` | what it is |", "|---|---|---|"]
    lines += [f"| `{name}` | `{_ATTRIBUTES[name][0]}` | {_ATTRIBUTES[name][1]} |" for name in ATTRIBUTES]
    return "\n".join(lines) + "\n"


def readme_with_table(text: str) -> str:
    """Return the README with its table made anew."""
    before, _, rest = text.partition(_START)
    _, _, after = rest.partition(_END)
    return f"{before}{_START}\n\n{short_table()}\n\n{_END}{after}"


def _rows(path: str, shape: Shape, use: Use | None, *, required: bool) -> Iterator[str]:
    kind, limits = _kind(shape), _limits(shape)
    default = "**required**" if required else (use.default if use else "")
    yield f"| `{path}` | {kind} | {limits} | {default} | {use.change if use else ''} |"
    if isinstance(shape, Items):
        path, shape = f"{path}[]", shape.of
        if isinstance(shape, Text):
            yield f"| `{path}` | {_kind(shape)} | {_limits(shape)} |  |  |"
    if isinstance(shape, Fields):
        for name, inner in shape.shapes.items():
            yield from _rows(f"{path}.{name}", inner, None, required=name in shape.required)


def _kind(shape: Shape) -> str:
    return {Text: "string", OneOf: "string", Items: "list", Fields: "map"}[type(shape)]


def _limits(shape: Shape) -> str:
    match shape:
        case Text():
            return f"{shape.of}, {shape.min} to {shape.max} characters"
        case OneOf():
            return " or ".join(f"`{value}`" for value in shape.values)
        case Items(of=Fields() as of):
            return f"{shape.min} to {shape.max} items of {_names(of)}"
        case Items():
            return f"{shape.min} to {shape.max} items"
        case Fields():
            return ""


def _in_short(shape: Shape) -> str:
    match shape:
        case Fields(shapes=shapes) if len(shapes) == 1:
            return _in_short(next(iter(shapes.values())))
        case Fields(shapes=shapes):
            return _names(shape) + f": {_limits(next(iter(shapes.values())))}"
        case _:
            return _limits(shape)


def _names(shape: Fields) -> str:
    return (" or " if shape.exactly_one else ", ").join(f"`{name}`" for name in shape.shapes)


def main() -> None:
    """Write both."""
    PAGE.write_text(page())
    README.write_text(readme_with_table(README.read_text()))


if __name__ == "__main__":
    main()
