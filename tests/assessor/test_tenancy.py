"""The wall behind the queries: every way of asking that was thought of, from one tenant for another's."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import (
    and_,
    column,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    table,
    text,
    true,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased, joinedload, selectinload, subqueryload

from assessor import tenancy
from assessor.assessments.operations import record
from assessor.extensions import db, writing
from assessor.models import Account, Answer, Assessment, Edition, Membership, Organisation, Tenant
from assessor.tenancy import Reach, Unscoped
from tests.assessor import blank
from tests.assessor.cast import members
from tests.assessor.sheets import declared

MARK = "Elsewhere"


@pytest.fixture(scope="module")
def two_tenants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application, with two tenants that both have an organisation, an assessment and members."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSESSOR_HOME", str(home))
        made = blank.opened(home)
    with made.app_context():
        with writing() as session:
            tenants = [Tenant(slug="here", name="Here"), Tenant(slug="other", name="Other")]
            session.add_all([*tenants, Edition(**EDITION)])
        for tenant, name in zip(tenants, ("Here", MARK), strict=True):
            record(declared(f"{name} Ltd"), tenant, "tests")
            members(tenant)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def here(two_tenants: Flask) -> Iterator[UUID]:
    """Within one of them."""
    with two_tenants.app_context():
        tenant_id = db.session.scalars(select(Tenant.id).where(Tenant.slug == "here")).one()
        with tenancy.within(tenant_id):
            yield tenant_id
            db.session.rollback()


EDITION = {
    "line": "cmc",
    "track": "declared",
    "number": 1,
    "built_on": date(2026, 1, 1),
    "folder": "x",
    "digest": "0" * 64,
    "synthetic": True,
    "manifest": {},
}


def theirs(model: type[Any]) -> Any:
    """The id of a row of the other tenant."""
    with tenancy.everybody():
        found = select(model.id).join(Tenant, Tenant.id == model.tenant_id).where(Tenant.slug == "other")
        return db.session.scalars(found.limit(1)).one()


def told(found: Any) -> str:
    """Everything that can be read from what a query gave."""
    rows = found if isinstance(found, list | tuple) else [found]
    return " ".join(
        " ".join(map(str, vars(row).values())) if hasattr(row, "__dict__") else str(row) for row in rows
    )


O2 = aliased(Organisation)
BARE = table("organisation", column("name"))

# Each gives rows of the visitor's own tenant, or nothing.
KEPT: dict[str, Callable[[], Any]] = {
    "all": lambda: db.session.scalars(select(Organisation)).all(),
    "one column": lambda: db.session.scalars(select(Organisation.name)).all(),
    "count": lambda: db.session.scalars(select(func.count()).select_from(Organisation)).all(),
    "an expression": lambda: db.session.scalars(select(func.group_concat(Organisation.name))).all(),
    "legacy query": lambda: db.session.query(Organisation).all(),
    "legacy count": lambda: db.session.query(func.max(Organisation.name)).scalar(),
    "where it is true": lambda: db.session.scalars(select(Organisation).where(or_(true()))).all(),
    "alias": lambda: db.session.scalars(select(O2)).all(),
    "join to itself": lambda: db.session.scalars(select(O2.name).join(Organisation, true())).all(),
    "join by relationship": lambda: db.session.scalars(
        select(Organisation.name).join(Assessment, Assessment.organisation_id == Organisation.id)
    ).all(),
    "from what belongs to nobody": lambda: db.session.execute(
        select(Account.email, Membership.role).join(Membership, Membership.account_id == Account.id)
    ).all(),
    "subquery": lambda: db.session.execute(select(select(Organisation.name).subquery())).all(),
    "common table expression": lambda: db.session.execute(select(select(Organisation.name).cte())).all(),
    "scalar subquery": lambda: db.session.scalars(
        select(select(func.group_concat(Organisation.name)).scalar_subquery())
    ).all(),
    "union": lambda: db.session.execute(
        union_all(select(Organisation.name), select(Organisation.name))
    ).all(),
    "exists": lambda: db.session.scalars(
        select(Organisation.name).where(exists().where(Assessment.organisation_id == O2.id))
    ).all(),
    "selectinload": lambda: [
        a.organisation
        for a in db.session.scalars(select(Assessment).options(selectinload(Assessment.answers)))
    ],
    "joinedload": lambda: [
        a.organisation
        for a in db.session.scalars(select(Assessment).options(joinedload(Assessment.organisation)))
    ],
    "subqueryload": lambda: [
        len(a.answers)
        for a in db.session.scalars(select(Assessment).options(subqueryload(Assessment.answers)))
    ],
    "lazy load": lambda: [a.organisation for a in db.session.scalars(select(Assessment))],
    "tenants": lambda: db.session.scalars(select(Tenant.name)).all(),
    "a tenant by its key": lambda: db.session.get(Tenant, theirs(Organisation)),
    "by key": lambda: db.session.get(Organisation, theirs(Organisation)),
    "in": lambda: db.session.scalars(
        select(Organisation).where(Organisation.id.in_([theirs(Organisation)]))
    ).all(),
    "limit and order": lambda: db.session.scalars(
        select(Organisation).order_by(Organisation.name).limit(5)
    ).all(),
    "yield per": lambda: list(db.session.scalars(select(Organisation).execution_options(yield_per=1))),
}


@pytest.mark.parametrize("name", KEPT)
def test_a_query_gives_the_rows_of_its_tenant_only(here: UUID, name: str) -> None:
    found = told(KEPT[name]())
    assert MARK not in found
    assert "other" not in found.lower().replace("other_", "")


def test_without_the_gate_they_would_all_be_seen(here: UUID) -> None:
    """So that the test above means something."""
    with tenancy.everybody():
        assert MARK in told(KEPT["one column"]())
        assert "other" in told(KEPT["from what belongs to nobody"]())


# Each goes around the conditions, and is refused.
REFUSED: dict[str, Callable[[], Any]] = {
    "a table": lambda: db.session.execute(select(Organisation.__table__)).all(),
    "a column of a table": lambda: db.session.execute(select(Organisation.__table__.c.name)).all(),
    "a table beside what is mapped": lambda: db.session.execute(
        select(Organisation.name, Assessment.__table__.c.source)
    ).all(),
    "a table in a subquery": lambda: db.session.scalars(
        select(Organisation.name).where(Organisation.id.in_(select(Answer.__table__.c.assessment_id)))
    ).all(),
    "text": lambda: db.session.execute(text("select name from organisation")).all(),
    "text as rows": lambda: db.session.scalars(
        select(Organisation).from_statement(text("select * from organisation"))
    ).all(),
    "a column in text": lambda: db.session.execute(
        select(Organisation.id, literal_column("(select group_concat(name) from organisation)"))
    ).all(),
    "a condition in text": lambda: db.session.scalars(select(Organisation.name).where(text("1 or 1"))).all(),
    "connection": lambda: db.session.connection().execute(select(Organisation.__table__)).all(),
    "connection in text": lambda: db.session.connection().execute(text("select * from organisation")).all(),
    "driver": lambda: db.session.connection().exec_driver_sql("select * from organisation").all(),
    "engine": lambda: db.engine.connect().execute(select(Organisation.__table__)).all(),
    "insert": lambda: _write(lambda s: s.execute(insert(Organisation).values(name="x"))),
    "insert many": lambda: _write(lambda s: s.execute(insert(Organisation), [{"name": "x"}])),
    "insert from a query": lambda: _write(
        lambda s: s.execute(insert(Organisation).from_select(["name"], select(Organisation.name)))
    ),
    "insert mappings": lambda: _write(lambda s: s.bulk_insert_mappings(Organisation, [{"name": "x"}])),
    "update mappings": lambda: _write(
        lambda s: s.bulk_update_mappings(Organisation, [{"id": theirs(Organisation), "name": "x"}])
    ),
    "update by key": lambda: _write(
        lambda s: s.execute(update(Organisation), [{"id": theirs(Organisation), "name": "x"}])
    ),
    "update a table": lambda: _write(lambda s: s.execute(update(Organisation.__table__).values(name="x"))),
    "delete from a table": lambda: _write(lambda s: s.execute(delete(Organisation.__table__))),
    "a new row of theirs": lambda: _write(lambda s: s.add(_organisation(tenant_id=_other()))),
    "merge": lambda: _write(lambda s: s.merge(_organisation(id=theirs(Organisation), tenant_id=_other()))),
    "give a row away": lambda: _give_away(),
}


def _write(change: Callable[[Any], Any]) -> None:
    with writing() as session:
        change(session)


def _give_away() -> None:
    with writing() as session:
        session.scalars(select(Organisation)).first().tenant_id = _other()  # type: ignore[union-attr]


def _other() -> UUID:
    with tenancy.everybody():
        return db.session.scalars(select(Tenant.id).where(Tenant.slug == "other")).one()


def _organisation(**fields: Any) -> Organisation:
    return Organisation(
        **{"name": "x", "industry": "K", "country": "CN", "employees": 1, "scope": "", "sites": []} | fields
    )


@pytest.mark.parametrize("name", REFUSED)
def test_what_goes_around_the_gate_is_refused(here: UUID, name: str) -> None:
    before = _everything()
    with pytest.raises(Unscoped):
        REFUSED[name]()
    db.session.rollback()
    assert _everything() == before


def _everything() -> list[Any]:
    with tenancy.everybody():
        found = [tuple(row) for row in db.session.execute(select(Organisation.tenant_id, Organisation.name))]
    db.session.rollback()
    return sorted(found, key=str)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_statement_that_writes_reaches_only_its_tenant(here: UUID, change: str) -> None:
    with writing() as session:
        if change == "update":
            session.execute(update(Assessment).values(source="overwritten"))
        else:
            session.execute(delete(Answer))
    with tenancy.everybody():
        found = db.session.scalars(select(Assessment).where(Assessment.tenant_id != here)).one()
        assert found.source != "overwritten"
        assert found.answers


def test_a_row_of_theirs_that_is_in_memory_cannot_be_read_again(here: UUID) -> None:
    with tenancy.everybody():
        row = db.session.scalars(select(Organisation).where(Organisation.tenant_id != here)).one()
    db.session.expire(row)
    with pytest.raises(Exception, match=r"another tenant|Could not refresh|deleted") as refusal:
        _ = row.name
    assert MARK not in str(refusal.value)


def test_a_child_cannot_hang_on_a_parent_of_theirs(here: UUID) -> None:
    parent = theirs(Assessment)
    with pytest.raises(IntegrityError), writing() as session:
        session.add(
            Answer(tenant_id=here, assessment_id=parent, practice_id="x", role="consensus", given_by="x")
        )


def test_a_new_row_belongs_to_the_tenant_without_being_told(here: UUID) -> None:
    with writing() as session:
        session.add(_organisation())
    assert db.session.scalars(select(Organisation).where(Organisation.name == "x")).one().tenant_id == here


def test_before_a_tenant_is_chosen_nothing_of_any_can_be_read(here: UUID) -> None:
    with tenancy.within(Reach.NOBODY):
        for model in (Organisation, Assessment, Membership, Tenant):
            with pytest.raises(Unscoped, match="no tenant"):
                db.session.scalars(select(model)).all()
        assert db.session.scalars(select(Edition.number)).all() == [1]
        assert len(db.session.scalars(select(Account.email)).all()) == 8


def test_what_belongs_to_nobody_is_open_from_within_a_tenant(here: UUID) -> None:
    assert db.session.scalars(select(Edition.number)).all() == [1]
    assert db.session.execute(select(Edition.__table__.c.number)).all() == [(1,)]


def test_the_reach_ends_with_its_block(here: UUID) -> None:
    with tenancy.everybody():
        assert tenancy.current_scope() is Reach.EVERYBODY
    assert tenancy.current_scope() == here


def test_a_request_leaves_no_reach_behind(web: Flask, company: Tenant) -> None:
    web.test_client().get("/health")
    assert tenancy.current_scope() is Reach.EVERYBODY


def test_conditions_are_not_remembered_for_another_tenant(here: UUID) -> None:
    """A statement is compiled once; the tenant must not be compiled into it."""
    asked = select(Organisation.name).where(and_(Organisation.name.endswith("Ltd")))
    mine = db.session.scalars(asked).all()
    with tenancy.within(_other()):
        assert db.session.scalars(asked).all() == [f"{MARK} Ltd"]
    assert db.session.scalars(asked).all() == mine == ["Here Ltd"]
