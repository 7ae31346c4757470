"""The translations of the site's texts, kept in `locale/*/LC_MESSAGES/django.po`.

Babel's commands do the work of GNU gettext's programs (docs/adr/0015). `[tool.babel]` in pyproject.toml names the files
that hold texts for sellers and visitors.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import chdir
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

# The lazy functions, which Babel does not know. `1c` is a context; two numbers are a singular and a plural.
KEYWORDS = "_lazy gettext_lazy ngettext_lazy:1,2 pgettext_lazy:1c,2 npgettext_lazy:1c,2,3"
EXTRACT = (
    *("--mapping", str(settings.BASE_DIR / "pyproject.toml"), "--keywords", KEYWORDS, "--add-comments", "Translators:"),
    *("--ignore-dirs", ".* node_modules static tests", "--add-location", "file", "--sort-output", "--no-wrap"),
)
# Each text is one line. A new text stays empty until somebody translates the text; an unused text is removed.
UPDATE = ("--no-fuzzy-matching", "--ignore-obsolete", "--omit-header", "--no-wrap")

# The marks that a translation must repeat from the original: %(name)s, %%, {name}, <strong> and </strong>.
_MARKS = re.compile(r"%\(\w+\)[#0 +-]*[\d.]*[a-z]|%[sdfi]\b|%%|\{\w*\}|</?[a-z]\w*", re.IGNORECASE)


def languages() -> list[str]:
    """Return the codes of the languages, other than English, in `settings.LANGUAGES`."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def extract(template: Path, root: Path = settings.BASE_DIR) -> Catalog:
    """Write every text that sellers and visitors read to a template file, and return these texts."""
    with chdir(root):
        _pybabel("extract", *EXTRACT, "--output-file", str(template), ".")
    return read(template)


def texts_in_source(root: Path = settings.BASE_DIR) -> Catalog:
    """Return every text in the source that sellers and visitors read."""
    with TemporaryDirectory() as folder:
        return extract(Path(folder) / "django.pot", root)


def file_of(language: str) -> Path:
    """Return the path of the .po file of a language."""
    return settings.LOCALE_PATHS[0] / to_locale(language) / "LC_MESSAGES" / "django.po"


def read(path: Path, locale: str | None = None) -> Catalog:
    """Read a .po or .pot file."""
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def texts_of(language: str) -> Catalog:
    """Return the texts in the .po file of a language."""
    return read(file_of(language), to_locale(language))


def update(language: str, template: Path) -> None:
    """Update the .po file of a language from a template file, and keep the header of the .po file."""
    path = file_of(language)
    header = path.read_text(encoding="utf-8").partition("\n\n")[0]
    target = ("--locale", to_locale(language), "--input-file", str(template), "--output-file", str(path))
    _pybabel("update", *UPDATE, *target)
    path.write_text(f"{header}\n\n{path.read_text(encoding='utf-8').lstrip()}", encoding="utf-8")


def texts_of_template(
    file: IO[bytes], keywords: Mapping[str, Any], tags: Collection[str], options: Any
) -> Iterator[tuple[Any, ...]]:
    """Find the texts of a Django template. Babel calls this function for the files that pyproject.toml names."""
    # Django turns a template into Python source that gettext accepts; Python's own parser refuses the indentation.
    source = "\n".join(line.lstrip() for line in templatize(file.read().decode()).splitlines())
    yield from extract_python(BytesIO(source.encode()), keywords, tags, options)


def faults(catalog: Catalog, template: Catalog) -> Iterator[str]:
    """Yield a line for each text of a language that is missing, unused, untranslated, fuzzy or wrong."""
    for message in template:
        if message.id and not _holds(catalog, message):
            yield f"not in the file: {_quote_message(message)}"
    for message in filter(lambda message: message.id, catalog):
        if not _holds(template, message):
            yield f"nobody uses it: {_quote_message(message)}"
        elif not all(_forms(message.string)):
            yield f"not translated: {_quote_message(message)}"
        elif message.fuzzy:
            yield f"fuzzy: {_quote_message(message)}"
        else:
            yield from (
                f"{error}: {_quote_message(message)}" for error in (*message.check(catalog), *_differences(message))
            )


def _pybabel(*arguments: str) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *arguments])


def _holds(catalog: Catalog, message: Message) -> bool:
    # Babel finds a text by its singular alone.
    found = catalog.get(message.id, message.context)
    return found is not None and _forms(found.id) == _forms(message.id)


def _forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the singular and the plurals of a text, or its only form; "" stands for a missing translation."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def _differences(message: Message) -> Iterator[str]:
    """Yield a line for each form of a translation whose marks differ from those of the original's plural.

    The first of several forms may have the marks of the original's singular instead, which often has no number.
    """
    originals, translations = (
        [sorted(_MARKS.findall(form)) for form in _forms(t)] for t in (message.id, message.string)
    )
    for place, held in enumerate(translations):
        if held not in (originals if len(translations) > 1 and place == 0 else originals[-1:]):
            yield f"holds {', '.join(held) or 'nothing'} instead of {', '.join(originals[-1]) or 'nothing'}"


def _quote_message(message: Message) -> str:
    return f"{_forms(message.id)[0]!r} ({', '.join(sorted({name for name, _line in message.locations}))})"
