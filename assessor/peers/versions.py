"""The same answers by another version of their model, where they answer all that it asks."""

from dataclasses import replace

from assessor.answers.sheet import AnswerSheet
from assessor.peers.refusals import NotContributed
from criteria.answers import Answer
from criteria.model import Model, Practice, Rating

NAMED = 5
"""How many practices a refusal names."""


def by_version(sheet: AnswerSheet, model: Model) -> AnswerSheet:
    """The sheet with another version of its model.

    Raises NotContributed where a practice has no answer, or none that the version's rating can read.
    """
    if model.id != sheet.model.id:
        raise NotContributed(f"an assessment by {sheet.model.reference}", f"one by a version of {model.id}")
    if sheet.track not in model.tracks or (sheet.profile or model.default_profile) not in model.profiles:
        raise NotContributed(f"track {sheet.track}, profile {sheet.profile}", f"those of {model.reference}")
    unread = [practice.id for practice in model.practices if not _answers(sheet, model, practice)]
    if unread:
        more = f" and {len(unread) - NAMED} more" if len(unread) > NAMED else ""
        raise NotContributed(
            f"no answer that {model.reference} can score for {', '.join(unread[:NAMED])}{more}",
            f"answers to all {len(model.practices)} practices",
        )
    answers = {practice.id: sheet.answers[practice.id] for practice in model.practices}
    return replace(sheet, model=model, answers=answers)


def _answers(sheet: AnswerSheet, model: Model, practice: Practice) -> bool:
    """Whether the sheet has an answer in values that the version can read."""
    answer, own = sheet.answers.get(practice.id), sheet.model.by_id.get(practice.id)
    if not isinstance(own, Practice) or answer is None:
        return False
    if not isinstance(answer, Answer):
        return True
    return _values(model.rating_of(practice, sheet.track)) == _values(sheet.model.rating_of(own, sheet.track))


def _values(rating: Rating) -> list[tuple[object, ...]]:
    """What can be answered, component by component; how much it counts may differ."""
    return [
        (c.id, [option.value for option in c.options], c.range and (c.range.low, c.range.high), c.step)
        for c in rating.components
    ]
