import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, NotAllowed
from apps.core.files import identify_file
from apps.ledger.models import Reporter, Seller
from apps.ledger.selectors import months_of
from apps.shippers.models import Shipper
from apps.shippers.services import shipper_create
from apps.upkeep import services
from apps.upkeep.models import IdentityClaim
from apps.upkeep.selectors import identity_claimed
from apps.work.selectors import items_open
from tests.applications.answers import PDF
from tests.evaluation.ledger import recording, report
from tests.people import seller
from tests.refusals import refused
from tests.upkeep.profiles import DECISION


@pytest.fixture
def bazaar() -> Reporter:
    return Reporter.objects.create(code="bazaar", name="Bazaar", kind="marketplace")


@pytest.fixture
def claimant(ada: User) -> Shipper:
    """Return a business that applies and is not a member yet."""
    return shipper_create(actor=ada)


def claimed(actor: User, shipper: Shipper, code: str = "S-77", **given: object) -> IdentityClaim:
    proof = {"proof": "code_word", "page": "https://bazaar.example/s-77", "language": "en"}
    return services.claim_submit(actor=actor, shipper_id=shipper.pk, source="bazaar", code=code, **proof | given)


def test_a_proved_identity_brings_its_history(ada: User, officer: User, claimant: Shipper, bazaar: Reporter):
    day = clock.month_of(clock.today())
    report(
        [{"seller": "S-77", "issuer": "SWPA", "reference": f"R{number}", "date": day} for number in range(7)],
        recorded=recording("bazaar", "marketplace"),
    )
    claim = claimed(ada, claimant)
    assert claim.code_word.startswith("KS-")
    assert identity_claimed(claim).parcels == 7
    assert items_open().get(kind="identity_claim").subject_id == claim.pk
    services.claim_accept(actor=officer, claim_id=claim.pk, **DECISION)
    assert sum(month["shipments"] for month in months_of(claimant.pk, clock.today())) == 7
    with pytest.raises(Conflict, match="linked to you"):
        claimed(ada, claimant)


def test_what_comes_later_under_an_accepted_code_counts_too(
    ada: User, officer: User, claimant: Shipper, bazaar: Reporter
):
    claim = claimed(ada, claimant)
    assert identity_claimed(claim).seller is None
    services.claim_accept(actor=officer, claim_id=claim.pk, **DECISION)
    assert Seller.objects.get(source="bazaar", code="S-77").shipper == claimant


def test_anothers_identity_is_not_told_to_the_claimant_and_not_taken(
    ada: User, officer: User, claimant: Shipper, bazaar: Reporter
):
    other = shipper_create(actor=seller("old@shop.example"))
    Seller.objects.create(source="bazaar", code="S-77", shipper=other)
    claim = claimed(ada, claimant)
    assert identity_claimed(claim).seller.shipper == other
    with pytest.raises(Conflict, match="belongs to another"):
        services.claim_accept(actor=officer, claim_id=claim.pk, **DECISION)
    services.claim_decline(actor=officer, claim_id=claim.pk, **DECISION)
    assert Seller.objects.get(code="S-77").shipper == other


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"proof": "files"}, "files"),
        ({"page": ""}, "page"),
        ({"proof": "oath"}, "proof"),
        ({"code": " "}, "code"),
    ],
)
def test_a_claim_comes_with_its_proof(given: dict, field: str, ada: User, claimant: Shipper, bazaar: Reporter):
    with refused(field):
        claimed(ada, claimant, **given)


def test_files_are_proof(ada: User, claimant: Shipper, bazaar: Reporter):
    claim = claimed(ada, claimant, proof="files", page="", files=[identify_file("statement.pdf", [PDF])])
    assert claim.files.get().name == "statement.pdf"


def test_nobody_claims_at_random(ada: User, claimant: Shipper, bazaar: Reporter):
    first = claimed(ada, claimant, code="S-0")
    with pytest.raises(Conflict, match="already"):
        claimed(ada, claimant, code="S-0")
    for number in range(1, services.claims.MAX_OPEN):
        claimed(ada, claimant, code=f"S-{number}")
    with pytest.raises(Conflict, match="open claims"):
        claimed(ada, claimant, code="S-99")
    services.claim_withdraw(actor=ada, claim_id=first.pk)
    claimed(ada, claimant, code="S-99")


def test_strangers_neither_claim_nor_decide(ada: User, claimant: Shipper, bazaar: Reporter):
    claim = claimed(ada, claimant)
    with pytest.raises(NotAllowed):
        services.claim_accept(actor=ada, claim_id=claim.pk, **DECISION)
