"""The account: credits debited when a picture is there, usage, and uploads."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sandbox.pictory import PictoryEmulator
from tests.sandbox.pictory_caller import IMAGES, PROMPT

if TYPE_CHECKING:
    from tests.sandbox.pictory_caller import Caller


async def test_credits_are_debited_at_completion(call: Caller) -> None:
    """A running job has cost nothing yet; fractional prices stay exact."""
    call.emulator.hold()
    job_id = await call.submit(model="flux-schnell")
    assert (await call("GET", "/v1/quota")).body["aiCredits"] == {"used": 0, "limit": 22000}
    call.emulator.release()
    await call.finished(job_id)
    quota = (await call("GET", "/v1/quota")).body
    assert quota["aiCredits"] == {"used": 0.6, "limit": 22000}
    assert {"videoMinutes", "transcriptionMinutes", "elevenLabsVoiceOverMinutes"} < quota.keys()


async def test_a_failed_job_costs_nothing(call: Caller) -> None:
    """Only completed jobs are debited."""
    call.emulator.fault("submit", "fail_job", message="No faces, please", code="REJECTED")
    failed = await call.finished(await call.submit())
    assert failed["data"] == {
        "status": "failed",
        "error_code": "REJECTED",
        "error_message": "No faces, please",
    }
    assert call.emulator.account.used == 0


async def test_an_order_beyond_the_limit_is_refused(call: Caller) -> None:
    """With too few credits left, the POST answers 402 and no job is made."""
    call.emulator.account.limit = Decimal("1.5")
    answer = await call("POST", IMAGES, json={"prompt": PROMPT})
    assert (answer.status, answer.body["code"]) == (402, "INSUFFICIENT_CREDITS")
    assert call.emulator.accepted == []


async def test_jobs_that_compete_for_the_last_credits_fail(call: Caller) -> None:
    """Of two jobs accepted on credits for one, the second fails when it should be debited."""
    call.emulator.account.limit = Decimal(3)
    call.emulator.hold()
    ids = [await call.submit(), await call.submit()]
    call.emulator.release()
    ends = [await call.finished(job_id) for job_id in ids]
    assert sorted(end["data"]["status"] for end in ends) == ["completed", "failed"]
    assert [end["data"].get("error_code") for end in ends].count("INSUFFICIENT_CREDITS") == 1
    assert call.emulator.account.used == 2


async def test_usage_lists_transactions_newest_first(call: Caller) -> None:
    """A debit has the documented fields; the plan's own credits come last."""
    await call.finished(await call.submit(model="flux-schnell"))
    newest, oldest = (await call("GET", "/v1/aicredits/usage")).body
    assert newest["type"] == "debit"
    assert newest["amount"] == 0.6
    assert newest["source"] == "Text-to-Image"
    assert newest["transactionDate"].endswith("Z")
    assert newest["transactionId"].startswith(newest["transactionDate"][:10].replace("-", ""))
    assert (oldest["type"], oldest["amount"]) == ("credit", 22000)


async def test_usage_of_a_month_needs_both_year_and_month(call: Caller) -> None:
    """A year alone is a bad request, a month with nothing in it an empty list."""
    alone = await call("GET", "/v1/aicredits/usage?year=2026")
    assert (alone.status, alone.body["code"]) == (400, "INVALID_REQUEST")
    assert (await call("GET", "/v1/aicredits/usage?year=x&month=3")).status == 400
    assert (await call("GET", "/v1/aicredits/usage?year=2001&month=3")).body == []
    date = (await call("GET", "/v1/aicredits/usage")).body[0]["transactionDate"]
    month = {"year": date[:4], "month": str(int(date[5:7]))}
    assert len((await call("GET", "/v1/aicredits/usage", params=month)).body) == 1


async def test_an_upload_is_put_once_signed_and_read_by_anyone(call: Caller) -> None:
    """The signed address takes bytes of the type announced; the permanent one needs no key."""
    wish = {"fileName": "../my photo.png", "contentType": "image/png"}
    data = (await call("POST", "/v1/media/generateurl", json=wish)).body["data"]
    assert data["url"].endswith("my%20photo.png")
    assert (await call("GET", data["url"])).status == 404
    png = {"Content-Type": "image/png"}
    forged = data["signedUrl"].replace("signature=", "signature=0")
    assert (await call("PUT", forged, data=b"bytes", headers=png)).status == 403
    jpeg = {"Content-Type": "image/jpeg"}
    assert (await call("PUT", data["signedUrl"], data=b"bytes", headers=jpeg)).status == 403
    assert (await call("PUT", data["signedUrl"], data=b"bytes", headers=png)).status == 200
    read = await call("GET", data["url"], headers={"Authorization": ""})
    assert (read.data, read.headers["Content-Type"]) == (b"bytes", "image/png")


def test_the_key_is_not_in_the_representation() -> None:
    """Printing an emulator shows no key."""
    assert "pictai" not in repr(PictoryEmulator())


@pytest.mark.parametrize("speed", [0, -1, float("inf"), float("nan")])
def test_a_speed_is_a_positive_number(speed: float) -> None:
    """Time neither stands still nor runs backwards."""
    with pytest.raises(ValueError, match="speed"):
        PictoryEmulator(speed=speed)
