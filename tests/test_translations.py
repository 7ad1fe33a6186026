"""Every sentence of the site exists in both languages, and the catalogues hold nothing else."""

import ast
import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.template import Template, engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

APPS = ("portal", "catalog", "appointments", "delivery")
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "gettext_noop"}
FORBIDDEN = {"pgettext", "npgettext", "pgettext_lazy", "npgettext_lazy"}  # Contexts hide a second meaning.
LITERAL = re.compile(r"_\((?P<quote>[\"'])(?P<text>.+?)(?P=quote)\)")
# Punctuation between values, and the name of the other language on its button.
LATIN_ON_PURPOSE = ["%(day)s %(time)s", "%(when)s, %(hall)s", "; ", ", ", "?", "English"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


def python_messages() -> Iterator[str]:
    for path in (file for app in APPS for file in (settings.BASE_DIR / app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            assert name not in FORBIDDEN, f"{path}: {name}"
            if name in CALLS:
                for argument in node.args[: 2 if name.startswith("ngettext") else 1]:
                    assert isinstance(argument, ast.Constant), f"{path}:{node.lineno}: only a literal can be translated"
                    yield argument.value


def template_messages() -> Iterator[str]:
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        template = Template(source, engine=engines["django"].engine)
        for node in template.nodelist.get_nodes_by_type(TranslateNode):
            yield (
                node.filter_expression.var.literal
                if hasattr(node.filter_expression.var, "literal")
                else str(node.filter_expression.var)
            )
        for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
            for tokens in filter(None, (node.singular, node.plural)):
                message, _variables = node.render_token_list(tokens)
                yield trimmed(message) if node.trimmed else message
        for match in LITERAL.finditer(source):
            yield match["text"]


def trimmed(message: str) -> str:
    return re.sub(r"\s*\n\s*", " ", message.strip())


def catalogue(locale: str):
    with (settings.BASE_DIR / "locale" / locale / "LC_MESSAGES" / "django.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


def texts(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def ids(message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


@pytest.mark.parametrize("locale", ["zh_Hans", "en"])
def test_the_catalogue_holds_every_sentence_of_the_site(locale):
    held = {text for message in catalogue(locale) for text in ids(message)}

    missing = {*python_messages(), *template_messages()} - held

    assert sorted(missing) == []


@pytest.mark.parametrize("locale", ["zh_Hans", "en"])
def test_every_sentence_is_translated_and_none_is_guessed(locale):
    wanting = [message.id for message in catalogue(locale) if message.fuzzy or not all(texts(message))]

    assert wanting == []


def test_the_chinese_is_chinese():
    latin = [m.id for m in catalogue("zh_Hans") if not any(re.search(r"[\u4e00-\u9fff]", text) for text in texts(m))]

    assert sorted(map(str, latin)) == sorted(map(str, LATIN_ON_PURPOSE))


@pytest.mark.parametrize("locale", ["zh_Hans", "en"])
def test_translations_keep_the_placeholders(locale):
    for message in catalogue(locale):
        allowed = [set(PLACEHOLDER.findall(text)) for text in ids(message)]
        for text in texts(message):
            assert set(PLACEHOLDER.findall(text)) in allowed, message.id


def test_the_catalogues_hold_nothing_that_is_gone():
    used = {*python_messages(), *template_messages()}

    assert sorted(text for message in catalogue("zh_Hans") for text in ids(message)[:1] if text not in used) == []
