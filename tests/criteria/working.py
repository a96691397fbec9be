"""What the hand-worked tests of the foreign packs share."""

from fractions import Fraction as F
from pathlib import Path

from criteria.answers import Answer, NotApplicable
from criteria.levels import blockers
from criteria.scoring import Score

PACKS = Path(__file__).parents[1] / "data" / "packs"
NOT_HERE = NotApplicable("does not exist here", "lead assessor")


def answer(*values):
    """Exact numbers: one value, the values of a routine or of two layers, or a row of scores."""
    return tuple(F(str(value)) for value in values)


def changed(answers, names, **changes):
    """The answers with some of them replaced; keys write dots as double underscores and dashes as one."""
    result = dict(answers)
    for key, value in changes.items():
        practice = key.replace("__", ".").replace("_", "-")
        assert practice in result
        if value is None:
            del result[practice]
        elif isinstance(value, NotApplicable):
            result[practice] = value
        else:
            own = names if len(value) == len(names) else ("answer",)
            result[practice] = Answer(dict(zip(own, value, strict=True)))
    return result


def blocking(result: Score) -> dict[str, F]:
    return {short.node: short.distance for short in blockers(result.model, result.standings)}
