"""Steps of staff at the desk in a browser."""

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from apps.accounts.models import User
from apps.applications import services
from apps.applications.models import Application
from tests.applications import answers
from tests.browser.look import sign_in
from tests.browsers import follow
from tests.journeys.steps import fill_in


class Desk:
    """The browser window of a member of staff who has signed in and reads English."""

    def __init__(self, page: Page, user: User) -> None:
        self.page = page
        sign_in(page.context, user, settings.SITE["url"])

    # From the list of work to a page.

    def take_application(self, business: str) -> None:
        """Open the application of a business and take it for review."""
        self.page.goto("/admin/applications/application/")
        follow(self.page.get_by_role("link", name=business))
        self.expect_texts("license.pdf")
        self.send_action("Take for review")

    def take_from_queue(self, application: Application) -> None:
        """Take an unassigned application in the list of work, and open its page from the list of own work."""
        follow(self._find_unassigned_rows("Application to review", application).get_by_role("button", name="Take"))
        expect(self.page.get_by_text("You hold")).to_be_visible()
        self.page.goto("/admin/")
        follow(self.page.get_by_role("link", name="All of your work"))
        follow(self.page.get_by_role("table").first.locator(_link_to(application)))
        expect(self.page.get_by_text("Reviewer:")).to_be_visible()

    def open_unassigned(self, kind: str, application: Application | None = None) -> None:
        """Open the page of an unassigned work item of a kind: the only item, or the item about the application."""
        follow(self._find_unassigned_rows(kind, application).get_by_role("link").first)

    def _find_unassigned_rows(self, kind: str, application: Application | None) -> Locator:
        self.page.goto("/admin/")
        follow(self.page.get_by_role("link", name="Unassigned"))
        rows = self.page.get_by_role("row", name=kind)
        return rows.filter(has=self.page.locator(_link_to(application))) if application else rows

    # Assertions about the page.

    def expect_texts(self, *texts: str, panel: str = "") -> None:
        """Load the page again, and assert that the page, or its panel, shows each of the texts."""
        self.page.reload()
        if panel:
            self._open_panel(panel)
        for words in texts:
            found = (self.page.locator("#panel") if panel else self.page).get_by_text(words)
            expect(found.filter(visible=True).first).to_be_visible()

    def expect_blocked(self, label: str, reason: str) -> None:
        """Assert that an action is blocked, and that the page says why."""
        act = self._unfold_form(label)
        expect(act.get_by_text(reason)).to_be_visible()
        expect(act.get_by_role("button")).to_have_count(0)

    # Actions on the page.

    def send_action(self, label: str, **typed: str) -> None:
        """Fill in and send the form of an action, and assert that the action was done."""
        form = self._unfold_form(label)
        for name, value in typed.items():
            fill_in(form.locator(f"[name$='-{name}']"), value)
        self._press_button(label)

    def request_information(self, *, field: str, paragraph: str) -> None:
        """Request information about a field in the words of a standard paragraph."""
        if self.page.get_by_role("link", name="Open all").count():
            follow(self.page.get_by_role("link", name="Open all"))
        self.page.locator(f"button[name=add][value='{field}']").click()
        expect(self.page.locator(f"[id='id_ask-about-{field}']")).to_be_focused()
        self.page.locator(f"[name=ask-canned][value={paragraph}]").check()
        follow(self.page.get_by_role("button", name="Send the request", exact=True))
        expect(self.page.get_by_text("Done: Request information")).to_be_in_viewport()

    def fill_in_checklist(self, *, unmet: str, because: str) -> None:
        """Fill in the checklist: every criterion is met, except `unmet`. Each is saved as it is made."""
        self._open_panel("Checklist")
        for met in self.page.locator("form.ks-checklist input[type=radio][value=met]").all():
            met.check()
        criterion = self.page.get_by_role("group", name=unmet)
        criterion.get_by_label("Not met").check()
        expect(criterion).to_contain_text("Not saved yet")
        criterion.get_by_label("Note on").fill(because)
        criterion.get_by_label("Note on").blur()
        rows = self.page.locator(".ks-check")
        expect(rows.filter(has_text="Saved by")).to_have_count(rows.count())

    def meet_all_criteria(self) -> None:
        """Open every file and every answer, and mark every criterion as met: those with a plain yes by one button, and
        each of the others alone.
        """
        files = self.page.locator(".ks-files a[href*='evidence=']")
        self.page.goto(f"{self.page.url.partition('?')[0]}?open=all")
        for address in [file.get_attribute("href") for file in files.all()]:
            self.page.goto(f"{self.page.url.partition('?')[0]}{address}")
        self.page.goto(f"{self.page.url.partition('?')[0]}?open=all")
        self._press_button("The rest is met")
        self._open_panel("Checklist")
        unsaved = self.page.locator(".ks-check").filter(has_not_text="Saved by")
        while left := unsaved.count():
            unsaved.first.get_by_label("Met", exact=True).check()
            expect(unsaved).to_have_count(left - 1)

    def approve_application(self) -> None:
        """Mark every criterion as met, and approve."""
        self.meet_all_criteria()
        self.send_action("Approve")

    def propose_denial(self, reason: str, text: str) -> None:
        """Propose a denial for a reason, with a text for the applicant."""
        self._unfold_form("Deny").get_by_label(reason).check()
        self.send_action("Deny", text=text)

    def refuse_as_duplicate_of(self, other: Application) -> None:
        """Compare the application with another, and propose to refuse it as a duplicate."""
        self._open_panel("Vetting")
        match = self.page.locator(".ks-match", has=self.page.locator(_link_to(other)))
        expect(match.get_by_role("row", name="EIN")).to_contain_text("The same")
        form = self._unfold_form("Refuse as a duplicate")
        form.locator(f"[name=refuse-duplicate_of][value='{other.shipper_id}']").check()
        form.locator("[name=refuse-canned][value=duplicate_member]").check()
        self._press_button("Refuse as a duplicate")

    def expect_overtaken(self, label: str, *changed: str) -> None:
        """Send a form that another change has overtaken; assert that the page names the change and offers no button."""
        self._unfold_form(label)
        follow(self.page.get_by_role("button", name=label, exact=True))
        refused = self.page.get_by_role("alert")
        expect(refused).to_contain_text(f"Not done: {label}. This was changed after you opened the page.")
        expect(refused).to_be_in_viewport()
        for words in changed:
            expect(refused.get_by_role("table")).to_contain_text(words)
        expect(self.page.get_by_role("button", name=label, exact=True)).to_have_count(0)

    def post_by_hand(self, **typed: str) -> int:
        """Send data to the page that no form of the page sends, and return the status of the response."""
        token = self.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        answer = self.page.request.post(
            self.page.url, form={"csrfmiddlewaretoken": token, **typed}, headers={"Referer": self.page.url}
        )
        return answer.status

    def _open_panel(self, panel: str) -> None:
        follow(self.page.get_by_role("navigation", name="Panels").get_by_role("link", name=panel))
        expect(self.page.get_by_role("heading", name=panel, exact=True)).to_be_attached()

    def _unfold_form(self, label: str) -> Locator:
        """Return the form of an action, and unfold the form if it is folded."""
        act = self.page.locator("details.ks-act", has=self.page.locator("summary", has_text=label))
        if act.get_attribute("open") is None:
            act.locator("summary").click()
        return act

    def _press_button(self, label: str) -> None:
        """Press the button of an action, confirm what follows where the page asks, and assert that it was done."""
        follow(self.page.get_by_role("button", name=label, exact=True))
        if (confirm := self.page.get_by_role("button", name=f"Confirm: {label}", exact=True)).count():
            follow(confirm)
        expect(self.page.get_by_text(f"Done: {label}")).to_be_in_viewport()


class Services:
    """An officer who does by the services, without a page, what `Desk` does in the browser."""

    def __init__(self, user: User) -> None:
        self.user = user

    def take_application(self, business: str) -> None:
        self.application = Application.objects.get()
        assert self.application.sections.get(key="business").data["name"] == business
        services.application_take(actor=self.user, application_id=self.application.pk)

    def request_information(self, *, field: str, paragraph: str) -> None:
        answers.ask(self.user, self.application, field, canned=[paragraph])

    def approve_application(self) -> None:
        answers.checked(self.user, self.application)
        services.application_approve(actor=self.user, application_id=self.application.pk)


def _link_to(application: Application) -> str:
    return f"a[href^='{reverse('admin:applications_application_change', args=[application.pk])}']"
