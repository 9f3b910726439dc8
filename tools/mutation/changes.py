"""Every small change of a file that a test should notice: mutmut's, a condition turned round, a call left out."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# types and imports are of no consequence when the code runs; the two functions have no second meaning
_LEFT_ALONE: Final = (
    m.Annotation()
    | m.Decorator()
    | m.Import()
    | m.ImportFrom()
    | m.If(test=m.Name("TYPE_CHECKING"))
    | m.SimpleStatementLine(body=[m.Expr(value=m.SimpleString() | m.ConcatenatedString())])
    | m.AnnAssign(annotation=m.Annotation(m.Name("TypeAlias")))
    | m.Call(func=m.Name("len") | m.Name("isinstance"))
)


@dataclass(frozen=True)
class Change:
    """One change, as the source that it makes."""

    where: str
    """The function or method it is in; empty outside of any."""
    first_line: int
    last_line: int
    removed: str
    added: str
    source: str


def changes(source: str) -> Iterator[Change]:
    """Yield every change that Python can read."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = _Visitor()
    wrapper.visit(visitor)
    for where, lines, node, other in visitor.found:
        changed = cast("cst.Module", wrapper.module.deep_replace(node, other)).code
        if changed != source and _is_readable(changed):
            yield Change(where, *lines, *_difference(source, changed), changed)


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[int, int], cst.CSTNode, cst.CSTNode]] = []
        self._names: list[str] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if m.matches(node, _LEFT_ALONE):
            return False
        if m.matches(node, m.Call(func=m.Name("cast"))):
            # the type is of no consequence
            cast("cst.Call", node).args[1].visit(self)
            return False
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            self._names.append(node.name.value)
        for kind, operator in _OPERATORS:
            if isinstance(node, kind):
                position = self.get_metadata(PositionProvider, node)
                lines = (position.start.line, position.end.line)
                self.found += [(".".join(self._names), lines, node, other) for other in operator(node)]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, (cst.FunctionDef, cst.ClassDef)):
            self._names.pop()


def _turned_round(node: cst.If) -> Iterator[cst.If]:
    test = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    yield node.with_changes(test=cst.UnaryOperation(cst.Not(), test))


def _left_out(node: cst.SimpleStatementLine) -> Iterator[cst.SimpleStatementLine]:
    if m.matches(node, m.SimpleStatementLine(body=[m.Expr(value=m.Call())])):
        yield node.with_changes(body=[cst.Pass()])


_OPERATORS: Final[tuple[tuple[type[cst.CSTNode], Callable[[Any], Iterable[cst.CSTNode]]], ...]] = (
    *mutation_operators,
    (cst.If, _turned_round),
    (cst.SimpleStatementLine, _left_out),
)


def _is_readable(source: str) -> bool:
    try:
        compile(source, "changed", "exec")
    except SyntaxError:
        return False
    return True


def _difference(before: str, after: str) -> tuple[str, str]:
    lines = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "-+"]
    removed, added = (" ".join(line[2:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return removed, added
