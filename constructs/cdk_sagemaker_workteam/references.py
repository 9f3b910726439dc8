"""Which construct a value refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

import aws_cdk
from aws_cdk import Reference, Stack, Token, Tokenization

if TYPE_CHECKING:
    from constructs import IConstruct

L1 = TypeVar("L1")
_KEPT: Final = "_cdk_sagemaker_workteam_stack"


def construct_of(value: object) -> IConstruct | None:
    """Return the construct that a value refers to: the value itself, or the one whose ``Ref`` or attribute it is."""
    if isinstance(value, str):
        return _referenced(value) if Token.is_unresolved(value) else None
    # look at the class, since reading an attribute of the object would call into the CDK's Node process
    return value if hasattr(type(value), "node") else None  # type: ignore[return-value]


def resource_of(value: object, kind: type[L1]) -> L1 | None:
    """Return the L1 of the given class that a value refers to, if this app defines it."""
    construct = construct_of(value)
    if construct is None or isinstance(construct, kind):
        return construct
    main = construct.node.default_child
    return main if isinstance(main, kind) else None


def stack_of(construct: Any) -> Stack:
    """Return the stack of a construct. It never changes, so the CDK is asked only once."""
    kept: Stack | None = vars(construct).get(_KEPT)
    if kept is None:
        kept = vars(construct)[_KEPT] = Stack.of(construct)
    return kept


def outermost(stack: Stack) -> Stack:
    """Return the outermost stack that a stack is nested in, or the stack itself."""
    parent = stack.nested_stack_parent
    return stack if parent is None else outermost(parent)


def is_same(one: IConstruct, other: IConstruct) -> bool:
    """Tell whether two objects are the same construct: the CDK may return several objects for one."""
    return one is other or one.node.path == other.node.path


def keep_strong(value: object) -> None:
    """Make references to a value strong, so that its stack outlives the stacks that use it, whatever the flags."""
    construct = construct_of(value)
    # older releases of the CDK know no weak references
    if construct is not None and hasattr(construct, "apply_cross_stack_reference_strength"):
        construct.apply_cross_stack_reference_strength(aws_cdk.ReferenceStrength.STRONG)


def _referenced(token: str) -> IConstruct | None:
    fragments = Tokenization.reverse_string(token)
    only = fragments.first_token if fragments.length == 1 else None
    return only.target if isinstance(only, Reference) else None
