"""The texts of the site in its other languages: found in the source, kept in `locale/*/LC_MESSAGES/django.po`.

Babel does the work of GNU gettext's programs (docs/adr/0015). What only staff sees is English, and left out.
"""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import generate_po, read_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

SOURCES = ("apps/**/*.py", "config/settings/*.py", "templates/**/*.html", "apps/**/templates/**/*.*")
STAFF_ONLY = (
    *("*/admin.py", "*/admin/*", "*_admin.py", "*/management/*", "*/migrations/*"),
    *("apps/accounts/overtaken.py", "apps/core/history/*"),
    *("apps/*/work.py", "apps/*/staff_words.py", "apps/applications/*/checking.py", "apps/ledger/services/desk*.py"),
    *("apps/audit/*", "apps/desk/*", "apps/events/*", "apps/partners/*", "apps/simulation/*", "apps/work/*"),
    # The numbers of the policy, as an officer edits them; sellers read those that concern them in `policy/terms.py`.
    *("apps/policy/models.py", "apps/policy/schema.py", "apps/policy/services.py", "apps/policy/states.py"),
)

# Beside Django's names, ours: `_` is gettext and `_lazy` its lazy twin. A pair is a singular and a plural.
_SINGULAR, _PLURAL, _IN_CONTEXT = None, (1, 2), ((1, "c"), 2)
KEYWORDS = (
    dict.fromkeys(("_", "_lazy", "gettext", "gettext_lazy"), _SINGULAR)
    | dict.fromkeys(("ngettext", "ngettext_lazy"), _PLURAL)
    | dict.fromkeys(("pgettext", "pgettext_lazy"), _IN_CONTEXT)
    | dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3))
)
# For the reader of the .po file: `# Translators: ...` above the text.
COMMENTS = ("Translators:",)

# What a translation must hold as the original does: %(name)s, %%, {name}, <strong> and </strong>.
_KEPT = re.compile(r"%\(\w+\)[#0 +-]*[\d.]*[a-z]|%[sdfi]\b|%%|\{\w*\}|</?[a-z]\w*", re.IGNORECASE)


def languages() -> list[str]:
    """The languages that the site is translated into, as in `settings.LANGUAGES`."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def file_of(language: str) -> Path:
    return settings.LOCALE_PATHS[0] / to_locale(language) / "LC_MESSAGES" / "django.po"


def extracted(root: Path | None = None) -> Catalog:
    """Every text in the source that a seller or a visitor can meet."""
    root = root or settings.BASE_DIR
    catalog = Catalog()
    for path in _sources(root):
        name = path.relative_to(root).as_posix()
        for _line, text, comments, context in _texts(path):
            catalog.add(text, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalog


def kept(language: str) -> Catalog:
    """What the .po file of that language holds; an empty catalog where there is no file yet."""
    path, locale = file_of(language), to_locale(language)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def update(language: str, template: Catalog) -> Catalog:
    """Write the language's .po file anew: new texts are empty, what nobody uses any more is gone."""
    catalog = kept(language)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    path = file_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(_written(catalog)), encoding="utf-8")
    return catalog


def faults(catalog: Catalog, template: Catalog) -> Iterator[str]:
    """What keeps a language from being complete and right, a line each."""
    ours, theirs = (dict(_by_identity(messages)) for messages in (catalog, template))
    for identity, message in theirs.items():
        if identity not in ours:
            yield f"not in the file: {_shown(message)}"
    for identity, message in ours.items():
        if identity not in theirs:
            yield f"nobody uses it: {_shown(message)}"
        elif not all(_forms(message.string)):
            yield f"not translated: {_shown(message)}"
        elif message.fuzzy:
            yield f"fuzzy: {_shown(message)}"
        else:
            yield from (f"{error}: {_shown(message)}" for error in (*message.check(catalog), *_differences(message)))


def _sources(root: Path) -> list[Path]:
    found = {path for pattern in SOURCES for path in root.glob(pattern) if path.is_file()}
    return sorted(path for path in found if not _is_for_staff_only(f"/{path.relative_to(root).as_posix()}"))


def _is_for_staff_only(name: str) -> bool:
    return any(fnmatch(name, pattern if pattern.startswith("*") else f"/{pattern}") for pattern in STAFF_ONLY)


def _texts(path: Path) -> Iterable[tuple]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django makes a program of a template for gettext's lenient reader; Python's minds how lines are indented.
        source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    return extract("python", BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=COMMENTS)


def _written(catalog: Catalog) -> Iterator[str]:
    """Without dates, names and line numbers, so that a change of the file is a change of texts."""
    yield 'msgid ""\nmsgstr ""\n'
    for name, value in catalog.mime_headers:
        if name in ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"):
            yield f'"{name}: {value}\\n"\n'
    yield "\n"
    # No wrapping: one text, one line.
    yield from generate_po(
        catalog, omit_header=True, sort_by="message", ignore_obsolete=True, include_lineno=False, width=0
    )


def _by_identity(catalog: Catalog) -> Iterator[tuple[tuple, Message]]:
    for message in catalog:
        if message.id:
            yield (message.context, _forms(message.id)), message


def _forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """The singular and the plurals of a text, or the one form that it has; "" is what is not translated yet."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def _differences(message: Message) -> Iterator[str]:
    """Each form of the translation holds what the plural of the original holds; one for a single thing may leave out
    the number, as the singular of the original may."""
    originals = [_held(text) for text in _forms(message.id)]
    translations = [_held(text) for text in _forms(message.string)]
    for place, translation in enumerate(translations):
        allowed = originals if len(translations) > 1 and place == 0 else originals[-1:]
        if translation not in allowed:
            yield f"holds {', '.join(translation) or 'nothing'} instead of {', '.join(allowed[-1]) or 'nothing'}"


def _held(text: str) -> list[str]:
    return sorted(_KEPT.findall(text))


def _shown(message: Message) -> str:
    return f"{_forms(message.id)[0]!r} ({', '.join(sorted({name for name, _line in message.locations}))})"
