"""A small demonstration: the settings of a clone, and an app that leaves fewer sellers and days to prepare."""
