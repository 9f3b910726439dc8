"""A client of the portal's two services inside the process, with scripted faults, as the SDK's would behave."""

from __future__ import annotations

import copy
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from local.sagemaker.errors import ServiceError
from support.fake_sagemaker import Call, client_error
from support.portal_service import PortalService

if TYPE_CHECKING:
    from collections.abc import Callable

Effect: TypeAlias = Literal["never", "first"]


class FakePortalClient:
    """The services and their clients in one."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.service = PortalService(now)
        self.calls: list[Call] = []
        self._faults: dict[str, deque[tuple[BaseException, Effect]]] = defaultdict(deque)
        self._before: dict[str, deque[Callable[[], object]]] = defaultdict(deque)

    def describe_workforce(self, **request: Any) -> Any:
        return self._take("DescribeWorkforce", request)

    def describe_user_pool_client(self, **request: Any) -> Any:
        return self._take("DescribeUserPoolClient", request)

    def update_user_pool_client(self, **request: Any) -> Any:
        return self._take("UpdateUserPoolClient", request)

    @property
    def operations(self) -> list[str]:
        """The operations of all calls, in order."""
        return [call.operation for call in self.calls]

    def fail(self, operation: str, error: BaseException, *, times: int = 1, effect: Effect = "never") -> None:
        """Let the next calls end with an error, without effect or after it."""
        self._faults[operation].extend([(error, effect)] * times)

    def refuse(self, operation: str, code: str, message: str = "no", times: int = 1) -> None:
        """Let the next calls be refused."""
        self.fail(operation, client_error(operation, code, message), times=times)

    def before(self, operation: str, action: Callable[[], object]) -> None:
        """Do something just before the next call of an operation."""
        self._before[operation].append(action)

    def _take(self, operation: str, request: dict[str, Any]) -> Any:
        self.calls.append(Call(operation, copy.deepcopy(request)))
        if self._before[operation]:
            self._before[operation].popleft()()
        if not self._faults[operation]:
            return self._answered(operation, request)
        error, effect = self._faults[operation].popleft()
        if effect == "first":
            self._answered(operation, request)
        raise error

    def _answered(self, operation: str, request: dict[str, Any]) -> Any:
        try:
            return self.service.call(operation, request)
        except ServiceError as error:
            raise client_error(operation, error.code, error.message, error.status) from None
