"""Cases of common control: numbers in the same hands are judged together, after each business was heard (ADR 0137).

An officer proposes a case on the ties that the program found. Each business receives a notice with its own values and
answers for itself. A second officer binds two or more of them, or none. A bound business may at any time ask to be
judged alone, and somebody who took no part decides. Being bound takes nothing at once: a lower tier that the sum of the
records calls for is proposed with notice, response and appeal, as any other.
"""
