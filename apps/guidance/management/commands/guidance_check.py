"""Check the files of guidance."""

import sys

from django.core.management.base import BaseCommand

from apps.guidance.checks import check_keys
from apps.guidance.faults import faults_of_checks, faults_of_texts
from apps.guidance.library import languages, slugs


class Command(BaseCommand):
    help = "Say what is wrong with the pages of guidance: sources, translations, reading grade; end with 1 if anything."
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        faults = faults_of_texts() + faults_of_checks()
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            sys.exit(1)
        self.stdout.write(
            f"{len(slugs())} pages and {len(check_keys())} checks in {len(languages())} languages: nothing found."
        )
