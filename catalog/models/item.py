"""Service items: what a citizen or a firm applies for."""

from datetime import date, datetime
from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

DIGITS_12 = RegexValidator(r"^[0-9A-Za-z]{12}$", _("The basic code has 12 characters."))
DIGITS_31 = RegexValidator(r"^[0-9A-Za-z]{31}$", _("The implementation code has 31 characters."))
DIGITS_33 = RegexValidator(r"^[0-9A-Za-z]{33}$", _("The handling code has 33 characters."))


class Theme(models.Model):
    """One topic of the service portals (主题分类), for people, for companies or for both."""

    slug = models.SlugField(_("slug"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=20, unique=True)
    for_person = models.BooleanField(_("for people"))
    for_company = models.BooleanField(_("for companies"))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position"]
        constraints = [
            CheckConstraint(condition=Q(for_person=True) | Q(for_company=True), name="theme_is_for_somebody"),
        ]

    def __str__(self) -> str:
        return self.name


class TimeUnit(models.TextChoices):
    """What a number of days counts. Statutes often write “日” without saying which."""

    WORKDAY = "workday", _("working days")
    CALENDAR = "calendar", _("calendar days")
    DAY = "day", _("days, as the statute writes it")


class ServiceItemQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        """Items the public list holds today: a revision has taken effect and none has retired them."""
        return self.filter(version__gt=0, retired_on__isnull=True)

    def municipal(self) -> Self:
        """Items of the municipal list, the 1618."""
        return self.filter(list_level=ServiceItem.ListLevel.MUNICIPAL)

    def by_spelling(self) -> Self:
        """In the order of a Chinese dictionary; neither database sorts Chinese by itself."""
        return self.order_by("spelling", "code")


class ServiceItem(models.Model):
    """One item as its latest effective revision describes it. Change it through `catalog.revisions`."""

    class ListLevel(models.TextChoices):
        MUNICIPAL = "municipal", _("municipal list")
        DISTRICT = "district", _("district list")

    class Tier(models.TextChoices):
        A = "A", _("A: handled by the city only")
        B = "B", _("B: shared by city and districts")
        C = "C", _("C: handled by the districts only")
        D = "D", _("D: handled by streets or communities")

    class Sharing(models.TextChoices):
        IDENTICAL = "identical", _("city and districts alike")
        BY_CIRCUMSTANCE = "by_circumstance", _("city or district by circumstance")

    class TaskType(models.TextChoices):
        LICENCE = "01", _("administrative licence")
        PAYMENT = "05", _("administrative payment")
        CONFIRMATION = "07", _("administrative confirmation")
        REWARD = "08", _("administrative reward")
        RULING = "09", _("administrative ruling")
        OTHER = "20", _("other administrative power")
        PUBLIC_SERVICE = "21", _("public service")

    class Audience(models.TextChoices):
        PERSON = "person", _("people")
        COMPANY = "company", _("companies")
        BOTH = "both", _("people and companies")

    class ProjectType(models.TextChoices):
        IMMEDIATE = "immediate", _("decided at once")
        PROMISED = "promised", _("decided within the promised time")

    class OnlineDepth(models.IntegerChoices):
        INFORMATION = 1, _("information online")
        DOWNLOAD = 2, _("forms online")
        APPLICATION = 3, _("apply online, come once")
        COMPLETE = 4, _("entirely online")

    class Evidence(models.TextChoices):
        OFFICIAL = "official", _("official list")
        PUBLIC_LIST = "public_list", _("name seen in a public list")
        STATUTE_CHECKED = "statute_checked", _("statute article checked")
        SIMILAR_NAME = "similar_name", _("similar name seen in a public list")
        STATUTE_RECALLED = "statute_recalled", _("recalled, statute named")
        RECALLED = "recalled", _("recalled only")
        STAFF = "staff", _("entered by staff")

    code = models.CharField(_("item code"), max_length=40, unique=True)
    catalog_code = models.CharField(_("basic code"), max_length=12, blank=True, validators=[DIGITS_12])
    task_code = models.CharField(_("implementation code"), max_length=31, blank=True, validators=[DIGITS_31])
    handle_code = models.CharField(_("handling code"), max_length=33, blank=True, validators=[DIGITS_33])
    name = models.CharField(_("name"), max_length=200)
    spelling = models.CharField(_("pinyin for sorting"), max_length=400, editable=False, db_index=True)
    initial = models.CharField(_("initial letter"), max_length=1, editable=False, db_index=True)
    department = models.ForeignKey(
        "catalog.Department", verbose_name=_("department"), on_delete=models.PROTECT, related_name="items"
    )
    list_level = models.CharField(_("list"), max_length=12, choices=ListLevel, default=ListLevel.MUNICIPAL)
    tier = models.CharField(_("tier"), max_length=1, choices=Tier)
    sharing = models.CharField(_("sharing"), max_length=16, choices=Sharing, blank=True)
    task_type = models.CharField(_("type"), max_length=2, choices=TaskType)
    audience = models.CharField(_("audience"), max_length=8, choices=Audience)
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="items", blank=True)
    description = models.CharField(_("in one plain sentence"), max_length=200, blank=True)
    aliases = models.JSONField(_("other names people use"), default=list, blank=True)

    project_type = models.CharField(_("kind of decision"), max_length=12, choices=ProjectType, blank=True)
    statutory_days = models.PositiveSmallIntegerField(_("statutory time"), null=True, blank=True)
    statutory_unit = models.CharField(_("statutory unit"), max_length=8, choices=TimeUnit, blank=True)
    statutory_basis = models.CharField(_("basis of the statutory time"), max_length=120, blank=True)
    promise_days = models.PositiveSmallIntegerField(_("promised time"), null=True, blank=True)
    promise_unit = models.CharField(_("promised unit"), max_length=8, choices=TimeUnit, blank=True)
    promise_basis = models.CharField(_("basis of the promised time"), max_length=120, blank=True)
    visits = models.PositiveSmallIntegerField(_("visits needed"), null=True, blank=True)
    visits_reason = models.CharField(_("why a visit is needed"), max_length=200, blank=True)
    online_depth = models.PositiveSmallIntegerField(_("online depth"), choices=OnlineDepth, null=True, blank=True)
    is_fee = models.BooleanField(_("charges a fee"), null=True, blank=True)
    result_name = models.CharField(_("result"), max_length=120, blank=True)
    consult_phone = models.CharField(_("phone for questions"), max_length=40, blank=True)
    complaint_phone = models.CharField(_("phone for complaints"), max_length=40, blank=True)
    needs_person_present = models.BooleanField(_("the person must come"), null=True, blank=True)
    supports_mail_result = models.BooleanField(_("result by post"), null=True, blank=True)
    supports_locker = models.BooleanField(_("result from a locker"), null=True, blank=True)
    discreet_notice = models.BooleanField(
        _("discreet notices"), default=False, help_text=_("Messages do not name the item.")
    )

    evidence = models.CharField(_("evidence"), max_length=20, choices=Evidence)
    evidence_match = models.CharField(_("where the name was seen"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200)
    source_date = models.DateField(_("date of the source"), null=True, blank=True)
    guide_certainty = models.CharField(_("trust in the guide"), max_length=8, blank=True)
    guide_source = models.CharField(_("source of the guide"), max_length=200, blank=True)

    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    effective_from = models.DateField(_("in force since"), null=True, editable=False)
    retired_on = models.DateField(_("retired on"), null=True, editable=False)
    retired_reason = models.CharField(_("why it was retired"), max_length=200, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("successor item"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )

    objects = ServiceItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("service item")
        verbose_name_plural = _("service items")
        ordering = ["code"]
        permissions = [("export_serviceitem", "Can export the item list")]
        constraints = [
            CheckConstraint(condition=~Q(code=""), name="item_code_not_empty"),
            CheckConstraint(condition=Q(tier__in=["A", "B", "C", "D"]), name="item_tier_is_known"),
            CheckConstraint(
                condition=Q(tier="B", sharing__in=["identical", "by_circumstance"]) | (~Q(tier="B") & Q(sharing="")),
                name="item_sharing_only_and_always_on_b",
            ),
            CheckConstraint(
                condition=~Q(list_level="municipal") | Q(tier__in=["A", "B"]), name="municipal_list_holds_only_a_and_b"
            ),
            CheckConstraint(condition=Q(list_level__in=["municipal", "district"]), name="item_list_is_known"),
            CheckConstraint(condition=Q(audience__in=["person", "company", "both"]), name="item_audience_is_known"),
            CheckConstraint(
                condition=Q(online_depth__isnull=True) | Q(online_depth__range=(1, 4)), name="item_online_depth_1_to_4"
            ),
            *(
                CheckConstraint(
                    condition=Q(**{f"{limit}_days__isnull": True, f"{limit}_unit": ""})
                    | (Q(**{f"{limit}_days__isnull": False}) & ~Q(**{f"{limit}_unit": ""})),
                    name=f"item_{limit}_days_have_a_unit",
                )
                for limit in ("statutory", "promise")
            ),
            CheckConstraint(
                condition=Q(version=0, effective_from__isnull=True) | Q(version__gt=0, effective_from__isnull=False),
                name="item_version_has_a_day",
            ),
            *(
                UniqueConstraint(fields=[code], condition=~Q(**{code: ""}), name=f"item_{code}_unique")
                for code in ("handle_code",)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("catalog:item", args=[self.code])

    def as_of(self, day: date, known_at: datetime | None = None) -> dict[str, Any] | None:
        """This item's content on that day as known then; None where the list did not hold it."""
        revision = self.revisions.as_of(day, known_at).first()
        return None if revision is None or revision.is_retirement else revision.content

    @property
    def is_reconstruction(self) -> bool:
        """True where the row is not from the official list and the page must say so (演示数据)."""
        return self.evidence not in (self.Evidence.OFFICIAL, self.Evidence.STAFF)
