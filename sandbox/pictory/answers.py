"""The error bodies of the service, and JSON that breaks off."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.pictory.faults import Fault

MESSAGES: Mapping[int, str] = {
    400: "The request is invalid.",
    401: "Unauthorized",
    402: "The account has no AI credits left.",
    429: "Too Many Requests",
    500: "Internal server error",
}
CODES: Mapping[int, str] = {400: "INVALID_REQUEST_BODY", 402: "INSUFFICIENT_CREDITS"}


def front_refusal() -> web.Response:
    """Answer as the front does to the user agents that it does not let in: not in JSON."""
    return web.Response(status=403, text="error code: 1010", headers={"Server": "cloudflare"})


def unauthorized() -> web.Response:
    """Answer a request without the right key."""
    return web.json_response({"message": MESSAGES[401]}, status=401)


def invalid_body(fields: Mapping[str, str]) -> web.Response:
    """Answer a POST whose body breaks the rules."""
    return _invalid("INVALID_REQUEST_BODY", fields)


def invalid_request(field: str, problem: str) -> web.Response:
    """Answer a request whose path or query breaks the rules."""
    return _invalid("INVALID_REQUEST", {field: problem})


def _invalid(code: str, fields: Mapping[str, str]) -> web.Response:
    body = {
        "code": code,
        "message": MESSAGES[400],
        "fields": [{"name": name, "errors": f"{name} {fields[name]}"} for name in fields],
    }
    return web.json_response(body, status=400)


def insufficient_credits() -> web.Response:
    """Answer an order that the account cannot pay."""
    return web.json_response({"code": CODES[402], "message": MESSAGES[402]}, status=402)


def job_not_found() -> web.Response:
    """Answer a request for a job that there is not."""
    body = {"success": False, "error_code": "5000", "error_message": "JOB_NOT_FOUND"}
    return web.json_response(body, status=404)


def failure(fault: Fault, status: int) -> web.Response:
    """Answer with the status that a fault demands, in the body that goes with it."""
    headers = {}
    if fault.retry_after is not None:
        headers["Retry-After"] = str(math.ceil(fault.retry_after))
    body: dict[str, object] = {"message": fault.message or MESSAGES.get(status, "Error")}
    code = fault.code or CODES.get(status)
    if code is not None:
        body = {"code": code, **body}
    if status == 400:
        body["fields"] = []
    return web.json_response(body, status=status, headers=headers)


def malformed(response: web.StreamResponse) -> web.Response:
    """Answer with JSON that breaks off, as if it were what `response` would have been."""
    body = b'{"success": true, "data": {"jobId'
    return web.Response(body=body, content_type=response.content_type)
