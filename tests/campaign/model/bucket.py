"""The bucket that takes the answers, in memory, with what goes wrong on the way."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias
from urllib.parse import quote

import urllib3

from campaign.model.world import World, current_task

if TYPE_CHECKING:
    from collections.abc import Callable

HOST: Final = "cloudformation-custom-resource-response-euwest1.s3-eu-west-1.amazonaws.com"
VALID_SECONDS: Final = 7200
SIGNATURE: Final = "s1gnatureThatNobodyMaySee"
_HANG_SECONDS: Final = 600.0

What: TypeAlias = Literal["refused", "unavailable", "dropped", "stored then dropped", "silent"]


@dataclass(slots=True)
class Trouble:
    """What happens to the next answers."""

    what: What
    times: int = 1

    @property
    def passes(self) -> bool:
        """Whether the function must ride it out."""
        return self.times <= 3 and (self.what in {"unavailable", "dropped", "stored then dropped"} or self.times == 1)


@dataclass(frozen=True, slots=True)
class Put:
    """An answer on its way, and whether it was kept."""

    url: str
    body: bytes
    stored: bool


@dataclass
class Bucket:
    """Takes each answer whose URL it issued and that has not expired; stands in for `urllib3.PoolManager` too."""

    world: World
    troubles: list[Trouble] = field(default_factory=list)
    puts: list[Put] = field(default_factory=list)
    issued: dict[str, float] = field(default_factory=dict)
    when_stored: Callable[[str, bytes], None] = lambda _url, _body: None

    def issue(self, stack_id: str, logical_id: str, request_id: str) -> str:
        """Make a response URL."""
        date = self.world.wall_clock().strftime("%Y%m%dT%H%M%SZ")
        key = quote(f"{stack_id}|{logical_id}|{request_id}", safe="/")
        query = f"X-Amz-Date={date}&X-Amz-Expires={VALID_SECONDS}&X-Amz-Signature={SIGNATURE}"
        url = f"https://{HOST}/{key}?{query}"
        self.issued[url] = self.world.now + VALID_SECONDS
        return url

    def stored(self, url: str) -> list[bytes]:
        """The bodies that were kept; CloudFormation acts on the first."""
        return [put.body for put in self.puts if put.url == url and put.stored]

    def wait_for(self, url: str, timeout: float, given_up: Callable[[], bool] = lambda: False) -> bytes | None:
        """Let time pass until an answer is kept, nobody will give one, or the time is over."""
        self.world.run(lambda: bool(self.stored(url)) or given_up(), until=self.world.now + timeout)
        return next(iter(self.stored(url)), None)

    def copy(self, world: World) -> Bucket:
        """Another bucket that will meet the same."""
        return Bucket(world, copy.deepcopy(self.troubles), [], dict(self.issued))

    def put(self, url: str, body: bytes, timeout: float) -> int:
        """Take an answer.

        Raises
        ------
        urllib3.exceptions.HTTPError
            There was no answer to the answer.
        """
        self.world.sleep(0.01)
        trouble = self._next_trouble()
        if trouble is None or trouble == "stored then dropped":
            valid = self.issued.get(url, 0.0) > self.world.now
            self.puts.append(Put(url, body, stored=valid))
            if valid:
                self.when_stored(url, body)
            if trouble is None:
                return 200 if valid else 403
            raise urllib3.exceptions.ProtocolError("Connection aborted")
        self.puts.append(Put(url, body, stored=False))
        match trouble:
            case "refused":
                return 403
            case "unavailable":
                return 503
            case "silent":
                self.world.sleep(min(timeout, _HANG_SECONDS))
                raise urllib3.exceptions.TimeoutError
        raise urllib3.exceptions.ProtocolError("Connection aborted")

    def _next_trouble(self) -> What | None:
        for trouble in self.troubles:
            if trouble.times:
                trouble.times -= 1
                return trouble.what
        return None


class VirtualPool:
    """Stands in for ``urllib3.PoolManager``: what it is asked for goes to the bucket of the running task."""

    def __init__(self, **_: Any) -> None:
        pass

    def __enter__(self) -> VirtualPool:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def request(self, method: str, url: str, *, body: bytes, timeout: urllib3.Timeout, **_: Any) -> VirtualResponse:
        task = current_task()
        assert task is not None
        task.require_alive()
        assert method == "PUT"
        assert isinstance(timeout.total, float)
        task.scope.journal.append(f"PUT {body.decode(errors='replace')}")
        status = task.scope.bucket.put(url, body, timeout.total)
        task.require_alive()
        return VirtualResponse(status)


@dataclass(frozen=True, slots=True)
class VirtualResponse:
    """An answer to the answer."""

    status: int

    def close(self) -> None:
        pass
