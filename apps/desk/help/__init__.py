"""The staff's help: what each queue, state, act, reason and role means, drawn from the tables that the program runs by.

`words.py` adds what the tables don't say. A test holds that nothing is without its words.
"""
