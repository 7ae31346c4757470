"""What staff do at the desk, step by step."""

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from apps.accounts.models import User
from apps.applications.models import Application
from tests.journeys.steps import fill_in, sign_in_staff


class Desk:
    """The window of a member of staff, who has signed in and reads English."""

    def __init__(self, page: Page, user: User) -> None:
        self.page = page
        sign_in_staff(page, user)

    # The list of work, and the way from it to a page.

    def take(self, business: str) -> None:
        """Open the application of a business and take it for review."""
        self.page.goto("/admin/applications/application/")
        self.page.get_by_role("link", name=business).click()
        self.reads("license.pdf")
        self.does("Take for review")

    def takes_from_queue(self, application: Application) -> None:
        """Take an application that nobody holds, in the list of work, and open it from one's own work."""
        self._untaken("Application to review", application).get_by_role("button", name="Take").click()
        expect(self.page.get_by_text("You hold")).to_be_visible()
        self.page.goto("/admin/")
        self.page.get_by_role("table").first.locator(_link_to(application)).click()
        expect(self.page.get_by_text("Reviewer:")).to_be_visible()

    def opens_untaken(self, kind: str, application: Application | None = None) -> None:
        """Open a piece of work of a kind that nobody has taken: the only one, or the one about an application."""
        self._untaken(kind, application).get_by_role("link").first.click()

    def _untaken(self, kind: str, application: Application | None) -> Locator:
        self.page.goto("/admin/")
        self.page.get_by_role("link", name="Unassigned").click()
        rows = self.page.get_by_role("row", name=kind)
        return rows.filter(has=self.page.locator(_link_to(application))) if application else rows

    # What a page says.

    def reads(self, *said: str, panel: str = "") -> None:
        """See that the page, loaded anew, says each of these, in that panel if there are panels."""
        self.page.reload()
        if panel:
            self._turns_to(panel)
        for words in said:
            expect((self.page.locator("#panel") if panel else self.page).get_by_text(words).first).to_be_visible()

    def finds_blocked(self, label: str, why: str) -> None:
        """See that something can't be done now, and why."""
        act = self._unfolded(label)
        expect(act.get_by_text(why)).to_be_visible()
        expect(act.get_by_role("button")).to_have_count(0)

    # What is done on it.

    def does(self, label: str, **typed: str) -> None:
        """Fill in the form of an act, and send it."""
        form = self._unfolded(label)
        for name, value in typed.items():
            fill_in(form.locator(f"[name$='-{name}']"), value)
        self._sends(label)

    def ask(self, *, field: str, paragraph: str) -> None:
        """Ask about a field in the words of a paragraph that the list has."""
        form = self._unfolded("Request information")
        form.locator("[name=ask-fields_asked]").select_option(field)
        form.locator(f"[name=ask-canned][value={paragraph}]").check()
        self._sends("Request information")

    def checks(self, *, unmet: str = "", because: str = "") -> None:
        """Fill in the checklist: every criterion is met, or all but one."""
        self._turns_to("Checklist")
        for met in self.page.locator("form.ks-checklist input[type=radio][value=met]").all():
            met.check()
        if unmet:
            criterion = self.page.get_by_role("group", name=unmet)
            criterion.get_by_label("Not met").check()
            criterion.get_by_label("Note on").fill(because)
        self._sends("Save the checklist")

    def approve(self) -> None:
        """Find every criterion met, and approve."""
        self.checks()
        self.does("Approve")

    def denies(self, reason: str, text: str) -> None:
        self._unfolded("Deny").get_by_label(reason).check()
        self.does("Deny", text=text)

    def refuses_as_duplicate_of(self, other: Application) -> None:
        """Compare the two records, and say that they are of one business."""
        self._turns_to("Vetting")
        match = self.page.locator(".ks-match", has=self.page.locator(_link_to(other)))
        expect(match.get_by_role("row", name="EIN")).to_contain_text("The same")
        form = self._unfolded("Refuse as a duplicate")
        form.locator(f"[name=refuse-duplicate_of][value='{other.shipper_id}']").check()
        form.locator("[name=refuse-canned][value=duplicate_member]").check()
        self._sends("Refuse as a duplicate")

    def comes_too_late(self, label: str, *changed: str) -> None:
        """Send a form that was overtaken, and read who changed what; it can't be sent again."""
        self._unfolded(label)
        self.page.get_by_role("button", name=label, exact=True).click()
        refused = self.page.get_by_role("alert")
        expect(refused).to_contain_text(f"Not done: {label}. This was changed after you opened the page.")
        expect(refused).to_be_in_viewport()
        for words in changed:
            expect(refused.get_by_role("table")).to_contain_text(words)
        expect(self.page.get_by_role("button", name=label, exact=True)).to_have_count(0)

    def posts_by_hand(self, **typed: str) -> int:
        """Send to the page what no form of it sent; gives back the status of the answer."""
        token = self.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        answer = self.page.request.post(
            self.page.url, form={"csrfmiddlewaretoken": token, **typed}, headers={"Referer": self.page.url}
        )
        return answer.status

    def _turns_to(self, panel: str) -> None:
        self.page.get_by_role("navigation", name="Panels").get_by_role("link", name=panel).click()
        expect(self.page.get_by_role("heading", name=panel, exact=True)).to_be_attached()

    def _unfolded(self, label: str) -> Locator:
        """The form of an act, opened if it was folded."""
        act = self.page.locator("details.ks-act", has=self.page.locator("summary", has_text=label))
        if act.get_attribute("open") is None:
            act.locator("summary").click()
        return act

    def _sends(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).click()
        expect(self.page.get_by_text(f"Done: {label}")).to_be_in_viewport()


def _link_to(application: Application) -> str:
    return f"a[href^='{reverse('admin:applications_application_change', args=[application.pk])}']"
