"""The import refusals of the FDA, as its data dashboard gives them in CSV, with the table of charge codes."""

from collections.abc import Iterable, Mapping

from apps.agencies.charges import Charge, charges_named, gravest_of
from apps.agencies.files.lines import FiledLine, columns_check, country_read, day_read

_ADDRESS = ("LINE1_ADRS", "LINE2_ADRS", "CITY_NAME", "PROVINCE_STATE")
# The columns that together name a refusal: the entry, and the line of the entry.
_NUMBER = ("ENTRY_NUM", "RFRNC_DOC_ID", "LINE_NUM", "LINE_SFX_ID")
CHARGE_COLUMNS = ("ASC_ID", "CHRG_STMNT_TEXT", "SCTN_NAME")


class FdaRefusals:
    """Import refusals of the FDA. The firm is the maker of the goods, by its FEI number; it need not be the seller."""

    columns: tuple[str, ...] = (
        *("MFG_FIRM_FEI_NUM", "LGL_NAME", *_ADDRESS, "ISO_CNTRY_CODE", "REFUSAL_DATE", *_NUMBER),
        *("REFUSAL_CHARGES", "PRDCT_CODE_DESC_TEXT"),
    )

    def line(self, row: Mapping[str, str], charges: Mapping[str, Charge]) -> FiledLine:
        """Return the finding of a row; raise Invalid for one without a firm, a day or a number."""
        columns_check(row, "MFG_FIRM_FEI_NUM", "LGL_NAME", "ENTRY_NUM", "REFUSAL_DATE")
        named = charges_named(row["REFUSAL_CHARGES"], charges)
        return FiledLine(
            number="/".join(row[column] for column in _NUMBER if row[column]),
            firm=row["MFG_FIRM_FEI_NUM"],
            name=row["LGL_NAME"],
            address=", ".join(row[column] for column in _ADDRESS if row[column]),
            country=country_read(row["ISO_CNTRY_CODE"]),
            day=day_read(row["REFUSAL_DATE"]),
            product=row["PRDCT_CODE_DESC_TEXT"],
            category=gravest_of(named),
            charges=named,
        )


def charges_of(rows: Iterable[Mapping[str, str]]) -> dict[str, Charge]:
    """Return the charges of the table of charge codes, by code."""
    return {row["ASC_ID"]: Charge(row["ASC_ID"], row["SCTN_NAME"], row["CHRG_STMNT_TEXT"]) for row in rows}
