"""The SQL of bearer tokens. Every part is a constant; values are parameters."""

# A bearer token with the partner's system that it was given to, while both are good.
BEARER = """
oauth2_provider_accesstoken AS token JOIN partners_partner AS partner ON partner.client_id = token.application_id
    AND token.token_checksum = %(checksum)s AND token.expires > %(now)s AND partner.active
"""

# The access of a token: the scopes for which it was given, and those that its partner holds now.
ACCESS = f"SELECT partner.id, partner.reporter_id, partner.scopes, token.scope FROM {BEARER}"  # noqa: S608 # nosec B608 # constants
