"""The pages of the departments: all of them, and the items of one."""

from itertools import groupby

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import rows, sources
from catalog.models import Department, ServiceItem

IN_FORCE = Q(items__version__gt=0, items__retired_on__isnull=True)


@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """All departments with the number of their items."""
    listed = Department.objects.annotate(held=Count("items", filter=IN_FORCE)).order_by("code")
    return render(request, "catalog/departments.html", {"section": "departments", "departments": listed})


@require_safe
def department(request: HttpRequest, code: str) -> HttpResponse:
    """One department, who took over, and its items by type."""
    found = get_object_or_404(Department.objects.select_related("successor"), code=code)
    items = rows.with_row_facts(ServiceItem.objects.in_force(), timezone.localdate())
    items = items.filter(department=found).order_by("task_type", "spelling", "code")
    types = [
        (ServiceItem.TaskType(task_type).label, rows.rows(group))
        for task_type, group in groupby(items, key=lambda item: item.task_type)
    ]
    context = {
        "section": "departments",
        "crumbs": [(_("Departments"), reverse("catalog:departments"))],
        "department": found,
        "predecessors": found.predecessors.all(),
        "source": sources.in_words(found.source),
        "types": types,
        "count": sum(len(group) for _label, group in types),
    }
    return render(request, "catalog/department.html", context)
