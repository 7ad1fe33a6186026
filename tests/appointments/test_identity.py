"""Who somebody is, without keeping their number."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from appointments import bookings, identity
from appointments.models import Booking, Person
from tests.factories import NOON, TOMORROW_NINE, make_booking, make_citizen, make_number, make_slot

pytestmark = pytest.mark.django_db

NUMBER = "110101199003074477"  # Made up; its check digit fits.


def test_a_document_keeps_a_hash_and_four_characters():
    document = identity.read("id_card", NUMBER)

    row = identity.person(document, NOON)

    assert (len(row.document_hash), row.last_four, row.document_kind) == (64, "4477", "id_card")
    assert NUMBER not in repr(document) + repr(row.__dict__)


@pytest.mark.parametrize(
    "typed", ["110101 19900307 4477", "１１０１０１１９９００３０７４４７７", " 110101-19900307-4477 "]
)
def test_a_number_is_read_as_people_type_it(typed):
    assert identity.read("id_card", typed) == identity.read("id_card", NUMBER)


def test_a_small_x_is_an_x():
    assert identity.read("id_card", "11010119900307109x") == identity.read("id_card", "11010119900307109X")


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("id_card", NUMBER),
        ("id_card", "440305195001010001"),  # Older than the district that gave the number.
        ("residence_permit", "810000199408230021"),
        ("hk_macao_permit", "H12345678"),
        ("hk_macao_permit", "m1234567801"),
        ("taiwan_permit", "12345678"),
        ("foreign_id", "CHN110012345678"),
        ("passport", "E12345678"),
    ],
)
def test_documents_of_all_kinds_are_read(kind, number):
    assert identity.read(kind, number).kind == kind


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("id_card", "110101199003074470"),
        ("id_card", "11010119900307447"),
        ("id_card", "110101199013074477"),
        ("id_card", "11010119900230447X"),  # Born on 30 February; the check digit fits.
        ("residence_permit", "810000199408230020"),
        ("residence_permit", NUMBER),
        ("hk_macao_permit", "T12345678"),
        ("taiwan_permit", "1234567"),
        ("foreign_id", "12345"),
        ("passport", "E1"),
        ("passport", ""),
    ],
)
def test_what_is_no_number_is_refused_without_repeating_it(kind, number):
    with pytest.raises(ValidationError) as refusal:
        identity.read(kind, number)

    [sentence] = refusal.value.messages
    assert not number or number not in sentence


def test_the_two_forms_of_a_permit_are_one_person():
    assert (
        identity.read("hk_macao_permit", "H12345678").hashes == identity.read("hk_macao_permit", "H1234567802").hashes
    )


def test_equal_numbers_of_two_kinds_are_two_people():
    assert identity.read("taiwan_permit", "12345678").hashes != identity.read("passport", "12345678").hashes


def test_a_person_is_one_row_whoever_asks():
    number = make_number()

    first = identity.person(identity.read("id_card", number), NOON)
    second = identity.person(identity.read("id_card", number), NOON)

    assert (second.pk, Person.objects.count()) == (first.pk, 1)


def test_a_new_key_moves_the_person_along(settings):
    number = make_number()
    settings.IDENTITY_KEYS = [("k1", b"1" * 50)]
    before = identity.person(identity.read("id_card", number), NOON)
    settings.IDENTITY_KEYS = [("k2", b"2" * 50), ("k1", b"1" * 50)]
    document = identity.read("id_card", number)

    after = identity.person(document, NOON)

    after.refresh_from_db()
    assert (after.pk, after.key_id, after.document_hash) == (before.pk, *document.hashes[0])
    assert after.key_id == "k2"


@pytest.fixture
def rotating(settings):
    """Two rows of one person: an older process made one more after the first was moved to the new key."""
    number = make_number()
    old, new = ("k1", b"1" * 50), ("k2", b"2" * 50)
    settings.IDENTITY_KEYS = [new, old]
    present = identity.person(identity.read("id_card", number), NOON)
    settings.IDENTITY_KEYS = [old]
    stale = identity.person(identity.read("id_card", number), NOON)
    settings.IDENTITY_KEYS = [new, old]
    return number, present, stale


def visit_of(person, agent=None, **fields):
    """A visit of that person, or one that the agent comes to in their place."""
    booking = make_booking(**fields)
    Booking.objects.filter(pk=booking.pk).update(applicant=person, agent=agent, agent_name="", relation="")
    return booking


def test_a_row_an_older_process_made_goes_into_the_present_one(rotating):
    number, present, stale = rotating
    own, others = visit_of(stale), visit_of(identity.person(identity.read("id_card", make_number()), NOON), stale)
    citizen = make_citizen(person=stale)

    assert identity.person(identity.read("id_card", number), NOON) == present

    for row in (own, others, citizen):
        row.refresh_from_db()
    assert (own.applicant, others.agent, citizen.person) == (present, present, present)
    assert not Person.objects.filter(pk=stale.pk).exists()


def test_a_second_visit_at_the_same_time_stays_with_the_old_row_until_it_is_over(rotating):
    number, present, stale = rotating
    visit_of(present)
    second, third = visit_of(stale), visit_of(stale, slot=make_slot(starts_at=TOMORROW_NINE + timedelta(hours=3)))
    document = identity.read("id_card", number)

    identity.person(document, NOON)
    second.refresh_from_db()
    third.refresh_from_db()
    meanwhile = (second.applicant, third.applicant)
    bookings.cancel(booking=second, by="citizen", now=NOON)
    identity.person(document, NOON)

    second.refresh_from_db()
    assert (meanwhile, second.applicant) == ((stale, present), present)
    assert not Person.objects.filter(pk=stale.pk).exists()


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张*"), ("欧阳修文", "欧阳*"), ("欧阳", "欧*"), ("Li Wei", "L*"), ("", "")]
)
def test_names_are_masked(name, masked):
    assert identity.masked_name(name) == masked


def test_phones_are_masked():
    assert [identity.masked_phone("13800001234"), identity.masked_phone(None)] == ["138****1234", ""]


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙"])
@pytest.mark.parametrize("kind", ["id_card", "residence_permit", "taiwan_permit", "foreign_id", "passport"])
def test_digits_of_other_scripts_make_no_second_person(kind, digits):
    number = {"id_card": NUMBER, "residence_permit": "810000199408230021"}.get(kind, "123456789012345678"[:8])
    strange = digits[int(number[0])] + number[1:]

    with pytest.raises(ValidationError):
        identity.read(kind, strange)
