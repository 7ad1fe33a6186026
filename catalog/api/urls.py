"""The addresses of the interface."""

from django.urls import path, register_converter

from . import documentation, views


class CodeConverter:
    """One segment of an address, without control characters."""

    regex = r"[^/\x00-\x1f\x7f]{1,40}"

    def to_python(self, value: str) -> str:
        """The segment as it stands: codes are written one way only."""
        return value

    to_url = to_python


register_converter(CodeConverter, "public_code")

app_name = "api"

urlpatterns = [
    path("", documentation.page, name="index"),
    path("schema/", documentation.SchemaView.as_view(), name="schema"),
    path("v1/items/", views.ItemList.as_view(), name="items"),
    path("v1/items/<public_code:code>/", views.ItemDetail.as_view(), name="item"),
    path("v1/halls/", views.HallList.as_view(), name="halls"),
    path("v1/halls/<public_code:code>/", views.HallDetail.as_view(), name="hall"),
    path("<path:unknown>/", views.Nowhere.as_view()),
]
