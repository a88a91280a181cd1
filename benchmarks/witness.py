"""A budget of Discord's limits that keeps watch over the order in which it is spent."""

from __future__ import annotations

import time

from cogs.ui.budget import OVERALL, Budget, Claim, Place, Rank, Rate


class Witness(Budget):
    """Spends as any budget does, and sees whether finals had to wait, and for what."""

    def __init__(self, *, channel: Rate, overall: Rate = OVERALL) -> None:
        super().__init__(channel=channel, overall=overall)
        self._open: dict[Claim, float] = {}
        self.contended = False
        """Whether a final had to wait while others waited too."""
        self.overtaken: list[Claim] = []
        """The finals that waited while something else was sent in their place."""
        self.waits: list[float] = []
        """How long each final waited, in seconds."""

    def ask(self, rank: Rank, place: Place | None = None) -> Claim:
        """Keep the claims that are not decided."""
        asked = time.monotonic()
        claim = super().ask(rank, place)
        if not claim.decided.is_set():
            self._open[claim] = asked
            self._notice(self._waiting_finals())
        elif rank is Rank.FINAL:
            self.waits.append(0.0)
        return claim

    def _look(self) -> None:
        super()._look()
        sent = {claim.place for claim in self._open if claim.granted and claim.rank > Rank.FINAL}
        decided = [claim for claim in self._open if claim.decided.is_set()]
        for claim in decided:
            self._note(claim, self._open.pop(claim))
        finals = self._waiting_finals()
        self._notice(finals)
        self.overtaken += [claim for claim in finals if claim.place in sent]

    def _waiting_finals(self) -> list[Claim]:
        return [claim for claim in self._open if claim.rank is Rank.FINAL]

    def _notice(self, finals: list[Claim]) -> None:
        self.contended |= bool(finals) and len(finals) < len(self._open)

    def _note(self, claim: Claim, asked: float) -> None:
        if claim.granted and claim.rank is Rank.FINAL:
            self.waits.append(time.monotonic() - asked)
