"""What people type to sign in."""

import re
import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments import identity, phones

from .phone_codes import DIGITS

LONGEST = 40  # Characters. More than any way to write a phone number or a code.


class PhoneForm(forms.Form):
    """The phone, as 11 digits once it is clean; what was typed is shown again as it was."""

    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=LONGEST,
        error_messages={"required": _("Write your mobile number.")},
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_phone(self) -> str:
        """The 11 digits."""
        return phones.read(self.cleaned_data["phone"])


class CodeForm(forms.Form):
    """The six digits, however they were spaced or pasted."""

    code = forms.CharField(
        label=_("Code"),
        max_length=LONGEST,
        error_messages={"required": _("Write the 6 digits of the message.")},
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        """The six digits."""
        plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", self.cleaned_data["code"]))
        if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", plain):
            raise forms.ValidationError(_("The code has 6 digits. Please enter it as it stands in the message."))
        return plain


class DocumentForm(forms.Form):
    """The end of a document's number."""

    last_four = forms.CharField(
        label=_("Last four characters of the document's number"),
        max_length=LONGEST,
        error_messages={"required": _("Write the last four characters, for example 001X.")},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_last_four(self) -> str:
        """Half-width capitals."""
        plain = identity.plain(self.cleaned_data["last_four"])
        if len(plain) != identity.LAST:
            raise forms.ValidationError(_("Write only the last four characters, for example 001X."))
        return plain
