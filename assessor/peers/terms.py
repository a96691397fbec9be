"""What an organisation consents to. A changed text is a new version: every consent names its own."""

from assessor.languages import Wording, message

VERSION = "2026-11"

TERMS = (
    message(
        "The scores of our submitted self-assessments and decided audits may be counted among the peers that "
        "organisations of the same industry, region and size are compared with."
    ),
    message(
        "They are kept under a pseudonym, with industry, country or province, size band and date: no name, "
        "no answer, no comment and no evidence."
    ),
    message(
        "Only statistics of groups of at least five organisations are published, in numbered editions; rules "
        "that are checked over all editions keep anybody from working out one organisation's score."
    ),
    message(
        "We may withdraw at any time. From the next edition on our scores are no longer counted, and they "
        "are deleted from the pool; editions that are published already do not change."
    ),
)


def terms(say: Wording) -> str:
    """The text in a language, numbered, with its version."""
    title = say("Consent to be counted among peers (version %(version)s)", version=VERSION)
    points = "\n".join(f"{n}. {say(point)}" for n, point in enumerate(TERMS, start=1))
    return f"{title}\n\n{points}\n"
