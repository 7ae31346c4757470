"""What goods cost at the border: duty, added duties and fees, by line, origin, mode, value and day.

The calculation is pure: `calculation.costs_of` takes a question and the line of the tariff. Each rule is a file in
`rules`, the added duties are the dated table in `measures.py`, and each number names its law (ADR 0114).
"""
