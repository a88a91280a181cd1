"""The fault matrix: every row, where it belongs."""

from __future__ import annotations

from tests.reliability import (
    at_database,
    at_discord,
    at_gateway,
    at_interactions,
    at_kills,
    at_lost_answers,
    at_processes,
    at_references,
    at_results,
    at_submit,
    at_webhooks,
)

ROWS = (
    *at_submit.ROWS,
    *at_lost_answers.ROWS,
    *at_results.ROWS,
    *at_references.ROWS,
    *at_webhooks.ROWS,
    *at_interactions.ROWS,
    *at_discord.ROWS,
    *at_gateway.ROWS,
    *at_database.ROWS,
    *at_processes.ROWS,
    *at_kills.ROWS,
)
