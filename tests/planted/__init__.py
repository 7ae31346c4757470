"""Faults planted on purpose, each a patch, and the program that shows which test finds each of them."""
