"""What is worth a second look, in print: each statement, some of its parts, and how many more."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from assessor.reports.building import build, score_sheet
from criteria.anomaly_rules import AnomalyRules, SameAnswersRule
from criteria.answers import Answer
from criteria.registry import load
from tests.assessor.sheets import declared
from tests.pdf.printing import print_report, squeezed, text_of

PACKS = Path(__file__).parents[1] / "data" / "packs"


def test_the_report_prints_what_is_worth_a_second_look() -> None:
    corner = load("corner@1.0", [PACKS])
    rule = SameAnswersRule(run=8, share=Fraction(1), least=9)
    model = replace(corner, anomalies=AnomalyRules(same_answers=rule))
    answers = {practice.id: Answer({"answer": Fraction(3)}) for practice in corner.practices}
    sheet = declared("Corner & Sons", model=model, answers=answers)
    document = build(sheet, score_sheet(sheet), "en")
    [found] = document.anomalies
    text = text_of(print_report(document))
    for said in ("Worth a second look", found.title, found.statement, found.remark):
        assert squeezed(said) in text
    assert all(squeezed(node.title) in text for node in found.named)
    plainly = replace(document, anomalies=())
    assert squeezed("Worth a second look") not in text_of(print_report(plainly))
