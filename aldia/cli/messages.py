"""`aldia messages`, `approve`, `withdraw` and `send`: from a proposal to a message that left."""

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from django.utils.translation import gettext as _

from aldia.cli.answers import (
    DONE,
    ID,
    WITH_PROBLEMS,
    answering,
    company_option,
    is_workable,
    json_option,
    now,
    out_of_days,
    say,
    today_of,
)
from aldia.core.codes import MessageStatus
from aldia.core.message_words import STATUS_WORDS
from aldia.core.money import Money
from aldia.core.outgoing import rows_of, totals_of
from aldia.flows.approve_messages import approve_messages
from aldia.flows.send_messages import SendSummary, send_messages
from aldia.flows.settle_doubt import settle_doubt
from aldia.flows.withdraw_messages import withdraw_messages
from aldia.records import access
from aldia.records.models import Message
from aldia.reports.message_preview import message_preview

AUTHOR = "cli"


@click.group(
    invoke_without_command=True, help=_("Enumera los mensajes; show y settle miran uno de cerca.")
)
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice([str(status) for status in MessageStatus]),
    help=_("Solo los que están en este estado."),
)
@company_option
@json_option
@click.pass_context
def messages(
    context: click.Context, statuses: tuple[str, ...], company_slug: str | None, as_json: bool
) -> None:
    if context.invoked_subcommand is None:
        _enumerate(statuses=statuses, company_slug=company_slug, as_json=as_json)


@answering
def _enumerate(*, statuses: Sequence[str], company_slug: str | None, as_json: bool) -> None:
    found = access.messages_of(access.company_named(company_slug), statuses)
    rows = [_row(message) for message in found]
    say(
        {"messages": rows},
        as_json=as_json,
        lines=lambda: (
            [
                f"{row['id']:>6}  {row['status']:<9}  {row['day']}  {row['customer']}: "
                f"{row['subject']}  {', '.join(row['total'])}"
                for row in rows
            ]
            or [_("No hay mensajes.")]
        ),
    )


def _row(message: Message) -> dict[str, Any]:
    rows = rows_of(message.lines)
    is_early = not any(row.is_step and row.is_due for row in rows)
    totals = totals_of(rows, is_before_due=is_early)
    return {
        "id": message.pk,
        "customer": message.customer.name,
        "address": message.address,
        "subject": message.subject,
        "status": message.status,
        "tone": message.tone,
        "day": message.day,
        "total": [str(Money.from_minor(minor, code)) for code, minor in totals.items()],
        "not_before": message.not_before,
        "outcome": "" if message.status == MessageStatus.SENDING else message.outcome,
    }


@messages.command(help=_("Muestra un mensaje tal como lo recibe el cliente."))
@click.argument("message_id", type=ID)
@company_option
@json_option
@answering
def show(message_id: int, company_slug: str | None, as_json: bool) -> None:
    company = access.company_named(company_slug)
    message = access.message_for(company, message_id)
    moment = now()
    seen = message_preview(message, today_of(company, moment=moment), moment)
    headers = {
        _("Para"): seen.recipient,
        _("Asunto"): message.subject,
        _("Estado"): _(STATUS_WORDS[MessageStatus(message.status)]),
    }
    say(
        {**_row(message), "to": seen.recipient, "text": seen.text, "html": seen.html},
        as_json=as_json,
        lines=lambda: [*(f"{name}: {value}" for name, value in headers.items()), "", seen.text],
    )


@messages.command(help=_("Cierra una duda: diga si el mensaje salió (sent) o no (not-sent)."))
@click.argument("message_id", type=ID)
@click.argument("answer", type=click.Choice(["sent", "not-sent"]))
@company_option
@json_option
@answering
def settle(message_id: int, answer: str, company_slug: str | None, as_json: bool) -> None:
    company = access.company_named(company_slug)
    message = access.message_for(company, message_id)
    settled = settle_doubt(company, message, was_sent=answer == "sent", author=AUTHOR, at=now())
    say(
        {"id": settled.pk, "status": settled.status},
        as_json=as_json,
        lines=lambda: [_("Anotado. No se ha enviado nada.")],
    )


