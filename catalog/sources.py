"""What the reference data names as its sources, so that a page can say it in the reader's language.

The fixtures name their sources in short English. A source that is not listed here, such as that of an imported list, is
shown as it was given.
"""

from django.utils.translation import gettext_lazy as _

NAMED = {
    "reconstruction 2026; not the official Shenzhen list": _(
        "put together in 2026 from public rules; not the official list of Shenzhen"
    ),
    "recalled from national rules as of 2017-11; illustrative, not the official Shenzhen guide": _(
        "recalled from national rules as of November 2017; an illustration, not the official guide of Shenzhen"
    ),
    "illustrative allocation tuned to the published totals 973/352/315/48": _(
        "an illustration that meets the published totals 973, 352, 315 and 48; the official places were not published"
    ),
    "news article 2017-11-08": _("press report of 8 November 2017"),
    "news article 2017-11-08 (name); public knowledge (address)": _(
        "name: press report of 8 November 2017; address: public knowledge"
    ),
    "news article 2017-11-08 (name); recalled, not checked": _(
        "name: press report of 8 November 2017; the rest is recalled and not checked"
    ),
    "news article 2017-11-08 (10 district halls); recalled, not checked": _(
        "number of district halls: press report of 8 November 2017; the rest is recalled and not checked"
    ),
    "news article 2017-11-08 (example of a split by circumstance)": _(
        "press report of 8 November 2017, its example of a split by circumstance"
    ),
    "news article 2017-11-08 (name); public page text on the 2017-2020 talent subsidy (window 19)": _(
        "name: press report of 8 November 2017; the rest: a public page on the talent subsidy of 2017 to 2020"
    ),
    "74 street halls per the article; one per street office by construction": _(
        "number of street halls: press report of 8 November 2017; one is assumed for each street office"
    ),
    "departments.csv: names of late 2017, successors of 2019 where sure": _(
        "names of late 2017; successors of the reform of 2019 where they are sure"
    ),
    "in force 2017-11": _("the version in force in November 2017"),
}


def in_words(source: str) -> str:
    """The source in the reader's language where it is one of those named here, else as it stands."""
    return str(NAMED.get(source, source))
