"""Every sentence a user reads, by key: the one place to change a word, or to translate from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from discord.utils import escape_mentions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

TEXTS: Mapping[str, str] = {
    # /generate and its options
    "command.generate": "Make a picture from a prompt, and a reference image if you like",
    "command.jobs": "What is being made for you, with a way to cancel it",
    "command.collect": "Pictures of yours that could not be delivered",
    "option.prompt": "What to make; with a reference, describe the change and what to keep",
    "option.reference": "A PNG, JPEG or WebP picture to start from",
    "option.model": "Which model makes it; better ones cost more",
    "option.aspect_ratio": "The shape of the picture, as the model offers it",
    "option.style": "How it should look",
    "option.count": "How many pictures, each at the model's price",
    "option.private": "Show the picture only to you",
    "choice.model": "{name} · {price}",
    "choice.model_without_reference": "{name} · {price} · no reference image",
    # Words of the card
    "state.queued": "Queued",
    "state.starting": "Starting",
    "state.generating": "Generating",
    "state.fetching": "Fetching the picture",
    "state.done": "Done",
    "state.some": "{ready} of {count} ready",
    "time.asked": "asked {when}",
    "time.started": "started {when}",
    "time.ready": "ready {when}",
    "time.soon": "ready soon",
    "time.seconds": "{seconds} s",
    "time.minutes": "{minutes} min {seconds} s",
    "credits.one": "1 credit",
    "credits.many": "{amount} credits",
    "footer.size": "{width}×{height}",
    "footer.for": "for {user}",
    "footer.regenerated": "made again from [this message]({link})",
    "footer.varied": "variation of [this picture]({link})",
    "footer.varied_one": "variation of [image {n}]({link})",
    "note.waiting_for_pictory": "Waiting for Pictory, which cannot be reached.",
    "note.rate_limited": "Waiting for Pictory, which takes no more requests at the moment.",
    "note.out_of_credits": "Waiting for credits: this bot has run out of them, and the person who"
    " runs it has been told.",
    "note.restarting": "The bot is being restarted. It goes on by itself in a moment.",
    "note.nothing_spent": "Nothing was spent.",
    # Alternative texts of pictures
    "alt.result": "{what}{style}, made from the prompt: {prompt}",
    "alt.picture": "Picture",
    "alt.picture_of_several": "Picture {n} of {count}",
    "alt.variation": "Variation of an earlier picture",
    "alt.style": " in the style {style}",
    "alt.reference": "The reference picture",
    # Buttons
    "button.regenerate": "Regenerate",
    "button.vary": "Vary",
    "button.vary_one": "Vary {n}",
    "button.retry": "Try again",
    "button.prompt": "Full prompt",
    "button.cancel": "Cancel",
    # Failures: what happened, and what to do about it
    "failed.image": "Image {n}: {what}",
    "failed.all": "None of the {count} pictures could be made.",
    "failed.reference_rejected": "The reference cannot be used.",
    "failed.reference_unreachable": "The reference could not be fetched.",
    "failed.invalid_request": "Pictory did not accept this request.",
    "failed.key_rejected": "Pictory did not accept this bot's key.",
    "failed.credits_exhausted": "This bot has run out of Pictory credits.",
    "failed.rate_limited": "Pictory is taking no more requests from this bot at the moment.",
    "failed.outage": "Pictory could not be reached in time.",
    "failed.timed_out": "The picture was not finished in time.",
    "failed.moderated": "Pictory refused this prompt or picture.",
    "failed.job_failed": "Pictory could not make this picture.",
    "failed.job_vanished": "Pictory no longer knows this job.",
    "failed.result_lost": "The picture was made, but could not be fetched from Pictory.",
    "failed.nowhere_to_show": "I may not post in that channel.",
    "failed.unconfirmed": "It is not certain that Pictory received this request, so it was not sent"
    " again.",
    "failed.cancelled": "This was cancelled.",
    "failed.said": "Pictory says: {detail}",
    "failed.fault": "At fault: {detail}",
    "todo.reference_rejected": "Attach another PNG, JPEG or WebP picture with /generate.",
    "todo.reference_unreachable": "Attach the picture again with /generate.",
    "todo.invalid_request": "Change the prompt or the options and send it again with /generate.",
    "todo.key_rejected": "The person who runs it has been told. Try again later.",
    "todo.credits_exhausted": "The person who runs it has been told. Try again later.",
    "todo.rate_limited": "Try again in a few minutes.",
    "todo.outage": "Try again in a few minutes.",
    "todo.timed_out": "Try again, or choose another model.",
    "todo.moderated": "Change the prompt or the reference and send it again with /generate.",
    "todo.job_failed": "Try again, or change the prompt.",
    "todo.job_vanished": "Try again.",
    "todo.result_lost": "Try again.",
    "todo.nowhere_to_show": "Ask someone who manages the server to let me, or try again elsewhere.",
    "todo.unconfirmed": "I am looking for it. Try again if nothing arrives.",
    "todo.not_found": "It was not found at Pictory. Try again whenever you like.",
    "todo.cancelled": "Try again whenever you like.",
    "charged.no": "No credits were used.",
    "charged.yes": "Credits were used.",
    "charged.unknown": "It may have cost credits.",
    "charged.amount": "Credits were used: {amount}.",
    # Jobs that went on after their card had stopped waiting
    "late.running": "It may still cost credits. If the picture is made all the same, /collect has"
    " it.",
    "late.aside": "This picture could not be shown here.",
    "late.arrived": "The picture arrived all the same.",
    "late.lost": "The picture came too late and could not be fetched.",
    "late.kept": "Get it with /collect.",
    "late.collected": "It has been collected.",
    # Lists
    "jobs.title": "**What is being made for you**",
    "jobs.none": "Nothing is being made for you at the moment. Start with /generate.",
    "jobs.more_one": "and 1 more",
    "jobs.more_many": "and {count} more",
    "jobs.open": "[open]({link})",
    "collect.none": "No pictures are waiting for you. Those that could not be delivered would be"
    " here.",
    "collect.last": "That is everything.",
    "collect.left_one": "1 more is waiting. Use /collect again.",
    "collect.left_many": "{count} more are waiting. Use /collect again.",
    # To the person who runs the bot
    "alert.credits_exhausted": "Your Pictory account has run out of AI credits. New requests wait"
    " until there are some again, and nothing was lost. Add credits in Pictory; the bot notices by"
    " itself.",
    "alert.key_rejected": "Pictory no longer accepts the bot's API key, so nothing can be made."
    " Create a key in Pictory under Settings > API Access, set it as PICTORY_API_KEY, and restart"
    " the bot.",
    # Refusals and other private answers
    "refused.prompt_short": "The prompt needs at least {minimum} characters.",
    "refused.prompt_long": "The prompt has {length} characters; at most {maximum} are possible.",
    "refused.ratio": "{model} does not offer the aspect ratio {ratio}. It offers {ratios}.",
    "refused.no_reference": "{model} cannot use a reference image. These can: {models}.",
    "refused.reference_empty": "The reference {name} is an empty file. Attach a PNG, JPEG or WebP"
    " picture.",
    "refused.reference_large": "The reference {name} is {size} MB large, and at most {limit} MB are"
    " possible.",
    "refused.reference_type": "The reference {name} is not a picture. Attach a PNG, JPEG or WebP"
    " picture.",
    "refused.permissions": "I lack permissions in this channel: {names}. Ask someone who manages"
    " the server to grant them, or use the option private.",
    "refused.permissions_component": "I lack permissions in this channel: {names}. Ask someone who"
    " manages the server to grant them.",
    "refused.unknown_card": "I no longer know this picture. Make a new one with /generate.",
    "refused.no_picture": "That picture is not there to be varied.",
    "refused.nothing_failed": "Nothing on this card failed.",
    "refused.reference": "{reason} No credits were used.",
    "rejected.large": "The reference is larger than {limit} MB.",
    "refused.reference_gone": "The reference is gone and can no longer be fetched.",
    "refused.reference_source": "A reference can only be read from a file attached in Discord.",
    "refused.store": "I cannot take requests at the moment. Nothing was spent. Try again in a few"
    " minutes.",
    "refused.cancel": "I cannot cancel at the moment. Try again in a minute.",
    "refused.repeated": "You asked for that a moment ago, and it is being made.",
    "refused.stopping": "I am being restarted. Nothing was spent. Try again in a minute.",
    "refused.not_yours": "Only the person who asked for this picture can do that.",
    "refused.arriving": "It is about to arrive.",
    "refused.sorry": "Sorry, something went wrong on my side. If it happens again, tell the person"
    " who runs this bot the code {code}.",
    "answer.prompt": "The full prompt is in the file.",
    # Names of permissions, as Discord shows them
    "permission.view_channel": "View Channel",
    "permission.send_messages": "Send Messages",
    "permission.send_messages_in_threads": "Send Messages in Threads",
    "permission.attach_files": "Attach Files",
    "permission.read_message_history": "Read Message History",
    "permission.add_reactions": "Add Reactions",
}


def text(key: str, /, **values: object) -> str:
    """Return the sentence `key` with its values filled in; KeyError if there is none."""
    return TEXTS[key].format(**values)


def credits_text(amount: Decimal) -> str:
    """Say an amount of credits, such as "1 credit" or "0.6 credits"."""
    if amount == 1:
        return text("credits.one")
    return text("credits.many", amount=number_text(amount))


def number_text(amount: Decimal) -> str:
    """Say an amount without needless digits."""
    return f"{amount.normalize():f}"


def counted(one: str, many: str, count: int) -> str:
    """Return the sentence for one thing or the one for many."""
    return text(one) if count == 1 else text(many, count=f"{count:,}")


def duration_text(seconds: float) -> str:
    """Say how long something took, in whole seconds."""
    minutes, rest = divmod(max(round(seconds), 0), 60)
    if minutes:
        return text("time.minutes", minutes=minutes, seconds=rest)
    return text("time.seconds", seconds=rest)


_BLANK_LINES = re.compile(r"\n\s*\n\s*")
_URL_OR_MARKUP = re.compile(r"https?://[^\s<]+[^\s<.,:;\"'\]]|(?P<markup>[\\_~|*`\[<])")
_LINE_MARKUP = re.compile(r"^([ \t]*)(#{1,3}|-|>)", re.MULTILINE)
_NUMBERED_LINE = re.compile(r"^([ \t]*\d+)\.", re.MULTILINE)


def literal(source: str, limit: int) -> str:
    """Return what a person wrote so that Discord shows it as written: no markup, no mentions.

    At most `limit` characters of `source` are shown; a cut is marked by an ellipsis. discord.py's
    `escape_markdown` lets the second link of a line through, and takes cubic time on brackets.
    """
    shown = _BLANK_LINES.sub("\n\n", shorten(source, limit))
    escaped = _URL_OR_MARKUP.sub(_escaped, shown)
    escaped = _LINE_MARKUP.sub(r"\1\\\2", escaped)
    return escape_mentions(_NUMBERED_LINE.sub(r"\1\\.", escaped))


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found['markup']}" if found["markup"] else found[0]


def shorten(source: str, limit: int) -> str:
    """Return at most `limit` characters of `source`; a cut is marked by an ellipsis."""
    stripped = source.strip()
    return stripped if len(stripped) <= limit else f"{stripped[: limit - 1].rstrip()}…"