@click.command(help=_("Aprueba mensajes propuestos, para que salgan."))
@click.argument("ids", type=ID, nargs=-1)
@click.option("--all", "every", is_flag=True, help=_("Todos los propuestos."))
@company_option
@json_option
@answering
def approve(ids: tuple[int, ...], every: bool, company_slug: str | None, as_json: bool) -> None:
    if bool(ids) == every:
        raise click.UsageError(_("Diga qué mensajes, o --all para todos."))
    company = access.company_named(company_slug)
    result = approve_messages(company, None if every else ids, author=AUTHOR, at=now())
    say(
        result,
        as_json=as_json,
        lines=lambda: (
            [_("Mensajes aprobados: %(n)s.") % {"n": result.approved}, *_skipped(result.skipped)]
        ),
    )
    sys.exit(WITH_PROBLEMS if result.skipped else DONE)


@click.command(help=_("Retira mensajes que todavía no han salido."))
@click.argument("ids", type=ID, nargs=-1, required=True)
@company_option
@json_option
@answering
def withdraw(ids: tuple[int, ...], company_slug: str | None, as_json: bool) -> None:
    company = access.company_named(company_slug)
    result = withdraw_messages(company, ids, author=AUTHOR, at=now())
    say(
        result,
        as_json=as_json,
        lines=lambda: (
            [_("Mensajes retirados: %(n)s.") % {"n": result.withdrawn}, *_skipped(result.skipped)]
        ),
    )
    sys.exit(WITH_PROBLEMS if result.skipped else DONE)


def _skipped(skipped: dict[int, str]) -> list[str]:
    text = _("  ! El mensaje %(id)s se queda como está: «%(status)s».")
    return [
        text % {"id": pk, "status": _(STATUS_WORDS[MessageStatus(status)])}
        for pk, status in skipped.items()
    ]


@click.command(help=_("Envía lo aprobado que ya puede salir."))
@click.option("--now", "moment", default=None, help=_("Momento, como 2026-03-09T10:00:00+01:00."))
@click.option("--limit", type=click.IntRange(1), default=None, help=_("Cuántos como máximo."))
@company_option
@json_option
@answering
def send(moment: str | None, limit: int | None, company_slug: str | None, as_json: bool) -> None:
    company = access.company_named(company_slug)
    at = _moment(moment, company.timezone) if moment else now()
    result = send_messages(company, at, limit=limit)
    say(result, as_json=as_json, lines=lambda: _send_lines(result))
    is_fine = not (result.failed or result.doubtful or result.problem or result.errors)
    sys.exit(DONE if is_fine else WITH_PROBLEMS)


def _moment(text: str, zone: str) -> datetime:
    """Read an ISO moment; without an offset it is on the company's clock."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        why = _("«%(text)s» no es un momento. Escríbalo así: 2026-03-09T10:00:00+01:00.")
        raise click.UsageError(why % {"text": text}) from None
    if not is_workable(found.date()):
        raise click.UsageError(out_of_days())
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))


def _send_lines(result: SendSummary) -> list[str]:
    lines = [
        _("Enviados: %(sent)s. En espera: %(waiting)s. Retirados: %(withdrawn)s.")
        % {"sent": result.sent, "waiting": result.waiting, "withdrawn": result.withdrawn}
    ]
    if result.is_stopped:
        lines.append(_("Los envíos de la empresa están parados: aldia config set stop off"))
    if result.problem:
        lines.append(
            _("  ! El servidor de correo no responde: %(why)s") % {"why": _(result.problem)}
        )
    for message_id, error in result.errors.items():
        text = _("  ! Un error inesperado (%(error)s) detuvo el mensaje %(id)s. Vea el registro.")
        lines.append(text % {"error": error, "id": message_id})
    if result.failed:
        lines.append(_("  ! No pudieron salir: %(n)s. Vea «aldia tasks».") % {"n": result.failed})
    if result.doubtful:
        lines.append(
            _("  ! No se sabe si salieron: %(n)s. Vea «aldia tasks».") % {"n": result.doubtful}
        )
    return lines
