"""The tables of businesses and their teams, by subject."""

from apps.shippers.models.businesses import (
    Address,
    BankAccount,
    Correction,
    Identifier,
    MatchKey,
    Owner,
    ProductLine,
    Shipper,
    ShippingParty,
    Storefront,
)
from apps.shippers.models.clusters import Cluster, ClusterMember, ControlTie
from apps.shippers.models.consents import Consent
from apps.shippers.models.dismissals import MatchDismissal
from apps.shippers.models.external_checks import ExternalCheck, ExternalCheckFile, ExternalCheckWithdrawal
from apps.shippers.models.teams import Invitation, InvitationMail, Membership, Role, SignInDevice
from apps.shippers.models.waits import WaitingChange, WaitingState
