"""How fast a company speaks: so many messages in any sixty seconds, on a clock that is given."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(slots=True)
class Pace:
    """The clock of one sending, and the company's rate: so many in any sixty seconds."""

    start: datetime
    per_minute: int
    sleep: Callable[[float], None]
    ticks: Callable[[], float]
    _began: float = 0.0
    _last: deque[float] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._began = self.ticks()

    def now(self) -> datetime:
        """Return the moment given at the start, moved on by the time that has passed since."""
        return self.start + timedelta(seconds=self.ticks() - self._began)

    def remember(self, moments: list[datetime]) -> None:
        """Count what others have said in the last minute."""
        self._last.extend(self._began + (moment - self.start).total_seconds() for moment in moments)

    def wait(self) -> None:
        """Wait until one more may leave."""
        while self._last and self._last[0] <= self.ticks() - 60:
            self._last.popleft()
        if len(self._last) >= self.per_minute:
            self.sleep(max(0.0, self._last.popleft() + 60 - self.ticks()))

    def count(self) -> None:
        """Count one that leaves now."""
        self._last.append(self.ticks())
