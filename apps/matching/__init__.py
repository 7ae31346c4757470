"""The likeness of names of persons and firms, of addresses, and of firms: pure functions without tables.

`names` compares two names and gives the keys of an index. The caller decides what a likeness means: screening, the
records of one business, the files of agencies.
"""
