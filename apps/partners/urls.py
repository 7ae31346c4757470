from django.urls import include, path, re_path
from oauth2_provider import views as oauth

from apps.partners.api import (
    corrections,
    disputes,
    evaluation,
    imports,
    ledger,
    public,
    rosters,
    scorecards,
    snapshots,
    status,
    webhooks,
)
from apps.partners.clients import TokenView, rate_limited
from apps.partners.problems import problem_types, unknown_path

v1 = [
    path("shippers/<str:ksn>", status.ShipperStatus.as_view(), name="shipper"),
    path("shippers/<str:ksn>/evaluation", evaluation.ShipperEvaluation.as_view(), name="evaluation"),
    path("shippers/<str:ksn>/facts", evaluation.ShipperFacts.as_view(), name="facts"),
    path("shippers/<str:ksn>/past", evaluation.ShipperPast.as_view(), name="past"),
    path("status-checks", status.StatusChecks.as_view(), name="status-checks"),
    path("status-changes", status.StatusChanges.as_view(), name="status-changes"),
    path("rosters", rosters.Rosters.as_view(), name="rosters"),
    path("rosters/removals", rosters.RosterRemovals.as_view(), name="roster-removals"),
    path("snapshots/latest", snapshots.LatestSnapshot.as_view(), name="snapshot-latest"),
    path("corrections", corrections.Corrections.as_view(), name="corrections"),
    path(
        "corrections/<int:seq>/acknowledgement",
        corrections.CorrectionAcknowledgement.as_view(),
        name="correction-acknowledgement",
    ),
    path("shipments", ledger.Shipments.as_view(), name="shipments"),
    path("shipments/validate", ledger.ShipmentsValidate.as_view(), name="shipments-validate"),
    path("violations", ledger.Violations.as_view(), name="violations"),
    path("imports", imports.Imports.as_view(), name="imports"),
    path("imports/<int:import_id>", imports.ImportDetail.as_view(), name="import"),
    path("imports/<int:import_id>/rejections", imports.ImportRejections.as_view(), name="import-rejections"),
    path("disputes", disputes.Disputes.as_view(), name="disputes"),
    path("disputes/<int:source_check_id>/answer", disputes.DisputeReply.as_view(), name="dispute-answer"),
    path("recordings/<int:recording_id>", ledger.RecordingDetail.as_view(), name="recording"),
    path("recordings/<int:recording_id>/reversal", ledger.RecordingReversal.as_view(), name="recording-reversal"),
    path("webhook-endpoints", webhooks.WebhookEndpoints.as_view(), name="webhook-endpoints"),
    path("webhook-endpoints/<int:endpoint_id>", webhooks.WebhookEndpointDetail.as_view(), name="webhook-endpoint"),
    path("webhook-endpoints/<int:endpoint_id>/test", webhooks.WebhookTest.as_view(), name="webhook-test"),
    path(
        "webhook-endpoints/<int:endpoint_id>/secret-rotation",
        webhooks.WebhookSecretRotation.as_view(),
        name="webhook-secret-rotation",
    ),
    path(
        "webhook-endpoints/<int:endpoint_id>/deliveries",
        webhooks.WebhookDeliveries.as_view(),
        name="webhook-deliveries",
    ),
    path(
        "webhook-endpoints/<int:endpoint_id>/deliveries/<int:delivery_id>/replay",
        webhooks.WebhookReplay.as_view(),
        name="webhook-replay",
    ),
    path("scorecards", scorecards.Scorecards.as_view(), name="scorecards"),
    path("costs", public.CostsOfGoods.as_view(), name="costs"),
    path("policies/current", public.CurrentPolicy.as_view(), name="policy-current"),
    path("policies/drafts", public.Drafts.as_view(), name="policy-drafts"),
    path("policies/drafts/<int:version>", public.Draft.as_view(), name="policy-draft"),
    path("policies/drafts/<int:version>/comments", public.DraftComments.as_view(), name="policy-comments"),
    path("policies/<int:version>", public.PolicyVersion.as_view(), name="policy-version"),
    path("openapi.json", public.OpenApi.as_view(), name="openapi"),
]

# The views of django-oauth-toolkit that client credentials need; the toolkit finds its own addresses by this name.
authorization = [
    path("oauth/token", rate_limited(TokenView.as_view()), name="token"),
    path("oauth/revoke", rate_limited(oauth.RevokeTokenView.as_view()), name="revoke-token"),
    path(".well-known/oauth-authorization-server", public.server_metadata, name="oauth-server-metadata"),
]

urlpatterns = [
    path("", include((authorization, "oauth2_provider"))),
    path(".well-known/jwks.json", public.jwks, name="jwks"),
    path("api/v1/", include((v1, "api"))),
    path("api/docs", public.docs, name="api-docs"),
    path("api/guide", public.guide, name="api-guide"),
    path("api/problems/<slug:kind>", problem_types, name="problem-type"),
    re_path(r"^api/", unknown_path),
]
