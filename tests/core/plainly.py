"""The slow, plain twin of the engine: one invoice at a time, written from the design alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from aldia.core.facts import Portfolio

Row = dict[str, Any]
FOREVER = date(9999, 12, 31)


@dataclass(frozen=True)
class Plain:
    """What the engine must say of one invoice."""

    reason: str
    action: str
    look_again_on: date | None
    position: int | None


def plainly(portfolio: Portfolio, today: date) -> list[Plain]:
    """Decide for every invoice, in the order of the frame."""
    return [Reading(portfolio, today).decide(row) for row in _rows(portfolio.invoices)]


def _rows(frame: Any) -> list[Row]:
    return list(frame.iter_rows(named=True))


def day_after(day: date | None) -> date | None:
    return day + timedelta(1) if day and day != FOREVER else None


class Reading:
    """One portfolio on one day, read as a person would."""

    def __init__(self, portfolio: Portfolio, today: date) -> None:
        self.portfolio, self.today = portfolio, today
        self.invoices = _rows(portfolio.invoices)
        self.customers = {row["customer_id"]: row for row in _rows(portfolio.customers)}
        self.steps = {(row["ladder_id"], row["position"]): row for row in _rows(portfolio.steps)}
        self.credit_shares = self._share_credit()

    def decide(self, invoice: Row) -> Plain:
        customer, step = self.customers[invoice["customer_id"]], self._next_step(invoice)
        position = step["position"] if step else None
        for reason, look_again_on in self._reasons(invoice, customer, step):
            action = "wait"
            if reason in ("LADDER_EXHAUSTED", "NO_CONTACT_POINT"):
                action = "task"
            if reason == "STEP_DUE":
                action = "contact" if step and step["step_action"] == "message" else "task"
            return Plain(reason, action, look_again_on, position)
        raise AssertionError("every invoice has a decision")

    def _reasons(
        self, invoice: Row, customer: Row, step: Row | None
    ) -> Iterator[tuple[str, date | None]]:
        """Yield the reasons that apply, in their order."""
        yield from self._silences(invoice, customer)
        if self._total(invoice) < self._minimum(invoice["currency"]):
            yield "BELOW_MINIMUM", None
        next_on = self._next_step_on(invoice, step)
        if next_on > self.today:
            yield "NOT_YET", next_on
        if step is None:
            yield "LADDER_EXHAUSTED", None
            return
        is_message, is_call = (step["step_action"] == kind for kind in ("message", "call"))
        if invoice["task_position"] == step["position"]:
            yield "TASK_OPEN", None
        channel = self._channel(invoice, step) if is_message else None
        if is_message and channel is None:
            yield ("OPTED_OUT" if self._has_opted_out(invoice, step) else "NO_CONTACT_POINT"), None
        if is_message or is_call:
            yield from self._limits(customer, step, "phone" if is_call else channel)
        yield "STEP_DUE", None

    def _silences(self, invoice: Row, customer: Row) -> Iterator[tuple[str, date | None]]:
        is_elsewhere = invoice["is_handed_over"] or customer["is_customer_handed_over"]
        paused = self._paused_until(invoice, customer)
        trusted = self._trusted_until(invoice)
        found: list[tuple[str, Any, date | None]] = [
            ("PAID", invoice["open_minor"] <= 0, None),
            ("WRITTEN_OFF", invoice["is_written_off"], None),
            ("HANDED_OVER", is_elsewhere, None),
            ("CUSTOMER_BLOCKED", customer["is_blocked"], None),
            ("ON_HOLD", paused is not None, None if paused == FOREVER else day_after(paused)),
            ("DISPUTED", self._undisputed(invoice) <= 0, None),
            ("COVERED_BY_CREDIT", self._chargeable(invoice) <= 0, None),
            ("DEPOSIT_TO_APPLY", customer["has_deposit"], None),
            ("REPLY_UNANSWERED", customer["has_reply"], None),
            ("PROMISED", trusted is not None, day_after(trusted)),
            ("PLAN_KEPT", invoice["is_on_kept_plan"], None),
        ]
        yield from ((reason, again) for reason, applies, again in found if applies)

    def _paused_until(self, invoice: Row, customer: Row) -> date | None:
        pauses = [day for day in (invoice["held_until"], customer["customer_held_until"]) if day]
        return max((day for day in pauses if day >= self.today), default=None)

    def _trusted_until(self, invoice: Row) -> date | None:
        if invoice["promised_for"] is None:
            return None
        last_day: date = invoice["promised_for"] + timedelta(invoice["grace_days"])
        return last_day if last_day >= self.today else None

    # Money

    def _undisputed(self, invoice: Row) -> int:
        return invoice["open_minor"] - (invoice["disputed_minor"] or 0)

    def _asked(self, invoice: Row) -> int:
        """What falls due by now, of what is not in dispute."""
        part = invoice["open_minor"]
        if invoice["scheduled_minor"] is not None:
            paid = invoice["amount_minor"] - invoice["open_minor"]
            part = min(part, invoice["scheduled_minor"] - paid)
        return max(0, min(part, self._undisputed(invoice)))

    def _share_credit(self) -> dict[int, int]:
        """Give each customer's credit to its oldest invoices, in the same currency only."""
        left = {
            (row["customer_id"], row["currency"]): row["credit_minor"]
            for row in _rows(self.portfolio.credits)
        }
        shares = {}
        for invoice in sorted(self.invoices, key=lambda row: (row["due_on"], row["invoice_id"])):
            key = invoice["customer_id"], invoice["currency"]
            claim = 0 if invoice["is_written_off"] else max(0, self._undisputed(invoice))
            shares[invoice["invoice_id"]] = min(left.get(key, 0), claim)
            left[key] = left.get(key, 0) - shares[invoice["invoice_id"]]
        return shares

    def _chargeable(self, invoice: Row) -> int:
        return self._asked(invoice) - self.credit_shares[invoice["invoice_id"]]

    def _total(self, invoice: Row) -> int:
        """What the customer would be asked for in this currency."""
        return sum(
            self._chargeable(other)
            for other in self.invoices
            if other["customer_id"] == invoice["customer_id"]
            and other["currency"] == invoice["currency"]
            and not any(self._silences(other, self.customers[other["customer_id"]]))
        )

    def _minimum(self, currency: str) -> int:
        found = dict(self.portfolio.minimums.iter_rows())
        return int(found.get(currency, -1))

    # The ladder

    def _next_step(self, invoice: Row) -> Row | None:
        """Return the first step after the last one done that is for this invoice, today."""
        position = max((invoice["last_position"] or 0) + 1, invoice["ladder_start"] or 1)
        while step := self.steps.get((self._ladder(invoice), position)):
            if self._fits(step, invoice) and not self._is_over(step, invoice):
                return step
            position += 1
        return None

    def _ladder(self, invoice: Row) -> int | None:
        return invoice["ladder_id"] or self.portfolio.default_ladder_id

    def _is_over(self, step: Row, invoice: Row) -> bool:
        """A notice before the due date is not given after its day, unless it was being said."""
        if step["offset"] > 0 or (step["offset"] == 0 and step["tone"] != "preventive"):
            return False
        if invoice["queued_position"] == step["position"] and invoice["due_on"] >= self.today:
            return False
        return bool(invoice["due_on"] + timedelta(step["offset"]) < self.today)

    def _fits(self, step: Row, invoice: Row) -> bool:
        customer = self.customers[invoice["customer_id"]]
        if step["only_currency"] not in (None, invoice["currency"]):
            return False
        if step["minimum_minor"] is not None and invoice["open_minor"] < step["minimum_minor"]:
            return False
        if step["maximum_minor"] is not None and invoice["open_minor"] >= step["maximum_minor"]:
            return False
        if step["segments"] and customer["segment"] not in step["segments"]:
            return False
        return not step["kinds"] or customer["kind"] in step["kinds"]

    def _next_step_on(self, invoice: Row, step: Row | None) -> date:
        if step is None:
            return invoice["due_on"] + timedelta(1)
        days = [invoice["due_on"] + timedelta(step["offset"])]
        last = self.steps.get((self._ladder(invoice), invoice["last_position"]))
        if last and invoice["last_step_on"]:
            between = step["offset"] - last["offset"]
            days.append(invoice["last_step_on"] + timedelta(between))
        if invoice["last_step_on"] is None and step["offset"] >= 0:
            known = invoice["delivered_on"] or invoice["issued_on"]
            days.append(known + timedelta(self.portfolio.minimum_age_days))
        return max(days)

    # Reaching people

    def _points(self, invoice: Row, what: str) -> set[str]:
        points = _rows(self.portfolio.points)
        return {
            p["channel"] for p in points if p["customer_id"] == invoice["customer_id"] and p[what]
        }

    def _wanted(self, step: Row) -> list[str]:
        return [c for c in step["channels"] or ["email"] if c in self.portfolio.channels]

    def _channel(self, invoice: Row, step: Row) -> str | None:
        usable = self._points(invoice, "is_usable")
        return next((channel for channel in self._wanted(step) if channel in usable), None)

    def _has_opted_out(self, invoice: Row, step: Row) -> bool:
        return bool(self._points(invoice, "is_opted_out") & set(self._wanted(step)))

    def _limits(
        self, customer: Row, step: Row, channel: str | None
    ) -> Iterator[tuple[str, date | None]]:
        last = customer["last_contact_on"]
        if last is None:
            return
        place = (customer["country"], customer["kind"], channel)
        limits: Row = {}
        for row in _rows(self.portfolio.limits):
            if (row["country"], row["kind"], row["channel"]) == place:
                limits = row
        gaps = (limits.get("gap_days"), customer["wished_gap_days"], step["ladder_gap_days"])
        gap_until = last + timedelta(max((gap for gap in gaps if gap is not None), default=0))
        if gap_until > self.today:
            yield "CONTACT_GAP", gap_until
        ends = list(self._caps(customer, limits, channel))
        if ends and max(ends) > self.today:
            yield "CONTACT_CAP", max(*ends, self.today + timedelta(1))

    def _caps(self, customer: Row, limits: Row, channel: str | None) -> Iterator[date]:
        def is_full(count: str, cap: str) -> bool:
            both = customer[count], limits.get(cap)
            return None not in both and both[0] >= both[1]

        week, month = customer["week_from"], customer["month_from"]
        if is_full("contacts_day", "cap_day"):
            yield self.today + timedelta(1)
        if week and is_full("contacts_week", "cap_week"):
            yield week + timedelta(7)
        if week and channel == "phone" and is_full("calls_week", "cap_calls_week"):
            yield week + timedelta(7)
        other = customer["channel_week"] not in (None, channel)
        if week and limits.get("one_channel_a_week") and other:
            yield week + timedelta(7)
        if month and is_full("contacts_month", "cap_month"):
            yield month + timedelta(31)
