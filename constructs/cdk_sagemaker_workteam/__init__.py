"""SageMaker Ground Truth work teams for the AWS CDK."""

from .options import WorkteamProps, WorkteamProviderProps
from .provider.asset import AssetError
from .provider.interface import IWorkteamProvider
from .provider.provider import WorkteamProvider
from .team.interface import IWorkteam
from .team.members import WorkteamMember
from .team.worker_access import WorkerAccess
from .team.workteam import Workteam
from .validation import WorkteamValidationError

__all__ = [
    "AssetError",
    "IWorkteam",
    "IWorkteamProvider",
    "WorkerAccess",
    "Workteam",
    "WorkteamMember",
    "WorkteamProps",
    "WorkteamProvider",
    "WorkteamProviderProps",
    "WorkteamValidationError",
]

__version__ = "0.1.0"
