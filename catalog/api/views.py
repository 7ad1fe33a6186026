"""The four addresses of the interface: items and halls, each as a list and one by one."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog import contents
from catalog.models import Hall, Placement, Revision, ServiceItem

from . import parameters, responses
from .conditional import ConditionalMixin
from .filters import HallFilters, ItemFilters
from .language import AcceptLanguageMixin
from .problems import ItemRetired
from .ranking import Ranked
from .serializers import HallDetailSerializer, HallSerializer, ItemRowSerializer, ItemSerializer
from .throttling import PerAddress


class ReadOnlyView(AcceptLanguageMixin, ConditionalMixin, GenericAPIView):
    """GET and HEAD with checked parameters. Serializers find the day in their context."""

    http_method_names = ["get", "head"]
    throttle_classes = [PerAddress]
    single: Iterable[str] = ()
    repeatable: Iterable[str] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The address understands every parameter. Raises ParseError, ValidationError."""
        super().initial(request, *args, **kwargs)
        parameters.check(request, single=self.single, repeatable=self.repeatable)

    def get_serializer_context(self) -> dict[str, Any]:
        """With the day in Shenzhen, so that all rows of an answer agree on it."""
        return super().get_serializer_context() | {"today": timezone.localdate()}


@responses.of_list(
    ItemRowSerializer,
    summary=_("List items"),
    description=_("The items in force today, by code; with `q` the best match first."),
    example="q=护照&tier=A",
)
class ItemList(ReadOnlyView, ListAPIView):
    """The items in force today, by code; with `q` the best match first."""

    serializer_class = ItemRowSerializer
    filterset_class = ItemFilters
    single, repeatable = parameters.of(ItemFilters)

    def get_queryset(self) -> QuerySet[ServiceItem]:
        """Items in force with what a row shows of their neighbours: two more queries for any number of rows."""
        placements = Placement.objects.in_force(timezone.localdate())
        items = _recorded(ServiceItem.objects.in_force()).select_related("department").order_by("code")
        return items.prefetch_related("themes", Prefetch("placements", placements))

    def paginate_queryset(self, queryset: QuerySet[ServiceItem]) -> list[ServiceItem]:
        """The page asked for, of the ranking where there are words to search for."""
        words = self.request.query_params.get("q", "")
        return super().paginate_queryset(Ranked(queryset, words) if words else queryset)


@responses.of_detail(
    ItemSerializer,
    summary=_("Read one item"),
    description=_("Everything the public page of an item says. An item that was taken off the list is answered 410."),
    example="D13-080",
    gone=True,
)
class ItemDetail(ReadOnlyView, RetrieveAPIView):
    """Everything the public page of an item says. An item that was taken off the list is answered 410."""

    serializer_class = ItemSerializer
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[ServiceItem]:
        """Items that are or were in force, with all their lists."""
        items = contents.with_neighbours(ServiceItem.objects.filter(version__gt=0))
        return _recorded(items).select_related("department", "successor")

    def get_object(self) -> ServiceItem:
        """The item. Raises Http404, ItemRetired."""
        item = get_object_or_404(self.get_queryset(), code=self.kwargs["code"])
        if item.retired_on:
            raise ItemRetired(item)
        return item

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The item, with the moment its present version came to hold as Last-Modified."""
        response = super().retrieve(request, *args, **kwargs)
        response["Last-Modified"] = http_date(response.data["updated_at"].timestamp())
        return response


@responses.of_list(
    HallSerializer,
    summary=_("List halls"),
    description=_("The halls that serve the public today. An empty fact is one that is not known."),
    example="kind=district",
)
class HallList(ReadOnlyView, ListAPIView):
    """The halls that serve the public today: the municipal hall, its branches, districts, streets."""

    queryset = Hall.objects.select_related("parent", "district", "street").order_by("pk")
    serializer_class = HallSerializer
    filterset_class = HallFilters
    single, repeatable = parameters.of(HallFilters)

    def get_queryset(self) -> QuerySet[Hall]:
        """Halls in service today."""
        return super().get_queryset().in_service(timezone.localdate())


@responses.of_detail(
    HallDetailSerializer,
    summary=_("Read one hall"),
    description=_("One hall and its counters. A hall that has closed is still answered, with `closed_on`."),
    example="M",
)
class HallDetail(ReadOnlyView, RetrieveAPIView):
    """One hall and the groups of counters inside it. A hall that has closed is still answered, with the day."""

    queryset = Hall.objects.select_related("parent", "district", "street").prefetch_related("counter_groups")
    serializer_class = HallDetailSerializer
    lookup_field = "code"


@responses.undocumented
class Nowhere(AcceptLanguageMixin, APIView):
    """Every other address below the interface, so that a mistyped one is answered in kind."""

    default_response_headers: dict[str, str] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises NotFound, whatever the method."""
        super().initial(request, *args, **kwargs)
        raise Http404


def _recorded(items: QuerySet[ServiceItem]) -> QuerySet[ServiceItem]:
    present = Revision.objects.filter(item=OuterRef("pk"), number=OuterRef("version"))
    return items.annotate(recorded_at=Subquery(present.values("recorded_at")[:1]))
