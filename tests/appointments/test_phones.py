"""Mobile numbers as people type them."""

import pytest
from django.core.exceptions import ValidationError

from appointments import phones


@pytest.mark.parametrize(
    "typed",
    [
        "13800001234",
        "138 0000 1234",
        "+86 138-0000-1234",
        "0086138 00001234",
        "１３８　００００　１２３４",
        "(86)13800001234",
    ],
)
def test_a_number_is_read_however_it_is_written(typed):
    assert phones.read(typed) == "13800001234"


@pytest.mark.parametrize(
    "typed",
    ["", "1380000123", "138000012345", "12800001234", "+1 212 555 0100", "075588127451", "一三八", "138٠٠٠٠1234"],
)
def test_what_is_no_mobile_number_is_refused(typed):
    with pytest.raises(ValidationError):
        phones.read(typed)
