"""A ladder as a person writes it: named steps, checked before anybody walks them."""

from dataclasses import dataclass, field
from typing import Any

from aldia.core.codes import Channel, StepAction, Tone
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _


class BadLadder(Refusal):
    code = "bad_ladder"
    text = _("La estrategia no se entiende: %(what)s")


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
