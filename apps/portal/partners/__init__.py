"""The consents of a business to partners, the questions of partners, and the corrections that they were told."""
