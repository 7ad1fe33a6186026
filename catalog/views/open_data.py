"""The list for everybody to take away."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import exports
from catalog.exports.forms import OpenItemsForm
from catalog.models import Revision


@require_safe
def open_items(request: HttpRequest) -> HttpResponse:
    """The list of a day as CSV (the usual format), XLSX or JSON lines. No login: every column is public."""
    form = OpenItemsForm(request.GET)
    if not form.is_valid():
        return _sentences(_refusals(form), status=400)
    selection = form.selection()
    if not Revision.objects.filter(effective_from__lte=selection.day).exists():
        return _sentences([_("There was no list on %(day)s.") % {"day": selection.day.isoformat()}], status=404)
    format = form.cleaned_data["format"] or "csv"
    return exports.response(selection, format, bom=form.cleaned_data["bom"] != "0", request=request)


def _refusals(form: OpenItemsForm) -> list[str]:
    return [
        _("Parameter %(parameter)s (%(label)s): %(reason)s")
        % {"parameter": name, "label": form[name].label, "reason": reason}
        if name in form.fields
        else reason
        for name, reasons in form.errors.items()
        for reason in reasons
    ]


def _sentences(lines: list[str], *, status: int) -> HttpResponse:
    """Plain text: whoever builds such an address by hand or in a program reads it as it is."""
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", status=status)
