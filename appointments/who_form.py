"""Who comes: what the form of that step asks, and how it is read. Numbers of documents leave it as hashes only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import identity
from .asking import Named, Party
from .models import Booking, Citizen, Person
from .models.citizen import DocumentKind

NAME = re.compile(r"[^\W\d_][^\W_]*(?:[ ·•.'’\-]+[^\W_]+)*\.?")
LONGEST_NAME = Booking._meta.get_field("applicant_name").max_length
LONGEST_NUMBER = 40  # Characters as typed, with blanks.

AGAIN, MYSELF, OTHER = "again", "self", "other"
AGENT = "agent_"


@dataclass(frozen=True)
class Known:
    """Somebody who need not show the number of their document again."""

    name: str
    person: Person

    @property
    def named(self) -> Named:
        """They and their document, as a booking asks."""
        return Named(self.name, identity.document_of(self.person))

    @property
    def text(self) -> str:
        """They as they are shown."""
        return _("%(name)s, %(document)s ending in %(last)s") % {
            "name": identity.masked_name(self.name),
            "document": self.person.get_document_kind_display(),
            "last": self.person.last_four,
        }


def known(citizen: Citizen) -> Known | None:
    """Who the citizen said they are when they last booked for themselves."""
    return Known(citizen.name, citizen.person) if citizen.person_id and citizen.name else None


class NameField(forms.CharField):
    """A name as it stands in a document."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=LONGEST_NAME,
            error_messages={"max_length": gettext_lazy("Write at most %(limit_value)d characters.")},
        )

    def to_python(self, value: str | None) -> str:
        """The name without blanks around it. Raises ValidationError."""
        text = " ".join(super().to_python(value).split())
        if text and not NAME.fullmatch(text):
            raise forms.ValidationError(_("Write the name as it stands in the document: letters, spaces and “·” only."))
        return text


def kind_field(label: str) -> forms.ChoiceField:
    """The kinds of documents, the identity card first."""
    message = gettext_lazy("Choose one of the documents listed.")
    return forms.ChoiceField(
        label=label,
        choices=DocumentKind,
        initial=DocumentKind.ID_CARD,
        required=False,
        error_messages={"invalid_choice": message},
    )


def number_field(label: str) -> forms.CharField:
    """The number, as it is typed."""
    message = gettext_lazy("The number is too long. Please compare it with the document.")
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_NUMBER, error_messages={"max_length": message}
    )


class WhoForm(forms.Form):
    """Who comes. Only what the first answer asks for is looked at; `party` is who it is, once the form is valid.

    `known` is who the citizen is, `booking` what was said before: its numbers need not be typed again.
    """

    who = forms.ChoiceField(
        label=gettext_lazy("Who comes?"),
        choices=[(AGAIN, ""), (MYSELF, ""), (OTHER, "")],
        error_messages={
            "required": gettext_lazy("Choose who comes."),
            "invalid_choice": gettext_lazy("Choose who comes."),
        },
    )
    name = NameField(gettext_lazy("Full name"))
    kind = kind_field(gettext_lazy("Kind of document"))
    number = number_field(gettext_lazy("Number of the document"))
    relation = forms.ChoiceField(
        label=gettext_lazy("You are their"),
        choices=[("", gettext_lazy("Please choose")), *Booking.Relation.choices],
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose how you are related.")},
    )
    agent_known = forms.BooleanField(required=False)
    agent_name = NameField(gettext_lazy("Name of whoever comes"))
    agent_kind = kind_field(gettext_lazy("Document of whoever comes"))
    agent_number = number_field(gettext_lazy("Number of the document of whoever comes"))

    def __init__(self, data: Mapping[str, str] | None, *, booking: Booking, known: Known | None) -> None:
        super().__init__(data, initial=said_before(booking, known), label_suffix="")
        self.known = known
        self.held = {"": booking.applicant, AGENT: booking.agent}
        self.party: Party | None = None

    def clean(self) -> None:
        """Who comes, or an error beside each field that is wanting."""
        who = self.cleaned_data.get("who")
        if who == AGAIN and self.known:
            self.party = Party(self.known.named)
        elif who == OTHER:
            self.party = self._for_another()
        elif who:
            applicant = self._named("", _("Write your name."), _("Write the number of your document."))
            self.party = applicant and Party(applicant)

    def _for_another(self) -> Party | None:
        applicant = self._named(
            "", _("Write the name of whom you come for."), _("Write the number of the document of whom you come for.")
        )
        relation = self.cleaned_data.get("relation")
        if not relation and "relation" not in self.errors:
            self.add_error("relation", _("Choose how you are related."))
        if self.known and self.cleaned_data.get("agent_known"):
            agent = self.known.named
        else:
            agent = self._named(
                AGENT, _("Write the name of whoever comes."), _("Write the number of the document of whoever comes.")
            )
        if applicant and agent and identity.is_same(applicant.document, agent.document):
            self.add_error(
                "agent_number" if not self.cleaned_data.get("agent_known") else "number",
                _("Both documents are the same. If you come for yourself, choose that above."),
            )
            return None
        return Party(applicant, agent, relation) if applicant and agent and relation else None

    def _named(self, prefix: str, without_name: str, without_number: str) -> Named | None:
        """The person of these fields; None where something is wanting, which is then said beside its field."""
        name, number = self.cleaned_data.get(f"{prefix}name"), self.cleaned_data.get(f"{prefix}number")
        if not name and f"{prefix}name" not in self.errors:
            self.add_error(f"{prefix}name", without_name)
        document = self._document(prefix, number, without_number)
        return Named(name, document) if name and document else None

    def _document(self, prefix: str, number: str | None, without_number: str) -> identity.Document | None:
        field, held = f"{prefix}number", self.held[prefix]
        kind = self.cleaned_data.get(f"{prefix}kind") or DocumentKind.ID_CARD
        if field in self.errors or f"{prefix}kind" in self.errors:
            return None
        if number:
            try:
                return identity.read(kind, number)
            except forms.ValidationError as error:
                self.add_error(field, error)
                return None
        if held and held.document_kind == kind:
            return identity.document_of(held)
        self.add_error(field, without_number)
        return None


def said_before(booking: Booking, known: Known | None) -> dict[str, object]:
    """The answers as they stand: those of the booking, else that the citizen comes as the last time."""
    if not booking.applicant_id:
        return {"who": AGAIN if known else MYSELF, "kind": DocumentKind.ID_CARD, "agent_known": bool(known)}
    answers = {"name": booking.applicant_name, "kind": booking.applicant.document_kind, "agent_known": bool(known)}
    if not booking.agent_id:
        is_known = known and known.person.pk == booking.applicant_id
        return answers | {"who": AGAIN if is_known else MYSELF}
    return answers | {
        "who": OTHER,
        "relation": booking.relation,
        "agent_known": bool(known and known.person.pk == booking.agent_id),
        "agent_name": booking.agent_name,
        "agent_kind": booking.agent.document_kind,
    }
