"""One client: a connection it keeps, and what it asks over it.

What a client does is a script: a generator that yields whole requests, gets the answers, and returns whether it
reached its goal.
"""

import selectors
import socket
from collections.abc import Callable, Generator
from time import perf_counter

from bench.booking.wire import NOTHING, Answer, read

Script = Generator[bytes, Answer, bool]

AT_ONCE = 256 * 1024  # Bytes read at a time.


class Client:
    """Asks at once, as soon as it is connected, and again whenever it is answered.

    `note` is told of every exchange: the number of the step, the status, and the milliseconds since it was wanted. The
    first is wanted when the client comes, so the time to connect counts.
    """

    def __init__(
        self,
        selector: selectors.BaseSelector,
        port: int,
        script: Script,
        wanted_at: float,
        note: Callable[[int, int, float], None],
    ) -> None:
        self.selector, self.script, self.wanted_at, self.note = selector, script, wanted_at, note
        self.step, self.received = 0, b""
        self.is_gone = self.reached = False
        self.wanted: bytes = next(script)
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
        self._answered(NOTHING)
        self._leave()

    def _ask(self) -> None:
        sent = self.socket.send(self.wanted)
        if sent < len(self.wanted):
            raise OSError("a request this long is not meant to be sent")
        self.wanted = b""

    def _listen(self) -> None:
        more = self.socket.recv(AT_ONCE)
        if not more:
            raise ConnectionResetError
        self.received += more
        if (answer := read(self.received)) is None:
            return
        self._answered(answer)
        self.received = b""
        try:
            self.wanted = self.script.send(answer)
        except StopIteration as end:
            self.reached = bool(end.value)
            self._leave()
        else:
            self.step, self.wanted_at = self.step + 1, perf_counter()
            self._ask()

    def _answered(self, answer: Answer) -> None:
        self.note(self.step, answer.status, (perf_counter() - self.wanted_at) * 1000)

    def _leave(self) -> None:
        self.selector.unregister(self.socket)
        self.socket.close()
        self.script.close()
        self.is_gone = True
