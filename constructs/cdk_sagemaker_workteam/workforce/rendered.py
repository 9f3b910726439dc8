"""What the template will have of a resource: the CDK shows overrides to nobody but who writes the template."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import jsii
from aws_cdk import ISynthesisSession, Stack
from aws_cdk.cx_api import CloudAssemblyBuilder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import CfnResource


class Rendered(NamedTuple):
    """A resource as its template has it, and the parameters of the template that its values come from."""

    resource: Mapping[str, Any]
    parameters: Mapping[str, str]
    """Their types, by their names, without those whose value is not to be shown."""


def rendered(resource: CfnResource) -> Rendered | None:
    """Write the template of a resource's stack into a folder that is gone afterwards, and read the resource there.

    ``None`` where the stack's synthesizer is one that writes no template.
    """
    stack = Stack.of(resource)
    write: Any = getattr(stack.synthesizer, "_synthesize_template", None)
    if write is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        write(_Session(folder))
        template = json.loads((Path(folder) / stack.template_file).read_text())
    found = template["Resources"][stack.resolve(resource.logical_id)]
    shown = {
        name: parameter["Type"]
        for name, parameter in template.get("Parameters", {}).items()
        if str(parameter.get("NoEcho", "")).lower() != "true"
    }
    text = json.dumps(found)
    if "Fn::If" in text or "Condition" in found:
        text += json.dumps(template.get("Conditions"))
    return Rendered(found, {name: shown[name] for name in sorted(shown) if _is_named(name, text)})


def _is_named(parameter: str, text: str) -> bool:
    """Tell whether a parameter is referred to, by itself or within text, where a literal of that name does no harm."""
    return f'"{parameter}"' in text or f"${{{parameter}}}" in text


@jsii.implements(ISynthesisSession)
class _Session:
    """A synthesis that nothing but one template comes of."""

    def __init__(self, folder: str) -> None:
        self._folder: Final = folder
        self._assembly: Final = CloudAssemblyBuilder(folder)

    @property
    def outdir(self) -> str:
        return self._folder

    @property
    def assembly(self) -> CloudAssemblyBuilder:
        return self._assembly

    @property
    def validate_on_synth(self) -> bool:
        return False
