"""The public pages of the catalogue."""

from django.urls import path, register_converter

from .converters import CodeConverter, TokenConverter
from .views import (
    a_z,
    about,
    checklists,
    departments,
    events,
    figures,
    halls,
    items,
    open_data,
    routes,
    search,
    suggestions,
    together,
    usefulness,
)

app_name = "catalog"

register_converter(CodeConverter, "code")
register_converter(TokenConverter, "token")

urlpatterns = [
    path("items/<code:code>/", items.item, name="item"),
    path("items/<code:code>/print/", items.item_print, name="item_print"),
    path("items/<code:code>/history/", items.item_history, name="item_history"),
    path("items/<code:code>/route/", routes.item_route, name="item_route"),
    path("halls/", halls.halls, name="halls"),
    path("halls/<code:code>/", halls.hall, name="hall"),
    path("departments/", departments.departments, name="departments"),
    path("departments/<code:code>/", departments.department, name="department"),
    path("about/figures/", figures.figures, name="figures"),
    path("items/", search.results, name="results"),
    path("useful/", usefulness.useful, name="useful"),
    path("suggest/", suggestions.suggest, name="suggest"),
    path("events/", events.events, name="events"),
    path("events/<slug:slug>/", events.event, name="event"),
    path("together/", together.overview, name="together"),
    path("together/add/", together.add, name="together_add"),
    path("together/remove/", together.remove, name="together_remove"),
    path("together/save/", checklists.save, name="checklist_save"),
    path("together/<token:token>/", checklists.checklist, name="checklist"),
    path("together/<token:token>/delete/", checklists.delete, name="checklist_delete"),
    path("a-z/", a_z.a_z, name="a_z"),
    path("about/", about.about, name="about"),
    path("open/items", open_data.open_items, name="open_items"),
]
