"""What clients try. Runs in the driver's process, so nothing here knows Django."""

from collections.abc import Sequence

from bench.booking.client import Attempt


def one_request(request: bytes, wanted: int = 201) -> Attempt:
    """One request; it is the status that tells whether it got what it came for."""
    answer = yield request
    return answer.status == wanted


def pages(requests: Sequence[bytes]) -> Attempt:
    """One request after the other, each answered with a page."""
    for request in requests:
        answer = yield request
        if answer.status != 200:
            return False
    return True
