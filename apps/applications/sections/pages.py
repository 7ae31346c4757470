"""The pages on which an application is filled in. A page asks for the sections of one subject."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.applications.criteria import CRITERIA
from apps.applications.sections.registry import SectionDefinition, section_of
from apps.core.errors import NotFound
from apps.core.lazy import Promise

# The criterion that asks for the register extract, beside the owners that the extract names.
REGISTERED = "criterion-1.1"
# The key of the page of the criteria that were not asked before the approval.
MORE = "more"


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """A page of an application. The page of one section has the key, the title and the lead of the section."""

    key: str
    title: str | Promise
    lead: str | Promise
    sections: tuple[SectionDefinition, ...]

    @property
    def alone(self) -> bool:
        """Return whether the page is that of one section."""
        return [section.key for section in self.sections] == [self.key]

    @property
    def seals(self) -> bool:
        return any(section.seals for section in self.sections)

    @property
    def with_files(self) -> SectionDefinition | None:
        """Return the section to which files are added on the page.

        Among other sections, that is the one that asks for the register extract; a criterion by itself always takes
        files.
        """
        taking = (
            section for section in self.sections if section.criterion and (self.alone or section.key == REGISTERED)
        )
        return next(taking, None)

    def has(self, section: SectionDefinition, *, proof: bool) -> bool:
        """Tell whether the page asks for a section. A page takes the files of one section only, so that another that
        is not sent without a file (`proof`) stands on a page of its own.
        """
        return section in self.sections and (self.alone or not proof or section.key == REGISTERED)

    def prefix_of(self, section: SectionDefinition) -> str:
        """Return the prefix of the names of a section's fields; "" for a section by itself."""
        return "" if self.alone else section.key.replace(".", "-")


def page_alone(section: SectionDefinition) -> ApplicationPage:
    """Return the page that asks for one section by itself, as somebody sees it who changes one answer."""
    return ApplicationPage(section.key, section.title, section.lead, (section,))


def page_more(sections: Iterable[SectionDefinition]) -> ApplicationPage:
    """Return the page on which a member tells about criteria that are good practice."""
    sections = tuple(sections)
    if len(sections) == 1:
        return page_alone(sections[0])
    return ApplicationPage(
        MORE,
        _lazy("Tell us more"),
        _lazy(
            "What follows is good practice, not a condition. The officer who visits you sees your answers beside the "
            "visit. Answer as many as you like."
        ),
        sections,
    )


def _page(key: str, title: Promise, lead: Promise, *sections: str) -> ApplicationPage:
    return ApplicationPage(key, title, lead, tuple(map(section_of, sections)))


PAGES: tuple[ApplicationPage, ...] = (
    _page(
        "identity",
        _lazy("Your business"),
        _lazy("The name and the numbers under which the business is known."),
        *("business", "identifiers"),
    ),
    _page(
        "reach",
        _lazy("How to reach you"),
        _lazy("Your contact person, and where your parcels are packed."),
        *("contacts", "addresses"),
    ),
    _page(
        "people",
        _lazy("Owners and payout"),
        _lazy("Who owns and directs the business, what shows it, and which account your sales are paid to."),
        *("owners", REGISTERED, "payout"),
    ),
    _page(
        "shipping",
        _lazy("Where you sell and how you ship"),
        _lazy("Your shops, how much you ship to the United States, and who carries it."),
        *("storefronts", "volumes", "parties"),
    ),
    page_alone(section_of("products")),
    _page(
        "practice",
        _lazy("How you work"),
        _lazy("Say how far each sentence is true of your business. Add a few words only if you choose partly or no."),
        *(criterion.key for criterion in CRITERIA if criterion.key != REGISTERED),
    ),
    page_alone(section_of("consents")),
)
_BY_KEY = {page.key: page for page in PAGES}


def page_asking(section: str) -> ApplicationPage:
    """Return the page that asks for the section with this key."""
    return next(page for page in PAGES if section in {each.key for each in page.sections})


def page_of(key: str) -> ApplicationPage:
    """Return the page with this key; raise NotFound if there is none."""
    if key not in _BY_KEY:
        raise NotFound(_lazy("There is no such page."))
    return _BY_KEY[key]
