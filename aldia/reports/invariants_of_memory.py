"""Invariants of memory: decisions, the hash chains, and the walls between companies."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from django.apps import apps
from django.db.models import Field, ForeignKey, Model

from aldia.core.words import gettext_noop as _
from aldia.records.models import Company, Customer, Run, TimelineEvent
from aldia.records.timeline import Event, seal
from aldia.reports.invariants import Broken, Check, by_query, how_many, rows_of

MATCHING_DECISION = by_query(
    "decisions_match_invoices",
    _("Su decisión es de otra empresa, de otro cliente o de una factura que no existe."),
    "FROM records_decisionrow WHERE company_id = {company}",
    "SELECT COALESCE(i.number, CAST(d.invoice_id AS VARCHAR(20))) AS place "
    "FROM records_decisionrow d LEFT JOIN records_invoice i ON i.id = d.invoice_id "
    "WHERE (d.company_id = {company} OR i.company_id = {company}) AND (i.id IS NULL "
    "OR i.company_id <> d.company_id OR i.customer_id <> d.customer_id)",
)

SETTLED_IN_PEACE = by_query(
    "decisions_know_what_is_paid",
    _("Su decisión («%(reason)s») no se corresponde con lo que queda por pagar: %(open)s."),
    "FROM records_decisionrow WHERE company_id = {company}",
    "SELECT i.number AS place, i.currency, d.reason, i.open_minor FROM records_decisionrow d "
    "JOIN records_invoice i ON i.id = d.invoice_id WHERE d.company_id = {company} "
    "AND ((i.open_minor = 0 AND d.action <> 'wait') OR (i.open_minor > 0 AND d.reason = 'PAID'))",
)


def _count_open(company: Company, _at: datetime) -> int:
    return how_many(
        "SELECT COUNT(*) FROM records_invoice WHERE open_minor > 0 "  # noqa: S608 - a whole number only
        f"AND company_id = {int(company.pk)}"
    )


def _undecided(company: Company, _at: datetime) -> Iterator[Broken]:
    """Find open invoices without a decision, but for those brought in since the last run.

    A customer with a decision is decided anew with every change of the facts: all its open
    invoices have one. The others wait for the next run.
    """
    last = Run.objects.filter(company=company).order_by("-day", "-pk").first()
    if last is None:
        return
    company.refresh_from_db(fields=["facts_version"])
    set_aside = {problem["column"] for problem in last.summary.get("problems", [])}
    known = "" if last.facts_version == company.facts_version else (
        "AND EXISTS (SELECT 1 FROM records_decisionrow o WHERE o.company_id = i.company_id "
        "AND o.customer_id = i.customer_id)"
    )  # fmt: skip
    for row in rows_of(
        "SELECT i.number AS place FROM records_invoice i "  # noqa: S608 - a whole number only
        "LEFT JOIN records_decisionrow d ON d.invoice_id = i.id "
        f"WHERE i.company_id = {int(company.pk)} AND i.open_minor > 0 AND d.invoice_id IS NULL "
        f"{known}"
    ):
        if row["place"] not in set_aside:
            what = _("Está abierta y no tiene ninguna decisión desde el %(day)s.")
            yield Broken("decisions_complete", what, row["place"], {"day": last.day.isoformat()})


def _count_events(company: Company, _at: datetime) -> int:
    return TimelineEvent.objects.filter(customer__company=company).count()


def _torn_chains(company: Company, _at: datetime) -> Iterator[Broken]:
    """Seal every event again, customer by customer: no hole, no change, no cut end."""
    heads = {
        pk: (name, length, last)
        for pk, name, length, last in Customer.objects.filter(company=company).values_list(
            "pk", "name", "timeline_length", "timeline_hash"
        )
    }
    events = TimelineEvent.objects.filter(customer__company=company).order_by(
        "customer_id", "sequence"
    )
    for customer_id, chain in groupby(events.iterator(5000), key=lambda e: e.customer_id):
        name, length, last = heads.pop(customer_id)
        place, previous, what = 0, "", ""
        for place, event in enumerate(chain, 1):
            what = what or _flaw(event, place, previous)
            previous = event.hash
        if not what and (place, previous) != (length, last):
            what = CUT
        if what:
            yield Broken("timeline_chains", what, name)
    for name, length, _last in heads.values():
        if length:
            yield Broken("timeline_chains", CUT, name)


CUT = _("A su historial le falta el final, o le sobra.")
HOLE = _("A su historial le falta un suceso.")
CHANGED = _("Alguien ha cambiado un suceso de su historial.")


def _flaw(event: TimelineEvent, place: int, previous: str) -> str:
    if event.sequence != place:
        return HOLE
    told = Event(event.customer_id, event.kind, event.detail, event.author)
    sealed = seal(previous, event.customer_id, place, event.at, told)
    return "" if sealed == event.hash else CHANGED


# The walls: every reference between two rows that belong to a company stays inside it.


def _has_company(model: type[Model]) -> bool:
    return any(field.name == "company" for field in model._meta.concrete_fields)


def _references(model: type[Model]) -> list[ForeignKey[Model, Model]]:
    """Return the references of a table to rows that belong to a company."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and _leads_home(field)
    ]


def _leads_home(field: "Field[object, object]") -> bool:
    target = field.related_model
    return isinstance(target, type) and issubclass(target, Model) and _has_company(target)


def _walls() -> Iterator[tuple[str, str]]:
    """Yield each pair to compare: the joined rows, and the two companies that must be one."""
    tables = apps.get_app_config("records").get_models(include_auto_created=True)
    for model in tables:
        table, found = model._meta.db_table, _references(model)
        first, rest = ("x.company_id", found)
        joined = f"FROM {table} x "
        if not _has_company(model):
            if len(found) < 2:
                continue
            first, rest = "p0.company_id", found[1:]
            joined += (
                f"JOIN {found[0].related_model._meta.db_table} p0 ON p0.id = x.{found[0].column} "
            )
        for field in rest:
            parent = field.related_model._meta.db_table
            yield f"{joined}JOIN {parent} p ON p.id = x.{field.column}", first


def _strangers(company: Company, _at: datetime) -> Iterator[Broken]:
    mine = int(company.pk)
    what = _("%(count)s filas mezclan esta empresa con otra.")
    for joined, owner in _walls():
        one_side = f"{owner} = {mine} AND p.company_id <> {mine}"
        other_side = f"p.company_id = {mine} AND {owner} <> {mine}"
        count = sum(
            how_many(f"SELECT COUNT(*) {joined} WHERE {side}") for side in (one_side, other_side)
        )
        if count:
            yield Broken("companies_apart", what, joined.split()[1], {"count": count})


def _count_walls(_company: Company, _at: datetime) -> int:
    return sum(1 for _wall in _walls())


CHECKS = (
    Check("decisions_complete", _count_open, _undecided),
    MATCHING_DECISION,
    SETTLED_IN_PEACE,
    Check("timeline_chains", _count_events, _torn_chains),
    Check("companies_apart", _count_walls, _strangers),
)
