"""A stack's template, written ahead of time: the CDK exposes overrides only when it writes the template."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import jsii
from aws_cdk import Aspects, IAspect, ISynthesisSession, Stack
from aws_cdk.cx_api import CloudAssemblyBuilder

from .references import stack_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import CfnResource, IResolveContext
    from constructs import IConstruct

_KEPT: Final = "_cdk_sagemaker_workteam_written_ahead"


class Rendered(NamedTuple):
    """A resource as its template contains it, and the template parameters that it refers to."""

    resource: Mapping[str, Any]
    parameters: Mapping[str, str]
    """Their types by name, without ``NoEcho`` parameters."""


@jsii.implements(IAspect)
class WrittenAhead:
    """The template of one stack, as it is once the app is complete."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._visited = False
        self._complete = False
        self._writing = False
        self._template: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, resource: CfnResource) -> WrittenAhead:
        """Return the one of a resource's stack; an aspect of the resource tells it when aspects are at work."""
        kept = vars(stack_of(resource))
        if _KEPT not in kept:
            kept[_KEPT] = cls(stack_of(resource))
            Aspects.of(resource).add(kept[_KEPT])
        ahead: WrittenAhead = kept[_KEPT]
        return ahead

    def visit(self, node: IConstruct) -> None:  # noqa: ARG002
        """Note that aspects are at work: others may look at the resource, and change it, after this one."""
        self._visited, self._complete = True, False

    def rendered(self, resource: CfnResource, context: IResolveContext) -> Rendered | None:
        """Return a resource as the template will contain it.

        ``None`` while that isn't known, before the app is complete and while the template is written ahead, and if the
        stack's synthesizer doesn't write templates.
        """
        if context.preparing:
            # the CDK looks for references once all aspects are done
            self._complete, self._template = self._visited, None
            return None
        if self._writing or not self._complete:
            return None
        if self._template is None:
            self._template = self._write()
        found = self._template.get("Resources", {}).get(self._stack.resolve(resource.logical_id))
        return None if found is None else Rendered(found, self._parameters(found))

    def _write(self) -> Mapping[str, Any]:
        """Write the template into a temporary folder and read it."""
        write: Any = getattr(self._stack.synthesizer, "_synthesize_template", None)
        if write is None:
            return {}
        self._writing = True
        try:
            with tempfile.TemporaryDirectory() as folder:
                write(_Session(folder))
                template: Mapping[str, Any] = json.loads((Path(folder) / self._stack.template_file).read_text())
                return template
        finally:
            self._writing = False

    def _parameters(self, found: Mapping[str, Any]) -> Mapping[str, str]:
        template: Mapping[str, Any] = self._template or {}
        shown = {
            name: parameter["Type"]
            for name, parameter in template.get("Parameters", {}).items()
            if str(parameter.get("NoEcho", "")).lower() != "true"
        }
        text = json.dumps(found)
        if "Fn::If" in text or "Condition" in found:
            text += json.dumps(template.get("Conditions"))
        return {name: shown[name] for name in sorted(shown) if _is_named(name, text)}


def _is_named(parameter: str, text: str) -> bool:
    """Tell whether a resource refers to a parameter; an equal literal counts as well, which is harmless."""
    return f'"{parameter}"' in text or f"${{{parameter}}}" in text


@jsii.implements(ISynthesisSession)
class _Session:
    """A synthesis session that writes one template only."""

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
