"""The roster of a partner: whom it deals with. Nobody else is in its feed, its snapshots and its webhooks."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from msgspec import UNSET
from rest_framework.request import Request
from rest_framework.response import Response

from apps.partners.answers import StatusAnswer
from apps.partners.authentication import access_by
from apps.partners.endpoints import Endpoint
from apps.partners.input_types import RosterInput, RosterLineInput
from apps.partners.inputs import Input
from apps.partners.problems import Problem
from apps.partners.questions.services import shippers_ask
from apps.partners.roster_answers import (
    RemovalLineAnswer,
    RemovalsAnswer,
    RosterAnswer,
    RosterEntryAnswer,
    RosterLineAnswer,
    RosterPageAnswer,
)
from apps.partners.rosters.lines import (
    MAX_ROSTER_BYTES,
    Errors,
    RosterCsvParser,
    RosterJsonParser,
    RosterLine,
    lines_read,
)
from apps.partners.rosters.selectors import roster_page
from apps.partners.rosters.services import ListedLines, roster_add, roster_remove, roster_replace
from apps.partners.scopes import STATUS_READ

MAX_LINES = 10_000
MAX_ROSTER = 50_000
UNKNOWN_NUMBER = "No member holds this number. Check it with the seller."
UNKNOWN_SELLER = (
    "No member has proved this ID of yours to be its own. List the Known Shipper Number, or ask the seller to prove "
    "the ID on its pages here."
)
NOT_WHOLE = (
    "A line can't be read, so the roster stays as it was. Correct the lines that errors names, and send all again."
)
FORMS: dict[str, Any] = {"application/json": list[RosterLineInput]}
ABOUT_LINES = (
    'A line is a number in quotes, `{"ksn": number}`, or `{"seller": your own ID}` of a business that has proved the '
    "ID to be its own. As `text/csv`, the first line names the columns, `ksn` and `seller`. Each line counts as a "
    "question."
)


class RosterEndpoint(Endpoint):
    """An address that takes lines of a roster. Each line counts as a question."""

    required_scope = STATUS_READ
    parser_classes = (RosterJsonParser, RosterCsvParser)
    max_bytes = MAX_ROSTER_BYTES

    def lines(self, request: Request) -> tuple[list[RosterLine], dict[int, Errors]]:
        """Return the lines of a request that can be read, and the errors of the others by place; count them all."""
        items = request.data
        least, most = self.items[request.method or ""]
        if not (isinstance(items, list) and least <= len(items) <= most):
            raise Problem(422, "invalid", f"Send a JSON array, or text/csv, of {least} to {most:,} lines.")
        # The call itself was counted as the first of them.
        self.questions_count(access_by(request), max(0, len(items) - 1))
        return lines_read(items)


class Rosters(RosterEndpoint):
    items = {"POST": (1, MAX_LINES), "PUT": (0, MAX_ROSTER)}
    asked: RosterInput

    def query_of(self, method: str) -> type[Input]:
        # Only reading goes page by page.
        return RosterInput if method in ("GET", "HEAD") else Input

    @extend_schema(
        operation_id="roster",
        summary="Whom you deal with, in the order in which you listed them",
        description=(
            "With what each number stands for now. Ask again with `next` until a page is empty. Each entry counts as a "
            "question."
        ),
        responses={200: RosterPageAnswer},
    )
    def get(self, request: Request) -> Response:
        access = access_by(request)
        entries = roster_page(access.partner_id, after=self.asked.after, limit=self.asked.limit)
        self.questions_count(access, max(0, len(entries) - 1))
        standings = _standings(access.partner_id, [entry.shipper.ksn or "" for entry in entries])
        results = [
            RosterEntryAnswer(ksn=ksn, seller=entry.seller or UNSET, since=entry.since, standing=standings[ksn])
            for entry in entries
            if (ksn := entry.shipper.ksn) and ksn in standings
        ]
        return Response(RosterPageAnswer(results=results, next=entries[-1].pk if entries else self.asked.after))

    @extend_schema(
        operation_id="roster_add",
        summary=f"Put up to {MAX_LINES:,} lines on your roster",
        description=(
            f"{ABOUT_LINES} The answer says what became of each line, and what its number stands for now. Lines "
            "that are there already stay. The same request again changes nothing."
        ),
        request=FORMS,
        responses={200: RosterAnswer},
    )
    def post(self, request: Request) -> Response:
        lines, malformed = self.lines(request)
        return self._change(request, lines, malformed, roster_add)

    @extend_schema(
        operation_id="roster_replace",
        summary="Replace your whole roster",
        description=(
            f"{ABOUT_LINES} Up to {MAX_ROSTER:,} lines; a longer roster is kept by adding and removing. A shipper that "
            "no line names is taken off the roster. Where a line is malformed, nothing is changed."
        ),
        request=FORMS,
        responses={200: RosterAnswer},
    )
    def put(self, request: Request) -> Response:
        lines, malformed = self.lines(request)
        if malformed:
            raise Problem(422, "invalid", NOT_WHOLE, errors=_by_place(malformed))
        return self._change(request, lines, malformed, roster_replace)

    def _change(
        self,
        request: Request,
        lines: Sequence[RosterLine],
        malformed: Mapping[int, Errors],
        change: Callable[..., ListedLines],
    ) -> Response:
        partner_id = access_by(request).partner_id
        listed = change(partner_id=partner_id, lines=lines)
        # Read when the roster has been committed: whatever changes after this is in the partner's feed.
        standings = _standings(partner_id, sorted(set(listed.ksns.values())))
        results = [_line_answer(line, listed, standings) for line in lines]
        results += [
            RosterLineAnswer(index=place, outcome="malformed", errors=found) for place, found in malformed.items()
        ]
        results.sort(key=lambda result: result.index)
        return Response(
            RosterAnswer(
                results=results,
                added=len(listed.added),
                present=len(listed.ksns) - len(listed.added),
                unknown=len(lines) - len(listed.ksns),
                malformed=len(malformed),
                removed=listed.removed,
            )
        )


class RosterRemovals(RosterEndpoint):
    items = {"POST": (1, MAX_LINES)}

    @extend_schema(
        operation_id="roster_remove",
        summary=f"Take up to {MAX_LINES:,} lines off your roster",
        description=(
            f"{ABOUT_LINES} A number takes off every entry of its shipper, an ID the entry of that ID alone. The same "
            "request again changes nothing."
        ),
        request=FORMS,
        responses={200: RemovalsAnswer},
    )
    def post(self, request: Request) -> Response:
        lines, malformed = self.lines(request)
        taken = roster_remove(partner_id=access_by(request).partner_id, lines=lines)
        results = [
            RemovalLineAnswer(
                index=line.place,
                outcome="removed" if line.place in taken.ksns else "absent",
                ksn=taken.ksns.get(line.place, line.ksn) or UNSET,
                seller=line.seller or UNSET,
            )
            for line in lines
        ]
        results += [
            RemovalLineAnswer(index=place, outcome="malformed", errors=found) for place, found in malformed.items()
        ]
        results.sort(key=lambda result: result.index)
        return Response(RemovalsAnswer(results=results, removed=taken.removed))


def _standings(partner_id: int, ksns: Sequence[str]) -> dict[str, StatusAnswer]:
    """Return what each number stands for now, and note that the partner was told."""
    asked = shippers_ask(partner_id=partner_id, ksns=ksns) if ksns else []
    return {known.ksn: known.answer() for known in asked if known}


def _line_answer(line: RosterLine, listed: ListedLines, standings: Mapping[str, StatusAnswer]) -> RosterLineAnswer:
    seller = line.seller or UNSET
    ksn = listed.ksns.get(line.place)
    if ksn is None:
        unknown = {"seller": [UNKNOWN_SELLER]} if line.seller else {"ksn": [UNKNOWN_NUMBER]}
        return RosterLineAnswer(
            index=line.place, outcome="unknown", ksn=line.ksn or UNSET, seller=seller, errors=unknown
        )
    return RosterLineAnswer(
        index=line.place,
        outcome="added" if line.place in listed.added else "present",
        ksn=ksn,
        seller=seller,
        standing=standings[ksn],
    )


def _by_place(malformed: Mapping[int, Errors]) -> dict[str, list[str]]:
    return {f"{place}.{name}": found for place, errors in malformed.items() for name, found in errors.items()}
