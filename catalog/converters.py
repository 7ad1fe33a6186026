"""What counts as a code in an address."""


class CodeConverter:
    """The code of an item, hall or department; an address with more than a code can hold is no page of ours.

    No code is longer than 40 characters, and no database takes a NUL.
    """

    regex = r"[^/\x00]{1,40}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
