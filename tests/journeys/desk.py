"""What an officer does at the desk, step by step."""

from playwright.sync_api import Page, expect

from apps.accounts.models import User
from tests.journeys.steps import sign_in_staff


class Desk:
    """The window of an officer, who has signed in and reads English."""

    def __init__(self, page: Page, officer: User) -> None:
        self.page = page
        sign_in_staff(page, officer)

    def take(self, business: str) -> None:
        """Open the application of a business and take it for review."""
        self.page.goto("/admin/applications/application/")
        self.page.get_by_role("link", name=business).click()
        self.reads("license.pdf")
        self._act("Take for review")

    def ask(self, *, field: str, paragraph: str) -> None:
        """Ask about a field in the words of a paragraph that the list has."""
        self._unfold("Request information")
        self.page.locator("[name=ask-fields_asked]").select_option(field)
        self.page.locator(f"[name=ask-canned][value={paragraph}]").check()
        self._act("Request information")

    def approve(self) -> None:
        """Find every criterion met, and approve."""
        self.page.get_by_role("link", name="Checklist", exact=True).click()
        for met in self.page.locator("form.ks-checklist input[type=radio][value=met]").all():
            met.check()
        self.page.get_by_role("button", name="Save the checklist").click()
        expect(self.page.get_by_text("Done: Save the checklist")).to_be_visible()
        self._act("Approve")

    def opens_untaken(self, kind: str) -> None:
        """Open the one piece of work of a kind that waits and that nobody has taken."""
        self.page.goto("/admin/")
        self.page.get_by_role("link", name="Unassigned").click()
        self.page.get_by_role("row", name=kind).get_by_role("link").first.click()

    def reads(self, *said: str) -> None:
        """See that the page, loaded anew, says each of these."""
        self.page.reload()
        for words in said:
            expect(self.page.get_by_text(words).first).to_be_visible()

    def _unfold(self, label: str) -> None:
        """Open the form of an act, if it is folded."""
        fold = self.page.locator("details.ks-act:not([open]) > summary", has_text=label)
        if fold.count():
            fold.click()

    def _act(self, label: str) -> None:
        self._unfold(label)
        self.page.get_by_role("button", name=label, exact=True).click()
        expect(self.page.get_by_text(f"Done: {label}")).to_be_visible()
