"""A part the tests need and this machine does not have."""


class Missing(Exception):
    """The message is one sentence that says what is missing and how to get it."""
