import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import NotAcceptable, ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core import clock
from apps.core.waits import wait_of
from apps.partners.answers import ChecksAnswer, StatusAnswer, StatusChangesAnswer, UnknownAnswer
from apps.partners.api.signed_answers import JSON, JWT, SignableEndpoint, checks_signed, name_signed, status_signed
from apps.partners.authentication import HasScope, IsPersonOrHasScope, PartnerAuthentication, access_by, bearer_token
from apps.partners.consents import shipper_read
from apps.partners.endpoints import Endpoint
from apps.partners.feed.selectors import feed_page
from apps.partners.input_types import ChecksAskedInput, FeedInput, StatusInput
from apps.partners.inputs import content_read
from apps.partners.names.services import MAX_NAMES_A_DAY, TOO_MANY_NAMES, names_match
from apps.partners.numbers import MALFORMED, UNKNOWN
from apps.partners.problems import Problem
from apps.partners.questions.selectors import KnownShipper
from apps.partners.questions.services import shipper_ask, shippers_ask
from apps.partners.renderers import json_of
from apps.partners.schema import errors
from apps.partners.scopes import STATUS_READ
from apps.partners.systems.selectors import partner_of
from apps.partners.throttles import questions_count
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.ksn import is_ksn, normal_ksn
from apps.shippers.matches.asked_names import NameMatch
from apps.shippers.models import Consent
from apps.standing.selectors import change_in_force

NOT_THEN = "This shipper was not a member of the program then."


def past_answer(request: Request, ksn: str, moment: datetime) -> StatusAnswer:
    """Return the answer that a number had at a past moment; answer with a problem to a caller who may not read it."""
    shipper = shipper_read(request, ksn, {Consent.Scope.PAST: clock.day_of(moment).isoformat()})
    change = change_in_force(shipper.pk, moment)
    if change is None:
        raise Problem(404, "unknown-ksn", NOT_THEN, ksn=ksn, known=False, as_of=moment.isoformat())
    answer = StatusAnswer.of(
        ksn=ksn,
        status=change.status,
        validated=change.validated,
        tier=change.tier,
        examine_all=change.examine_all,
        as_of=moment,
        terms=terms_of(policy_on(clock.day_of(moment))),
        superseded_on=None,
    )
    return answer.of_the_past()


BEYOND = "This place is beyond the end of the feed. Go on with `next` of your last answer, or begin with 0."
TOO_MANY = (
    f"This number was asked for by {MAX_NAMES_A_DAY} different names today, which is as many as you may try. Ask "
    "without a name, and again with one tomorrow."
)
ANY_FORM = "*/*"
# Where a request keeps the quota once its question was counted.
QUOTA = "known_shipper.quota"
# The values of `Accept` that name one form alone, as most programs send them.
COMMON_FORMS = (ANY_FORM, JSON, JWT)


class ShipperStatus(SignableEndpoint):
    required_scope = STATUS_READ
    compresses = False
    sends = ("ETag", "Cache-Control")
    query = StatusInput
    asked: StatusInput

    @extend_schema(
        operation_id="shipper_status",
        summary="Is this number known, and what does it stand for now?",
        description=(
            "Send the `ETag` of the last answer as `If-None-Match`: 304 says that nothing has changed. With "
            "`Accept: application/jwt` the answer comes signed, for you to keep and to show: "
            "`/.well-known/jwks.json` has the keys. With `name`, the answer says whether that is the name of the "
            "business, which is never shown. With `as_of`, the answer is that of a past day or moment, and is never "
            "signed. Both need the consent of the business."
        ),
        responses={(200, JSON): StatusAnswer, (200, JWT): OpenApiTypes.STR} | errors(404),
    )
    def get(self, request: Request, ksn: str) -> HttpResponse:
        ksn = normal_ksn(ksn)
        if not is_ksn(ksn):
            raise Problem(400, "malformed-ksn", MALFORMED)
        if moment := self.asked.moment:
            if self.is_signed:
                # A token of the past could pass for one of today.
                raise NotAcceptable
            return _unkept(past_answer(request, ksn, moment))
        (known,) = shippers_ask(partner_id=access_by(request).partner_id, ksns=[ksn])
        if known is None:
            raise Problem(404, "unknown-ksn", UNKNOWN, ksn=ksn, known=False)
        if self.asked.name is None:
            return status_signed(request, known) if self.is_signed else _response(request, known)
        (match,) = names_match(access=access_by(request), asked=[(ksn, self.asked.name)])
        if match == TOO_MANY_NAMES:
            wait = (clock.end_of(clock.today()) - clock.now()).seconds + 1
            raise Problem(429, "too-many-names", TOO_MANY, headers={"Retry-After": str(wait)})
        answer = known.answer().with_name(match)
        return name_signed(answer) if self.is_signed else _unkept(answer)

    def check_throttles(self, request: Request) -> None:
        self.quota = request.META.get(QUOTA)
        super().check_throttles(request)

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Let people ask for the past beside partners' systems: the own team, and staff who read everything."""
        return [PartnerAuthentication(), *([SessionAuthentication()] if self._is_of_the_past() else [])]

    def get_permissions(self) -> list[BasePermission]:
        return [IsPersonOrHasScope() if self._is_of_the_past() else HasScope()]

    def _is_of_the_past(self) -> bool:
        # The document of the API is made without a request.
        return self.request is not None and "as_of" in self.request.GET


