"""What a certificate says, each text in one language or in two."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from assessor.languages import Wording, message
from assessor.reports.document import CertificateView, LevelView, ReportDocument


@dataclass(frozen=True, slots=True)
class Voice:
    """The document in one language, and the words of that language."""

    document: ReportDocument
    say: Wording

    @property
    def made(self) -> CertificateView:
        """The decision."""
        assert self.document.certificate is not None
        return self.document.certificate

    @property
    def level(self) -> LevelView:
        """The level that was reached."""
        assert self.document.level is not None
        return self.document.level


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and the same in the second language; that is empty where there is none, or no difference."""

    first: str
    second: str = ""

    @property
    def whole(self) -> str:
        """Both, as they stand beside each other."""
        return f"{self.first}  {self.second}" if self.second else self.first


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value."""

    label: Pair
    value: Pair


@dataclass(frozen=True, slots=True)
class CertificateTexts:
    """Everything that a certificate says but for the code and its address."""

    issuer_line: Pair
    heading: Pair
    number: Pair
    certifies: Pair
    holder: str
    statement: Pair
    level: Row
    total: Row
    points: Pair
    facts: tuple[Row, ...]
    dates: tuple[Row, ...]
    status: Pair
    decided: Row
    check: Pair
    fingerprint: Pair
    mark: Pair
    note: Pair
    cut: Pair
    more_sites: tuple[str, str]
    sites: tuple[str, ...]


def texts_of(first: Voice, second: Voice | None) -> CertificateTexts:
    """The texts of a certificate, before anything is fitted to its page: nothing is cut here."""

    def both(tell: Callable[[Voice], str]) -> Pair:
        one, other = tell(first), tell(second) if second else ""
        return Pair(one, other if other != one else "")

    def row(label: str, tell: Callable[[Voice], str]) -> Row:
        return Row(both(lambda voice: voice.say(label)), both(tell))

    return CertificateTexts(
        issuer_line=both(lambda voice: voice.document.basis.model_title),
        heading=both(lambda voice: voice.say("Certificate")),
        number=both(lambda voice: voice.say("No. %(number)s", number=voice.made.number)),
        certifies=both(lambda voice: voice.say("This is to certify that")),
        holder=" ".join(first.document.subject.name.split()),
        statement=both(lambda voice: voice.made.statement),
        level=row(message("Level"), lambda voice: voice.level.title),
        total=row(message("Total"), lambda voice: voice.document.total.shown if voice.document.total else ""),
        points=both(
            lambda voice: voice.say("of %(points)s points", points=voice.document.basis.points.shown)
        ),
        facts=_facts(row, first),
        dates=(
            row(message("Decided on"), lambda voice: voice.made.decided_on_shown),
            row(message("Effective from"), lambda voice: voice.made.effective_on_shown),
            row(message("Expires on"), lambda voice: voice.made.expires_on_shown),
        ),
        status=both(_status),
        decided=row(message("for the certification decision"), lambda voice: voice.made.decided_by),
        check=both(lambda voice: voice.say("Check this certificate at")),
        fingerprint=both(lambda voice: voice.say("Fingerprint")),
        mark=both(_mark),
        note=both(_note),
        cut=both(lambda voice: voice.say("(in full in the report)")),
        more_sites=(first.say(", "), first.say("%(count)s further sites, listed in the report")),
        sites=tuple(" ".join(site.name.split()) for site in first.document.subject.sites),
    )


def _facts(row: Callable[[str, Callable[[Voice], str]], Row], first: Voice) -> tuple[Row, ...]:
    facts = [row(message("Scope"), _scope)]
    if first.document.subject.sites:
        sites = row(message("Sites"), _sites)  # their names are the same in every language
        facts.append(replace(sites, value=Pair(sites.value.first)))
    model = row(message("Model and version"), lambda voice: voice.document.basis.model_title)
    version = f"{model.value.first}{first.say(', ')}{first.document.basis.model}"
    facts += [
        replace(model, value=Pair(version, model.value.second)),
        row(message("Track"), lambda voice: voice.document.basis.track_title),
        row(message("Benchmark edition"), _edition),
    ]
    return tuple(facts)


def _scope(voice: Voice) -> str:
    return " ".join(voice.document.subject.scope.split()) or voice.say("not stated")


def _sites(voice: Voice) -> str:
    return voice.say(", ").join(" ".join(site.name.split()) for site in voice.document.subject.sites)


def _edition(voice: Voice) -> str:
    standing = voice.document.standing
    return standing.edition if standing else voice.say("none: not compared with peers")


def _status(voice: Voice) -> str:
    return voice.say(
        "Valid from %(first)s until %(last)s, subject to annual surveillance. "
        "The current status is kept at the address below.",
        first=voice.made.effective_on_shown,
        last=voice.made.expires_on_shown,
    )


def _mark(voice: Voice) -> str:
    if voice.document.draft:
        return voice.say("DRAFT")
    return voice.say("DEMONSTRATION") if voice.document.synthetic or _tried(voice) else ""


def _note(voice: Voice) -> str:
    if voice.document.synthetic:
        return voice.say(
            "Demonstration: the peers of the benchmark edition are synthetic, "
            "and this certificate certifies nobody."
        )
    if _tried(voice):
        return voice.say("Demonstration: signed by a demonstration authority, which certifies nobody.")
    return voice.say("Draft: this page certifies nobody.") if voice.document.draft else ""


def _tried(voice: Voice) -> bool:
    """Whether a demonstration authority signs."""
    return voice.document.seal is not None and voice.document.seal.demonstration
