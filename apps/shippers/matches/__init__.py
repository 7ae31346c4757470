"""Which businesses may be one and the same: by numbers, addresses and people that they share, and by like names.

`normal` brings what people type into the one form in which it is compared, `scoring` says how much an agreement tells;
both are pure. `finding` asks the database. A business's keys are kept by `services.keys` whenever its profile is
written.
"""

from apps.shippers.matches.candidates import Match, agreements_of, matches_of, matches_scored, with_addresses
from apps.shippers.matches.scores import Evidence

__all__ = ["Evidence", "Match", "agreements_of", "matches_of", "matches_scored", "with_addresses"]
