"""The baseline: a bot in one file, the way the guide leads to it.

It waits 15 seconds between two questions about a job, for ever, and remembers nothing on disk.
Beyond what a guide shows, it only takes its addresses and its pace from the environment, so that
it can be pointed at the sandbox: those of the bot, and `BASELINE_POLL_SECONDS`.
"""

from __future__ import annotations

import asyncio
import io
import os

import discord
import yarl
from discord import app_commands

from pictory_async import ImageRequest, Job, JobStatus, PictoryClient

POLL_SECONDS = float(os.environ.get("BASELINE_POLL_SECONDS", "15"))
MAX_BYTES = 100 * 1024 * 1024
REACTIONS = ("🔁", "🎨")


class Baseline(discord.Client):
    """A Discord client with one command and a client for Pictory."""

    def __init__(self, pictory: PictoryClient) -> None:
        super().__init__(intents=discord.Intents.default())
        self.pictory = pictory
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(generate)

    async def setup_hook(self) -> None:
        """Tell Discord the command."""
        await self.tree.sync()


@app_commands.command(description="Make a picture")
@app_commands.describe(prompt="What to make", reference="A picture to start from")
async def generate(
    interaction: discord.Interaction[Baseline],
    prompt: str,
    reference: discord.Attachment | None = None,
) -> None:
    """Answer at once, wait for the job, and edit the answer into the picture."""
    await interaction.response.send_message(f"Generating: {prompt[:1000]}")
    pictory = interaction.client.pictory
    url = reference.url if reference is not None else None
    job_id = await pictory.submit(ImageRequest(prompt=prompt, reference_image_url=url))
    job = await finished(pictory, job_id)
    if job.status is not JobStatus.COMPLETED or job.url is None:
        await interaction.edit_original_response(content=f"Failed: {job.error_message}")
        return
    picture = io.BytesIO()
    await pictory.download(job.url, picture, max_bytes=MAX_BYTES)
    picture.seek(0)
    message = await interaction.edit_original_response(
        content=f"Done: {prompt[:1000]}", attachments=[discord.File(picture, "picture.png")]
    )
    for emoji in REACTIONS:
        await message.add_reaction(emoji)


async def finished(pictory: PictoryClient, job_id: str) -> Job:
    """Ask for a job until it has ended."""
    while True:
        await asyncio.sleep(POLL_SECONDS)
        job = await pictory.get(job_id)
        if job.finished:
            return job


async def main() -> None:
    """Run the bot until it is stopped."""
    discord.http.Route.BASE = os.environ["DISCORD_API_URL"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY_URL"])
    discord.utils.setup_logging()
    key, base_url = os.environ["PICTORY_API_KEY"], os.environ["PICTORY_API_URL"]
    async with PictoryClient(key, base_url=base_url) as pictory, Baseline(pictory) as bot:
        await bot.start(os.environ["DISCORD_TOKEN"])


if __name__ == "__main__":
    asyncio.run(main())
