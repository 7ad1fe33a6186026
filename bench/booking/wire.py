"""HTTP/1.1 as far as the driver needs it: little work a request, so that what is measured is the server."""

import json
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"


class Answer(NamedTuple):
    """What a server said. Of a status 0 nothing came: the connection was refused or lost."""

    status: int
    head: bytes = b""
    body: bytes = b""

    def header(self, name: str) -> str:
        """The value of the first header of that name, in lower case; "" where there is none."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name.encode():
                return value.strip().decode()
        return ""


NOTHING = Answer(0)


def get(path: str, headers: Mapping[str, str] | None = None) -> bytes:
    """A request for that path."""
    return _request("GET", path, b"", headers or {})


def post_json(path: str, body: object, headers: Mapping[str, str] | None = None) -> bytes:
    """A request that sends JSON."""
    kind = {"Content-Type": "application/json"}
    return _request("POST", path, json.dumps(body).encode(), kind | dict(headers or {}))


def post_form(path: str, fields: Mapping[str, object], headers: Mapping[str, str] | None = None) -> bytes:
    """A request that sends a form as browsers do."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return _request("POST", path, urlencode(fields, doseq=True).encode(), kind | dict(headers or {}))


def _request(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    if method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def read(received: bytes) -> Answer | None:
    """The whole answer, or None while more of it must come. Raises ValueError for one that does not say its length."""
    head, found, body = received.partition(END_OF_HEAD)
    if not found:
        return None
    status = int(head[9:12])
    if len(body) < _length(head, status):
        return None
    return Answer(status, head, body)


def _length(head: bytes, status: int) -> int:
    if status in (204, 304):
        return 0
    lower = head.lower()
    start = lower.find(LENGTH)
    if start < 0:
        raise ValueError(f"no length: {head!r}")
    return int(lower[start + len(LENGTH) :].split(b"\r\n", 1)[0])
