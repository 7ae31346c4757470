"""Reads of the tariff: suggestions of codes for everyday words, and the meanings of codes that people typed."""

from apps.tariff.selectors.lines import CodeMeaning, code_with_dots, codes_look_up, tariff_is_loaded
from apps.tariff.selectors.plain import SIX
from apps.tariff.selectors.suggestions import Suggestion, codes_suggest
