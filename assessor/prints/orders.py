"""What is printed ahead: written in the same transaction as the decision that makes it wanted."""

from collections.abc import Iterator

from assessor.languages import Language
from assessor.models import Assessment, PrintOrder

CHINESE: dict[str, Language] = {
    "CN": "zh-Hans",
    "SG": "zh-Hans",
    "HK": "zh-Hant",
    "MO": "zh-Hant",
    "TW": "zh-Hant",
}


def orders_of(assessment: Assessment) -> Iterator[PrintOrder]:
    """An order for each document that somebody is likely to ask for; none for a draft."""
    if assessment.status != "submitted":
        return
    for language in languages_of(assessment.stated["country"]):
        yield _order(assessment, "report", language)
        if assessment.decision and assessment.decision.certify:
            yield _order(assessment, "certificate", language)


def languages_of(country: str) -> tuple[Language, ...]:
    """The languages in which an organisation of a country is likely to read.

    >>> languages_of("CN-GD"), languages_of("HK"), languages_of("DE")
    (('en', 'zh-Hans'), ('en', 'zh-Hant'), ('en',))
    """
    own = CHINESE.get(country[:2])
    return ("en", own) if own else ("en",)


def _order(assessment: Assessment, kind: str, language: Language) -> PrintOrder:
    return PrintOrder(
        tenant_id=assessment.tenant_id,
        assessment_id=assessment.id,
        kind=kind,
        variant="full",
        language=language,
    )
