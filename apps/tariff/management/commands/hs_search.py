import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from apps.tariff.agencies import AGENCIES, ASKED_BY
from apps.tariff.lexicon.tokens import Language
from apps.tariff.restrictions import restrictions_of
from apps.tariff.selectors import Suggestion, codes_suggest

# The languages of the site by those of the lexicon.
TAGS = {Language.ENGLISH: "en", Language.SPANISH: "es", Language.CHINESE: "zh-hans"}


class Command(BaseCommand):
    help = (
        "Suggest HS codes for goods in everyday words, in English, Spanish or Chinese: the answer that sellers get in "
        "the box beside a product."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="+", help="the words, or the first digits of a code")
        parser.add_argument("--language", choices=[str(each) for each in Language], default="en", help="of the answer")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, **options: Any) -> None:
        words, language = " ".join(options["words"]), Language(options["language"])
        with translation.override(TAGS[language]):
            found = codes_suggest(words, language).suggestions
            if options["json"]:
                results = [_as_json(suggestion) for suggestion in found]
                answer = {"query": words, "language": str(language), "results": results}
                self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
                return
            for suggestion in found:
                agencies = f" ({', '.join(suggestion.agencies)})" if suggestion.agencies else ""
                self.stdout.write(f"{suggestion.dotted}  {suggestion.name}{agencies}")
                for restriction in restrictions_of(suggestion.code):
                    self.stdout.write(f"         {restriction.sentence} ({restriction.law.citation})")
                for reason in suggestion.why:
                    self.stdout.write(f"         {reason.sentence}")
            if not found:
                self.stdout.write("Nothing was found.")


def _as_json(suggestion: Suggestion) -> dict[str, Any]:
    agencies = [
        {"agency": code, "name": str(AGENCIES[code]), "asks": str(ASKED_BY[code])} for code in suggestion.agencies
    ]
    return asdict(suggestion) | {"agencies": agencies}
