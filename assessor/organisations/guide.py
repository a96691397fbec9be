"""The README of the archive: what is where, for whoever opens it years later."""

from assessor.languages import Language, message, wording

PARTS = (
    (
        "manifest.json",
        message("Every file with its size and SHA-256; the moment of the archive; what is missing."),
    ),
    ("members.json", message("Who belongs to the organisation, in which role and group.")),
    ("peers.json", message("Consents and contributions to the peers, under the organisation's pseudonym.")),
    ("brand/", message("The logo of printed documents.")),
    (
        "assessments/…/answers.json",
        message("The answers, those of everybody alone, evidence, findings: `assessor score` reads it."),
    ),
    ("assessments/…/result.json", message("The result with every figure of the report.")),
    ("assessments/…/evidence/", message("The files that were attached.")),
    ("assessments/…/issued/", message("The reports and certificates as they were issued.")),
    (
        "tables/",
        message("Every row that the organisation owns: each revision, plans, invitations, the log."),
    ),
)


def guide(language: Language, organisation: str) -> str:
    """What the archive of an organisation holds, in words."""
    say = wording(language)
    wide = max(len(name) for name, _ in PARTS)
    lines = [
        say(message("Everything that %(organisation)s owns in Assessor"), organisation=organisation),
        "",
        say(message("Text is UTF-8, dates are ISO 8601, moments are in UTC, figures are decimals as text.")),
        "",
        *(f"{name.ljust(wide)}  {say(said)}" for name, said in PARTS),
        "",
        say(message("Passwords, keys and what lets somebody in are not part of it: they belong to people.")),
    ]
    return "\n".join(lines) + "\n"
