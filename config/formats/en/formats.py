"""A short date that nobody takes for another: readers abroad put the day first."""

SHORT_DATE_FORMAT = "M j, Y"
SHORT_DATETIME_FORMAT = "M j, Y, P"
