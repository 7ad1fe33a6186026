"""What staff fill in to book for a citizen: first what and where, then when and who."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appointments import identity, phones, references
from appointments.asking import Named, Party
from appointments.models import Booking, Line
from appointments.models.citizen import DocumentKind
from appointments.offering import MOST_ITEMS
from catalog.models import ServiceItem

KINDS = DocumentKind.choices

SAME_DOCUMENT = _("This is the document of the applicant. Leave the agent out, or name another.")


class VisitForm(forms.Form):
    """The line and the items; nothing of a person, because it stands in the address."""

    line = forms.ModelChoiceField(
        Line.objects.bookable().select_related("hall", "counter_group"), to_field_name="code", label=_("Line")
    )
    items = forms.CharField(
        label=_("Codes of the items"),
        max_length=200,
        help_text=_("Up to %(most)s, separated by spaces.") % {"most": MOST_ITEMS},
        widget=forms.TextInput(attrs={"size": 40}),
    )
    first = forms.DateField(
        label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_items(self) -> list[ServiceItem]:
        """The items in the order of their codes; raises ValidationError for a code that is on no item."""
        codes = list(dict.fromkeys(self.cleaned_data["items"].replace(",", " ").replace("，", " ").split()))
        found = {item.code: item for item in ServiceItem.objects.in_force().filter(code__in=codes)}
        if missing := [code for code in codes if code not in found]:
            raise ValidationError(_("No item on the list has the code %(code)s."), "unknown", {"code": missing[0]})
        return [found[code] for code in codes]


class PersonForm(forms.Form):
    """When, and who comes. Whether the time is still free is decided when it is taken."""

    starts_at = forms.DateTimeField(label=_("Time"), error_messages={"invalid": _("Choose one of the times.")})
    name = forms.CharField(label=_("Name as in the document"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind of document"), choices=KINDS)
    number = forms.CharField(label=_("Number of the document"), max_length=40)
    phone = forms.CharField(
        label=_("Mobile phone"), max_length=30, required=False, help_text=_("Without one no message can be sent.")
    )
    agent_name = forms.CharField(
        label=_("Name of who comes in their place"),
        max_length=60,
        required=False,
        help_text=_("Only if somebody does."),
    )
    agent_kind = forms.ChoiceField(label=_("Their document"), choices=KINDS, required=False)
    agent_number = forms.CharField(label=_("Number of their document"), max_length=40, required=False)
    relation = forms.ChoiceField(label=_("Relation"), choices=[("", "—"), *Booking.Relation.choices], required=False)
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_phone(self) -> str:
        """The 11 digits, or nothing."""
        return phones.read(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else ""

    def clean(self) -> dict[str, Any]:
        """Documents are read; of an agent all is said or nothing, and it is somebody else."""
        fields = super().clean()
        self._read("kind", "number", "document")
        asked = ("agent_name", "agent_number", "relation")  # The kind of document is always chosen.
        if any(fields.get(name) for name in asked):
            for name in (*asked, "agent_kind"):
                if not fields.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed where somebody comes in their place."))
            self._read("agent_kind", "agent_number", "agent_document")
        documents = [fields[name] for name in ("document", "agent_document") if name in fields]
        if len(documents) > 1 and identity.is_same(*documents):
            self.add_error("agent_number", SAME_DOCUMENT)
        return fields

    def _read(self, kind: str, number: str, document: str) -> None:
        if not (self.cleaned_data.get(kind) and self.cleaned_data.get(number)):
            return
        try:
            self.cleaned_data[document] = identity.read(self.cleaned_data[kind], self.cleaned_data[number])
        except ValidationError as error:
            self.add_error(number, error)

    @property
    def party(self) -> Party:
        """Who comes."""
        said = self.cleaned_data
        agent = Named(said["agent_name"], said["agent_document"]) if said["agent_name"] else None
        return Party(Named(said["name"], said["document"]), agent, said["relation"] if agent else "")

    def fingerprint(self, visit: VisitForm) -> str:
        """What is asked, so that a key is used for one request."""
        said, asked = self.cleaned_data, visit.cleaned_data
        people = [
            named and (named.name, named.document.hashes[0]) for named in (self.party.applicant, self.party.agent)
        ]
        return references.fingerprint(
            [asked["line"].code, [i.code for i in asked["items"]], str(said["starts_at"]), people, said["phone"]]
        )
