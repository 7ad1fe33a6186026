"""The public pages of the catalogue."""

from django.urls import path, register_converter

from .converters import CodeConverter
from .views import a_z, about, departments, figures, halls, items, open_data, search

app_name = "catalog"

register_converter(CodeConverter, "code")

urlpatterns = [
    path("items/<code:code>/", items.item, name="item"),
    path("items/<code:code>/print/", items.item_print, name="item_print"),
    path("items/<code:code>/history/", items.item_history, name="item_history"),
    path("halls/", halls.halls, name="halls"),
    path("halls/<code:code>/", halls.hall, name="hall"),
    path("departments/", departments.departments, name="departments"),
    path("departments/<code:code>/", departments.department, name="department"),
    path("about/figures/", figures.figures, name="figures"),
    path("items/", search.results, name="results"),
    path("a-z/", a_z.a_z, name="a_z"),
    path("about/", about.about, name="about"),
    path("open/items", open_data.open_items, name="open_items"),
]
