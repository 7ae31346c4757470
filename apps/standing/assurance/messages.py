"""The words of the messages about an assurance call, in each reader's language."""

from collections.abc import Sequence

from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.days_text import zone_text
from apps.core.languages import with_language
from apps.core.lazy import Promise, later
from apps.shippers.models import Shipper
from apps.shippers.zones import zone_of
from apps.standing.assurance.models import AssuranceCall, CallContact
from apps.standing.proposals.named_parcels import parcels_of, parcels_text
from apps.standing.proposals.notices import finding_line, findings_behind


def subject_of(call: AssuranceCall) -> Promise:
    """Return the subject of the message that opens a call."""
    return call.adverse_action.words.call


def body_of(call: AssuranceCall) -> Promise:
    """Return the text of the message that opens a call: what was found, what helps, by when, and who will call."""
    return later(lambda: "\n\n".join(paragraphs_of(call)))


def dropped_body_of(call: AssuranceCall) -> Promise:
    """Return the text of the message that says that nothing is proposed, with the reasons."""
    return later(
        lambda: "\n\n".join(
            [
                _(
                    "We told you that a change of your standing might be proposed. It is not. "
                    "Your standing is as before."
                ),
                str(with_language(call.ended_text, call.ended_language)) if call.ended_by_id else call_end_text(call),
                _("You don't need to do anything."),
            ]
        )
    )


def call_end_text(call: AssuranceCall) -> str:
    """Return why the program dropped a call by itself."""
    return str(ENDED[call.ended_text])


# By the code that the program keeps as the reason.
RECORD_CHANGED, STATUS_CHANGED, PROPOSED_ALREADY = "record_changed", "status_changed", "proposed_already"
ENDED: dict[str, Promise] = {
    RECORD_CHANGED: _lazy("Your record has changed: it no longer asks for the change."),
    STATUS_CHANGED: _lazy("Your status has changed meanwhile, so the change no longer applies."),
    PROPOSED_ALREADY: _lazy("The same change was proposed in another way. You have its notice."),
}


def paragraphs_of(call: AssuranceCall) -> list[str]:
    """Return what was found, what helps, by when, and who will call, in paragraphs."""
    return [*found_of(call), *help_of(call), *who_calls(call)]


def found_of(call: AssuranceCall) -> list[str]:
    """Return what was found, in the language of the reader."""
    if call.asked_by_id:
        opening = _("An officer means to propose a change of your standing: %(kind)s. The officer's reasons:") % {
            "kind": call.get_kind_display()
        }
        named = parcels_text(parcels_of(call.parcels))
        return [opening, str(with_language(call.reasons, call.language)), *filter(None, [named])]
    opening = _("Your record no longer allows tier %(held)s. It allows tier %(tier)s. This is what was found:") % {
        "held": call.tier_held,
        "tier": call.tier,
    }
    findings = findings_behind(call.evaluation, below=call.tier_held, suspending=False)
    return [opening, *map(finding_line, findings)]


def help_of(call: AssuranceCall) -> list[str]:
    """Return what a member can do before the time is over, and what follows then."""
    due = {"moment": moment_of(call), "zone": zone_text(zone_of(call.shipper))}
    return [
        _(
            "What helps: answer each violation behind it on its page, send what shows that a finding is wrong or was "
            "not your doing, and do what is overdue, such as an annual review. Tell the caller what you have done."
        ),
        _(
            "Nothing is proposed before %(moment)s (%(zone)s). Then your record is read again: if it no longer asks "
            "for the change, the matter is closed. If it does, you receive a notice and have time to respond before "
            "anything is decided."
        )
        % due,
    ]


def who_calls(call: AssuranceCall) -> Sequence[str]:
    """Return who calls, at which number and when, in a sentence or two."""
    name = str(call.manager) if call.manager else _("An officer of the program")
    contact = CallContact.objects.filter(shipper=call.shipper_id).first()
    if contact:
        return [
            _(
                "%(name)s, your account manager, calls %(who)s at %(phone)s, between %(opens)s and %(closes)s "
                "(%(zone)s)."
            )
            % {
                "name": name,
                "who": contact.name,
                "phone": contact.phone,
                "opens": time_format(contact.opens, "TIME_FORMAT"),
                "closes": time_format(contact.closes, "TIME_FORMAT"),
                "zone": zone_text(zone_of(call.shipper)),
            }
        ]
    phone = Shipper.objects.values_list("phone", flat=True).get(pk=call.shipper_id)
    if phone:
        return [
            _(
                "%(name)s, your account manager, calls the number of your main contact, %(phone)s. Give another number "
                "and the hours on your profile."
            )
            % {"name": name, "phone": phone}
        ]
    return [
        _(
            "We have no phone number of yours. %(name)s, your account manager, writes to you. Give a number and the "
            "hours on your profile to be called."
        )
        % {"name": name}
    ]


def moment_of(call: AssuranceCall) -> str:
    """Return the end of a member's time, as day and time where the business is."""
    return date_format(localtime(call.due_at, zone_of(call.shipper)), "DATETIME_FORMAT")
