"""What never changes about a construct, asked once: each question is a round trip to the CDK's own process."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from aws_cdk import Stack

if TYPE_CHECKING:
    from constructs import IConstruct, Node


@functools.lru_cache
def stack_of(construct: IConstruct) -> Stack:
    """Return the stack that a construct is in."""
    return Stack.of(construct)


@functools.lru_cache
def node_of(construct: IConstruct) -> Node:
    """Return the node of a construct."""
    return construct.node
