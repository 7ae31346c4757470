"""The firms of agencies' files: loaded, compared with the businesses here, and confirmed or dismissed by an officer."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.agencies import work
from apps.agencies.files.lines import FiledLine
from apps.agencies.models import AllegedFinding, FiledFinding, FiledFirm, FirmState
from apps.agencies.selectors import facts_of, findings_to_allege, firms_numbered
from apps.agencies.states import FIRM, PROGRAM, Facts
from apps.core import clock
from apps.core.errors import Invalid, NotFound
from apps.core.fields import max_length_of, name_of
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files
from apps.events.services import record
from apps.ledger.services import violation_allege
from apps.matching.firms import Firm, pairs_found, prepare_firm
from apps.shippers.models import Address, Shipper
from apps.work.services import item_close, item_open, items_state_set

# So many findings are alleged by one act: each is a notice to the business.
MAX_ALLEGED = 20
MAX_NOTE = 2000


@dataclass(frozen=True, slots=True)
class FirmsLoad:
    """The figures of a load: findings read, those that were new, the firms that were new, and the firms that may be a
    business here and wait for an officer.
    """

    read: int
    added: int
    firms: int
    suggested: int


@transaction.atomic
def firms_load(*, agency: str, lines: Iterable[FiledLine]) -> FirmsLoad:
    """Load findings of an agency's file, and suggest the business that each firm may be.

    What was loaded before is not loaded again. A firm that an officer confirmed waits for an officer again if the file
    has new findings about it; one that an officer dismissed does not.
    """
    found = list(lines)
    latest = {line.firm: line for line in sorted(found, key=lambda line: line.day)}
    _lock(agency)
    before = firms_numbered(agency, latest.keys())
    FiledFirm.objects.bulk_create([_firm(agency, line) for number, line in latest.items() if number not in before])
    firms = firms_numbered(agency, latest.keys())
    known = set(FiledFinding.objects.filter(firm__in=firms.values()).values_list("firm", "number"))
    new = {(firms[line.firm].pk, line.number): line for line in found}
    added = [_finding(pk, line) for (pk, _number), line in new.items() if (pk, line.number) not in known]
    FiledFinding.objects.bulk_create(added)
    news = {finding.firm_id for finding in added}
    again = [firm for firm in firms.values() if firm.state == FirmState.CONFIRMED and firm.pk in news]
    matched = _match([firm for firm in firms.values() if firm.state == FirmState.UNMATCHED])
    for firm in (*again, *matched):
        _suggest(firm)
    return FirmsLoad(len(found), len(added), len(firms) - len(before), len(again) + len(matched))


@atomic_with_files()
def firm_confirm(
    *,
    actor: User,
    firm_id: int,
    since: date,
    culpability: str,
    attribution: str,
    acts: str,
    language: str,
    reasons: str,
) -> FiledFirm:
    """Find that a firm is the business that was suggested, and allege its findings from a day on.

    Each finding is served and answered as any other violation, with `acts` and the charges; somebody else determines
    it. Raises what the lifecycle and `violation_allege` raise, Invalid for more than `MAX_ALLEGED` findings.
    """
    firm = _moved(actor, firm_id, "confirm")
    assert firm.shipper is not None
    findings = list(findings_to_allege(firm, since)[: MAX_ALLEGED + 1])
    if len(findings) > MAX_ALLEGED:
        message = _("More than %(most)d findings are from this day on. Choose a later day.") % {"most": MAX_ALLEGED}
        raise Invalid(message, fields={"since": [message]})
    for finding in findings:
        fact: dict[str, Any] = {
            "reference": f"{firm.agency}-{finding.number}",
            "ksn": firm.shipper.ksn,
            "date": finding.day,
            "category": finding.category,
            "culpability": culpability,
            "attribution": attribution,
            "agency": firm.agency,
            "note": _note(finding),
        }
        case = violation_allege(actor=actor, fact=fact, reason=acts, language=language, told=True)
        AllegedFinding.objects.create(finding=finding, case=case)
    return _decided(firm, actor, reasons, "firm_confirmed", alleged=len(findings))


@transaction.atomic
def firm_dismiss(*, actor: User, firm_id: int, reasons: str) -> FiledFirm:
    """Find that a firm is another business than the one suggested. It is not suggested again."""
    return _decided(_moved(actor, firm_id, "dismiss"), actor, reasons, "firm_dismissed")


def _lock(agency: str) -> None:
    """Let one load of an agency's files at a time compare what is known of its firms, and no officer decide on one
    meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"agencies.firms_load {agency}"])
    list(FiledFirm.objects.select_for_update().filter(agency=agency).order_by("pk").values_list("pk"))


