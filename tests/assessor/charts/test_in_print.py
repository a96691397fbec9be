"""The same SVG in a real PDF: drawn without complaint, its words there to be read and searched."""

import io
import logging

import pypdf
import pytest
import weasyprint


def printed(charts, language, caplog) -> str:
    figures = "".join(f"<figure>{chart.svg}</figure>" for chart in charts)
    page = (
        f'<html lang="{language}"><title>T</title><style>@page{{size:800px 9000px}}</style>{figures}</html>'
    )
    with caplog.at_level(logging.DEBUG, logger="weasyprint"):
        pdf = weasyprint.HTML(string=page).write_pdf()
    assert [
        r.getMessage() for r in caplog.records if r.name == "weasyprint" and r.levelno >= logging.WARNING
    ] == []
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_every_figure_of_a_report_is_in_the_pdf(language, report, caplog):
    charts = report(language).values()
    text = printed(charts, language, caplog)
    for chart in charts:
        for row in chart.table.rows:
            assert "".join(row[1].split()) in text


def test_extremes_print_too(extreme, caplog):
    text = printed(extreme.values(), "en", caplog)
    assert "Donaudampfschifffahrts" in text
    assert text.count("notapplicable") > 40
