"""The forms of an application as a browser sends them, and the addresses of its pages."""

from apps.applications.models import Application
from apps.applications.sections import ApplicationPage, SectionDefinition
from tests.applications import answers
from tests.portal.pages import at


def form_data(section: SectionDefinition, **more: object) -> dict[str, object]:
    """Return the data of a complete section as a browser sends it."""
    typed = answers.ANSWERS[section.key]
    if not section.repeated:
        return {"version": 0, **typed, **more}
    fields = {f"row-{n}-{name}": value for n, row in enumerate(typed["rows"]) for name, value in row.items()}
    return {"version": 0, "row-TOTAL_FORMS": len(typed["rows"]), "row-INITIAL_FORMS": 0, **fields, **more}


def page_data(shown: ApplicationPage, **more: object) -> dict[str, object]:
    """Return the data of a complete page as a browser sends it."""
    fields = {
        f"{shown.prefix_of(section)}-{name}" if shown.prefix_of(section) else name: value
        for section in shown.sections
        for name, value in form_data(section).items()
        if name != "version"
    }
    return {"version": ".".join("0" for _section in shown.sections), **fields, **more}


def address(application: Application, shown: ApplicationPage) -> str:
    return at("apply_section" if shown.alone else "apply_page", application, shown.key)
