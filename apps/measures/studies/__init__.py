"""Studies: answers that take more than a sum, released with the figures of a fiscal year."""
