"""A ladder as a person writes it: named steps, checked before anybody walks them."""

from dataclasses import dataclass, field
from typing import Any

from aldia.core.codes import Channel, CustomerKind, StepAction, Tone
from aldia.core.money import Money
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _


class BadLadder(Refusal):
    code = "bad_ladder"
    text = _("La estrategia no se entiende: %(what)s")
    marked = ("what",)


AMOUNTS = ("minimum", "maximum")
LISTS = ("segments", "kinds")
"""What a step may be conditional on; both amounts, as `"100 EUR"`, are of one currency."""


def _check_amounts(conditions: dict[str, Any]) -> None:
    given = [str(conditions[name]) for name in AMOUNTS if conditions.get(name)]
    try:
        currencies = {Money.of(text).currency for text in given}
    except Refusal as error:
        raise BadLadder(what=str(error)) from None
    if len(currencies) > 1:
        raise BadLadder(what=_("minimum y maximum deben ser de la misma moneda."))


def _check_lists(conditions: dict[str, Any]) -> None:
    for name in LISTS:
        listed = conditions.get(name) or []
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            raise BadLadder(what=_("segments y kinds deben ser listas de palabras."))
    strange = sorted(set(conditions.get("kinds") or []) - set(CustomerKind))
    if strange:
        raise BadLadder(what=f"kinds: {', '.join(strange)} ↛ {', '.join(CustomerKind)}.")


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One step: when (days from the due date), how it sounds, by what way, and what is done."""

    offset: int
    tone: Tone
    channels: tuple[Channel, ...] = (Channel.EMAIL,)
    template: str = ""
    action: StepAction = StepAction.MESSAGE
    needs_approval: bool | None = None
    conditions: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.needs_approval not in (None, True, False):
            raise BadLadder(what=f"needs_approval: {self.needs_approval!r} ↛ true, false.")
        strange = sorted(set(self.conditions) - {*AMOUNTS, *LISTS})
        if strange:
            raise BadLadder(what=f"{', '.join(strange)} (?). {', '.join((*AMOUNTS, *LISTS))}.")
        _check_amounts(self.conditions)
        _check_lists(self.conditions)


@dataclass(frozen=True, slots=True)
class RulePlan:
    """Who walks this ladder by itself; empty fields fit everybody. Amounts as `"500 EUR"`."""

    segment: str = ""
    kind: str = ""
    country: str = ""
    risk: str = ""
    from_amount: str = ""
    below_amount: str = ""


@dataclass(frozen=True, slots=True)
class LadderPlan:
    """A ladder with its steps in order, and the rules that assign it."""

    name: str
    steps: tuple[StepPlan, ...]
    minimum_gap_days: int = 0
    rules: tuple[RulePlan, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise BadLadder(what=_("le falta el nombre (name)."))
        if not self.steps:
            raise BadLadder(what=_("no tiene ningún paso (steps)."))
        offsets = [step.offset for step in self.steps]
        if offsets != sorted(set(offsets)):
            raise BadLadder(what=_("los pasos deben ir por orden de días, sin repetir ninguno."))
        if self.minimum_gap_days < 0:
            raise BadLadder(what=_("minimum_gap_days no puede ser negativo."))
