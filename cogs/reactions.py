"""Reactions to finished pictures: each does what its button does, for the person who reacts."""

from __future__ import annotations

import logging
import secrets
from dataclasses import replace

import discord
from discord.ext import commands

from cogs.ui.confirm import BlockedError, Cost, cost_to_confirm, refuse_blocked, render_question
from cogs.ui.deleting import delete
from cogs.ui.errors import RefusalError, expected
from cogs.ui.host import Host
from cogs.ui.language import Say, words_for
from cogs.ui.mailing import mail
from cogs.ui.notes import Lately, Notes, Spot
from cogs.ui.originals import files_of
from cogs.ui.permissions import missing_in_channel, permissions_of
from cogs.ui.reactions import Reaction, wish_of
from studio.database import StoreUnavailableError
from studio.generations import Card, Order
from studio.store import REPEAT_SECONDS

log = logging.getLogger(__name__)

QUESTION_SECONDS = 60.0
"""How long a question stays in a channel; its order waits longer."""


class Reactions(commands.Cog):
    """The reactions that mean something under a finished picture of ours."""

    def __init__(self, bot: Host) -> None:
        self._bot = bot
        self._notes = Notes(bot)
        self._mailed = Lately(REPEAT_SECONDS)

    async def cog_unload(self) -> None:
        """Remove the notes that are left."""
        await self._notes.close()

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Do what someone asks for by reacting to a finished picture of ours."""
        wish = wish_of(payload.emoji)
        if wish is None or self._is_not_for_us(payload):
            return
        try:
            parent = await self._bot.studio.find_by_message(payload.message_id)
        except StoreUnavailableError as error:
            log.warning("a reaction to message %s is lost: %s", payload.message_id, error)
            return
        if parent is not None and (reaction := Reaction.of(wish, parent, payload)).counts:
            await self._answer(reaction, payload.member)

    async def _answer(self, reaction: Reaction, member: discord.Member | None) -> None:
        """Do what is asked for; what goes wrong is said in a note, if that helps."""
        try:
            if reaction.wish.action == "delete":
                await self._delete(reaction, member)
            elif reaction.wish.action == "dm":
                await self._mail(reaction)
            else:
                await self._make(reaction)
        except BlockedError:
            log.info("a reaction of %s was left alone: blocked", reaction.user_id)
        except StoreUnavailableError as error:
            log.warning("a reaction to message %s is lost: %s", reaction.message_id, error)
        except Exception as error:  # noqa: BLE001 - the last place that can tell the person
            await self._note(reaction, expected(error) or _sorry(reaction, error))

    async def _make(self, reaction: Reaction) -> None:
        """Make something new of the picture, or ask first."""
        studio = self._bot.studio
        await refuse_blocked(studio, reaction.guild_id, reaction.user_id)
        order = reaction.order
        if order is None:
            return
        self._require_permissions(reaction)
        order = self._placed(order, reaction)
        cost = await cost_to_confirm(studio, order)
        if cost is not None:
            await self._ask(order, reaction, cost)
        else:
            await studio.react(order, reaction.message_id, reaction.emoji)

    async def _ask(self, order: Order, reaction: Reaction, cost: Cost) -> None:
        """Ask in the channel before the order is placed, once a minute for the same wish."""
        spot = _spot(reaction, reaction.emoji)
        if not self._notes.admits(spot):
            log.info("no question about a reaction to message %s", reaction.message_id)
            return
        draft_id = await self._bot.studio.drafts.keep(order)
        view = render_question(order, draft_id, cost, to=reaction.user_id)
        await self._notes.leave(spot, seconds=QUESTION_SECONDS, view=view)

    async def _mail(self, reaction: Reaction) -> None:
        """Send the pictures of the very message to the person who reacted."""
        if not self._mailed.admits((reaction.message_id, reaction.user_id)):
            return
        try:
            message = await self._bot.fetch_message(reaction.channel_id, reaction.message_id)
        except (discord.NotFound, discord.Forbidden):
            raise RefusalError("refused-no_files") from None
        files = await files_of(self._bot, reaction.parent, message)
        if await mail(self._bot, reaction.parent, reaction.user_id, files) is None:
            raise RefusalError("refused-mail_closed")

    async def _delete(self, reaction: Reaction, member: discord.Member | None) -> None:
        """Delete the picture's message; that it is gone says enough."""
        permissions = permissions_of(self._bot, member, reaction.channel_id)
        await delete(self._bot, reaction.parent, reaction.user_id, permissions)

    async def _note(self, reaction: Reaction, say: Say) -> None:
        """Tell the person who reacted, where that is possible."""
        log.info("no answer to a reaction of %s: %s", reaction.user_id, words_for(None)(say))
        spot = _spot(reaction)
        if self._notes.admits(spot):
            words = words_for(self._locale(reaction))
            text = words("note-to", user=f"<@{reaction.user_id}>", text=words(say))
            await self._notes.leave(spot, content=text)

    def _require_permissions(self, reaction: Reaction) -> None:
        """Refuse where a card cannot be shown."""
        if lacking := missing_in_channel(self._bot, reaction.guild_id, reaction.channel_id):
            names, place = ", ".join(map(words_for(None), lacking)), reaction.channel_id
            log.warning("no answer to a reaction in %s, for want of: %s", place, names)
            raise RefusalError("refused-permissions_component", names=lacking)

    def _is_not_for_us(self, payload: discord.RawReactionActionEvent) -> bool:
        """Whether what the event tells is enough to leave it alone."""
        me = self._bot.user
        by_bot = payload.member is not None and payload.member.bot
        foreign = payload.message_author_id is not None and (
            me is None or payload.message_author_id != me.id
        )
        return by_bot or foreign or (me is not None and payload.user_id == me.id)

    def _guild(self, reaction: Reaction) -> discord.Guild | None:
        return self._bot.get_guild(reaction.guild_id) if reaction.guild_id is not None else None

    def _locale(self, reaction: Reaction) -> str:
        guild = self._guild(reaction)
        return str(guild.preferred_locale) if guild is not None else reaction.parent.order.locale

    def _placed(self, order: Order, reaction: Reaction) -> Order:
        """Place an order for the person who reacted; its card is yet to be posted."""
        return replace(
            order,
            key="",  # the studio gives it one
            user_id=reaction.user_id,
            card=Card(channel_id=reaction.channel_id),
            guild_id=reaction.guild_id,
            bot_present=True,  # or else it would not hear of reactions
            private=False,
            locale=self._locale(reaction),
            upload_limit=_upload_limit(self._guild(reaction), order),
        )


def _spot(reaction: Reaction, about: str = "") -> Spot:
    where = (reaction.guild_id, reaction.channel_id, reaction.message_id)
    return Spot(*where, reaction.user_id, about)


def _sorry(reaction: Reaction, error: Exception) -> Say:
    """Log an error that nobody expected, and return the apology for it."""
    code = secrets.token_hex(4)
    message_id = reaction.message_id
    log.error("error %s in a reaction to message %s", code, message_id, exc_info=error)
    return Say("refused-sorry", code=code)


def _upload_limit(guild: discord.Guild | None, order: Order) -> int:
    """Return what a server takes per file; its interactions may have told of more."""
    if guild is None:
        return discord.utils.DEFAULT_FILE_SIZE_LIMIT_BYTES
    told = order.upload_limit if order.guild_id == guild.id else 0
    return max(guild.filesize_limit, told)


async def setup(bot: Host) -> None:
    """Load the feature."""
    await bot.add_cog(Reactions(bot))
