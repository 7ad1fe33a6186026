"""The words of the citizens: saved and deleted by staff directly, and searched by at once."""

import unicodedata
from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from . import directory
from .models import SearchState, Synonym
from .search.text import clean

MOST_EXPANSIONS = 8
LONGEST_EXPANSION = 40


class NothingToSearch(ValidationError):
    """A term or an expansion has no character that can be searched."""

    def __init__(self) -> None:
        super().__init__(_("Write words: characters, letters or figures."), "nothing_to_search")


class StandsForItself(ValidationError):
    """A term is among its own expansions."""

    def __init__(self, term: str) -> None:
        super().__init__(_("“%(term)s” cannot stand for itself."), "itself", {"term": term})


class TermTaken(ValidationError):
    """Another synonym has the term."""

    def __init__(self, term: str) -> None:
        super().__init__(_("“%(term)s” is in the list already. Change that entry."), "taken", {"term": term})


def cleaned(term: str, expansions: Iterable[str]) -> tuple[str, list[str]]:
    """The term and its expansions as they are kept: the spelling search compares, each expansion once.

    Raises NothingToSearch, StandsForItself, ValidationError.
    """
    term, kept = _plain(term), list(dict.fromkeys(map(_plain, expansions)))
    if len(term) > Synonym.TERM_LENGTH:
        raise ValidationError(_("At most %(n)d characters."), "too_long", {"n": Synonym.TERM_LENGTH})
    if not kept or len(kept) > MOST_EXPANSIONS or max(map(len, kept)) > LONGEST_EXPANSION:
        raise ValidationError(
            _("Give 1 to %(most)d expansions of at most %(length)d characters."),
            "expansions",
            {"most": MOST_EXPANSIONS, "length": LONGEST_EXPANSION},
        )
    if term in kept:
        raise StandsForItself(term)
    return term, kept


@transaction.atomic
def save(synonym: Synonym, *, by: AbstractBaseUser | None) -> Synonym:
    """The synonym is kept in the spelling that search compares, and every process will search by it.

    `by` is noted as who created it, where it is new. Raises what `cleaned` raises, and TermTaken.
    """
    synonym.term, synonym.expansions = cleaned(synonym.term, synonym.expansions)
    if synonym.pk is None:
        synonym.created_by = by
    synonym.full_clean(validate_unique=False)
    try:
        with transaction.atomic():
            directory.save(synonym)
    except IntegrityError:  # The one rule that is left; asking before would miss who saves at this moment.
        raise TermTaken(synonym.term) from None
    return synonym


def delete(synonym: Synonym) -> None:
    """The synonym is gone, and every process will search without it. The second time nothing happens."""
    if synonym.pk is not None:
        directory.delete(synonym)


@transaction.atomic
def add_missing(synonyms: Sequence[Synonym]) -> None:
    """Those whose term is not held are kept; what staff wrote stays."""
    for synonym in synonyms:
        synonym.term, synonym.expansions = cleaned(synonym.term, synonym.expansions)
    held = set(Synonym.objects.values_list("term", flat=True))
    missing = [synonym for synonym in synonyms if synonym.term not in held]
    if missing:
        Synonym.objects.bulk_create(missing, ignore_conflicts=True)
        SearchState.advance()


def _plain(text: str) -> str:
    plain = " ".join(clean(unicodedata.normalize("NFKC", text)).text.split())
    if not any(map(str.isalnum, plain)):
        raise NothingToSearch
    return plain
