"""What citizens were told, for staff to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from appointments import identity
from catalog.admin.reading import Unchanging

from .models import Notification


@admin.register(Notification)
class NotificationAdmin(Unchanging, admin.ModelAdmin):
    """Messages about bookings. The codes people sign in with are not among them."""

    list_display = ["made_at", "kind", "booking", "phone", "sent_at", "failure", "tries"]
    list_filter = ["reminder__kind", "failure", ("sent_at", admin.EmptyFieldListFilter)]
    list_select_related = ["reminder__booking", "reminder__citizen"]
    search_fields = ["reminder__booking__reference"]
    search_help_text = _("Reference of the booking")
    list_per_page = 50
    show_full_result_count = False
    fields = ["kind", "booking", "phone", "text", "made_at", "tries", "next_try_at", "sent_at", "failed_at", "failure"]
    readonly_fields = ["kind", "booking", "phone"]

    @admin.display(description=_("kind"))
    def kind(self, notification: Notification) -> str:
        """What it is about."""
        return notification.reminder.get_kind_display()

    @admin.display(description=_("booking"))
    def booking(self, notification: Notification) -> str:
        """The label of the booking."""
        return notification.reminder.booking.reference

    @admin.display(description=_("mobile phone"))
    def phone(self, notification: Notification) -> str:
        """The phone the citizen has now, masked."""
        return identity.masked_phone(notification.reminder.citizen.phone)
