import pytest
from flask import Flask

from assessor.models import Tenant
from tests.assessor.answering.opened import VISION, opened
from tests.assessor.cast import browser_of, members


def test_smoke(web: Flask, company: Tenant) -> None:
    cast = members(company)
    row = opened(company)
    owner = browser_of(web, cast["owner"])
    page = owner.get(f"/assessments/{row.id}/answers/{VISION.id}")
    assert page.status_code == 200, page.text
    print(len(page.data))
    page = owner.get(f"/assessments/{row.id}/answers/practices/{VISION.practices[0].id}/evidence")
    assert page.status_code == 200, page.text


def test_sizes(web: Flask, company: Tenant) -> None:
    cast = members(company)
    row = opened(company, complete=True)
    owner = browser_of(web, cast["owner"])
    from tests.assessor.answering.opened import CMC
    import time
    sizes = {}
    times = []
    for lang in ("en", "zh-Hans"):
        for c in CMC.criteria:
            t = time.perf_counter()
            sizes[c.id, lang] = len(owner.get(f"/assessments/{row.id}/answers/{c.id}?lang={lang}").data)
            times.append(time.perf_counter() - t)
    print(sorted(sizes.items(), key=lambda x: -x[1])[:6])
    print(sorted(times)[30])
