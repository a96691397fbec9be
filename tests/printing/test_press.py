"""The press gives the same bytes whoever lays out, and lays out only what it must."""

import hashlib
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from assessor.printing import warming
from assessor.printing.press import Press
from assessor.reports.rendering import report_booklet
from tests.pdf.edges import small
from tests.pdf.printing import pages
from tests.printing.conformance import faults
from tests.printing.samples import ADDRESS, FIRST, SECOND, booklet, sample


@pytest.fixture
def pair():
    """A press with two workers."""
    press = Press(2)
    yield press
    press.close()


@pytest.fixture
def laid(monkeypatch):
    """The parts that are laid out in this process, as they are."""
    seen = []

    def noting(html, style):
        seen.append(html)
        return lay(html, style)

    lay = warming.lay
    monkeypatch.setattr(warming, "lay", noting)
    return seen


def test_printing_again_gives_the_same_bytes():
    assert Press(1).print(booklet()).pdf == sample()
    once = Press(1)
    assert once.print(booklet()).pdf == once.print(booklet()).pdf == sample()


def test_what_was_printed_in_between_makes_no_difference():
    press = Press(1)
    press.print(booklet("<h1>αβγ</h1><p>客户管理</p><p>fi ffl № ½</p>"))
    assert press.print(booklet()).pdf == sample()


def test_two_workers_give_the_bytes_of_one(pair):
    assert pair.print(booklet()).pdf == sample()
    document = small("zh-Hans")
    one = Press(1).print(report_booklet(document, "zh-Hans"))
    assert pair.print(report_booklet(document, "zh-Hans")) == one


def test_where_a_worker_is_killed_the_bytes_are_the_same(pair):
    assert pair.print(booklet(FIRST, SECOND, "<h1>to start the workers</h1>")).pages == 3
    for process in list(pair._pool._processes.values()):
        os.kill(process.pid, signal.SIGKILL)
    assert pair.print(booklet()).pdf == sample()
    again = booklet(FIRST, SECOND, "<h1>new workers</h1>")
    assert pair.print(again).pdf == Press(1).print(again).pdf


def test_a_worker_killed_while_it_lays_out_loses_nothing(pair):
    document = booklet(*(f"<h1>Part {n}</h1>" + f"<p>{n} and so on</p>" * 400 for n in range(6)))
    pair.warm()
    timer = threading.Timer(
        0.4, lambda: [os.kill(pid, signal.SIGKILL) for pid in list(pair._pool._processes)]
    )
    timer.start()
    printed = pair.print(document).pdf
    timer.join()
    assert printed == Press(1).print(document).pdf


def test_four_threads_print_two_documents_and_each_gets_its_own():
    press, two = Press(1), [booklet(), booklet("<h1>客户</h1>" + "<p>管理 α</p>" * 50, title="Another")]
    right = [hashlib.sha256(Press(1).print(one).pdf).digest() for one in two]

    def work(number):
        one = press if number < 6 else Press(1)  # those that share what is kept, and those that lay out
        return number % 2, hashlib.sha256(one.print(two[number % 2]).pdf).digest()

    with ThreadPoolExecutor(4) as threads:
        assert all(digest == right[which] for which, digest in threads.map(work, range(12)))


def test_one_changed_comment_lays_out_the_parts_that_show_it_and_no_other(laid):
    press, comment = Press(1), "Seen in the log of nine branches."
    before = press.print(report_booklet(_commented(small(), comment), "en"))
    assert len(laid) > 10
    laid.clear()
    changed = _commented(small(), comment.replace("Seen", "Read"))
    after = press.print(report_booklet(changed, "en"))
    assert after.pdf != before.pdf
    assert 1 <= len(laid) <= 2
    assert all("Read in the log" in html for html in laid)
    assert after.pdf == Press(1).print(report_booklet(changed, "en")).pdf


def _commented(document, comment):
    """The document with a comment on its first practice."""
    first, *dimensions = document.dimensions
    criterion, *criteria = first.criteria
    practice, *practices = criterion.practices
    changed = replace(criterion, practices=(replace(practice, comment=comment), *practices))
    return replace(document, dimensions=(replace(first, criteria=(changed, *criteria)), *dimensions))


def test_what_is_kept_has_a_limit_and_the_oldest_goes_first(laid):
    room = 1_500_000
    press = Press(1, room)

    def printed(number):
        press.print(booklet(f"<h1>{number}</h1>" + "<p>one of many lines on a page</p>" * 400, folio=None))

    for number in range(12):
        printed(number)
    sizes = [size for _, size in press._kept._things.values()]
    assert room / 2 < sum(sizes) <= room
    laid.clear()
    printed(11)
    assert laid == []
    printed(0)
    assert len(laid) == 1


def test_contents_longer_than_a_page_move_the_pages_that_they_tell():
    many = "".join(f'<h1 id="n{n}">Chapter {n}</h1>' for n in range(120))

    def contents(pages):
        return "".join(f'<p><a href="#n{n}">Chapter {n}: page {pages[f"n{n}"]}</a></p>' for n in range(120))

    made = replace(booklet("<h1>Cover</h1>", many), contents=contents)
    pdf = Press(1).print(made).pdf
    assert faults(pdf, ADDRESS) == []
    printed = pages(pdf)
    for n in (0, 60, 119):
        told = next(int(line.rpartition(" ")[2]) for page in printed for line in page.splitlines()
                    if line.startswith(f"Chapter {n}: page"))  # fmt: skip
        assert f"Chapter {n}\n" in printed[told - 1] + "\n"


def test_a_title_of_anything_is_printed_and_described_alike():
    made = booklet(title='Ampersand & <b>"quoted"</b> \x00\x0b\ud800\ue000 客户 😀 ]]>')
    pdf = Press(1).print(made).pdf
    assert faults(pdf, ADDRESS) == []
