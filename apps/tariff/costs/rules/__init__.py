"""The rules of a calculation: each is one file and a pure function."""
