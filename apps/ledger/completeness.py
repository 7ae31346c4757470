"""The data of a parcel that are asked for, as a condition in SQL over the columns of a shipment."""

COMPLETE = (
    "description <> '' AND hs ~ '^[0-9]{6,}$' AND origin ~ '^[A-Z]{2}$' AND origin <> 'ZZ' AND value > 0 "
    "AND currency <> '' AND weight_kg > 0 AND quantity > 0 AND mode <> ''"
)
