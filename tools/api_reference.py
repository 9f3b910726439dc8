"""Writes docs/api.md from the docstrings of everything that the library exports.

`make docs` runs it. griffe2md's links go to anchors that a repository's page doesn't have, so they are taken out.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from griffe import Class, DocstringSectionKind, GriffeLoader, Module, Object, Parser
from griffe2md import render_object_docs  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from griffe2md import ConfigDict

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs/api.md"
PACKAGE: Final = "cdk_sagemaker_workteam"
CONFIG: Final[ConfigDict] = {
    "heading_level": 2,
    "show_root_full_path": False,
    "show_root_members_full_path": False,
    "show_object_full_path": False,
    "show_signature_annotations": True,
    "summary": False,
    "members_order": "source",
    "line_length": 100,
    "docstring_section_style": "table",
    "filters": ["!^_"],
    "inherited_members": True,
    "merge_init_into_class": True,
}

_HEAD: Final = f"""# API reference

Everything that `from {PACKAGE} import …` gives, made by `make docs` from the docstrings.
"""
ORDER: Final = (
    "Workteam",
    "WorkteamMember",
    "PrivateWorkforce",
    "OidcWorkforce",
    "render_invitation",
    "Watch",
    "WorkerAccess",
    "WorkteamProvider",
    "WorkteamProps",
    "WorkteamProviderProps",
    "IPrivateWorkforce",
    "IWorkteam",
    "IWorkteamProvider",
    "WorkteamValidationError",
    "AssetError",
)

_LINK: Final = re.compile(r"\[([^\]\n]+)\]\(#[^)\n]*\)")
_CODE: Final = re.compile(r"<code>([^<\n]+)</code>")
_TWO_TICKS: Final = re.compile(r"(?<!`)``(?!`)")


def public() -> Module:
    """Return the package as griffe reads it."""
    loader = GriffeLoader(search_paths=[ROOT / "constructs"], docstring_parser=Parser.numpy)
    package = loader.load(PACKAGE)
    loader.resolve_aliases()
    if not isinstance(package, Module):
        raise TypeError(f"expected a package {PACKAGE}, received {package!r}")
    return package


def page() -> str:
    """Return the page."""
    package = public()
    parts = []
    for name in ORDER:
        documented = package[name].final_target
        _tell_types_apart(documented)
        for attribute in documented.attributes.values():
            attribute.value = None
        config = CONFIG | {"members": False} if is_typed_dict(documented) else CONFIG
        parts.append(_plain(render_object_docs(documented, config)))
    return "\n".join([_HEAD, *parts])


def _tell_types_apart(documented: Object) -> None:
    """Give each parameter of a group that is documented together its own type; griffe gives all the first one's."""
    for function in documented.functions.values():
        for section in function.docstring.parsed if function.docstring else ():
            if section.kind is DocstringSectionKind.parameters:
                for parameter in section.value:
                    if parameter.name in function.parameters:
                        parameter.annotation = function.parameters[parameter.name].annotation


def is_typed_dict(documented: Object) -> bool:
    """Tell whether a class only names keyword arguments, which are documented where they are parameters."""
    return isinstance(documented, Class) and "TypedDict" in map(str, documented.bases)


def _plain(text: str) -> str:
    for pattern, kept in ((_LINK, r"\1"), (_CODE, r"`\1`"), (_TWO_TICKS, "`")):
        text = pattern.sub(kept, text)
    return text.strip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
