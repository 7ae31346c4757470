"""Service of the notice of a violation on the business, and the time in which the business may answer."""
