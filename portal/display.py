"""How a page is shown to this visitor: standard or elder version (长辈版), and the language."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from catalog import contacts

COOKIE = "ui"
COOKIE_AGE = 365 * 24 * 60 * 60  # Seconds.
LONGEST_ADDRESS = 2000  # Characters. A longer address is not repeated in the forms that return to it.
STANDARD, ELDER = "standard", "elder"

# The Han shapes a browser picks depend on the whole tag: zh-Hant-HK and ja differ.
PAGE_LANGUAGES = {"en": "en"}
CHINESE = "zh-Hans-CN"


def context(request: HttpRequest) -> dict[str, Any]:
    """The context of every page: `display` (elder, lang, address to return to) and `contacts`."""
    address = request.get_full_path()
    return {
        "display": {
            "elder": request.COOKIES.get(COOKIE) == ELDER,
            "lang": PAGE_LANGUAGES.get(get_language() or "", CHINESE),
            "address": address if len(address) <= LONGEST_ADDRESS else request.path,
        },
        "contacts": {"service_line": contacts.SERVICE_LINE, "report_line": contacts.REPORT_LINE},
    }
