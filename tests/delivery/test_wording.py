"""What text messages say, and that they fit."""

from datetime import UTC, datetime

import pytest

from appointments.models import Booking, Reminder
from delivery import wording
from tests.factories import NOON, make_booking, make_hall, make_item_at, make_line, make_slot

pytestmark = pytest.mark.django_db

LONGEST_HALL = "深圳市某某区某某街道便民服务中心大厅一二"
LONGEST_REFERENCE = "SZ-1125-ABCDEFGHJKMN"
TIMES = [
    {"starts_at": f"2026-11-{day}T01:30:00+00:00", "ends_at": f"2026-11-{day}T02:00:00+00:00", "hall": hall}
    for day, hall in ((25, "测试大厅"), (26, "测试大厅"), (27, "别的大厅"))
]


def reminder(kind: str, hall: str = "测试大厅", reference: str = "SZ-1125-3F7K", details=None, **fields) -> Reminder:
    """A reminder of that kind about a visit tomorrow at nine."""
    booking = make_booking(slot=make_slot(line=make_line(hall=make_hall(short_name=hall))))
    Booking.objects.filter(pk=booking.pk).update(reference=reference, **fields)
    booking.refresh_from_db()
    return Reminder(kind=kind, booking=booking, citizen=booking.citizen, details=details or {})


def test_a_confirmation_says_when_where_and_which_label():
    assert wording.notification(reminder("confirmed")) == (
        "【深圳政务服务】您已预约11月25日09:00在测试大厅办理，预约号SZ-1125-3F7K，请提前15分钟到场取号。"
    )


def test_a_change_says_the_new_time():
    assert wording.notification(reminder("changed")) == (
        "【深圳政务服务】您的预约已改到11月25日09:00在测试大厅办理，预约号SZ-1125-3F7K，请提前15分钟到场取号。"
    )


def test_a_cancellation_says_what_was_given_up_and_what_can_be_done():
    said = reminder("cancelled", state="cancelled", cancelled_at=NOON, cancelled_by="citizen")

    assert wording.notification(said) == (
        "【深圳政务服务】您已取消11月25日09:00在测试大厅的预约，预约号SZ-1125-3F7K。如需办理，可重新预约或直接到大厅取号。"
    )


def test_a_displacement_says_why_and_offers_new_times():
    said = reminder("displaced", details={"reason": "停电检修", "times": TIMES})

    assert wording.notification(said) == (
        "【深圳政务服务】因停电检修，您11月25日09:00在测试大厅的预约（SZ-1125-3F7K）取消了，不算爽约。"
        "可改到：11月25日09:30；11月26日09:30；11月27日09:30在别的大厅。请登录网站，在“我的预约”里选。"
    )


def test_a_displacement_without_times_says_what_to_do():
    said = reminder("displaced", details={"reason": "", "times": []})

    assert wording.notification(said) == (
        "【深圳政务服务】因大厅临时调整，您11月25日09:00在测试大厅的预约（SZ-1125-3F7K）取消了，不算爽约。"
        "请登录网站另选时间，或直接到大厅取号。"
    )


def test_an_earlier_time_says_until_when_to_answer():
    details = {"starts_at": "2026-11-24T06:30:00+00:00", "until": "2026-11-24T04:30:00+00:00"}

    assert wording.notification(reminder("earlier", details=details)) == (
        "【深圳政务服务】有一个更早的时间：11月24日14:30。请在12:30前登录网站，在“我的预约”里答复；不答复则原预约不变。"
    )


@pytest.mark.parametrize("kind", ["confirmed", "changed", "cancelled"])
def test_one_message_holds_the_longest_hall_and_reference(kind):
    assert (len(LONGEST_HALL), len(LONGEST_REFERENCE)) == (20, 20)

    said = wording.notification(reminder(kind, LONGEST_HALL, LONGEST_REFERENCE))

    assert len(said) <= wording.ONE_MESSAGE
    assert said.startswith("【深圳政务服务】")
    assert LONGEST_HALL in said
    assert LONGEST_REFERENCE in said


def test_a_displacement_holds_the_longest_of_everything_in_three_parts():
    times = [{**time, "hall": "别" * 20} for time in TIMES]
    said = reminder("displaced", LONGEST_HALL, LONGEST_REFERENCE, {"reason": "因" * 200, "times": times})

    text = wording.notification(said)

    assert len(text) == wording.THREE_PARTS
    assert text.count("别" * 20) == 3


def test_the_code_fits_into_one_message():
    assert wording.sign_in_code("012345") == (
        "【深圳政务服务】验证码012345，5分钟内有效，用于登录。工作人员不会索要，请勿转告他人。"
    )
    assert len(wording.sign_in_code("012345")) <= wording.ONE_MESSAGE


def test_no_message_names_an_item_or_has_a_link():
    line = make_line()
    booking = make_booking(slot=make_slot(line=line), items=[make_item_at(line, name="离婚登记")])
    details = {"reason": "停电", "times": TIMES, "starts_at": TIMES[0]["starts_at"], "until": TIMES[0]["starts_at"]}

    texts = [
        wording.notification(Reminder(kind=kind, booking=booking, citizen=booking.citizen, details=details))
        for kind in Reminder.Kind
    ]

    assert [text for text in texts if "离婚" in text or "http" in text or booking.key in text] == []
    assert len(texts) == len(wording.SENTENCES)


def test_a_moment_has_no_leading_noughts_in_its_day_and_is_of_shenzhen():
    assert wording.moment(datetime(2026, 1, 1, 16, 5, tzinfo=UTC)) == "1月2日00:05"
