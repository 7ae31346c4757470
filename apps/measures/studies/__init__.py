"""Studies of the program: answers that take more than a sum, computed and published with the figures of an edition.

`studies_release` computes the studies of a fiscal year; the other functions read what an edition published. A study is
defined in one place for the page, the files and the computation. `docs/studies.md` says how well they do.
"""

from apps.measures.studies.definitions import PublishedFigure, Study
from apps.measures.studies.deterrence import MONTHS, PublishedGroup, groups_published
from apps.measures.studies.deterrence import STUDY as DETERRENCE
from apps.measures.studies.effects import MIN_WRONG
from apps.measures.studies.exams import change_published
from apps.measures.studies.guidance import STUDY as GUIDANCE
from apps.measures.studies.guidance import answers_published
from apps.measures.studies.membership import STUDY as MEMBERSHIP
from apps.measures.studies.promises import STUDY as PROMISES
from apps.measures.studies.promises import exams_published, times_published
from apps.measures.studies.releases import STUDIED, studies_release
