"""The addresses of the interface."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from catalog.converters import CodeConverter

from . import documentation, routes, views


class AnythingConverter(StringConverter):
    """Any text at all, slashes and line ends included."""

    regex = r"[\s\S]+"


register_converter(CodeConverter, "public_code")
register_converter(AnythingConverter, "anything")

app_name = "api"

urlpatterns = [
    path("", documentation.page, name="index"),
    path("booking/", documentation.booking, name="for_partners"),
    path("schema/", documentation.SchemaView.as_view(), name="schema"),
    path("v1/items/", views.ItemList.as_view(), name="items"),
    path("v1/items/<public_code:code>/", views.ItemDetail.as_view(), name="item"),
    path("v1/items/<public_code:code>/route/", routes.ItemRoute.as_view(), name="item_route"),
    path("v1/halls/", views.HallList.as_view(), name="halls"),
    path("v1/halls/<public_code:code>/", views.HallDetail.as_view(), name="hall"),
]

nowhere = [path("<anything:unknown>/", views.Nowhere.as_view())]
"""After the addresses of all other apps below /api/."""
