"""Resource types of CloudFormation that ministack lacks, put into it when it starts."""

from local.cloudformation.register import Ministack, own_types, register

__all__ = ["Ministack", "own_types", "register"]
