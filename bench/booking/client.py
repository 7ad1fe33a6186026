"""One client: a connection it keeps, and what it tries over it.

An attempt is a generator: it yields whole requests, is sent their answers, and returns whether it got what it came for.
"""

import selectors
import socket
from collections.abc import Callable, Generator, Iterator
from time import perf_counter

from bench.booking.wire import NOTHING, Answer, read

Attempt = Generator[bytes, Answer, bool]
Maker = Callable[[], Attempt]
"""Begins an attempt. It is sent to the process of the driver, so it must be picklable."""

AT_ONCE = 256 * 1024  # Bytes read at a time.


class Client:
    """Makes one attempt after the other, each request as soon as the one before is answered.

    The first is wanted when the client comes, so the time to connect counts. An attempt with a request that is not
    answered ends all that the client came for.
    """

    def __init__(
        self,
        selector: selectors.BaseSelector,
        port: int,
        attempts: Iterator[Maker],
        comes_at: float,
        answered: Callable[[int], None],
        ended: Callable[[bool, float], None],
    ) -> None:
        self.selector, self.attempts, self.answered, self.ended = selector, attempts, answered, ended
        self.received, self.is_gone = b"", False
        self.began_at = self.asked_at = comes_at
        self.attempt = next(attempts)()
        self.wanted = next(self.attempt)
        self.socket = socket.socket()
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.socket.connect_ex(("127.0.0.1", port))
        selector.register(self.socket, selectors.EVENT_WRITE, self)

    def proceed(self) -> None:
        """The connection can be written to for the first time, or there is something to read."""
        try:
            if self.wanted:
                self._ask()
                self.selector.modify(self.socket, selectors.EVENT_READ, self)
            else:
                self._listen()
        except OSError:
            self.give_up()

    def give_up(self) -> None:
        """The request is not answered, and the client leaves."""
        self.answered(NOTHING.status)
        self.ended(False, self._took())
        self._leave()

    def _ask(self) -> None:
        if self.socket.send(self.wanted) < len(self.wanted):
            raise OSError("a request this long is not meant to be sent")
        self.wanted = b""

    def _listen(self) -> None:
        more = self.socket.recv(AT_ONCE)
        if not more:
            raise ConnectionResetError
        self.received += more
        if (answer := read(self.received)) is None:
            return
        self.received = b""
        self.answered(answer.status)
        self.asked_at = perf_counter()
        try:
            self.wanted = self.attempt.send(answer)
        except StopIteration as end:
            self.ended(bool(end.value), self._took())
            if not self._begin():
                return
        self._ask()

    def _begin(self) -> bool:
        maker = next(self.attempts, None)
        if maker is None:
            self._leave()
            return False
        self.attempt, self.began_at = maker(), perf_counter()
        self.wanted = next(self.attempt)
        return True

    def _took(self) -> float:
        return (perf_counter() - self.began_at) * 1000

    def _leave(self) -> None:
        self.selector.unregister(self.socket)
        self.socket.close()
        self.is_gone = True
