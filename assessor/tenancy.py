"""Whose rows may be touched: a gate that every statement passes, whoever wrote it.

Queries name the tenant themselves; this is the wall behind them. Within a request the guard says which tenant
the visitor acts in, and until it does nothing that belongs to a tenant can be read. On the command line, and
in the threads that print and send, whoever runs the process owns the whole database: there the gate is open.

A statement passes the gate in the ORM, where it gets a condition for every table of a tenant. One that goes
around it (Core, text, bulk writes) is refused there or, at the latest, at the engine. What comes from the
session's memory or by key is checked when it is loaded and when it is written.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import ClauseElement, Connection, Engine, Table, TextClause, event
from sqlalchemy.engine import ExecutionContext
from sqlalchemy.orm import ORMExecuteState, QueryContext, Session, with_loader_criteria
from sqlalchemy.orm.context import FromStatement
from sqlalchemy.sql import visitors

from assessor.models import Tenant
from assessor.models.base import Tenanted


class Reach(Enum):
    """How far statements reach where it is not one tenant."""

    NOBODY = "no tenant's rows"
    EVERYBODY = "all tenants' rows"


Scope = Reach | UUID
TRANSACTIONS = ("BEGIN", "BEGIN IMMEDIATE", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")

_scope: ContextVar[Scope] = ContextVar("scope", default=Reach.EVERYBODY)
_flushing: ContextVar[bool] = ContextVar("flushing", default=False)


class Unscoped(RuntimeError):
    """A statement that would have left its tenant; a fault of the program, never of the visitor."""


def current_scope() -> Scope:
    """How far statements reach now."""
    return _scope.get()


@contextmanager
def within(scope: Scope) -> Iterator[None]:
    """Statements in here reach one tenant's rows, or as far as a `Reach` says."""
    before = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(before)


def enter(scope: Scope) -> None:
    """From now on statements reach so far; for the guard, which ends with the request."""
    _scope.set(scope)


def everybody() -> Any:  # noqa: ANN401 - a context manager
    """For the few questions that are about several tenants: which ones somebody belongs to."""
    return within(Reach.EVERYBODY)


# --- the session ------------------------------------------------------------------------------------


def watch_session(session: Any) -> None:  # noqa: ANN401 - a session, or a registry of them
    """Put the gate before every statement of a session."""
    event.listen(session, "do_orm_execute", _pass_gate)
    event.listen(session, "before_flush", _check_written)
    event.listen(session, "after_flush", _flushed)
    event.listen(session, "after_soft_rollback", _flushed)


def _pass_gate(state: ORMExecuteState) -> None:
    scope = _scope.get()
    if scope is Reach.EVERYBODY or not _touches_tenants(state.statement):
        return
    if scope is Reach.NOBODY:
        raise Unscoped("no tenant is chosen yet")
    _refuse_unmapped(state)
    tenant_id = scope
    state.statement = state.statement.options(
        with_loader_criteria(Tenanted, lambda cls: cls.tenant_id == tenant_id, include_aliases=True),
        with_loader_criteria(Tenant, lambda cls: cls.id == tenant_id, include_aliases=True),
    )
    state.update_execution_options(tenant=scope)


def _refuse_unmapped(state: ORMExecuteState) -> None:
    if isinstance(state.statement, FromStatement | TextClause):
        raise Unscoped("a statement in text")
    if state.is_insert or (state.is_orm_statement and isinstance(state.parameters, list | tuple)):
        raise Unscoped("rows written in bulk")
    if not state.is_orm_statement:
        raise Unscoped("a statement about tables, not about what is mapped to them")
    bare = _bare_tables(state.statement)
    if bare:
        raise Unscoped(f"tables that are not mapped here: {', '.join(sorted(bare))}")


def _bare_tables(statement: Any) -> set[str]:  # noqa: ANN401 - any clause
    """Tables of tenants that no mapped class in the statement stands for: no condition reaches those."""
    mapped: set[str] = set()
    found: set[str] = set()
    for element in visitors.iterate(statement):
        parent = getattr(element, "_annotations", {}).get("parententity")
        if parent is not None:
            mapped |= {table.name for table in parent.mapper.tables}
        table = _table_of(element)
        if table is not None and _of_tenants(table):
            found.add(table.name)
        if isinstance(element, TextClause) or _written_out(element):
            raise Unscoped("a part of a statement in text")
    return found - mapped


def _written_out(element: object) -> bool:
    """A column given as text; but for the star of `count(*)`, which is one too."""
    return bool(getattr(element, "is_literal", False)) and getattr(element, "name", "") != "*"


def _touches_tenants(statement: Any) -> bool:  # noqa: ANN401 - any clause
    if isinstance(statement, TextClause | FromStatement):
        return True
    return any(
        table is not None and _of_tenants(table) for table in map(_table_of, visitors.iterate(statement))
    )


def _table_of(element: object) -> Table | None:
    table = element if isinstance(element, Table) else getattr(element, "table", None)
    return table if isinstance(table, Table) else None


def _of_tenants(table: Table) -> bool:
    return "tenant_id" in table.c or table.name == Tenant.__tablename__


# --- what is loaded and written ---------------------------------------------------------------------


@event.listens_for(Tenanted, "load", propagate=True)
def _check_loaded(row: Tenanted, _context: QueryContext) -> None:
    if isinstance(scope := _scope.get(), UUID) and row.tenant_id != scope:
        raise Unscoped(f"a {type(row).__name__} of another tenant was loaded")


@event.listens_for(Tenanted, "refresh", propagate=True)
def _check_refreshed(row: Tenanted, context: QueryContext, _names: object) -> None:
    _check_loaded(row, context)


def _check_written(session: Session, _context: object, _instances: object) -> None:
    scope = _scope.get()
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, Tenanted) or scope is Reach.EVERYBODY:
            continue
        if row.tenant_id is None and isinstance(scope, UUID):
            row.tenant_id = scope
        if row.tenant_id != scope and not _through_parent(row):
            raise Unscoped(f"a {type(row).__name__} of another tenant was about to be written")
    _flushing.set(True)


def _through_parent(row: Tenanted) -> bool:
    """Children get their tenant from their parent while they are flushed; the foreign key sees to it."""
    return row.tenant_id is None


def _flushed(*_details: object) -> None:
    _flushing.set(False)


# --- the engine -------------------------------------------------------------------------------------


def watch_engine(engine: Engine) -> None:
    """Refuse what reaches the engine without having passed the gate."""
    event.listen(engine, "before_execute", _check_executed)
    event.listen(engine, "before_cursor_execute", _check_sent)


def _check_executed(
    _connection: Connection,
    clause: ClauseElement,
    _multiple: object,
    _parameters: object,
    options: Mapping[str, Any],
) -> None:
    scope = _scope.get()
    if scope is Reach.EVERYBODY or _flushing.get() or options.get("tenant") == scope:
        return
    if _touches_tenants(clause):
        raise Unscoped("a statement went around the gate")


def _check_sent(
    _connection: Connection,
    _cursor: object,
    statement: str,
    _values: object,
    context: ExecutionContext | None,
    _many: bool,
) -> None:
    """What is handed to the driver as it stands meets no other check."""
    if _scope.get() is Reach.EVERYBODY or context is None or getattr(context, "compiled", None) is not None:
        return
    if not statement.upper().startswith(TRANSACTIONS):
        raise Unscoped("a statement in text went around the gate")
