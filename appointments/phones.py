"""Mobile numbers of the mainland as people type them."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})")
WRONG = _("A mobile number has 11 digits and begins with 1. Please check it.")


def read(text: str) -> str:
    """The 11 digits: full-width digits, spaces, hyphens and +86 are understood. Raises ValidationError."""
    plain = re.sub(r"[\s\-‐-―()]", "", unicodedata.normalize("NFKC", text))
    found = MOBILE.fullmatch(plain)
    if not found:
        raise ValidationError(WRONG, code="phone")
    return found[1]
