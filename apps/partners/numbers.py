"""The texts about a Known Shipper Number that has no answer."""

MALFORMED = (
    "A Known Shipper Number is KS, nine letters and digits, and a check character. "
    "This is not one: look for a letter or digit that was left out or mistyped."
)
UNKNOWN = "The number is well-formed, and no shipper of the program holds it."
