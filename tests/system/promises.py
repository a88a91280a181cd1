"""What the bot promises whatever happens to it, each as a search for where it was not kept.

A promise takes what was seen from outside when all had come to rest, and yields a line for each
thing that breaks it, with the prompt and the card.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.system.evidence import FREE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.system.evidence import Card, Evidence
    from tests.system.people import Asked


def each_request_has_one_card(seen: Evidence) -> Iterator[str]:
    """Find acknowledged interactions without a message, and reactions with several replies."""
    for asked in seen.asked:
        cards = seen.cards_of(asked)
        if len(cards) > 1 or (not cards and seen.acknowledged(asked)):
            yield f"{asked} has {len(cards)} cards {_show(*cards)}"


def each_card_was_asked_for(seen: Evidence) -> Iterator[str]:
    """Find messages that are not the card of one request."""
    owners = Counter(card.id for asked in seen.asked for card in seen.cards_of(asked))
    for card in seen.cards.values():
        if owners[card.id] != 1:
            yield f"{owners[card.id]} requests have the card {_show(card)}"


def no_card_is_left_working(seen: Evidence) -> Iterator[str]:
    """Find cards that say that there is more to come."""
    for asked, card in _answers(seen):
        if card.working:
            yield f"{asked} still has {_show(card)}"


def each_card_tells_the_end(seen: Evidence) -> Iterator[str]:
    """Find cards that neither are done nor say of each missing picture whether it cost credits."""
    for asked, card in _answers(seen):
        missing = asked.count - len(card.pictures)
        told = card.told(missing)
        done = "Done" in card.text
        if card.working:
            continue
        if done != (missing == 0) or (not done and sum(told.values()) != missing):
            yield f"{asked} ended with {missing} missing and {_show(card)}"


def nothing_is_sent_twice(seen: Evidence) -> Iterator[str]:
    """Find more POSTs or jobs than pictures that acknowledged requests are for."""
    sent = Counter(seen.submissions or ())
    jobs = Counter(job["prompt"] for job in seen.jobs)
    for prompt in sent.keys() | jobs.keys() | seen.prompts.keys():
        wanted = _wanted(seen, prompt)
        if sent[prompt] > wanted or jobs[prompt] > wanted:
            posts = "unknown" if seen.submissions is None else sent[prompt]
            yield (
                f"{prompt!r}: {posts} POSTs and {jobs[prompt]} jobs for {wanted} pictures,"
                f" on {_family(seen, prompt)}"
            )
    most = sum(_wanted(seen, prompt) for prompt in seen.prompts)
    if seen.posts > most:
        yield f"{seen.posts} POSTs for {most} pictures"


def what_was_spent_is_told(seen: Evidence) -> Iterator[str]:
    """Find jobs whose picture is on no card, where no card says that they may have cost credits."""
    jobs = Counter(job["prompt"] for job in seen.jobs)
    for prompt, family in seen.prompts.items():
        cards = [(asked, card) for asked in family for card in seen.cards_of(asked)]
        shown = sum(len(card.pictures) for _, card in cards)
        told = Counter[str]()
        for asked, card in cards:
            told += card.told(asked.count - len(card.pictures))
        if jobs[prompt] > shown + sum(told.values()) - told[FREE] or shown > jobs[prompt]:
            yield (
                f"{prompt!r}: {jobs[prompt]} jobs, {shown} pictures, {dict(told)},"
                f" on {_family(seen, prompt)}"
            )


def each_picture_is_shown_once(seen: Evidence) -> Iterator[str]:
    """Find pictures that are in two places, and messages with two files of one name."""
    places = Counter(seen.digests.values())
    for card in seen.cards.values():
        twice = [file["filename"] for file in card.pictures if places[seen.digests[file["id"]]] > 1]
        if twice or len(set(card.files)) < len(card.files):
            yield f"{twice} is elsewhere too, or a file came twice: {_show(card)}"


def each_generation_has_one_card(seen: Evidence) -> Iterator[str]:
    """Find messages with buttons of the same generation, and one with those of several."""
    owners = Counter(one for card in seen.cards.values() for one in card.generations)
    for card in seen.cards.values():
        if len(card.generations) > 1 or any(owners[one] > 1 for one in card.generations):
            yield f"generations {sorted(card.generations)} on {_show(card)}"


def the_log_holds_no_error(seen: Evidence) -> Iterator[str]:
    """Find the first error or traceback in what the bots logged."""
    lines = seen.log.splitlines()
    for number, line in enumerate(lines):
        if "[error" in line or "[critical" in line or line.startswith("Traceback"):
            yield "\n".join(["the log says", *lines[max(number - 1, 0) : number + 40]])
            return


PROMISES: tuple[Callable[[Evidence], Iterator[str]], ...] = (
    the_log_holds_no_error,
    each_request_has_one_card,
    each_card_was_asked_for,
    no_card_is_left_working,
    each_card_tells_the_end,
    nothing_is_sent_twice,
    what_was_spent_is_told,
    each_picture_is_shown_once,
    each_generation_has_one_card,
)


def broken(seen: Evidence, *, most: int = 12) -> list[str]:
    """Return where promises were not kept, at `most` that many places."""
    found = [f"{promise.__name__}: {what}" for promise in PROMISES for what in promise(seen)]
    return [*found[:most], *([f"and {len(found) - most} more"] if len(found) > most else [])]


def _answers(seen: Evidence) -> Iterator[tuple[Asked, Card]]:
    for asked in seen.asked:
        for card in seen.cards_of(asked):
            yield asked, card


def _wanted(seen: Evidence, prompt: str) -> int:
    """Return how many pictures the acknowledged requests with a prompt are for."""
    return sum(one.count for one in seen.prompts.get(prompt, ()) if seen.acknowledged(one))


def _family(seen: Evidence, prompt: str) -> str:
    cards = [card for asked in seen.prompts.get(prompt, ()) for card in seen.cards_of(asked)]
    return _show(*cards)


def _show(*cards: Card) -> str:
    return "; ".join(f"[{card.id} {card.files} {card.text!r}]" for card in cards) or "no card"
