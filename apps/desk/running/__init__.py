"""How the program runs: what is measured of it, what is wrong by these measures, and what to do."""
