"""How far the result hangs on weights and on single criteria, as a view and as a chart."""

from assessor.charts import Chart, Reading, Spot, swarm
from assessor.languages import Wording
from assessor.printing.fonts import shortened
from assessor.reports.document import Figure, ReportDocument, RobustnessView, VariantView
from assessor.reports.improvement import LABEL_EMS, level_bars, level_held
from assessor.reports.keeping import kept_robustness
from assessor.reports.outline import Outliner
from criteria.robustness import Robustness, Variant


def robustness_view(lines: Outliner) -> RobustnessView | None:
    """How total and level change under other judgements; None without a total or anything to vary."""
    found = kept_robustness(lines.result)
    if found is None or not (found.profiles or found.dropped):
        return None
    return RobustnessView(
        profiles_statement=_of_profiles(lines.say, found),
        criteria_statement=_of_criteria(lines, found),
        dropped=tuple(_variant(lines, found, variant) for variant in found.dropped),
    )


def _variant(lines: Outliner, found: Robustness, variant: Variant) -> VariantView:
    number, level_title = level_held(lines, variant.level)
    held = found.level.number if found.level else None
    change = lines.show.points(variant.total - found.total)
    return VariantView(
        id=variant.id,
        title=lines.title(variant.id),
        total=lines.show.total(variant.total),
        change=Figure(change.value, _signed(change.shown)),
        level=number,
        level_title=level_title,
        changes_level=number != held,
    )


def _signed(shown: str) -> str:
    """A difference as it is printed: with its sign, zero without one.

    >>> _signed("11.4"), _signed("-3.0"), _signed("0.0"), _signed("-0.0")
    ('+11.4', '−3.0', '0.0', '0.0')
    """
    digits = shown.lstrip("-")
    if not digits.strip("0."):
        return digits
    return f"−{digits}" if shown.startswith("-") else f"+{digits}"


def _of_profiles(say: Wording, found: Robustness) -> str:
    if not found.profiles:
        return ""
    others = len(found.profiles)
    if not found.deciding_profiles:
        return say("The level stays the same under every other weight profile of the model.")
    return say(
        "Under %(count)s of the %(others)s other weight profiles the level is another.",
        count=len(found.deciding_profiles),
        others=others,
    )


def _of_criteria(lines: Outliner, found: Robustness) -> str:
    say = lines.say
    if not found.dropped:
        return ""
    totals = [variant.total for variant in found.dropped]
    if not found.deciding_criteria:
        sentence = say("No single criterion decides the level: it stays the same whichever is left out.")
    else:
        sentence = say(
            "The level hangs on %(count)s of %(all)s criteria: without any one of them it is another.",
            count=len(found.deciding_criteria),
            all=len(found.dropped),
        )
    between = say(
        " The total lies between %(low)s and %(high)s.",
        low=lines.show.total(min(totals)).shown,
        high=lines.show.total(max(totals)).shown,
    )
    where = say(
        " The points of a criterion that is left out go to the others of its dimension, "
        "and no gate looks at it."
    )
    return sentence + between + where


def dropped_chart(document: ReportDocument, say: Wording) -> Chart | None:
    """The totals without each single criterion; None where none can be left out."""
    found = document.robustness
    if found is None or not found.dropped or document.total is None:
        return None
    return swarm(
        "dropped",
        say("The total without each single criterion"),
        [_spot(variant) for variant in found.dropped],
        Reading(document.total.value, document.total.shown),
        level_bars(document.levels, say),
        headers=(
            say("Left out"),
            say("Total"),
            say("Level"),
            say("One criterion left out"),
            say("One criterion left out, and another level"),
            say("The total with all criteria"),
        ),
        top=document.basis.points.value,
        language=say.language,
    )


def _spot(variant: VariantView) -> Spot:
    level = "–" if variant.level is None else f"{variant.level} {variant.level_title}"
    title = shortened(variant.title, LABEL_EMS)
    return Spot(title, variant.total.value, variant.total.shown, level, variant.changes_level)
