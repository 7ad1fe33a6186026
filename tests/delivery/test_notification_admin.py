"""What staff read of messages."""

import pytest
from django.urls import reverse

from delivery import notifications
from delivery.models import Notification
from tests.factories import NOON, make_booking, make_citizen
from tests.staff import change_page, signed_in

pytestmark = pytest.mark.django_db

LIST = reverse("admin:delivery_notification_changelist")


def make_notifications(count: int) -> None:
    """So many confirmations of so many bookings."""
    for _each in range(count):
        make_booking()
    notifications.collect(NOON)


def test_a_message_is_read_with_its_phone_masked():
    booking = make_booking(citizen=make_citizen(phone="13800001234"))
    notifications.collect(NOON)
    auditor = signed_in("auditor")

    for address in (LIST, change_page(Notification.objects.get())):
        page = auditor.get(address).content.decode()
        assert [word in page for word in (booking.reference, "138****1234", "13800001234")] == [True, True, False]


def test_the_list_asks_as_often_for_many_rows_as_for_one(django_assert_num_queries):
    manager = signed_in("hall_manager")
    make_notifications(1)
    manager.get(LIST)
    with django_assert_num_queries(9):
        manager.get(LIST)

    make_notifications(29)
    with django_assert_num_queries(9):
        manager.get(LIST)
