"""ReportDocument -> the HTML of the report and of the certificate, in a sandbox of plain values."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

import assessor
from assessor.languages import NAMES, Language, wording
from assessor.reports import ornament, selection
from assessor.reports.document import LevelView, ReportDocument, SiteView
from assessor.reports.fonts import printable, shortened
from assessor.reports.pictures import pictures, quantile_titles

HEADER_EMS = 40
NAME_EMS, SCOPE_EMS, SITES_EMS = 90, 180, 180
ROOMY_EMS = 60  # up to here the certificate sets scope and sites in its larger size
SEAL_EMS = 6.0
FINGERPRINT = 16


class NotCertified(ValueError):
    """No certificate was issued for this result; the message says what stands in its way."""


def report_html(document: ReportDocument, language: Language) -> str:
    """The whole report as one HTML text, with its charts and styles.

    Sections that would be empty are left out. Raises ChartError where a figure cannot be drawn.
    """
    say = wording(language)
    template = _environment(language).get_template("report.html")
    return template.render(
        **_shared(document, language),
        sections=selection.sections(document, say),
        running=_running(document, language),
        pictures=pictures(document, say),
        quantile_titles=quantile_titles(say),
        anchors=selection.anchors(document),
        overall=selection.overall(document),
        strongest=selection.strongest(document),
        weakest=selection.weakest(document),
        first_blockers=selection.first_blockers(document),
        excluded=selection.excluded(document),
        commented=selection.commented(document),
        example=selection.example(document, say),
        status_title=say("Draft") if document.basis.status == "draft" else say("Submitted"),
        model_status_title=say("Draft") if document.basis.model_status == "draft" else say("Published"),
    )


def certificate_html(document: ReportDocument, language: Language, verify_address: str) -> str:
    """The certificate as one HTML page, with a code that leads to `verify_address` and the fingerprint.

    Raises NotCertified where none was issued, and ValueError for an address that is not http or https.
    """
    certificate = document.certificate
    if certificate is None or not certificate.issued or document.level is None or document.total is None:
        obstacles = certificate.obstacles if certificate else ()
        raise NotCertified("; ".join(obstacles) or "no certificate was issued for this result")
    if urlsplit(verify_address).scheme not in ("http", "https"):
        raise ValueError(f"verification address: found {verify_address!r}, allowed: http:// or https://")
    say, mark = wording(language), fingerprint(document)
    scope = _scope(document.subject.scope, say("(in full in the report)"))
    more = say("%(count)s further sites, listed in the report")
    sites = _sites(document.subject.sites, say(", "), more)
    template = _environment(language).get_template("certificate.html")
    return template.render(
        **_shared(document, language),
        holder=shortened(document.subject.name, NAME_EMS),
        scope=scope,
        sites=sites,
        crowded=any(shortened(text, ROOMY_EMS) != text for text in (scope, sites)),
        fingerprint=mark,
        verify_address=verify_address,
        code=ornament.verification_code(
            f"{verify_address}#{mark}", say("Code with the verification address")
        ),
        border=ornament.border(210, 297, 10, 5),
        rosette=ornament.rosette(66, 12, 10),
    )


def fingerprint(document: ReportDocument) -> str:
    """Sixteen hexadecimal digits over what a certificate says, the same in every language.

    The dates are in it by the digest of the answers, which hold the decision.
    """
    certificate, basis, subject = document.certificate, document.basis, document.subject
    said = [
        *((certificate.number, certificate.decided_by) if certificate else ()),
        *(subject.name, subject.scope, *(site.name for site in subject.sites)),
        *(basis.model, basis.model_digest, basis.track, basis.profile, basis.source_digest),
        str(document.level.number) if document.level else "",
        document.total.shown if document.total else "",
        document.standing.edition_digest if document.standing else "",
    ]
    digest = hashlib.sha256("\x1f".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:FINGERPRINT]
    return "-".join(digest[start : start + 4] for start in range(0, FINGERPRINT, 4))


def _shared(document: ReportDocument, language: Language) -> dict[str, Any]:
    return {
        "document": document,
        "language": language,
        "language_name": NAMES[language],
        "seal": _seal(document, language),
        "result_said": _result_said(document, language),
        "certified": document.certificate is not None and document.certificate.issued,
        "draft": document.basis.status == "draft",
    }


def _running(document: ReportDocument, language: Language) -> dict[str, str]:
    """The lines of the margins: who, on what basis, which page, and what a reader must not miss."""
    say, basis = wording(language), document.basis
    before, between, after = say("Page %(page)s of %(pages)s", page="\0", pages="\0").split("\0")
    peers = say("Synthetic peers: for demonstration only") if document.synthetic else ""
    edition = [document.standing.edition] if document.standing else []
    parts = [basis.model, basis.track_title, *edition]
    return {
        "holder": shortened(document.subject.name, HEADER_EMS),
        "basis": "\n".join([" | ".join(parts), *([peers] if peers else [])]),
        "peers": peers,
        "draft": say("DRAFT") if basis.status == "draft" else "",
        "page_before": before,
        "page_between": between,
        "page_after": after,
    }


def _result_said(document: ReportDocument, language: Language) -> str:
    """The result in one sentence."""
    say, of = wording(language), document.basis.points.shown
    if document.interval:
        ends = document.interval
        return say(
            "Not final: between %(lowest)s and %(highest)s of %(points)s points, as answers are missing.",
            lowest=ends.lowest.shown,
            highest=ends.highest.shown,
            points=of,
        )
    if document.total is None:
        return say("Not ratable: too little of the model applies to give a score.")
    if document.level is None:
        return say("%(total)s of %(points)s points.", total=document.total.shown, points=of)
    return say(
        "Level %(number)s, %(title)s, with %(total)s of %(points)s points.",
        number=document.level.number,
        title=document.level.title,
        total=document.total.shown,
        points=of,
    )


def _seal(document: ReportDocument, language: Language) -> Markup:
    """The level as a seal with one arc for each level of the model; nothing where no level holds."""
    level: LevelView | None = document.level
    if level is None:
        return Markup("")
    arcs = ornament.ring([step.reached for step in document.levels])
    title = shortened(level.title, 2 * SEAL_EMS)
    size = min(15.0, 15.0 * SEAL_EMS / max(len(title), SEAL_EMS))
    template = _environment(language).get_template("seal.svg.html")
    region = "TC" if language == "zh-Hant" else "SC"
    drawn = template.render(level=level, arcs=arcs, title=title, title_size=f"{size:.1f}", region=region)
    return Markup(drawn)  # noqa: S704 - the template has escaped what it was given


def _scope(scope: str, whole: str) -> str:
    """The scope as far as there is room, and where to find the rest."""
    short = shortened(scope, SCOPE_EMS)
    return f"{short} {whole}" if short.endswith("…") and not scope.endswith("…") else short


def _sites(sites: tuple[SiteView, ...], separator: str, more: str) -> str:
    """The sites as one line: as many as there is room for, and how many more there are."""
    named: list[str] = []
    for index, site in enumerate(sites):
        longer = separator.join([*named, site.name])
        if named and shortened(longer, SITES_EMS) != " ".join(longer.split()):
            return separator.join([*named, more % {"count": len(sites) - index}])
        named.append(shortened(site.name, SITES_EMS / 2))
    return separator.join(named)


def _templates() -> Path:
    """Inside the package where it was installed, beside it in a checkout."""
    package = Path(assessor.__file__).parent
    within = package / "templates"
    return (within if within.exists() else package.parent / "templates") / "pdf"


@lru_cache(maxsize=3)
def _environment(language: Language) -> ImmutableSandboxedEnvironment:
    say = wording(language)
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(_templates()),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_final,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=say, count=say.count)
    environment.filters["short"] = shortened
    return environment


def _final(value: object) -> object:
    """Text without controls; an absent value must have been put into words before it comes here."""
    if value is None:
        raise TypeError("a template prints a value that is absent")
    return printable(value) if type(value) is str else value
