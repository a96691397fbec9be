"""What there is to choose from when an assessment is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assessor.languages import Language, wording
from assessor.models import Assessment
from assessor.opening.forms import Earlier
from assessor.opening.operations import name_of
from assessor.questionnaires.queries import model_name
from benchmarks.classification import countries, geography_name, industry_name, sections
from criteria.faults import InvalidInput
from criteria.model import Model
from criteria.registry import load, references, version_key


@dataclass(frozen=True, slots=True)
class Answerable:
    """A version of a model that organisations can answer for themselves, and the track for it."""

    model: Model
    track: str


def answerable(folders: Sequence[Path]) -> dict[str, Answerable]:
    """By reference: published versions before drafts, the newest first; unreadable packs are left out."""
    found = [one for reference in references(folders) if (one := _answerable(reference, folders))]
    found.sort(key=lambda one: version_key(one.model.version), reverse=True)
    found.sort(key=lambda one: one.model.status != "published")
    return {one.model.reference: one for one in found}


def _answerable(reference: str, folders: Sequence[Path]) -> Answerable | None:
    try:
        model = load(reference, folders)
    except InvalidInput:
        return None
    track = next((track.id for track in model.tracks.values() if not track.certifies), None)
    return Answerable(model, track) if track else None


def earlier(rows: Sequence[Assessment], language: Language, folders: Sequence[Path]) -> dict[str, Earlier]:
    """Assessments to start from, by id."""
    return {str(row.id): _earlier(row, language, folders) for row in rows}


def _earlier(row: Assessment, language: Language, folders: Sequence[Path]) -> Earlier:
    say = wording(language)
    told = say(", ").join(
        (row.stated["name"], say.date(row.assessed_on), model_name(row.model, folders, language))
    )
    return Earlier(row.organisation_id, row.model.partition("@")[0], name_of(row), told)


def industries(language: Language) -> list[tuple[str, str]]:
    """Codes and names of the sections of ISIC Rev. 4, in its order."""
    return [(section.code, industry_name(section.code, language)) for section in sections()]


def places(language: Language) -> list[tuple[str, str]]:
    """Codes and names of countries and areas, by name."""
    named = [(country.code, geography_name(country.code, language)) for country in countries()]
    return sorted(named, key=lambda entry: entry[1])
