from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class Line(models.Model):
    """A line of the loaded tariff. Only one tariff is loaded at a time: a new edition replaces all lines."""

    code = models.CharField(max_length=14, unique=True, help_text=_lazy("Its digits, without dots."))
    level = models.PositiveSmallIntegerField(help_text=_lazy("How deep it stands; 0 is the top."))
    description = models.TextField()
    path = models.TextField(
        _lazy("lines above"),
        blank=True,
        help_text=_lazy("The descriptions of the lines above it, from the top, one a line."),
    )
    # As the tariff writes them, such as “9.7¢/kg + 4.8%”; a line of ten digits has those of its eight digits.
    general = models.TextField("general rate of duty", blank=True, db_default="")
    special = models.TextField("special rates of duty", blank=True, db_default="")
    column_2 = models.TextField("column 2 rate of duty", blank=True, db_default="")
    # The words of the line and of the lines above. Loading, which alone writes lines, computes them.
    search = SearchVectorField(editable=False)

    class Meta:
        indexes = [GinIndex(fields=["search"], name="tariff_line_search")]

    def __str__(self) -> str:
        return self.code


class Edition(models.Model):
    """The edition of the loaded tariff: the day from which the publisher's file holds, and when it was loaded."""

    day = models.DateField(null=True)
    loaded_at = models.DateTimeField("loaded")

    def __str__(self) -> str:
        return f"{self.day or ''} {self.loaded_at:%Y-%m-%d}".strip()


class CodeChoice(models.Model):
    """A code of six digits that sellers chose for goods whose description has a word, as officers confirmed.

    A row stands for several sellers: a word that fewer wrote is in no row. All rows are counted anew each day.
    """

    word = models.CharField(max_length=40)
    code = models.CharField(max_length=6)
    sellers = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "code"], name="code_choice_once")]

    def __str__(self) -> str:
        return f"{self.word} {self.code}"
