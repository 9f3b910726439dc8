"""The rendered role as IAM would judge it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from ministack.core import iam_evaluator as iam  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from synth.rendering import Rendered


@dataclass(frozen=True)
class RoleRights:
    """What a role of one account and Region may do, by its inline policies."""

    statements: list[list[iam.ParsedStatement]]
    account: str
    region: str

    @classmethod
    def of(cls, rendered: Rendered, values: dict[str, str], account: str, region: str) -> Self:
        """Read the only role of a template, with the values that its references have once deployed."""
        (role,) = rendered.of_type("AWS::IAM::Role")
        documents = [policy["PolicyDocument"] for policy in role["Properties"]["Policies"]]
        return cls([iam.parse_policy_document(_deployed(document, values)) for document in documents], account, region)

    def allow(self, action: str, resource: str) -> bool:
        """Tell whether the role may do one thing to one resource."""
        request = iam.EvalContext(
            principal_arn=f"arn:aws:sts::{self.account}:assumed-role/Role/Function",
            principal_type="AssumedRole",
            principal_account=self.account,
            action=action,
            resource_arn=resource,
            region=self.region,
            source_ip="192.0.2.1",
            secure_transport=True,
        )
        return bool(iam.evaluate(request, self.statements).decision == "Allow")


def _deployed(template: Any, values: dict[str, str]) -> Any:
    match template:
        case {"Ref": name} | {"Fn::GetAtt": [name, "Arn"]}:
            return values[name]
        case {"Fn::Join": [separator, parts]}:
            return separator.join(_deployed(part, values) for part in parts)
        case dict():
            return {key: _deployed(value, values) for key, value in template.items()}
        case list():
            return [_deployed(value, values) for value in template]
        case _:
            return template