class StatusChecks(SignableEndpoint):
    required_scope = STATUS_READ

    @extend_schema(
        operation_id="status_checks",
        summary="The same for up to 1,000 numbers at once",
        description=(
            "The answers come in the order of the numbers. What nobody holds is `known: false`. With "
            "`Accept: application/jwt` they come as one signed token."
        ),
        request=ChecksAskedInput,
        responses={(200, JSON): ChecksAnswer, (200, JWT): OpenApiTypes.STR},
    )
    def post(self, request: Request) -> HttpResponse:
        asked, access = _asked_numbers(request.data), access_by(request)
        # The call itself was counted as the first of them.
        self.questions_count(access, len(asked) - 1)
        well_formed = [ksn for ksn, _name in asked if is_ksn(ksn)]
        known = dict(zip(well_formed, shippers_ask(partner_id=access.partner_id, ksns=well_formed), strict=True))
        named = [(ksn, name) for ksn, name in asked if name is not None and known.get(ksn)]
        matches: dict[tuple[str, str | None], NameMatch] = {}
        matches.update(zip(named, names_match(access=access, asked=named), strict=True))
        answer = ChecksAnswer(results=[_answer_for(ksn, known, matches.get((ksn, name))) for ksn, name in asked])
        return checks_signed(answer) if self.is_signed else Response(answer)


class StatusChanges(Endpoint):
    required_scope = STATUS_READ
    query = FeedInput
    asked: FeedInput

    def check_throttles(self, request: Request) -> None:
        """Count a call that waits once, however often it looks into the feed."""
        wait = wait_of(request.META)
        self.quota = wait.kept if wait else None
        super().check_throttles(request)

    @extend_schema(
        operation_id="status_changes",
        summary="What has changed for the shippers that you follow, in order, each change once",
        description=(
            "Of the shippers on your roster, and of the policies; with the scope `status:all`, of every shipper. Begin "
            "with `after=0` and go on with `next`. The same place always holds the same change. Places are numbered "
            "for all partners together, so the numbers that you see have gaps. With `wait`, an answer without a change "
            "comes when there is one, or after so many seconds; it may come earlier. `reasons` are codes that never "
            "tell a category or a finding."
        ),
        responses={200: StatusChangesAnswer},
    )
    def get(self, request: Request) -> Response:
        after = self.asked.after
        page = feed_page(access_by(request), after=after, limit=self.asked.limit)
        if after > page.end:
            raise Problem(422, "invalid", BEYOND, errors={"after": [f"{BEYOND} It is {page.end} now."]})
        if not page.results and (wait := wait_of(request.META)):
            wait.seconds, wait.seen = self.asked.wait, page.end
            wait.holder, wait.kept = access_by(request).partner_id, self.quota
        return Response(StatusChangesAnswer(results=page.results, next=page.next))


def common_answer(request: HttpRequest, ksn: str) -> HttpResponse | None:
    """Return the answer to a plain GET with a good token, within the quota, for a number that is held; else None.

    The view answers a request that is unusual or wrong. A question that was counted here is not counted again.
    """
    ksn = normal_ksn(ksn)
    token = bearer_token(request)
    plain = request.method == "GET" and not request.META.get("QUERY_STRING")
    form = request.META.get("HTTP_ACCEPT", ANY_FORM)
    if not (plain and token and is_ksn(ksn) and form in COMMON_FORMS):
        return None
    try:
        quota = questions_count(partner_of(token))
    except LookupError:
        return None
    if quota.is_exceeded:
        return None
    request.META[QUOTA] = quota
    known = shipper_ask(token=token, ksn=ksn)
    if known is None:
        return None
    response = status_signed(request, known) if form == JWT else _response(request, known)
    quota.tell(response)
    return response


def _response(request: HttpRequest | Request, known: KnownShipper) -> HttpResponse:
    answer = known.answer()
    headers = {
        "ETag": known.etag,
        "Cache-Control": f"private, max-age={(answer.valid_until - answer.as_of).total_seconds():.0f}",
        "Vary": "Accept, Authorization",
    }
    response = HttpResponse(json_of(answer), content_type="application/json", headers=headers)
    if "HTTP_IF_NONE_MATCH" in request.META:
        return get_conditional_response(request, etag=known.etag, response=response) or response
    return response


def _unkept(answer: StatusAnswer) -> HttpResponse:
    """Return an answer that nobody keeps: the consent on which it rests may be withdrawn before the next question."""
    return HttpResponse(json_of(answer), content_type="application/json", headers={"Cache-Control": "no-store"})


def _asked_numbers(content: Any) -> list[tuple[str, str | None]]:
    """Return the numbers of a request in normal form, each with the name that was asked with it, if one was."""
    checks = content_read(ChecksAskedInput, content).ksns
    asked = [(check, None) if isinstance(check, str) else (check.ksn, check.name or None) for check in checks]
    if unfit := [place for place, (_ksn, name) in enumerate(asked) if not (name is None or _is_name(name))]:
        raise ValidationError({f"ksns.{place}.name": ["This is not the name of a business."] for place in unfit})
    return [(normal_ksn(ksn), name) for ksn, name in asked]


def _is_name(text: str) -> bool:
    """Tell whether a text can be the name of a business, which has letters that can be written down."""
    return bool(text.strip()) and not any(unicodedata.category(char) in ("Cc", "Cs") for char in text)


def _answer_for(
    ksn: str, known: Mapping[str, KnownShipper | None], match: NameMatch | None
) -> StatusAnswer | UnknownAnswer:
    """Return the answer for one number of a batch. `known` holds every well-formed number of the batch."""
    if shipper := known.get(ksn):
        return shipper.answer().with_name(match) if match else shipper.answer()
    return UnknownAnswer(ksn=ksn) if ksn in known else UnknownAnswer(ksn=ksn, error=MALFORMED)
