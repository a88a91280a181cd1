"""Where watched jobs are in the list as it moves on."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from pictory_async import JobKind
from pictory_async._pages import Page, Pages, Watched
from pictory_async._plan import Pace

SIZE = 25
PATIENCE = 10.0


@dataclass
class Account:
    """An account's list, and what is watched of it."""

    pages: Pages = field(default_factory=lambda: Pages(PATIENCE))
    listed: list[str] = field(default_factory=list)
    jobs: dict[str, Watched] = field(default_factory=dict)
    now: float = 0.0

    def submit(self, count: int = 1, *, listed: bool = True, every: float = 1.0) -> None:
        """Submit jobs of ours."""
        for _ in range(count):
            job_id = f"our{len(self.jobs)}"
            job = Watched(job_id, JobKind("m"), Pace(), self.now, float("inf"), seen=self.now)
            self.jobs[job_id] = job
            self.pages.add(job, self.now)
            if listed:
                self.listed.append(job_id)
            self.now += every

    def others(self, count: int) -> None:
        """Let somebody else submit jobs with the same account."""
        self.listed += [f"other{len(self.listed)}" for _ in range(count)]

    def look(self, page: Page | None = None) -> tuple[Page | None, set[str]]:
        """Look at a page; return the new one below it, and the ids of the absent jobs."""
        page = page or self.pages.first
        start = len(self.listed) if page.key is None else int(page.key)
        end = max(0, start - SIZE)
        ids = self.listed[end:start][::-1]
        view = self.pages.take_in(page, ids, f"{end}" if end else None, self.now)
        return view.below, {job.job_id for job in view.absent}

    def finish(self, *numbers: int) -> None:
        """Let jobs of ours end."""
        for number in numbers:
            self.pages.remove(self.jobs[f"our{number}"])

    def on(self, page: Page) -> list[int]:
        """Return the numbers of the jobs that a page is looked at for."""
        return sorted(int(job_id.removeprefix("our")) for job_id in page.jobs)


@pytest.fixture
def account() -> Account:
    """Open an account."""
    return Account()


def test_new_jobs_are_on_the_first_page(account: Account) -> None:
    """As long as there are few enough of them."""
    account.submit(SIZE)
    assert account.look() == (None, set())
    assert account.on(account.pages.first) == list(range(SIZE))


def test_what_slides_off_the_first_page_is_on_a_fixed_one(account: Account) -> None:
    """It is followed there for as long as it runs, while more jobs come."""
    account.submit(20)
    account.look()
    account.submit(20)
    below, absent = account.look()
    assert below is not None
    assert not absent
    assert account.on(below) == list(range(15))
    assert account.on(account.pages.first) == list(range(15, 40))
    account.submit(100)
    assert account.look(below) == (None, set())
    account.finish(*range(15))
    assert account.pages.fixed == []


def test_a_newer_fixed_page_takes_an_older_one_over(account: Account) -> None:
    """If it shows everything that still runs there, one question is enough."""
    account.submit(20)
    account.look()
    account.submit(10)
    early, _ = account.look()
    account.submit(5)
    later, _ = account.look()
    assert early is not None
    assert later is not None
    assert account.pages.fixed == [later]
    assert account.on(later) == list(range(10))
    assert not early.jobs
    account.submit(22)
    third, _ = account.look()
    assert account.pages.fixed == [later, third]  # one page would not show them all
    account.finish(*range(8))
    account.submit(1)
    fourth, _ = account.look()
    assert fourth is not None
    assert account.pages.fixed == [fourth]
    assert account.on(fourth) == list(range(8, 33))


def test_it_is_time_to_look_before_a_job_slides_off(account: Account) -> None:
    """A page of 25 has room for 24 new ones beside one that is known."""
    account.submit(SIZE)
    account.look()
    assert not account.pages.sliding
    account.submit(SIZE - 2)
    assert not account.pages.sliding
    account.submit(1)
    assert account.pages.sliding
    account.look()
    assert not account.pages.sliding


def test_the_jobs_of_others_are_reckoned_with(account: Account) -> None:
    """Where every second job is somebody else's, half as many of ours fill the page."""
    for _ in range(20):
        for _ in range(8):
            account.submit()
            account.others(1)
        account.look()
    account.submit(11)
    assert not account.pages.sliding
    account.submit(2)
    assert account.pages.sliding


def test_more_jobs_than_a_page_are_looked_for_below(account: Account) -> None:
    """After a burst the pages are followed one by one until every job has been seen."""
    account.submit(20)
    account.look()
    account.submit(60)
    page, absent = account.look()
    assert page is not None
    assert page.chained
    seen = [account.on(account.pages.first)]
    while page is not None:
        assert not absent
        following, absent = account.look(page)
        seen.append(account.on(page))
        page = following
    assert sorted(number for numbers in seen for number in numbers) == list(range(80))
    assert all(len(numbers) <= SIZE for numbers in seen)


def test_a_job_that_is_not_where_it_should_be_is_absent(account: Account) -> None:
    """Once it had time to appear; then it is on no page."""
    account.submit(3)
    account.submit(1, listed=False)
    account.submit(2)
    assert account.look() == (None, set())
    account.now += PATIENCE
    assert account.look() == (None, {"our3"})
    assert account.jobs["our3"].page is None


def test_a_job_that_disappears_is_absent(account: Account) -> None:
    """It was listed, and newer and older ones still are."""
    account.submit(5)
    account.look()
    account.listed.remove("our2")
    assert account.look() == (None, {"our2"})


def test_a_list_of_other_things_ends_the_search(account: Account) -> None:
    """Thousands of jobs of others are not looked through."""
    account.submit(2, listed=False)
    account.others(5000)
    account.now += PATIENCE
    page, looks = account.pages.first, 0
    below, absent = account.look()
    while below is not None:
        page, looks = below, looks + 1
        below, absent = account.look(page)
    assert absent == {"our0", "our1"}
    assert looks <= 20


def test_a_job_found_without_a_page_goes_with_the_one_that_shows_it(account: Account) -> None:
    """A page takes a job from wherever it was."""
    account.submit(2)
    job, page = account.jobs["our0"], Page("key", below=3)
    page.give([job])
    assert job.page is page
    assert account.on(account.pages.first) == [1]
