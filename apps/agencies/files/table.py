"""The general file of findings: a CSV with the columns that `docs/operators.md` lists, for every agency."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from apps.agencies.charges import Charge
from apps.agencies.competence import CATEGORIES
from apps.agencies.files.lines import FiledLine, columns_check, country_read, day_read
from apps.core.errors import InvalidInput
from apps.ledger.vocabulary import Category

MAX_NUMBER = 80


class FindingsTable:
    """Findings in the columns of the program. A firm without a number is known by its name and country."""

    columns: tuple[str, ...] = (
        "number",
        "firm",
        "name",
        "address",
        "country",
        "day",
        "product",
        "category",
        "law",
        "text",
    )

    def line(self, row: Mapping[str, str], charges: Mapping[str, Charge]) -> FiledLine:
        """Return the finding of a row; raise Invalid for one that lacks something or has an unknown category."""
        columns_check(row, "number", "name", "day", "category")
        if len(row["number"]) > MAX_NUMBER:
            raise InvalidInput(_("A number has up to %(most)d characters.") % {"most": MAX_NUMBER})
        if row["category"] not in CATEGORIES:
            raise InvalidInput(
                _("“%(category)s” is not a category of agencies. Choose from: %(known)s.")
                % {"category": row["category"], "known": ", ".join(CATEGORIES)}
            )
        return FiledLine(
            number=row["number"],
            firm=row["firm"][:MAX_NUMBER] or f"{row['name'].casefold()} {row['country'].casefold()}".strip(),
            name=row["name"],
            address=row["address"],
            country=country_read(row["country"]),
            day=day_read(row["day"]),
            product=row["product"],
            category=Category(row["category"]),
            charges=[Charge("", row["law"], row["text"])] if row["law"] or row["text"] else [],
        )
