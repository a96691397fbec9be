"""What is printed is PDF/A-3a and PDF/UA-1: every kind of document, in every language and variant."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

import assessor
from assessor.answers.files import read_answers
from assessor.languages import LANGUAGES
from assessor.reports.building import build, review_sheet, score_sheet
from assessor.reports.certificate import certificate_booklet
from assessor.reports.variants import VARIANTS
from tests.pdf.documents import full
from tests.pdf.edges import bare, everywhere, not_ratable, small, unfinished
from tests.pdf.printing import ADDRESS, certificate, print_booklet, print_report
from tests.printing.conformance import faults, qpdf_says

DEMO = Path(assessor.__file__).parent / "demo/answers"


@lru_cache(maxsize=2)
def answers(name):
    sheet = read_answers(DEMO / name)
    result = score_sheet(sheet)
    return sheet, result, review_sheet(sheet, result)


def demonstration(name, language):
    sheet, result, reviewed = answers(name)
    return build(sheet, result, language, reviewed=reviewed)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("audit.xlsx", "zh-Hant"),
        ("self-assessment.xlsx", "en"),
        *(
            pytest.param(name, language, marks=pytest.mark.soak)
            for name, language in (
                ("audit.xlsx", "en"),
                ("audit.xlsx", "zh-Hans"),
                ("self-assessment.xlsx", "zh-Hans"),
                ("self-assessment.xlsx", "zh-Hant"),
            )
        ),
    ],
)
def test_the_reports_of_the_demonstration_conform(name, language):
    assert faults(print_report(demonstration(name, language), language)) == []


@pytest.mark.parametrize("kind", VARIANTS)
def test_each_variant_conforms(kind):
    pdf = print_report(small(), "en", kind)
    assert faults(pdf) == []
    assert not qpdf_says(pdf)


@pytest.mark.parametrize("make", [bare, unfinished, not_ratable])
def test_documents_at_the_edges_conform(make):
    assert faults(print_report(make("zh-Hans"), "zh-Hans")) == []


def test_scores_at_the_ends_of_the_scale_conform():
    lowest, highest = everywhere(small("zh-Hant"), 0.0), everywhere(small("zh-Hant"), 100.0)
    mixed = replace(lowest, dimensions=(lowest.dimensions[0], *highest.dimensions[1:]))
    assert faults(print_report(mixed, "zh-Hant")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_certificates_conform(language):
    pdf = certificate(full(language), language)
    assert faults(pdf) == []
    assert not qpdf_says(pdf)


def test_a_certificate_in_two_languages_conforms():
    one, other = full(), full("zh-Hans")
    second = replace(other, subject=one.subject)
    assert faults(print_booklet(certificate_booklet(one, "en", ADDRESS, second=(second, "zh-Hans")))) == []
