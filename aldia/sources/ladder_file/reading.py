"""From YAML to a checked `LadderPlan` and back. Unknown words are refused, with the right ones."""

from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import yaml

from aldia.core.codes import TONES, Channel, StepAction, Tone
from aldia.core.ladder_plan import BadLadder, LadderPlan, RulePlan, StepPlan
from aldia.core.words import gettext_noop as _

HERE = Path(__file__).parent
BUILT_IN = ("amable", "cliente_clave", "importe_pequeno")
LARGEST_FILE = 1_000_000
Code = TypeVar("Code", bound=StrEnum)


def built_in() -> list[LadderPlan]:
    """Return the three ladders Aldía brings; the first is the default."""
    return [read_ladder((HERE / f"{name}.yaml").read_text("utf-8")) for name in BUILT_IN]


def read_ladder_file(path: Path) -> LadderPlan:
    """Read one ladder from a file; `BadLadder` says what is wrong with it."""
    if path.stat().st_size > LARGEST_FILE:
        raise BadLadder(what=_("el archivo es demasiado grande para ser una estrategia."))
    try:
        return read_ladder(path.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLadder(what=_("el archivo no es de texto.")) from None


def read_ladder(text: str) -> LadderPlan:
    """Read `name`, `minimum_gap_days`, `steps` and, if there are, `rules`."""
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadLadder(what=str(error).replace("\n", " ")) from None
    if not isinstance(found, dict):
        raise BadLadder(what=_("debe empezar por name, minimum_gap_days y steps."))
    _only(found, {"name", "minimum_gap_days", "steps", "rules"})
    steps = found.get("steps") or []
    if not isinstance(steps, list):
        raise BadLadder(what=_("steps debe ser una lista de pasos."))
    rules = found.get("rules") or []
    if not isinstance(rules, list):
        raise BadLadder(what=_("cada regla (rules) necesita sus condiciones."))
    return LadderPlan(
        name=str(found.get("name") or ""),
        minimum_gap_days=_whole(found.get("minimum_gap_days", 0), "minimum_gap_days"),
        steps=tuple(_step(step, place) for place, step in enumerate(steps)),
        rules=tuple(_rule(rule) for rule in rules),
    )


def _step(found: Any, place: int) -> StepPlan:
    if not isinstance(found, dict) or "offset" not in found:
        raise BadLadder(what=_("cada paso necesita su offset: los días desde el vencimiento."))
    _only(
        found,
        {"offset", "tone", "channels", "template", "action", "needs_approval", "conditions"},
    )
    offset = _whole(found["offset"], "offset")
    usual = Tone.PREVENTIVE if offset < 0 else TONES[min(place + 1, len(TONES) - 1)]
    channels = found.get("channels") or [Channel.EMAIL]
    if isinstance(channels, str):
        channels = [channels]
    conditions = found.get("conditions") or {}
    if not isinstance(conditions, dict):
        raise BadLadder(what=f"conditions: {conditions!r} (?).")
    return StepPlan(
        offset=offset,
        tone=_code(Tone, found.get("tone") or usual, "tone"),
        channels=tuple(_code(Channel, channel, "channels") for channel in channels),
        template=str(found.get("template") or ""),
        action=_code(StepAction, found.get("action") or StepAction.MESSAGE, "action"),
        needs_approval=found.get("needs_approval"),
        conditions=dict(conditions),
    )


def _rule(found: Any) -> RulePlan:
    if not isinstance(found, dict):
        raise BadLadder(what=_("cada regla (rules) necesita sus condiciones."))
    _only(found, {"segment", "kind", "country", "risk", "from_amount", "below_amount"})
    return RulePlan(**{key: str(value) for key, value in found.items()})


def _only(found: dict[str, Any], known: set[str]) -> None:
    strange = sorted(set(map(str, found)) - known)
    if strange:
        listed = ", ".join(strange)
        raise BadLadder(what=f"{listed} (?). {', '.join(sorted(known))}.")


def _whole(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 3650:
        raise BadLadder(what=f"{name}: {value!r} ↛ -3650 … 3650.")
    return value


def _code(kind: type[Code], value: Any, name: str) -> Code:
    try:
        return kind(str(value).strip().lower())
    except ValueError:
        raise BadLadder(what=f"{name}: «{value}» ↛ {', '.join(kind)}.") from None


def write_ladder(plan: LadderPlan) -> str:
    """Write a plan as YAML that `read_ladder` reads back to the same plan."""
    steps = []
    for step in plan.steps:
        row: dict[str, Any] = {
            "offset": step.offset,
            "tone": str(step.tone),
            "channels": [str(channel) for channel in step.channels],
            "template": step.template,
            "action": str(step.action),
        }
        if step.needs_approval is not None:
            row["needs_approval"] = step.needs_approval
        if step.conditions:
            row["conditions"] = step.conditions
        steps.append(row)
    whole: dict[str, Any] = {
        "name": plan.name,
        "minimum_gap_days": plan.minimum_gap_days,
        "steps": steps,
    }
    if plan.rules:
        whole["rules"] = [
            {name: value for name in RulePlan.__slots__ if (value := getattr(rule, name))}
            for rule in plan.rules
        ]
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)
