"""The look of the desk: tones of states, colors that can be read in both schemes, columns of numbers, and menus."""

import re
from itertools import combinations

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import reverse

from apps.applications.models import Application
from apps.core import clock
from apps.core.lifecycle import lifecycles
from apps.desk.lists import NOTHING
from apps.desk.navigation import SUBJECTS, menus
from apps.desk.tones import MEANS, TONES, Tone, tone_of
from apps.ledger.models import Violation
from apps.partners.models import Partner, Snapshot
from tests.desk import due_process
from tests.people import signed_in, staff

STYLES = settings.BASE_DIR / "static" / "css"
# Numbers by which one names a record, and codes: nobody compares their sizes.
NAMES = {"id", "subject_id", "shipper_id", "seq", "status", "cursor"}
# Numbers that a method of the class gives.
COUNTED = {"amount", "days", "opened"}
LEAST_CONTRAST = 4.5


def test_every_state_of_every_lifecycle_has_a_tone_and_each_state_has_one():
    kinds = {type(state) for found in lifecycles() for move in found.lifecycle.transitions for state in move.sources}
    assert not {kind.__name__ for kind in kinds if kind not in TONES}
    for kind, tones in TONES.items():
        states = [state for states in tones.values() for state in states]
        assert len(states) == len(set(states)), kind
        assert set(states) <= set(kind), kind


def test_states_with_the_same_values_have_the_same_tones():
    for one, other in combinations(TONES, 2):
        if set(one.values) == set(other.values):
            assert all(tone_of(one, state) == tone_of(other, state) for state in one.values), (one, other)


def test_column_of_a_state_is_its_word_on_its_tone():
    state = Application._meta.get_field("state")
    drawn = admin.site.column(Application, "state")
    assert drawn(Application(state="denied")) == '<span class="ks-state ks-state-bad">Denied</span>'
    assert (drawn.__name__, drawn.short_description) == ("state", state.verbose_name)
    assert drawn(Application(state="")) == NOTHING
    assert admin.site.column(Violation, "culpability") == "culpability", "no kind of states"
    assert admin.site.column(Violation, "no_field") == "no_field"


def test_column_of_a_truth_is_a_word():
    drawn = admin.site.column(Violation, "voided")
    assert [drawn(Violation(voided=value)) for value in (True, False)] == ["Yes", "No"]


@pytest.mark.usefixtures("partner")
def test_lists_and_pages_that_only_show_draw_states_and_truths_as_words():
    due_process.propose_demotion()
    client = signed_in(staff("officer"))
    changes = client.get(reverse("admin:standing_proposedchange_changelist")).content.decode()
    assert '<td class="field-state"><span class="ks-state ks-state-outside">' in changes
    evaluations = client.get(reverse("admin:evaluation_evaluation_changelist")).content.decode()
    assert '<td class="field-retrospective">No</td>' in evaluations
    kept = {"as_of": clock.now(), "valid_until": clock.now(), "cursor": 1, "rosters_after": 1, "sellers": 0}
    snapshot = Snapshot.objects.create(partner=Partner.objects.get(), **kept)
    page = client.get(reverse("admin:partners_snapshot_change", args=[snapshot.pk])).content.decode()
    assert "<dt>Of every shipper</dt><dd>No</dd>" in page
    assert "submit-row" not in page


def test_every_tone_has_a_class_and_a_meaning():
    styles = (STYLES / "desk_states.css").read_text()
    assert MEANS.keys() == set(Tone)
    assert all(tone == Tone.NEUTRAL or f".ks-state-{tone.value} " in styles for tone in Tone)


def read_colors() -> list[dict[str, str]]:
    """Read the colors of the light and of the dark scheme."""
    grades = dict(re.findall(r"--color-([\w-]+): (#[0-9a-f]{6});", (STYLES / "tokens.css").read_text()))
    light, dark = (
        {
            name: grades[grade]
            for name, grade in re.findall(r"--ks-([\w-]+): var\(--color-([\w-]+)\);", part)
            if grade in grades
        }
        for part in (STYLES / "desk_tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    )
    return [light, light | dark]


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_words_can_be_read_on_their_ground(scheme):
    colors = read_colors()[scheme]
    grounds = ("surface", "shade", "chosen")
    pairs = [
        (ink, ground) for ground in grounds for ink in ("ink", "ink-medium", "ink-light", "link", "brand", "error")
    ]
    pairs += [(f"{tone.value}-ink", tone.value) for tone in Tone]
    pairs += [("button-ink", "button"), ("button-ink", "button-hover")]
    faint = {pair: contrast(colors[pair[0]], colors[pair[1]]) for pair in pairs}
    assert not {pair: found for pair, found in faint.items() if found < LEAST_CONTRAST}


def numbers_of(kind: admin.ModelAdmin) -> set[str]:
    """Return the columns of a list that hold numbers."""
    found = set()
    for name in kind.list_display:
        try:
            field = kind.model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        number = isinstance(field, models.IntegerField | models.DecimalField | models.FloatField)
        if number and not field.flatchoices and name not in NAMES:
            found.add(name)
    return found


def test_columns_of_numbers_are_aligned():
    wanted = COUNTED.union(*map(numbers_of, admin.site._registry.values()))
    styles = (STYLES / "desk_tables.css").read_text()
    for part in ("field", "column"):
        assert set(re.findall(rf"\.{part}-(\w+)", styles)) == wanted


def test_every_list_is_in_the_menu_of_one_subject():
    named = [label for _subject, labels in SUBJECTS for label in labels]
    assert len(named) == len(set(named))
    assert set(named) | {"work.Item"} == {model._meta.label for model in admin.site._registry}


def test_menus_show_what_the_reader_may_open_and_where_the_reader_is(rf):
    address = reverse("admin:standing_appeal_changelist")
    request = rf.get(address)
    request.user = staff("officer")
    found = menus(admin.site.get_app_list(request), f"{address}5/change/")
    assert [str(menu.label) for menu in found if menu.here] == ["Due process"]
    places = {item.label for menu in found for item in menu.items}
    assert "Violations" in places
    assert "Views of records" not in places


def test_page_asks_the_browser_for_the_scheme_and_holds_no_script_or_style_of_its_own():
    page = signed_in(staff("officer")).get(reverse("admin:standing_appeal_changelist")).content.decode()
    assert "theme.js" not in page
    assert "dark_mode.css" not in page
    assert "<style" not in page
    assert ' style="' not in page
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", page))
    assert page.index("admin/css/changelists") < page.index("css/desk_tables")
