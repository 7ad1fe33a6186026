"""What a log line may not hold: the secret ends of links, which are all that is needed to open what they lead to, and
what the database tells of a row it refused.
"""

import logging
import re

SECRET_LINK = re.compile(r"(/(?:together|bookings|holds)/(?:\?moved=)?)[\w-]{22}(?![\w-])")

DETAIL = re.compile(
    r"DETAIL:.*?(?=\n[ |]*\n[ |]*(?:The above exception was|During handling of)|\nTraceback \(most recent|\Z)",
    re.DOTALL,
)
"""PostgreSQL says which values were refused, on as many lines as they have, and whatever follows may repeat them."""


class Discreet(logging.Formatter):
    """Lines and tracebacks that say where something failed, without whose it was."""

    def format(self, record: logging.LogRecord) -> str:
        """Of a link that is a key, where it leads and not the key; of what the database refused, why and not what."""
        return DETAIL.sub("DETAIL: ***", SECRET_LINK.sub(r"\1***", super().format(record)))
