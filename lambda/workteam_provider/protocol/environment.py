"""Where a function and a stack are: partition, Region and account, read from their ARNs."""

from __future__ import annotations

import re
from typing import NamedTuple

from workteam_provider.protocol.errors import InvalidEventError

_ARN = r"arn:(?P<partition>aws[a-z-]*):{}:(?P<region>[a-z0-9-]+):(?P<account>\d{{12}}):{}"
_FUNCTION = re.compile(_ARN.format("lambda", r"function:.+"), re.ASCII)
_STACK = re.compile(_ARN.format("cloudformation", r"stack/(?P<name>[a-zA-Z][a-zA-Z0-9-]*)/[\w-]+"), re.ASCII)


class Environment(NamedTuple):
    """An account in a Region of a partition."""

    partition: str
    region: str
    account: str

    @classmethod
    def of_function(cls, arn: str) -> Environment:
        """Read the environment of the function itself.

        Raises
        ------
        InvalidEventError
            The text is not the ARN of a Lambda function.
        """
        match = _FUNCTION.fullmatch(arn)
        if match is None:
            raise InvalidEventError("the ARN by which the function was invoked can't be read; nothing was done")
        return cls(match["partition"], match["region"], match["account"])


class Stack(NamedTuple):
    """A CloudFormation stack."""

    name: str
    environment: Environment

    @classmethod
    def parse(cls, stack_id: str) -> Stack | None:
        """Read a stack's ARN; ``None`` where it is something else."""
        match = _STACK.fullmatch(stack_id)
        if match is None:
            return None
        return cls(match["name"], Environment(match["partition"], match["region"], match["account"]))
