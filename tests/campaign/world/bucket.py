"""The bucket that takes the answers, in memory, with what goes wrong on the way."""

from __future__ import annotations

import copy
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias
from urllib.parse import quote

import urllib3

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.world.scheduler import World

HOST: Final = "cloudformation-custom-resource-response-euwest1.s3-eu-west-1.amazonaws.com"
VALID_SECONDS: Final = 7200
SIGNATURE: Final = "s1gnatureThatNobodyMaySee"

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


class Put(NamedTuple):
    """An answer on its way, and whether it was kept."""

    url: str
    body: bytes
    stored: bool


@dataclass
class Bucket:
    """Takes each answer whose URL it issued and that has not expired."""

    world: World
    troubles: list[Trouble] = field(default_factory=list)
    puts: list[Put] = field(default_factory=list)
    issued: dict[str, float] = field(default_factory=dict)
    when_stored: Callable[[str, bytes], None] = lambda _url, _body: None
    _stored: defaultdict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))

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
        return self._stored[url]

    def wait_for(self, url: str, timeout: float, given_up: Callable[[], bool] = lambda: False) -> bytes | None:
        """Let time pass until an answer is kept, nobody will give one, or the time is over."""
        self.world.run(lambda: bool(self._stored[url]) or given_up(), until=self.world.now + timeout)
        return next(iter(self._stored[url]), None)

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
        trouble = next((trouble for trouble in self.troubles if trouble.times), None)
        if trouble is not None:
            trouble.times -= 1
        what = trouble.what if trouble else None
        kept = what in {None, "stored then dropped"} and self.issued.get(url, 0.0) > self.world.now
        self.puts.append(Put(url, body, kept))
        if kept:
            self._stored[url].append(body)
            self.when_stored(url, body)
        match what:
            case None:
                return 200 if kept else 403
            case "refused":
                return 403
            case "unavailable":
                return 503
            case "silent":
                self.world.sleep(timeout)
                raise urllib3.exceptions.TimeoutError
        raise urllib3.exceptions.ProtocolError("Connection aborted")
