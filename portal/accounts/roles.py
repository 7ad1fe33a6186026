"""The roles of staff, and what each may do: least privilege, and no role that writes and approves.

A role is a Django group of a name that never changes, so that the code, the tests and the log can name it; its label is
what people read. The permissions of a role are decided here and nowhere else: `sync` takes away what was added by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _

CATALOGUE = [
    *("acceptcondition", "calendarday", "circumstance", "circumstanceanswer", "community", "countergroup"),
    *("department", "district", "draft", "fee", "hall", "handlingform", "legalbasis", "lifeevent"),
    *("lifeeventitem", "material", "placement", "publishedtotal", "question", "revision", "searchlog", "serviceitem"),
    *("step", "street", "synonym", "theme"),
]
# Changed without a draft.
DIRECT = ["calendarday", "community", "countergroup", "department", "hall", "street", "synonym", "theme"]
# Added and corrected, never taken away.
KEPT = ["district", "lifeevent", "publishedtotal"]

BOOKING = [
    *("booking", "bookingrules", "closure", "displacement", "line", "objection", "openinghours", "slot"),
    *("visitlength", "waitlistentry"),
]
# What hall managers decide. Bookings change only through their verbs, and nobody deletes one.
HALLS_OWN = ["bookingrules", "line", "openinghours", "visitlength"]


def rights(acts: str, app: str, models: list[str]) -> Iterator[str]:
    """Permission names such as `catalog.view_hall`."""
    return (f"{app}.{act}_{model}" for act in acts.split() for model in models)


@dataclass(frozen=True)
class Role:
    """One role: the name of its group, what people read, and its rights."""

    name: str
    label: str
    rights: frozenset[str]


READ_CATALOGUE = frozenset(rights("view", "catalog", CATALOGUE))
READ_BOOKING = frozenset(rights("view", "appointments", BOOKING)) | {"delivery.view_notification"}

ROLES = (
    Role(
        "item_editor",
        _("item editor: drafts changes of items, keeps halls and departments"),
        READ_CATALOGUE
        | {"catalog.add_draft"}
        | set(rights("add change delete", "catalog", DIRECT))
        | set(rights("add change", "catalog", KEPT))
        | set(rights("add change delete", "catalog", ["lifeeventitem"])),
    ),
    Role(
        "item_approver",
        _("item approver: approves or rejects the drafts of others"),
        READ_CATALOGUE | {"catalog.approve_draft"},
    ),
    Role(
        "auditor",
        _("auditor: reads and exports everything, changes nothing"),
        READ_CATALOGUE
        | READ_BOOKING
        | {"catalog.export_serviceitem", "admin.view_logentry", "appointments.view_apiclient"},
    ),
    Role(
        "hall_manager",
        _("hall manager: opening hours, closures and bookings"),
        READ_CATALOGUE
        | READ_BOOKING
        | set(rights("add change delete", "appointments", HALLS_OWN))
        | set(rights("add change", "appointments", ["booking", "closure"]))
        | {"appointments.change_objection"},
    ),
    Role(
        "security",
        _("security administrator: accounts and their roles, no business data"),
        frozenset(
            {
                *rights("view add change", "accounts", ["user"]),
                *rights("view change", "appointments", ["apiclient"]),
                "auth.view_group",
            }
        ),
    ),
)


@transaction.atomic
def sync() -> None:
    """Every role has its group with exactly its rights. Raises LookupError for a right that does not exist."""
    held = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role in ROLES:
        if missing := role.rights - held.keys():
            raise LookupError(f"{role.name}: no such right: {', '.join(sorted(missing))}")
        group, _created = Group.objects.get_or_create(name=role.name)
        group.permissions.set(held[right] for right in role.rights)


def label(group: Group) -> str:
    """What people read for a group: the label of its role, or its own name."""
    labels = {role.name: role.label for role in ROLES}
    return str(labels.get(group.name, group.name))
