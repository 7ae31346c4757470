"""The files that pages load exist, under the names and in the storage of production."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.templatetags.static import static

SHEET = "vendor/uswds/css/uswds.min.css"
NAMED = re.compile(r"""\{% static ["']([^"']+)["'] %\}""")


def test_every_file_that_a_template_names_is_there():
    folders = [settings.BASE_DIR / "templates", *(settings.BASE_DIR / "apps").glob("*/templates")]
    named = {name for folder in folders for page in folder.rglob("*.html") for name in NAMED.findall(page.read_text())}
    assert SHEET in named
    assert {name for name in named if finders.find(name) is None} == set()


def test_every_file_that_the_style_sheet_names_is_there():
    sheet = Path(finders.find(SHEET))
    named = set(re.findall(r"url\(\.\./([^)]+)\)", sheet.read_text()))
    assert named
    assert {name for name in named if not (sheet.parent.parent / name).exists()} == set()


@pytest.mark.slow
def test_static_files_are_collected_as_in_production(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert re.fullmatch(r"/static/css/site\.[0-9a-f]{12}\.css", static("css/site.css"))
