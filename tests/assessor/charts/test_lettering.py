"""Estimated widths against the real faces, and lines that break where they may."""

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.charts import lettering
from assessor.charts.lettering import ems, width, wrap

CLOSERS = "，。、；：？！）》"
TEXTS = st.text(alphabet="abc WMil-/,.()客户满意，。（）《》 é…\n\t", max_size=60)
SAMPLES = [
    "Information and technology",
    "Staff and internal-customer satisfaction",
    "WWW. MMM @ 100% (n = 45)",
    "not applicable",
    "Peers: 45, ISIC J, 50–249",
    "0123456789.5",
    "客户数据与统一视图",
    "客户关怀、忠诚与赢回（含内部客户）",
    "客戶資料與單一視圖 2026.1",
]


@given(TEXTS, st.floats(20, 300))
@settings(max_examples=150)
def test_wrapping_keeps_every_letter_in_its_order(text, room):
    assert "".join("".join(wrap(text, room, 12)).split()) == "".join(text.split())


@given(TEXTS, st.floats(20, 300))
@settings(max_examples=150)
def test_no_line_is_wider_than_the_room(text, room):
    assert all(width(line, 12) <= room + 1e-6 for line in wrap(text, room, 12))


@given(
    st.lists(st.sampled_from(["客", "户", "满意", "service", "a"]), min_size=1, max_size=20),
    st.floats(60, 200),
)
@settings(max_examples=100)
def test_punctuation_never_opens_a_line(words, room):
    lines = wrap("，".join(words) + "。", room, 12)
    assert not [line for line in lines if line[0] in CLOSERS]


def test_lines_are_as_even_as_they_can_be():
    assert wrap("one two three four", 85, 13) == ("one two", "three four")


def test_a_word_is_broken_only_where_it_alone_is_too_wide():
    assert wrap("an extraordinary long", 90, 12) == ("an", "extraordinary", "long")
    assert wrap("extraordinary", 70, 12) == ("extraor", "dinary")


def test_empty_text_is_one_empty_line():
    assert wrap("  \n ", 50, 12) == ("",)


def test_combining_marks_take_no_room():
    assert ems("e\u0301") == ems("e")


def real_widths(texts: list[str], weight: int, face: str) -> list[float]:
    """What the PDF renderer measures, in ems."""
    import weasyprint

    spans = "".join(f'<p><span style="display:inline-block">{text}</span></p>' for text in texts)
    css = f"@page{{size:2000px 4000px}} body{{font:{weight} 100px {face}}} p{{white-space:nowrap}}"
    page = f"<style>{css}</style>{spans}"
    (sheet,) = weasyprint.HTML(string=page).render().pages
    boxes = [box for box in sheet._page_box.descendants() if box.element_tag == "span"]
    return [box.width / 100 for box in boxes if type(box).__name__ == "InlineBlockBox"]


@pytest.mark.parametrize("weight", [400, 700])
def test_estimates_cover_the_real_face_without_waste(weight):
    matched = subprocess.run(["fc-match", "Noto Sans CJK SC"], capture_output=True, text=True, check=True)
    if not shutil.which("fc-match") or "Noto" not in matched.stdout:
        pytest.skip("Noto Sans CJK is not installed")
    real = real_widths(SAMPLES, weight, "'Noto Sans CJK SC'")
    assert len(real) == len(SAMPLES)
    for text, measured in zip(SAMPLES, real, strict=True):
        estimate = width(text, 1, bold=weight == 700)
        assert 0.98 * measured <= estimate <= 1.15 * measured, (text, measured, estimate)


def test_the_cache_does_not_mix_sizes():
    assert wrap("one two three", 40, 10) != wrap("one two three", 40, 30)
    assert lettering.widest((), 12) == 0.0
