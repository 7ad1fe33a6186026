"""Why a booking is refused, in a sentence that says what to do: shown by pages, answered as 409 by the interface."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class Refusal(ValidationError):
    """Something about booking that cannot be done now."""

    code = "refused"
    sentence = _("This cannot be done now.")

    def __init__(self, sentence: str | None = None, **params: Any) -> None:
        super().__init__(sentence or self.sentence, code=self.code, params=params)

    @property
    def text(self) -> str:
        """The sentence with what it names filled in."""
        return str(self.messages[0])


class SlotFull(Refusal):
    code = "slot-full"
    sentence = _("The time you chose has just been taken. Your other answers are kept; please choose another time.")


class SlotClosed(Refusal):
    code = "slot-closed"
    sentence = _("The hall takes no more bookings for this time. Please choose another time.")


class SlotPast(Refusal):
    code = "slot-past"
    sentence = _("This time is over. Please choose a later one.")


class SlotNotOnSale(Refusal):
    code = "slot-not-on-sale"
    sentence = _("This time cannot be booked yet. Please choose an earlier day, or come back later.")


class NotHandledThere(Refusal):
    code = "not-handled-there"
    sentence = _("“%(item)s” is not handled there. Please choose one of the places listed for it.")


class TooManyItems(Refusal):
    code = "too-many-items"
    sentence = _("At most %(limit)s items fit into one visit. Please book the others separately.")


class HoldOver(Refusal):
    code = "hold-over"
    sentence = _("Your place was kept for a few minutes and has been given back. Please choose a time again.")


class HoldConfirmed(Refusal):
    code = "hold-confirmed"
    sentence = _("This place is booked already. Please look the booking up; cancel it if it is not needed.")


class AlreadyExtended(Refusal):
    code = "already-extended"
    sentence = _("The time can be extended once. Please finish now, or choose a time again afterwards.")


class ItemBookedAlready(Refusal):
    code = "item-booked-already"
    sentence = _("You have booked “%(item)s” already, for %(when)s. You may change or cancel that visit.")


class HallBookedThatDay(Refusal):
    code = "hall-booked-that-day"
    sentence = _("You have a visit to %(hall)s on that day already, at %(when)s. You may change or cancel it.")


class TooManyOpen(Refusal):
    code = "too-many-open"
    sentence = _("You have %(limit)s visits booked already. Cancel one you do not need, or book again after a visit.")


class TwoPlacesAtOnce(Refusal):
    code = "two-places-at-once"
    sentence = _("You have another visit at that time. Please choose another time.")


class NotForThisDocument(Refusal):
    code = "not-for-this-document"
    sentence = _(
        "No more can be booked with this document now. Its holder may look at their own bookings, call 12345, or come"
        " without a booking."
    )


class TooManyPeople(Refusal):
    code = "too-many-people"
    sentence = _("This phone has booked for %(limit)s people in 30 days. Others may book with their own phone or come.")


class TooManyPhones(Refusal):
    code = "too-many-phones"
    sentence = _(
        "Bookings for this document were made from %(limit)s other phones in 30 days. Use one of them, or come."
    )


class BookingPaused(Refusal):
    code = "booking-paused"
    sentence = _(
        "Online booking is paused until %(until)s, because %(count)s visits were missed."
        " You may come without a booking, and you may object."
    )


class NotNamed(Refusal):
    code = "not-named"
    sentence = _("Please say first who comes.")


class TooLateToChange(Refusal):
    code = "too-late"
    sentence = _("This visit can no longer be changed.")


class KeyReused(Refusal):
    code = "key-reused"
    sentence = _("This key was used for another request. Use a new key for a new request.")


class ChangedMeanwhile(Refusal):
    code = "changed-meanwhile"
    sentence = _("Somebody else has changed this meanwhile: %(now)s. Save again if yours is to replace that.")


class Busy(Refusal):
    code = "busy"
    sentence = _("Many people are booking at this moment. Nothing is lost; please try again in a few seconds.")
