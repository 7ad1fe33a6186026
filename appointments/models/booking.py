"""Bookings: one visit of one person to one line."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .slot import Slot


class BookingQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Bookings that hold places."""
        return self.filter(state__in=Booking.LIVE)

    def open(self) -> Self:
        """Visits that are confirmed and still to come or under way."""
        return self.filter(state__in=Booking.OPEN)

    def lapsed(self, now: datetime) -> Self:
        """Holds and offers whose time is over."""
        return self.filter(state__in=Booking.PROVISIONAL, held_until__lte=now)

    def of(self, citizen: models.Model) -> Self:
        """What the citizen booked, soonest visit first."""
        return self.filter(citizen=citizen).order_by("starts_at", "pk")


class Booking(models.Model):
    """One visit: who comes, for which items, when and at which line; and what became of it.

    It goes from held to confirmed to checked in to served. `key` opens its pages for its owner only; `reference` is a
    label people read out, and opens nothing. A held booking need not say who comes. `request_key` is the caller's key
    for the request, hashed with the caller; the same key makes no second booking. Where a partner confirmed
    a hold by a request of its own, `hold_key` is that of the hold.
    """

    class State(models.TextChoices):
        HELD = "held", _("held")
        OFFERED = "offered", _("offered from the waiting list")
        CONFIRMED = "confirmed", _("confirmed")
        CHECKED_IN = "checked_in", _("checked in")
        SERVED = "served", _("served")
        MISSED = "missed", _("missed")
        WALKED_IN = "walked_in", _("came as a walk-in")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("expired")

    PROVISIONAL = (State.HELD, State.OFFERED)
    OPEN = (State.CONFIRMED, State.CHECKED_IN)
    LIVE = (*PROVISIONAL, *OPEN, State.SERVED, State.MISSED, State.WALKED_IN)
    """States that hold their places: a place that was used, or wasted, is not given to anybody else."""

    class Side(models.TextChoices):
        CITIZEN = "citizen", _("citizen")
        HALL = "hall", _("hall")

    class Channel(models.TextChoices):
        WEB = "web", _("website")
        STAFF = "staff", _("staff")
        PARTNER = "partner", _("partner")

    class Relation(models.TextChoices):
        FAMILY = "family", _("family")
        EMPLOYER = "employer", _("employer or colleague")
        GUARDIAN = "guardian", _("guardian")
        AGENT = "agent", _("authorised agent")

    key = models.CharField(_("key"), max_length=22, unique=True)
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    line = models.ForeignKey(
        "appointments.Line", verbose_name=_("line"), db_index=False, on_delete=models.PROTECT, related_name="bookings"
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    pool = models.CharField(_("pool"), max_length=8, choices=Slot.Pool, default=Slot.Pool.ONLINE)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.WEB)
    state = models.CharField(_("state"), max_length=12, choices=State)

    citizen = models.ForeignKey(
        "appointments.Citizen", null=True, blank=True, on_delete=models.PROTECT, related_name="bookings"
    )
    client = models.ForeignKey(
        "appointments.ApiClient", null=True, blank=True, on_delete=models.PROTECT, related_name="bookings"
    )
    applicant = models.ForeignKey(
        "appointments.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="bookings"
    )
    applicant_name = models.CharField(_("who comes"), max_length=60, blank=True)
    agent = models.ForeignKey(
        "appointments.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="agent_bookings"
    )
    agent_name = models.CharField(_("who comes in their place"), max_length=60, blank=True)
    relation = models.CharField(_("relation"), max_length=12, choices=Relation, blank=True)

    request_key = models.CharField(_("request key"), max_length=64, unique=True)
    fingerprint = models.CharField(_("fingerprint of the request"), max_length=64, blank=True)
    hold_key = models.CharField(_("key of the request that held it"), max_length=64, blank=True)
    hold_fingerprint = models.CharField(_("fingerprint of that request"), max_length=64, blank=True)

    made_at = models.DateTimeField(_("made at"))
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    extended_at = models.DateTimeField(_("extended at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    checked_in_at = models.DateTimeField(_("checked in at"), null=True, blank=True)
    served_at = models.DateTimeField(_("served at"), null=True, blank=True)
    missed_at = models.DateTimeField(_("missed at"), null=True, blank=True)
    walked_in_at = models.DateTimeField(_("came as a walk-in at"), null=True, blank=True)
    expired_at = models.DateTimeField(_("expired at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.CharField(_("cancelled by"), max_length=8, choices=Side, blank=True)
    cancelled_late = models.BooleanField(_("cancelled late"), default=False)
    waived_at = models.DateTimeField(_("waived at"), null=True, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    waive_reason = models.CharField(_("why it is waived"), max_length=200, blank=True)

    objects = BookingQuerySet.as_manager()

    is_repeated = False
    """Whether the request that made it had been answered before."""

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["line", "starts_at"], name="booking_line_starts_at"),
            models.Index(
                fields=["held_until"], condition=Q(state__in=["held", "offered"]), name="booking_provisional_until"
            ),
        ]
        constraints = [
            UniqueConstraint(fields=["citizen"], condition=Q(state="held"), name="one_hold_per_citizen"),
            UniqueConstraint(
                fields=["applicant", "starts_at"],
                condition=Q(state__in=["confirmed", "checked_in"]),
                name="one_visit_at_a_time_per_applicant",
            ),
            UniqueConstraint(fields=["hold_key"], condition=~Q(hold_key=""), name="one_confirmed_hold_per_request_key"),
            CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_it_starts"),
            CheckConstraint(
                condition=~Q(state__in=["held", "offered"]) | Q(held_until__isnull=False),
                name="booking_provisional_has_an_end",
            ),
            CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by="") & ~Q(state="cancelled")
                | Q(cancelled_at__isnull=False, state="cancelled") & ~Q(cancelled_by=""),
                name="booking_cancelled_says_when_and_by_whom",
            ),
            *(
                CheckConstraint(
                    condition=~Q(state=state) | Q(**{f"{state}_at__isnull": False}), name=f"booking_{state}_says_when"
                )
                for state in ("confirmed", "checked_in", "served", "missed", "walked_in", "expired")
            ),
            CheckConstraint(
                condition=Q(waived_at__isnull=True) | (Q(missed_at__isnull=False) & ~Q(waive_reason="")),
                name="booking_waived_was_missed_and_says_why",
            ),
            CheckConstraint(
                condition=Q(agent_name="", relation="") | (~Q(agent_name="") & ~Q(relation="")),
                name="booking_agent_has_a_relation",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("appointments:booking", args=[self.key])


class BookingSlot(models.Model):
    """One place of one slot that a booking has, or had: whether it holds it still is the booking's state to say."""

    booking = models.ForeignKey(Booking, db_index=False, on_delete=models.CASCADE, related_name="booking_slots")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="booking_slots")

    class Meta:
        constraints = [UniqueConstraint(fields=["booking", "slot"], name="slot_once_per_booking")]

    def __str__(self) -> str:
        return f"{self.booking} {self.slot}"


class BookingItem(models.Model):
    """One item a visit is for, and the placement that says it is handled there."""

    booking = models.ForeignKey(Booking, db_index=False, on_delete=models.CASCADE, related_name="booking_items")
    item = models.ForeignKey("catalog.ServiceItem", on_delete=models.PROTECT, related_name="booking_items")
    placement = models.ForeignKey(
        "catalog.Placement", null=True, blank=True, on_delete=models.SET_NULL, related_name="booking_items"
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(fields=["booking", "item"], name="item_once_per_booking")]

    def __str__(self) -> str:
        return f"{self.booking} {self.item}"
