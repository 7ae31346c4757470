"""Businesses in the same hands, found by the values that they share: ties, their weights, and clusters of businesses.

`matches` asks whether two records are one business; this folder asks whether two businesses are related. Both compare
the same keys (`MatchKey`). `weights` is pure. `ties` builds the statement that weighs the ties of a pair, `clusters`
reads the cluster of one business as it is now, and `resolution` finds the clusters of all.
"""
