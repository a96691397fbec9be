"""The workbook that somebody takes away to answer in: their questions, the answers so far, and guidance."""

from collections.abc import Mapping

from assessor.answers.booklet import Booklet
from assessor.answers.descriptors import write_descriptors, write_evidence
from assessor.answers.guidance import write_guidance
from assessor.answers.layout import DESCRIPTORS, EVIDENCE, START
from assessor.answers.questionnaire import Given, write_copy
from assessor.answers.start import steps_of_answering, write_start
from assessor.answers.workbook import CREATED, made, write_meta
from criteria.model import Model
from criteria.text import Language


def copy_of(
    model: Model,
    track: str,
    language: Language,
    given: Given,
    *,
    title: str,
    whose: str,
    facts: Mapping[str, str],
) -> bytes:
    """The workbook of a model's practices with what was `given`.

    Open are the cells to answer in; ids, versions and formulas are locked. `title` says of which assessment
    it is and `whose` answers it holds; `facts` go to the hidden sheet, so that it is known again.
    """
    with made() as (book, buffer):
        book.set_properties({"title": title, "created": CREATED})
        booklet = Booklet(book, model, track, language, None)
        start = booklet.sheet(START, booklet.say("sheet.start"), (5, 100, 20))
        progress = write_copy(booklet, given)
        write_guidance(booklet, whole=False)
        for kind, write in ((DESCRIPTORS, write_descriptors), (EVIDENCE, write_evidence)):
            if booklet.has(kind):
                write(booklet)
        steps = [*steps_of_answering(booklet), "start.copy.change", "start.copy.return"]
        note = booklet.say("start.copy", title=title, whose=whose)
        write_start(booklet, start, progress, steps, note=note)
        booklet.fit()
        write_meta(booklet, facts)
    return buffer.getvalue()
