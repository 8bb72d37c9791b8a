"""Where the made-up customers live, what they pay in and how late they usually are."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Market:
    """A country the company sells to. `per_euro` is a round figure, not a rate of any day."""

    country: str
    customers_of_400: int
    currency: str
    per_euro: Decimal
    tax: Decimal
    terms: tuple[int, ...]
    cities: tuple[tuple[str, str, str], ...]
    """City, region (the letters of ISO 3166-2 after the hyphen) and time zone."""
    mobile: str
    """A phone number with `#` for each digit that varies."""


MADRID, MEXICO, BOGOTA = "Europe/Madrid", "America/Mexico_City", "America/Bogota"
SANTIAGO, LIMA, QUITO = "America/Santiago", "America/Lima", "America/Guayaquil"
BUENOS_AIRES = "America/Argentina/Buenos_Aires"

MARKETS = (
    Market(
        "ES", 196, "EUR", Decimal(1), Decimal("1.21"), (30, 30, 60, 60, 15),
        (
            ("Valencia", "VC", MADRID), ("Alicante", "VC", MADRID), ("Castellón", "VC", MADRID),
            ("Madrid", "MD", MADRID), ("Barcelona", "CT", MADRID), ("Sevilla", "AN", MADRID),
            ("Zaragoza", "AR", MADRID), ("Murcia", "MC", MADRID), ("Bilbao", "PV", MADRID),
            ("Las Palmas", "CN", "Atlantic/Canary"),
        ),
        "+3461#######",
    ),
    Market(
        "MX", 72, "MXN", Decimal(20), Decimal("1.16"), (30, 45, 60),
        (
            ("Guadalajara", "JAL", MEXICO), ("Querétaro", "QUE", MEXICO),
            ("Puebla", "PUE", MEXICO), ("Ciudad de México", "CMX", MEXICO),
            ("Mérida", "YUC", "America/Merida"), ("Tijuana", "BCN", "America/Tijuana"),
        ),
        "+52331#######",
    ),
    Market(
        "CO", 48, "COP", Decimal(4500), Decimal("1.19"), (30, 45, 60),
        (
            ("Bogotá", "DC", BOGOTA), ("Medellín", "ANT", BOGOTA), ("Cali", "VAC", BOGOTA),
            ("Barranquilla", "ATL", BOGOTA),
        ),
        "+57310#######",
    ),
    Market(
        "CL", 32, "CLP", Decimal(1000), Decimal("1.19"), (30, 30, 60),
        (("Santiago", "RM", SANTIAGO), ("Concepción", "BI", SANTIAGO)),
        "+569########",
    ),
    Market(
        "PE", 26, "PEN", Decimal(4), Decimal("1.18"), (30, 45),
        (("Lima", "LIM", LIMA), ("Arequipa", "ARE", LIMA)),
        "+519########",
    ),
    Market(
        "AR", 14, "USD", Decimal("1.1"), Decimal(1), (15, 30),
        (("Buenos Aires", "C", BUENOS_AIRES), ("Rosario", "S", BUENOS_AIRES)),
        "+54911########",
    ),
    Market(
        "EC", 12, "USD", Decimal("1.1"), Decimal("1.15"), (30, 45),
        (("Quito", "P", QUITO), ("Guayaquil", "G", QUITO)),
        "+5939########",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Habit:
    """How a customer pays: days late on average, how much that varies, how often it never does."""

    name: str
    weight: int
    days_late: int
    spread: int
    never: float
    """Share of its late invoices that are still open today, whatever their age."""
    risk: str = "normal"


HABITS = (
    Habit("puntual", 40, -1, 2, 0.0, "low"),
    Habit("casi puntual", 27, 6, 4, 0.01, "low"),
    Habit("olvidadizo", 18, 17, 8, 0.02),
    Habit("lento", 10, 38, 15, 0.08),
    Habit("muy lento", 5, 70, 28, 0.30, "high"),
)
