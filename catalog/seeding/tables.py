"""The tables round the items: rows that are missing are added, rows that are there are left to staff."""

from decimal import Decimal

from django.db.models import Model

from catalog import synonyms
from catalog.models import (
    CalendarDay,
    Community,
    CounterGroup,
    Department,
    District,
    Hall,
    PublishedTotal,
    Street,
    Synonym,
    Theme,
)

from .files import rows


def _add(model: type[Model], missing: list[Model]) -> None:
    model.objects.bulk_create(missing, ignore_conflicts=True, batch_size=500)


def departments() -> None:
    """43 bodies; a successor is linked where exactly one took over and it is among them."""
    listed = rows("departments.csv")
    _add(
        Department,
        [
            Department(
                code=row["dept_key"],
                short_name=row["short_name"],
                full_name=row["full_name_2017"],
                successor_names=row["successor_2019"],
                source="departments.csv: names of late 2017, successors of 2019 where sure",
            )
            for row in listed
        ],
    )
    held = {department.short_name: department for department in Department.objects.all()}
    for row in listed:
        successor, department = held.get(row["successor_2019"]), held.get(row["short_name"])
        if successor and department and department.successor_id is None and department != successor:
            Department.objects.filter(pk=department.pk).update(successor=successor)


def districts() -> None:
    """The ten districts of 2017."""
    _add(
        District,
        [
            District(
                code=row["district_key"],
                gb_code=row["gb_code_2017"],
                name=row["name_2017"],
                name_now=row["name_2024"],
                kind=row["kind_2017"],
                streets_published=row["streets_2017"],
                committees_published=row["nbs_residents_committees_2017"],
                longitude=row["lon_approx"] or None,
                latitude=row["lat_approx"] or None,
                point_source=row["coord_source"],
            )
            for row in rows("districts.csv")
        ],
    )


def streets() -> None:
    """The 74 street offices of 2017-10-31."""
    held = {district.code: district for district in District.objects.all()}
    _add(
        Street,
        [
            Street(
                code=row["nbs_code9_2017"],
                name=row["street_name"],
                district=held[row["district_key"]],
                code_2023=row["nbs_code9_2023"],
            )
            for row in rows("streets.csv")
        ],
    )


def communities() -> None:
    """The 798 residents' committees."""
    held = {street.code: street for street in Street.objects.all()}
    _add(
        Community,
        [
            Community(
                code=row["nbs_code12_2017"],
                name=row["community_name"],
                committee_name=row["nbs_name_2017"],
                street=held[row["street_nbs_code9"]],
            )
            for row in rows("communities.csv")
        ],
    )


def themes() -> None:
    """The topics of the two front doors."""
    _add(
        Theme,
        [
            Theme(
                slug=row["slug"],
                name=row["name"],
                for_person=row["for_person"] == "1",
                for_company=row["for_company"] == "1",
                position=row["position"],
            )
            for row in rows("themes.csv")
        ],
    )


def halls() -> None:
    """97 halls: a parent stands before its branches, so each level is added after the one above it."""
    listed = rows("halls.csv")
    districts_by_name = {district.name: district for district in District.objects.all()}
    streets_by_code = {street.code: street for street in Street.objects.all()}
    for parent_is_held in ("", "M", "D-"):
        held = {hall.code: hall for hall in Hall.objects.all()}
        _add(
            Hall,
            [
                Hall(
                    code=row["hall_key"],
                    name=row["name"],
                    short_name=row["short_name"],
                    kind=row["kind"],
                    parent=held.get(row["parent_key"]),
                    district=districts_by_name.get(row["district_2017"]),
                    street=streets_by_code.get(row["street_code"]),
                    longitude=row["lon_approx"] or None,
                    latitude=row["lat_approx"] or None,
                    **{
                        name: row[name]
                        for fact in ("address", "phone", "hours")
                        for name in (fact, f"{fact}_confidence")
                    },
                    name_confidence=row["name_confidence"],
                    point_note=row["point_note"],
                    source=row["source"],
                )
                for row in listed
                if row["parent_key"] == parent_is_held
                or (parent_is_held and row["parent_key"].startswith(parent_is_held))
            ],
        )


def counter_groups() -> None:
    """The three counter groups the report names."""
    held = {hall.code: hall for hall in Hall.objects.all()}
    _add(
        CounterGroup,
        [
            CounterGroup(hall=held[row["hall_key"]], name=row["name"], note=row["note"], source=row["source"])
            for row in rows("counter_groups.csv")
        ],
    )


def calendar_days() -> None:
    """Holidays and make-up workdays; a year whose arrangement is not announced is marked provisional."""
    _add(
        CalendarDay,
        [
            CalendarDay(
                day=row["date"],
                kind=row["kind"],
                festival=row["festival"],
                note=row["note"],
                status=row["status"].partition(":")[0],
                source=row["source"],
            )
            for row in rows("holidays.csv")
        ],
    )


def published_totals() -> None:
    """The figures of the report, as published."""
    _add(PublishedTotal, [PublishedTotal(**row) for row in rows("published_totals.csv")])


def search_words() -> None:
    """What citizens call things, where neither an alias nor the sentence model can know it."""
    synonyms.add_missing(
        [
            Synonym(
                term=row["term"],
                expansions=row["expansions"].split("|"),
                weight=Decimal(row["weight"]),
                note=row["note"],
                source="synonyms.csv: editorial text of this project",
            )
            for row in rows("synonyms.csv")
        ]
    )


IN_ORDER = (
    departments,
    districts,
    streets,
    communities,
    themes,
    halls,
    counter_groups,
    calendar_days,
    published_totals,
    search_words,
)
