"""Account managers, and the calls by which members hear of a finding before anything is proposed."""
