"""Every text for sellers and visitors is translated into every language, with the same values and marks."""

from pathlib import Path

import pytest
from babel.messages import Catalog

from apps.core import catalogs

NUMBER = "%(count)s parcel", "%(count)s parcels"


@pytest.fixture(scope="module")
def template() -> Catalog:
    return catalogs.texts_in_source()


@pytest.mark.parametrize("language", catalogs.languages())
def test_every_text_is_translated(language: str, template: Catalog) -> None:
    faults = list(catalogs.faults(catalogs.texts_of(language), template))
    assert not faults, "\n".join(["run `python manage.py messages` and translate what is empty:", *faults[:50]])


def test_texts_are_found_in_code_and_templates_but_not_in_those_for_staff(tmp_path: Path) -> None:
    sources = {
        "apps/shop/views.py": '_("one")\nngettext("a parcel", "parcels", 2)',
        "apps/shop/admin.py": '_("of staff")',
        "apps/desk/pages.py": '_("of the desk")',
        "apps/shop/templates/mail.txt": '{% translate "two" %}',
        "templates/page.html": '<p>\n  {{ name|default:_("three") }}\n {% blocktranslate trimmed %}\n four\n {{ name }}'
        "\n{% endblocktranslate %}",
        "templates/account/email/message.txt": '{% translate "five" %}',
        "templates/admin/page.html": '{% translate "of an officer" %}',
    }
    for name, text in sources.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = {message.id for message in catalogs.texts_in_source(tmp_path) if message.id}
    assert found == {"one", ("a parcel", "parcels"), "two", "three", "four %(name)s", "five"}


@pytest.mark.parametrize(
    ("text", "translation", "right"),
    [
        ("%(count)s parcels", "%(count)s paquetes", True),
        ("%(count)s parcels", "%(cuenta)s paquetes", False),
        ("{text}\n\nUntil {day}", "Hasta {day}\n\n{text}", True),
        ("{text} until {day}", "hasta {day}", False),
        ("<strong>No</strong> parcels", "<strong>Ningún</strong> paquete", True),
        ("<strong>No</strong> parcels", "<strong>Ningún paquete", False),
        (NUMBER, ("%(count)s paquete", "%(count)s paquetes"), True),
        (NUMBER, ("un paquete", "%(count)s paquetes"), False),
        (("One parcel", NUMBER[1]), ("Un paquete", "%(count)s paquetes"), True),
        (("One parcel", NUMBER[1]), ("%(count)s paquete", "%(count)s paquetes"), True),
        (("One parcel", NUMBER[1]), ("Un paquete", "unos paquetes"), False),
        (NUMBER, ("%(count)s paquete",), False),
        ("A parcel", "", False),
    ],
)
def test_a_translation_has_the_values_and_marks_of_its_original(
    text: str | tuple[str, str], translation: str | tuple[str, ...], right: bool
) -> None:
    template, catalog = Catalog(), Catalog(locale="es")
    template.add(text)
    catalog.add(text, translation)
    assert (list(catalogs.faults(catalog, template)) == []) is right


def test_missing_unused_and_fuzzy_translations_are_found() -> None:
    template, catalog = Catalog(), Catalog(locale="es")
    template.add("new"), template.add("doubtful")
    catalog.add("old", "viejo"), catalog.add("doubtful", "dudoso", flags=["fuzzy"])
    told = [fault.split(":")[0] for fault in catalogs.faults(catalog, template)]
    assert told == ["not in the file", "nobody uses it", "fuzzy"]
