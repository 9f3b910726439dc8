"""SageMaker Ground Truth work teams for the AWS CDK."""

from ._asset import AssetError
from .interface import IWorkteam
from .members import WorkteamMember
from .provider import WorkteamProvider
from .provider_interface import IWorkteamProvider
from .validation import WorkteamValidationError
from .worker_access import WorkerAccess
from .workteam import Workteam

__all__ = [
    "AssetError",
    "IWorkteam",
    "IWorkteamProvider",
    "WorkerAccess",
    "Workteam",
    "WorkteamMember",
    "WorkteamProvider",
    "WorkteamValidationError",
]
