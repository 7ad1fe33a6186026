"""What counts as a code, and as the secret end of a link, in an address."""


class CodeConverter:
    """The code of an item, hall or department; an address with more than a code can hold is no page of ours.

    No code is longer than 40 characters or holds control characters, and no database takes a NUL.
    """

    regex = r"[^/\x00-\x1f\x7f]{1,40}"

    def to_python(self, value: str) -> str:
        """The code as it stands in the address."""
        return value

    to_url = to_python


class TokenConverter(CodeConverter):
    """The secret end of a link, as `secrets.token_urlsafe` makes it of 16 bytes."""

    regex = r"[A-Za-z0-9_-]{22}"
