"""The tables of partner systems."""

from apps.partners.corrections.models import PartnerCorrection
from apps.partners.credentials.models import ClientKey, ClientSecret, UsedAssertion
from apps.partners.feed.models import FeedEntry
from apps.partners.grants.models import ScopeGrant
from apps.partners.imports.models import Import
from apps.partners.kept_answers.models import KeptAnswer
from apps.partners.names.models import AskedNames
from apps.partners.questions.models import FurtherLook, Look
from apps.partners.reports.models import ReportingRights
from apps.partners.rosters.models import RosterEntry
from apps.partners.scorecards.models import PartnerTier, Scorecard, TierChange
from apps.partners.signatures.models import SigningKey
from apps.partners.snapshots.models import Snapshot
from apps.partners.systems.models import Partner
from apps.partners.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookSecret
