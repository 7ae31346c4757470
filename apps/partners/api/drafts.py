"""Drafts of the policy that are open for comment: anybody reads them, and partners comment."""

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.errors import NotFound
from apps.partners.api.public import PublicView
from apps.partners.authentication import access_by
from apps.partners.endpoints import Endpoint
from apps.partners.input_types import CommentInput
from apps.partners.inputs import content_read
from apps.partners.keyed import keyed
from apps.partners.policy_answers import CommentReceivedAnswer, DraftAnswer, DraftsAnswer
from apps.partners.problems import Problem
from apps.partners.schema import errors
from apps.partners.scopes import POLICY_COMMENT
from apps.partners.systems.services import partner_comment
from apps.policy.models import Policy
from apps.policy.selectors import draft_open_of, draft_public, drafts_open


def _draft_answer(policy: Policy) -> DraftAnswer:
    return msgspec.convert(draft_public(policy), DraftAnswer)


def _draft(version: int) -> Policy:
    """Return an open draft; raise the problem of an unknown policy for any other."""
    try:
        return draft_open_of(version)
    except NotFound as error:
        detail = f"{error.message} /api/v1/policies/drafts lists those that are."
        raise Problem(404, "unknown-policy", detail) from error


class Drafts(PublicView):
    @extend_schema(
        operation_id="policy_drafts",
        summary="The drafts of the policy that are open for comment",
        responses={200: DraftsAnswer},
    )
    def get(self, request: Request) -> Response:
        return Response(DraftsAnswer(results=[_draft_answer(policy) for policy in drafts_open()]))


class Draft(PublicView):
    @extend_schema(
        operation_id="policy_draft",
        summary="A draft that is open for comment: what changes, why, and who would move",
        responses={200: DraftAnswer} | errors(404),
    )
    def get(self, request: Request, version: int) -> Response:
        return Response(_draft_answer(_draft(version)))


class DraftComments(Endpoint):
    required_scope = POLICY_COMMENT

    @keyed
    @extend_schema(
        operation_id="policy_comment",
        summary="Comment on a draft",
        description="Until the end of `comments_until`. The program answers each comment before it publishes.",
        request=CommentInput,
        responses={201: CommentReceivedAnswer} | errors(404),
    )
    def post(self, request: Request, version: int) -> Response:
        asked = content_read(CommentInput, request.data)
        comment = partner_comment(
            partner_id=access_by(request).partner_id,
            version=_draft(version).version,
            text=asked.text,
            language=asked.language,
        )
        return Response(CommentReceivedAnswer(comment=comment.pk, version=version), status=201)
