"""assessor template: the questionnaire as a workbook."""

from pathlib import Path

import click

from assessor.cli.terminal import language_option, out, packs_option, reports_faults
from assessor.languages import Language
from criteria.faults import AnswersInvalid, Fault
from criteria.registry import load


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Where to write the .xlsx file.",
)
@click.option("--model", "reference", default="cmc", show_default=True, help="Model, or model@version.")
@click.option("--track", default="declared", show_default=True, help="Track of the model.")
@click.option(
    "--assessors", default=0, type=click.IntRange(0, 9), help="Sheets for blind originals, one an assessor."
)
@click.option(
    "--respondents",
    default=0,
    type=click.IntRange(0, 40),
    help="Sheets for what several people answer for themselves, one a respondent.",
)
@language_option
@packs_option
@reports_faults
def template(
    output: Path,
    reference: str,
    track: str,
    assessors: int,
    respondents: int,
    language: Language,
    folders: tuple[Path, ...],
) -> None:
    """Write the questionnaire as a workbook with drop-downs, to be filled in and scored."""
    from assessor.answers.workbook import write_template

    model = load(reference, folders)
    if track not in model.tracks:
        raise AnswersInvalid([Fault("--track", "", repr(track), f"one of {', '.join(model.tracks)}")])
    if output.suffix.lower() != ".xlsx":
        raise AnswersInvalid([Fault("--output", "", repr(output.name), "a name that ends in .xlsx")])
    if respondents and model.tracks[track].certifies:
        found = f"{respondents} in the track {track}"
        raise AnswersInvalid([Fault("--respondents", "", found, "none: an audit has --assessors")])
    write_template(model, track, output, language=language, assessors=assessors, respondents=respondents)
    out.print(f"{output}: {len(model.practices)} practices of {model.reference}, {track}", soft_wrap=True)
