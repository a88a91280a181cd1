"""How much the studio takes on at once, and how long it waits for what."""

from __future__ import annotations

from dataclasses import dataclass


class TooManyError(Exception):
    """So many generations of one person are being worked on that no more are taken: `limit`."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} generations are being worked on")
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Limits:
    """The studio's limits; times are seconds, sizes bytes."""

    max_inflight: int = 50
    """Jobs running at Pictory at once."""
    max_inflight_per_user: int = 4
    open_per_user: int = 100
    """Generations of one person that a process works on at once, waiting ones included."""
    job_timeout: float = 1800.0
    """How long a job may run, and how long an image waits for Pictory to be reachable."""
    poll_min: float = 5.0
    """The shortest time between two questions about one job."""
    polls_per_minute: float = 3000.0
    """Questions about jobs in a minute, of each process; as few as help are asked anyway."""
    retry_first: float = 1.0
    """The first wait before anything that failed is tried again; it doubles each time."""
    retry_most: float = 60.0
    """The longest of those waits."""
    persist_most: float = 10.0
    """The longest wait before a database that was away is tried again."""
    intake_within: float = 1.5
    """How long storing an order may take; Discord waits 3 s for the answer that follows it."""
    reaction_within: float = 60.0
    """The same for a reaction, to which nobody waits for an answer."""
    probe_first: float = 30.0
    """The first wait before it is looked whether an account without credits has some again."""
    probe_most: float = 300.0
    """The longest of those waits; they double."""
    download_attempts: int = 8
    """How often a result is asked for that is refused; a server in trouble has `job_timeout`."""
    result_max_bytes: int = 100 * 1024 * 1024
    vanished_after: float = 60.0
    """How long Pictory may answer that it does not know a job before the job is given up."""
    detached_poll: float = 60.0
    """The time between two questions about a job whose card no longer waits for it."""
    detached_for: float = 24 * 3600.0
    """How long after its submit such a job stays watched."""
    sparser: float = 3.0
    """How much more rarely a job is asked for while webhooks tell of its end sooner."""
    hint_gap: float = 1.0
    """The shortest time between two questions about one job that webhooks ask for."""
    first_look_within: float = 5.0
    """How long a request that may have arrived is looked for before its card says so."""
    look_first: float = 5.0
    """The wait before it is looked for again; it doubles each time."""
    look_most: float = 300.0
    """The longest of those waits."""
    look_for: float = 3600.0
    """How long after its submit such a request is looked for."""
    queue_refresh: float = 10.0
    """The time between two looks at who has come forward in the queue."""
    max_deliveries: int = 8
    """Pictures downloaded, and pictures shown, at once."""
    max_spooled: int = 64
    """Pictures on the spool at once, downloaded and not yet delivered."""
    present_most: float = 60.0
    """The longest wait before a card that could not be reached is tried again."""
    present_for: float = 3600.0
    """How long that goes on before a picture is put aside for its requester."""
    keep_for: float = 30 * 24 * 3600.0
    """How long such a picture is kept."""
    restart_notice: float = 2.0
    """How long a stop may last before the cards of queued work say that a restart is under way."""
    begin_again_after: float = 60.0
    """How long after an error that nobody expected a generation is begun anew."""
    stop_grace: float = 5.0
    """How long `stop` lets running submits and deliveries finish."""
    heartbeat: float = 20.0
    """The time between two signs of life; at least 10."""
    lease: float = 90.0
    """How long after its last sign of life the work of a process is taken over."""

    def backoff(self, failures: int, most: float | None = None) -> float:
        """Return the wait after the given number of failures in a row, counted from 1."""
        return min(
            self.retry_most if most is None else most,
            self.retry_first * 2.0 ** min(failures - 1, 30),
        )
