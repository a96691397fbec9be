"""assessor certificate: the certificate of an audit that earned one, in one language or in two."""

from pathlib import Path

import click

from assessor.cli.brand import brand_option, chosen_brand
from assessor.cli.terminal import (
    answers_file,
    err,
    out,
    packs_option,
    reports_faults,
    running_app,
)
from assessor.languages import LANGUAGES, Language
from assessor.whole_files import write_whole
from criteria.faults import AnswersInvalid, Fault

FORMATS = (".pdf", ".html")


@click.command()
@click.argument("file", type=answers_file, metavar="ANSWERS")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="OUT.pdf or .html",
)
@click.option(
    "--language", "--lang", "language", type=click.Choice(LANGUAGES), default="en", show_default=True,
    help="Language of the certificate.",
)  # fmt: skip
@click.option("--also", type=click.Choice(LANGUAGES), help="A second language, on the same page.")
@click.option("--model", "reference", help="Model or model@version, where the file names none.")
@brand_option
@packs_option
@reports_faults
def certificate(
    file: Path,
    output: Path,
    language: Language,
    also: Language | None,
    reference: str | None,
    brand_path: Path | None,
    folders: tuple[Path, ...],
) -> None:
    """Print the certificate of an audit; says what stands in its way where none was issued."""
    from assessor.answers.files import read_answers
    from assessor.reports.certificate import NotCertified
    from assessor.reports.operations import document_of
    from assessor.reports.ornament import CodeTooLong

    _check(output, language, also)
    sheet = read_answers(file, model=reference, folders=folders)
    running_app()
    issuer = chosen_brand(brand_path)
    if brand_path and issuer and issuer.kind != "certification body":
        raise AnswersInvalid(
            [Fault(brand_path.name, "kind", repr(issuer.kind), "'certification body', on a certificate")]
        )
    document = document_of(sheet, language)
    second = (document_of(sheet, also), also) if also else None
    try:
        content = _printed(output, document, language, issuer, second)
    except NotCertified as refused:
        raise AnswersInvalid(
            [Fault(file.name, "", f"no certificate: {refused}", "an audit that earned one")]
        ) from refused
    except CodeTooLong as refused:
        number = document.certificate.number if document.certificate else ""
        raise AnswersInvalid(
            [Fault(file.name, "decision.certificate_number", f"{len(number)} characters", str(refused))]
        ) from refused
    write_whole(output, content)
    if document.synthetic:
        err.print("This certificate is a demonstration, and says so.", style="yellow", soft_wrap=True)
    out.print(f"{output}", soft_wrap=True)


def _check(output: Path, language: Language, also: Language | None) -> None:
    faults = []
    if output.suffix.lower() not in FORMATS:
        faults.append(Fault("--output", "", repr(output.name), f"a name that ends in {', '.join(FORMATS)}"))
    if also == language:
        faults.append(Fault("--also", "", f"{also} again", "another language than --language"))
    if faults:
        raise AnswersInvalid(faults)


def _printed(output: Path, *asked: object) -> bytes:
    from assessor.reports import issuing
    from assessor.reports.operations import certificate_of

    if output.suffix.lower() == ".html":
        return certificate_of(*asked).whole().encode()  # type: ignore[arg-type]
    return issuing.certificate(*asked)  # type: ignore[arg-type]
