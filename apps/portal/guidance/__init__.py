"""The pages of guidance: rights and duties in plain words, and the search over them."""
