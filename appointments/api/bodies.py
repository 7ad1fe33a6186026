"""What a request says, read member by member. All that is wrong with it is told at once, each with its path.

What was sent is never repeated: it may hold the number of a document.
"""

import json
import re
from collections.abc import Sequence
from typing import IO, Any, Self

from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from catalog.api.problems import Problem

MOST_BYTES = 16 * 1024
"""Of a body. The longest booking there can be has a tenth of that."""

NO_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
NAME = re.compile(r"[A-Za-z_]{1,40}")


class TooLarge(Problem):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too-large"

    def __init__(self) -> None:
        super().__init__(_("A request has at most %(most)d bytes.") % {"most": MOST_BYTES})


class SmallJSON(BaseParser):
    """JSON in UTF-8 of a bounded size."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        """What the body says. Raises TooLarge, ParseError."""
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise TooLarge
        try:
            return json.loads(body.decode())
        except (ValueError, RecursionError):
            raise ParseError(_("The body is not valid JSON.")) from None


class Body:
    """One object of a body. Members are read one by one; `finish` raises what was found wrong."""

    def __init__(self, data: dict[str, Any], path: str = "", errors: dict[str, list[str]] | None = None) -> None:
        self.data, self.path = data, path
        self.errors: dict[str, list[str]] = {} if errors is None else errors

    @classmethod
    def of(cls, request: Request) -> Self:
        """The body of the request. Raises ParseError for anything but an object."""
        if not isinstance(request.data, dict):
            raise ParseError(_("The body must be a JSON object."))
        return cls(request.data)

    def __contains__(self, name: str) -> bool:
        return self.data.get(name) is not None

    def only(self, *names: str) -> None:
        """Members of other names are refused, so that a slip of the pen is never passed over."""
        for name in self.data.keys() - set(names):
            shown = name if NAME.fullmatch(name) else "?"
            self._refuse(shown, _("“%(name)s” is not known. Allowed: %(allowed)s."), allowed=", ".join(names))

    def text(self, name: str, longest: int) -> str:
        """The text of that member; "" where it is missing or no such text, which is noted."""
        value = self.data.get(name)
        if value is None:
            self._refuse(name, _("“%(name)s” is missing."))
            return ""
        if not isinstance(value, str) or not 0 < len(value.strip()) <= longest or NO_TEXT.search(value):
            self._refuse(name, _("“%(name)s” must be a text of 1 to %(longest)d characters."), longest=longest)
            return ""
        return value.strip()

    def one_of(self, name: str, values: Sequence[str]) -> str:
        """One of these values; "" where it is none, which is noted."""
        value = self.data.get(name)
        if not isinstance(value, str) or value not in values:
            self._refuse(name, _("“%(name)s” must be one of %(allowed)s."), allowed=", ".join(values))
            return ""
        return value

    def texts(self, name: str, longest: int) -> list[str]:
        """The texts of that list, each once; [] where it is no list of texts, which is noted."""
        values = self.data.get(name)
        if not isinstance(values, list) or not values or not all(_is_code(value, longest) for value in values):
            self._refuse(name, _("“%(name)s” must be a list with at least one code."))
            return []
        return list(dict.fromkeys(values))

    def part(self, name: str) -> "Body":
        """The object of that member; an empty one where it is missing or none, which is noted."""
        value = self.data.get(name)
        if not isinstance(value, dict):
            self._refuse(name, _("“%(name)s” must be an object."))
            return Body({}, self._at(name), {})  # What is missing in it need not be said.
        return Body(value, self._at(name), self.errors)

    def note(self, name: str, sentence: str) -> None:
        """The member cannot be used, and why."""
        self.errors.setdefault(self._at(name), []).append(sentence)

    def finish(self) -> None:
        """Raises ValidationError if anything was noted."""
        if self.errors:
            raise ValidationError(self.errors)

    def _refuse(self, name: str, sentence: str, **values: Any) -> None:
        self.note(name, sentence % {"name": self._at(name), **values})

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def _is_code(value: Any, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest and not NO_TEXT.search(value)
