"""Faults of the files of guidance: law without a source, translations that differ, hard sentences."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from apps.accounts.roles import ROLES
from apps.guidance.checks import CheckQuestion, KnowledgeCheck, checks
from apps.guidance.grades import MAX_GRADE, grade
from apps.guidance.library import ENGLISH, TEXTS, BadPage, GuidancePage, languages, page_read, slugs
from apps.guidance.markup import BLANK, NOTE, plain
from apps.guidance.work import REVIEW

# A page is read again against its sources at least once a year.
MAX_AGE = timedelta(days=366)
# A sentence that says so much speaks of law, or of a rule of the program, and names its source.
_OF_LAW = re.compile(
    r"\b(must|may not|(?:the|a|against the) law|unlawful|breach|crime|seized|refused|penalty)\b"
    r"|\d+ (?:business |more business )?(?:days|years)|\d ?%|\$\d|\{[a-z]",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r".+?(?:[.!?](?:\[\^\d+\])*(?=\s|$)|$)")
_LINK = re.compile(r"\]\(([^)]+)\)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# What a page may link to besides other pages of guidance.
ELSEWHERE = ("/eligibility/", "/guidance/costs/", "/help/", "/policy/", "/verify/")


def faults_of_texts(folder: Path = TEXTS) -> list[str]:
    """Return a sentence for each fault of the files of guidance; an empty list if there is none."""
    names = slugs(folder)
    faults: list[str] = []
    numbers: Counter[int] = Counter()
    for slug in names:
        try:
            english = page_read(slug, ENGLISH, folder)
            others = [page_read(slug, language, folder) for language in languages() if language != ENGLISH]
        except BadPage as error:
            faults.append(str(error))
            continue
        numbers[english.number] += 1
        found = [
            *_page_faults(english, names),
            *(fault for page in others for fault in _translation_faults(english, page)),
        ]
        faults += [f"{slug}: {fault}" for fault in found]
    return faults + [f"Two pages have the number {number}." for number, count in numbers.items() if count > 1]


def _page_faults(page: GuidancePage, names: list[str]) -> Iterator[str]:
    """Yield the faults of an English page."""
    cited = {int(number) for number in NOTE.findall(page.text)}
    known = set(range(1, len(page.sources) + 1))
    for number in sorted(cited - known):
        yield f"note {number} has no source."
    for number in sorted(known - cited):
        yield f"source {number} is cited nowhere."
    for source in page.sources:
        if not source.address:
            yield f"“{source.name}” has no address."
    for sentence in sentences_of_law(page.text):
        yield f"a sentence of law has no source: {sentence}"
    for target in _LINK.findall(page.text):
        if target not in ELSEWHERE and target.removeprefix("/guidance/").rstrip("/") not in names:
            yield f"the link {target} leads nowhere."
    if (found := grade(f"{page.summary}\n{BLANK.sub('9', plain(page.text))}")) > MAX_GRADE:
        yield f"reading takes grade {found:.1f}, more than {MAX_GRADE}."
    if not page.reviewed < page.review_due <= page.reviewed + MAX_AGE:
        yield "the day of the next review is not within a year of the last."
    if REVIEW.permission not in ROLES.get(page.owner, ()):
        yield f"no role “{page.owner}” may hold the work of a review."


def sentences_of_law(text: str) -> list[str]:
    """Return the sentences of an English text that speak of law and name no source.

    A line that ends with ":" and a source names it for the points of its list.
    """
    found, covered = [], False
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            covered = covered and not line.startswith("#")
            continue
        is_point = line.startswith(("- ", *(f"{number}. " for number in range(1, 10))))
        covered = covered if is_point else bool(re.search(r":\[\^\d+\]$", line.rstrip()))
        if is_point and covered:
            continue
        # The name of a page, an example in quotation marks and the name of a point say nothing of law.
        said = re.sub(r"\[[^\]^]*\]\([^)]*\)|\"[^\"]*\"|\*\*[^*]*\*\*", "", line)
        found += [each.strip() for each in _SENTENCE.findall(said) if _OF_LAW.search(each) and not NOTE.search(each)]
    return found


def _translation_faults(english: GuidancePage, page: GuidancePage) -> Iterator[str]:
    """Yield the differences of a translation from the English text."""
    if page.translates != english.version:
        yield f"{page.language} translates version {page.translates}, not {english.version}."
    if _LINK.findall(page.text) != _LINK.findall(english.text):
        yield f"{page.language} has other links."
    first, second = english.text.split("\n\n"), page.text.split("\n\n")
    if len(first) != len(second):
        yield f"{page.language} has {len(second)} paragraphs, not {len(first)}."
        return
    for original, translated in zip(first, second, strict=True):
        for name, read in (("sources", _notes), ("numbers", _numbers), ("points", _points)):
            if read(original) != read(translated):
                yield f"{page.language} has other {name} in “{translated[:40]}”."


def _notes(text: str) -> Counter[str]:
    return Counter(NOTE.findall(text))


def _numbers(text: str) -> Counter[str]:
    bare = _LINK.sub("]", NOTE.sub("", re.sub(r"^\d+\. ", "", text, flags=re.MULTILINE)))
    digits = Counter(re.sub(r"[.,](?=\d{3}\b)", "", number) for number in _NUMBER.findall(BLANK.sub("", bare)))
    return digits + Counter(BLANK.findall(bare))


def _points(text: str) -> int:
    return sum(1 for line in text.splitlines() if re.match(r"(?:-|\d+\.) ", line))


def faults_of_checks() -> list[str]:
    """Return a sentence for each fault of the checks; an empty list if there is none."""
    faults = []
    for key, english in checks(ENGLISH).items():
        if english.page not in slugs():
            faults.append(f"check {key}: there is no page {english.page}.")
        faults += [f"check {key}: question {at} has no such answer." for at in _without_answer(english)]
        said = "\n".join(each for question in english.questions for each in (question.text, question.because))
        if (found := grade(said)) > MAX_GRADE:
            faults.append(f"check {key}: reading takes grade {found:.1f}, more than {MAX_GRADE}.")
        for language in languages():
            faults += [f"check {key}: {fault}" for fault in _check_translation_faults(english, checks(language)[key])]
    return faults


def _without_answer(check: KnowledgeCheck) -> list[int]:
    return [at for at, each in enumerate(check.questions, start=1) if not 1 <= each.right <= len(each.choices)]


def _check_translation_faults(english: KnowledgeCheck, check: KnowledgeCheck) -> Iterator[str]:
    """Yield the differences of the translation of a check from the English check."""
    if check.translates != english.version:
        yield f"a translation is of version {check.translates}, not {english.version}."
    if [(each.right, len(each.choices)) for each in check.questions] != [
        (each.right, len(each.choices)) for each in english.questions
    ]:
        yield f"“{check.title}” has other questions or right answers."
        return
    for original, translated in zip(english.questions, check.questions, strict=True):
        for before, after in zip(_parts_of(original), _parts_of(translated), strict=True):
            if _numbers(before) != _numbers(after):
                yield f"other numbers in “{after[:40]}”."


def _parts_of(question: CheckQuestion) -> tuple[str, ...]:
    return question.text, question.because, *question.choices