def _match(firms: Sequence[FiledFirm]) -> list[FiledFirm]:
    """Set the business that each firm most probably is; return the firms for which there is one. Takes two queries."""
    if not firms:
        return []
    businesses = list(
        Shipper.objects.filter(ksn__isnull=False, merged_into=None).values_list("pk", "name", "trade_name", "country")
    )
    offices = Address.objects.filter(kind=Address.Kind.REGISTERED, shipper__ksn__isnull=False)
    places = {
        shipper: ", ".join(part for part in parts if part)
        for shipper, *parts in offices.values_list("shipper", "street", "city", "region", "postal_code")
    }
    rights: list[Firm] = []
    owners: list[int] = []
    for pk, name, trade_name, country in businesses:
        for each in {name, trade_name} - {""}:
            rights.append(prepare_firm(each, places.get(pk, ""), str(country)))
            owners.append(pk)
    lefts = [prepare_firm(firm.name, firm.address, firm.country.code) for firm in firms]
    best: dict[int, float] = {}
    for left, right, agreement in pairs_found(lefts, rights):
        if agreement.probability > best.get(left, 0):
            best[left] = agreement.probability
            firms[left].shipper_id = owners[right]
            firms[left].probability = Decimal(str(round(agreement.probability, 4)))
            firms[left].because = agreement.sentences
    return [firms[left] for left in sorted(best)]


def _suggest(firm: FiledFirm) -> None:
    """Let a firm wait for an officer."""
    transition = FIRM.check(
        state=firm.state, action="suggest", held={PROGRAM}, facts=Facts(of_agency=False, actor_on_team=False)
    )
    firm.state = FirmState(transition.target)
    firm.save(update_fields=["state", "shipper", "probability", "because"])
    item_open(
        kind=work.FIRM.code,
        subject=_subject(firm),
        title=str(firm),
        shipper_id=firm.shipper_id,
        state=firm.state,
        country=firm.country.code,
    )
    record("agencies.firm_suggested", subject=_subject(firm), shipper_id=firm.shipper_id, agency=firm.agency)


def _moved(actor: User, firm_id: int, action: str) -> FiledFirm:
    """Return a locked firm in the state to which an action leads; raise NotFound, and what the lifecycle raises."""
    found = FiledFirm.objects.select_for_update(of=("self",)).select_related("shipper")
    firm = found.filter(pk=firm_id).first()
    if firm is None:
        raise NotFound(_("There is no such firm."))
    transition = FIRM.check(state=firm.state, action=action, held=held(actor), facts=facts_of(firm, actor))
    firm.state = FirmState(transition.target)
    items_state_set(subject=_subject(firm), state=firm.state)
    return firm


def _decided(firm: FiledFirm, actor: User, reasons: str, event: str, **payload: Any) -> FiledFirm:
    firm.reasons = text_required(reasons, "reasons")
    firm.decided_by, firm.decided_at = actor, clock.now()
    firm.save(update_fields=["state", "reasons", "decided_by", "decided_at"])
    item_close(kind=work.FIRM.code, subject=_subject(firm), actor=actor)
    record(f"agencies.{event}", subject=_subject(firm), shipper_id=firm.shipper_id, actor=actor, **payload)
    return firm


def _firm(agency: str, line: FiledLine) -> FiledFirm:
    return FiledFirm(
        agency=agency,
        number=line.firm[: max_length_of(FiledFirm, "number")],
        name=line.name[: max_length_of(FiledFirm, "name")],
        address=line.address[: max_length_of(FiledFirm, "address")],
        country=line.country,
    )


def _finding(firm_id: int, line: FiledLine) -> FiledFinding:
    return FiledFinding(
        firm_id=firm_id,
        number=line.number[: max_length_of(FiledFinding, "number")],
        day=line.day,
        product=line.product[: max_length_of(FiledFinding, "product")],
        category=line.category,
        charges=[asdict(charge) for charge in line.charges],
        loaded_at=clock.now(),
    )


def _note(finding: FiledFinding) -> str:
    """Return what the agency found, in its own words, for the notice to the business."""
    told = [finding.product, *(f"{charge['text']} ({charge['law']})" for charge in finding.charges if charge["text"])]
    return "; ".join(part for part in told if part)[:MAX_NOTE]


def _subject(firm: FiledFirm) -> tuple[str, int]:
    """Return how work items and events name a firm."""
    return (name_of(FiledFirm), firm.pk)
