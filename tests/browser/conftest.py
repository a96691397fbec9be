"""A real browser against a real server on a real database, with peers to compare with."""

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select
from waitress.server import create_server

from assessor import create_app
from assessor.assessments.operations import record
from assessor.demo.peers import Plan, contributions
from assessor.editions.nodes import compared_nodes
from assessor.editions.operations import Order, build_edition, contribute
from assessor.extensions import LOCAL, db, open_database
from assessor.models import Tenant
from criteria.registry import load
from tests.assessor.sheets import certified, declared
from tests.browser.visiting import Site, Visit

PEERS = 3000


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application with an assessment of each track, served by waitress."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSESSOR_HOME", str(tmp_path_factory.mktemp("home")))
        app = create_app({"LOCAL_OPERATOR": True})
        open_database(app)
        with app.app_context():
            pages = _recorded()
            db.session.remove()
        server = create_server(app, host="127.0.0.1", port=0, threads=4)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield Site(f"http://127.0.0.1:{server.effective_port}", pages)
        server.close()
        thread.join(timeout=10)
        with app.app_context():
            db.engine.dispose()


def _recorded() -> dict[str, str]:
    tenant = db.session.scalars(select(Tenant).where(Tenant.slug == LOCAL)).one()
    model = load("cmc")
    for track in ("declared", "verified"):
        nodes = compared_nodes(model)
        contribute("cmc", track, nodes, contributions(Plan(model, track, PEERS, 7)), synthetic=True)
        build_edition(Order("cmc", track, nodes, date(2026, 10, 31), synthetic=True))
    own, audit = record(declared(), tenant, "tests").id, record(certified(), tenant, "tests").id
    return {
        "list": "/",
        "declared": f"/assessments/{own}/",
        "verified": f"/assessments/{audit}/",
        "why": f"/assessments/{audit}/why/leadership",
        "missing": "/nowhere",
    }


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """A fresh window that collects console errors, refused content and requests to other hosts."""
    context = browser.new_context(base_url=site.address, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    page, faults = context.new_page(), []
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith(site.address) else faults.append(sent.url))
    page.add_init_script(
        "window.refused = [];"
        "document.addEventListener('securitypolicyviolation', e => window.refused.push(e.violatedDirective))"
    )
    yield Visit(page, faults)
    context.close()
