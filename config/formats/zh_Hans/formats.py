"""Digits in groups of three, as Unicode's locale data (CLDR) has Chinese; Django's formats leave them ungrouped."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
