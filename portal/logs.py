"""What a log line may not hold: the secret ends of links, which are all that is needed to open what they lead to."""

import logging
import re

SECRET_LINK = re.compile(r"(/together/)[\w-]{22}(?=/)")


class WithoutSecretLinks(logging.Filter):
    """Of a link that is a key, the line keeps where it leads and not the key."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if (cleaned := SECRET_LINK.sub(r"\1***", message)) != message:
            record.msg, record.args = cleaned, ()
        return True
