"""Files put down, and given out.

A download is written to a temporary file before its first byte leaves (in memory up to a few megabytes, then on disk).
Only so can the headers say the number of rows, the digest and the length; the list is small, so this costs under a
second and no memory that grows. From there it is streamed.
"""

import base64
import hashlib
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from . import as_csv, as_jsonl, as_xlsx
from .selection import Selection

FORMATS = {"csv": as_csv.CONTENT_TYPE, "xlsx": as_xlsx.CONTENT_TYPE, "jsonl": as_jsonl.CONTENT_TYPE}
IN_MEMORY = 8 * 1024 * 1024
FRESH_SECONDS = 60


@dataclass(frozen=True)
class Written:
    """What a file holds: its number of items and its SHA-256."""

    rows: int
    digest: bytes

    @property
    def sha256(self) -> str:
        """As `sha256sum` prints it."""
        return self.digest.hex()


def write(selection: Selection, format: str, file: IO[bytes], *, bom: bool = False) -> Written:
    """The selection is in the file, which must be open for binary reading and writing. `bom` concerns CSV only."""
    if format == "xlsx":
        rows = as_xlsx.write(selection, file)
        file.seek(0)
        return Written(rows, hashlib.file_digest(file, "sha256").digest())
    sha256 = hashlib.sha256()
    rows = -1 if format == "csv" else 0  # The header of a CSV file is no item.
    for part in as_csv.parts(selection, bom=bom) if format == "csv" else as_jsonl.parts(selection):
        sha256.update(part)
        file.write(part)
        rows += 1
    return Written(rows, sha256.digest())


def file_name(selection: Selection, format: str) -> str:
    """The name people see, in their language."""
    return f"{_('service items')}-{selection.day.isoformat()}.{format}"


def response(
    selection: Selection, format: str, *, bom: bool = True, request: HttpRequest | None = None
) -> HttpResponse:
    """The selection as a download. With the request, a copy the client still has is answered with 304.

    Headers: `X-Row-Count` items, `Repr-Digest` the SHA-256 of the file (RFC 9530), `ETag` the same digest.
    """
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
        written = write(selection, format, file, bom=bom)
        etag = f'"{written.sha256}"'
        if request is not None and (unchanged := get_conditional_response(request, etag)) is not None:
            return _with_cache_headers(unchanged, etag)
        size = file.seek(0, 2)
        file.seek(0)
        stack.pop_all()  # From here on the response closes the file.
    download = FileResponse(file, content_type=FORMATS[format])
    download["Content-Length"] = size
    download["Content-Disposition"] = _disposition(selection, format)
    download["X-Content-Type-Options"] = "nosniff"
    download["X-Row-Count"] = written.rows
    download["Repr-Digest"] = f"sha-256=:{base64.b64encode(written.digest).decode()}:"
    return _with_cache_headers(download, etag)


def _with_cache_headers(answer: HttpResponse | HttpResponseNotModified, etag: str) -> HttpResponse:
    answer["ETag"] = etag
    answer["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return answer


def _disposition(selection: Selection, format: str) -> str:
    """A plain name for old programs, the Chinese one for all others (RFC 6266)."""
    plain = f"items-{selection.day.isoformat()}.{format}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name(selection, format))}"
