### Every text that people read, in English: the original, and what any other language falls back to.
### A key begins with what the text is; Discord's limits for its length go by that first word.
### Numbers are given as numbers, and written as the language writes them.


## Commands, their options and their choices. The value is the name, `.description` explains it.
## Names are contracts, and must be lowercase without blanks: 32 characters, descriptions 100.

command-generate = generate
    .description = Make a picture from a prompt, and a reference image if you like
command-jobs = jobs
    .description = What is being made for you, with a way to cancel it
command-collect = collect
    .description = Pictures of yours that could not be delivered

option-prompt = prompt
    .description = What to make; with a reference, describe the change and what to keep
option-reference = reference
    .description = A PNG, JPEG or WebP picture to start from
option-model = model
    .description = Which model makes it; better ones cost more
option-aspect_ratio = aspect_ratio
    .description = The shape of the picture, as the model offers it
option-style = style
    .description = How it should look
option-count = count
    .description = How many pictures, each at the model's price
option-private = private
    .description = Show the picture only to you

choice-model = { $name } · { $price }
choice-model_without_reference = { $name } · { $price } · no reference image


## Styles, as choices and on cards

style-photorealistic = photorealistic
style-artistic = artistic
style-cartoon = cartoon
style-minimalist = minimalist
style-vintage = vintage
style-futuristic = futuristic


## Amounts

amount-credits =
    { $amount ->
        [one] { $amount } credit
       *[other] { $amount } credits
    }
time-seconds = { $seconds } s
time-minutes = { $minutes } min { $seconds } s


## How far a card has come

state-queued = Queued
queue-ahead = { $count } before you
state-starting = Starting
state-generating = Generating
state-fetching = Fetching the picture
state-done = Done
state-some = { $ready } of { $count } ready

# $when is counted by Discord for each reader, such as "in 12 seconds" or "2 minutes ago".
time-asked = asked { $when }
time-started = started { $when }
time-ready = ready { $when }
time-soon = ready soon

note-waiting_for_pictory = Waiting for Pictory, which cannot be reached.
note-rate_limited = Waiting for Pictory, which takes no more requests at the moment.
note-out_of_credits = Waiting for credits: this bot has run out of them, and the person who runs it has been told.
note-restarting = The bot is being restarted. It goes on by itself in a moment.
note-nothing_spent = Nothing was spent.


## The small print of a card

footer-for = for { $user }
footer-regenerated = made again from [this message]({ $link })
footer-varied = variation of [this picture]({ $link })
footer-edited = edited from [this message]({ $link })
footer-restyled = restyled from [this picture]({ $link })
footer-replaced = subject replaced in [this picture]({ $link })
footer-root = [first picture]({ $link })
# While the reference has yet to be read, and once the nearest ratio is known.
ratio-to_match = shape of the reference
ratio-matched = { $ratio } like the reference
footer-varied_one = variation of [image { $n }]({ $link })


## Alternative texts of pictures, for people who do not see them

alt-result = { $what }, made from the prompt: { $prompt }
alt-result_styled = { $what } in the style { $style }, made from the prompt: { $prompt }
alt-picture = Picture
# $what is one of the others here.
alt-one_of_several = { $what }, { $n } of { $count }
alt-variation = Variation of an earlier picture
alt-variation_one = Variation of image { $n } of an earlier picture
alt-restyled = Restyled picture
alt-replaced = Picture with another subject
alt-reference = The reference picture


## Buttons (80 characters)

button-regenerate = Regenerate
# The price is an amount of credits.
button-regenerate_several = Regenerate { $count } · { $price }
button-vary = Vary
button-vary_one = Vary { $n }
button-retry = Try again
button-prompt = Full prompt
button-edit = Edit prompt
button-compare = Compare
button-more = ⋯ More
button-dm = Send me a DM
button-family = Family
button-delete = Delete
button-full_size = Full size
button-full_size_one = Full size { $n }
button-original = Original file
button-original_one = Original file { $n }
button-cancel = Cancel


## Failures: what happened (`failed`), whether it cost credits (`charged`), what to do (`todo`)

# $n names one image or several, such as "2" or "1, 3".
failed-image = Image { $n }: { $what }
failed-all = None of the { $count } pictures could be made.
failed-reference_rejected = The reference cannot be used.
failed-reference_unreachable = The reference could not be fetched.
failed-invalid_request = Pictory did not accept this request.
failed-key_rejected = Pictory did not accept this bot's key.
failed-credits_exhausted = This bot has run out of Pictory credits.
failed-rate_limited = Pictory is taking no more requests from this bot at the moment.
failed-outage = Pictory could not be reached in time.
failed-timed_out = The picture was not finished in time.
failed-moderated = Pictory refused this prompt or picture.
failed-job_failed = Pictory could not make this picture.
failed-job_vanished = Pictory no longer knows this job.
failed-result_lost = The picture was made, but could not be fetched from Pictory.
failed-nowhere_to_show = I may not post in that channel.
failed-unconfirmed = It is not certain that Pictory received this request, so it was not sent again.
failed-cancelled = This was cancelled.
failed-said = Pictory says: { $detail }
failed-fault = At fault: { $detail }

charged-no = No credits were used.
charged-yes = Credits were used.
charged-unknown = It may have cost credits.
charged-amount = Credits were used: { $amount }.

todo-reference_rejected = Attach another PNG, JPEG or WebP picture with /{ command-generate }.
todo-reference_unreachable = Attach the picture again with /{ command-generate }.
todo-invalid_request = Change the prompt or the options and send it again with /{ command-generate }.
todo-key_rejected = The person who runs it has been told. Try again later.
todo-credits_exhausted = The person who runs it has been told. Try again later.
todo-rate_limited = Try again in a few minutes.
todo-outage = Try again in a few minutes.
todo-timed_out = Try again, or choose another model.
todo-moderated = Change the prompt or the reference and send it again with /{ command-generate }.
todo-job_failed = Try again, or change the prompt.
todo-job_vanished = Try again.
todo-result_lost = Try again.
todo-nowhere_to_show = Ask someone who manages the server to let me, or try again elsewhere.
todo-unconfirmed = I am looking for it. Try again if nothing arrives.
todo-not_found = It was not found at Pictory. Try again whenever you like.
todo-cancelled = Try again whenever you like.


## Why a reference cannot be used: a key for each of the studio's reasons

rejected-empty = The file is empty.
rejected-not_a_picture = The file is not a PNG, JPEG or WebP picture.
rejected-damaged = The picture is damaged or incomplete.
rejected-too_many_pixels = The picture has more than { $megapixels } million pixels.
rejected-unreadable = The picture could not be read.
rejected-too_large = The reference is larger than { $megabytes } MB.
rejected-not_from_discord = A reference can only be read from a file attached in Discord.


## Jobs that went on after their card had stopped waiting

late-running = It may still cost credits. If the picture is made all the same, /{ command-collect } has it.
late-aside = This picture could not be shown here.
late-arrived = The picture arrived all the same.
late-lost = The picture came too late and could not be fetched.
late-kept = Get it with /{ command-collect }.
late-collected = It has been collected.


## Lists

jobs-title = **What is being made for you**
jobs-none = Nothing is being made for you at the moment. Start with /{ command-generate }.
jobs-more = and { $count } more
jobs-open = [open]({ $link })

collect-none = No pictures are waiting for you. Those that could not be delivered would be here.
collect-last = That is everything.
collect-left =
    { $count ->
        [one] { $count } more is waiting. Use /{ command-collect } again.
       *[other] { $count } more are waiting. Use /{ command-collect } again.
    }


## To the person who runs the bot

alert-credits_exhausted = Your Pictory account has run out of AI credits. New requests wait until there are some again, and nothing was lost. Add credits in Pictory; the bot notices by itself.
alert-key_rejected = Pictory no longer accepts the bot's API key, so nothing can be made. Create a key in Pictory under Settings > API Access, set it as PICTORY_API_KEY, and restart the bot.


## Refusals, to the person who acted

refused-prompt_short =
    { $minimum ->
        [one] The prompt needs at least { $minimum } character.
       *[other] The prompt needs at least { $minimum } characters.
    }
refused-prompt_long = The prompt has { $length } characters; at most { $maximum } are possible.
refused-ratio = { $model } does not offer the aspect ratio { $ratio }. It offers { $ratios }.
refused-no_reference = { $model } cannot use a reference image. These can: { $models }.
refused-reference_empty = The reference { $name } is an empty file. Attach a PNG, JPEG or WebP picture.
refused-reference_large = The reference { $name } is { $size } MB large, and at most { $limit } MB are possible.
refused-reference_type = The reference { $name } is not a picture. Attach a PNG, JPEG or WebP picture.
# $reason is one of the sentences under `rejected`.
refused-reference = { $reason } No credits were used.
refused-permissions = I lack permissions in this channel: { $names }. Ask someone who manages the server to grant them, or use the option { option-private }.
refused-permissions_component = I lack permissions in this channel: { $names }. Ask someone who manages the server to grant them.
refused-unknown_card = I no longer know this picture. Make a new one with /{ command-generate }.
refused-no_picture = That picture is not there to be varied.
refused-nothing_failed = Nothing on this card failed.
refused-store = I cannot take requests at the moment. Nothing was spent. Try again in a few minutes.
refused-cancel = I cannot cancel at the moment. Try again in a minute.
refused-repeated = You asked for that a moment ago, and it is being made.
refused-stopping = I am being restarted. Nothing was spent. Try again in a minute.
refused-not_yours = Only the person who asked for this picture can do that.
refused-arriving = It is about to arrive.
refused-sorry = Sorry, something went wrong on my side. If it happens again, tell the person who runs this bot the code { $code }.


## Other private answers

answer-prompt = The full prompt is in the file.
answer-aside = { late-aside } { late-kept }


## Names of permissions, as Discord shows them

permission-view_channel = View Channel
permission-send_messages = Send Messages
permission-send_messages_in_threads = Send Messages in Threads
permission-attach_files = Attach Files
permission-read_message_history = Read Message History
permission-add_reactions = Add Reactions


## What can be done to a picture that somebody has: /restyle, /replace, /vary, the menus, and ✏️

command-restyle = restyle
    .description = Draw a picture again in another style; what it shows stays
command-replace = replace
    .description = Replace one thing in a picture and keep the scene
command-vary = vary
    .description = Make creative variations of a picture
option-image = image
    .description = A PNG, JPEG or WebP picture to start from
option-style_new = style
    .description = The style in which it is drawn again
option-subject = subject
    .description = What to replace, such as: the dog on the left
option-replacement = replacement
    .description = What to put in its place, such as: a sitting white cat
option-prompt_extra = prompt
    .description = What else matters to you
choice-no_style = no style
menu-vary = Vary image
menu-restyle = Restyle image
menu-use = Use as reference
title-vary = Vary image
title-restyle = Restyle image
title-use = Use as reference
title-edit = Edit prompt
label-picture = Picture
label-prompt = Prompt
label-extra = What else matters to you
label-style = Style
label-model = Model
label-new_reference = Another reference
hint-prompt = Replace the dog in the referenced image with a cat. Keep the background unchanged.
hint-extra = Such as: at night, with snow
hint-reference = If you like: a PNG, JPEG or WebP picture to start from
hint-reference_kept = The reference is kept unless you upload a PNG, JPEG or WebP picture here
pick-picture = { $n } · { $name }
pick-takes_reference = Can use a reference image
pick-takes_no_reference = Cannot use a reference image
answer-which = Which picture do you want to vary?
answer-edit_long = This prompt has { $length } characters, and a form takes at most { $maximum }. The full prompt is in the file. Change it there and send it with /{ command-generate }.
refused-subject_empty = Say what to replace.
refused-replacement_empty = Say what to put in its place.
refused-subject_long = What to replace is too long: at most { $maximum } characters are possible.
refused-replacement_long = What to put in its place is too long: at most { $maximum } characters are possible.
refused-wish_long = The extra wish is too long: at most { $maximum } characters are possible.
refused-outdated = That is no longer offered. Start again and choose something else.
refused-form = I no longer know what this form was for. Open it again.
refused-no_picture_there = There is no PNG, JPEG or WebP picture in this message.


## One's pictures: /history, and the family of one

command-history = history
    .description = Your finished pictures, newest first
history-title = **Your pictures**
history-none = You have no finished pictures yet. Start with /{ command-generate }.
history-none_fit = No picture of yours is like that. Choose another style or model above.
history-pictures = { $count } pictures
history-gone = its message is gone
history-closed = I can no longer read its message
history-private = shown only to you
button-newer = Newer
button-older = Older
pick-all_styles = All styles
pick-no_style = No style
pick-all_models = All models

family-title = **What this picture comes from, and what came of it**
family-asked = **this picture**
family-deleted = deleted
family-not_done = without a picture
family-by = by { $user }
family-generated = generated
family-edited = prompt edited
family-regenerated = regenerated
family-varied = variation
family-varied_one = variation of image { $n }
family-restyled = restyled
family-replaced = subject replaced
family-more = and { $count } more
family-many = and many more


## What a person prefers: /preferences

command-preferences = preferences
    .description = What you want when you do not say; without options, what is set
option-ping = ping
    .description = Mention you when your picture is done
option-language = language
    .description = The language in which I answer you
option-mention_reference = mention_reference
    .description = Add a mention of the reference to prompts that do not have one
choice-no_preference = no preference
choice-automatic = automatic, as Discord is set
choice-yes = yes
choice-no = no
# This language's own name.
language-name = English
preferences-title = **Your preferences**
preferences-how = They count where a command does not say otherwise. Change one with /{ command-preferences }, or choose “{ choice-no_preference }” to clear it.
refused-ratio_unknown = No model offers the aspect ratio { $ratio }. There are { $ratios }.
refused-ratio_preferred = { $model } does not offer the aspect ratio { $ratio }, which you prefer. Set { option-aspect_ratio } as well; it offers { $ratios }.


## What is kept of a person: /privacy

command-privacy = privacy
    .description = What I keep about you, with ways to export or delete it
privacy-title = **Your data**
privacy-orders = Until you delete them I keep your orders (prompt, options, where they were made and shown, what they cost, how they went), your preferences, and which buttons and reactions of yours I answered.
privacy-reference = Of a reference I keep its address in Discord, not the file. Its copy is in my message.
privacy-while = Orders that you have not confirmed are kept for { $hours } hours, and pictures that could not be delivered for { $days } days or until you collect them.
privacy-tokens = With an order I keep Discord’s key for editing my answer, which is useless after 15 minutes. My log names orders by number and has no prompts.
privacy-others = Pictory gets your prompts and references, and Discord my messages. What they keep, and for how long, is up to them.
button-export = Export my data
button-delete_mine = Delete everything of mine
button-delete_now = Delete everything
button-keep_all = Keep everything
answer-export = Everything that I keep about you is in the file.
refused-export_large = Your data is { $size } MB even when zipped, and only { $limit } MB can be sent here. Try it where more is allowed, or ask the person who runs this bot.

erase-title = **Delete everything of yours?** This cannot be undone.
erase-rows = I forget all your orders with their prompts, your preferences, the orders that you have not confirmed, and the pictures that wait for /{ command-collect }.
erase-messages = Then I delete my messages with your pictures, one by one. Private answers, and pictures that I sent you by DM because there was no other way, stay.
erase-unreached = Of messages that I cannot delete at once I keep the number for { $days } days at most, without your prompt.
erase-stays = Variations that others have made of your pictures are theirs and go on working. Credits stay spent. If a server has blocked you from ordering, that stays. A job that still runs at Pictory is watched for its cost, without your prompt.
erase-nothing = Nothing was deleted.
erase-forgotten = What I had stored about you is deleted.
erase-progress = My messages: { $done } of { $total } done.
erase-deleted =
    { $count ->
        [one] { $count } message is deleted.
       *[other] { $count } messages are deleted.
    }
erase-unreachable =
    { $count ->
        [one] { $count } message could not be deleted, because I can no longer reach it.
       *[other] { $count } messages could not be deleted, because I can no longer reach them.
    }
erase-left =
    { $count ->
        [one] { $count } message could not be deleted just now. Use /{ command-privacy } again later.
       *[other] { $count } messages could not be deleted just now. Use /{ command-privacy } again later.
    }
erase-stopped = I could not go on deleting just now. Use /{ command-privacy } again later, and I go on from there.
refused-erasing = I am deleting it already.
refused-still_working =
    { $count ->
        [one] { $count } order of yours is still being made or looked for, so nothing was deleted. Wait until it is done, or cancel it with /{ command-jobs }.
       *[other] { $count } orders of yours are still being made or looked for, so nothing was deleted. Wait until they are done, or cancel them with /{ command-jobs }.
    }


## What one does with a picture: ⋯ More, Compare, DMs, deleting, and being told

panel-title = **What you can do with this picture**
panel-delete = Deleting takes my message away for everybody. Credits stay spent, and what was made from this picture stays.
compare-sides =
    { $count ->
        [one] Left the reference, right the result.
       *[other] Left the reference, right the { $count } results.
    }
alt-compared =
    { $count ->
        [one] The reference at the left, and beside it the result made from the prompt: { $prompt }
       *[other] The reference at the left, and beside it { $count } results made from the prompt: { $prompt }
    }
answer-mailed = It is in [your DMs]({ $link }).
answer-deleted = Deleted. Credits stay spent.
answer-deleted_unseen = I have forgotten it. I can no longer take the message away, but only you see it, so dismiss it.
refused-mail_closed = Your DMs are closed to me. Allow direct messages in this server's privacy settings and try again.
refused-no_files = I can no longer read the files of this picture.
refused-no_comparison = There is no reference here to compare with.
refused-delete_others = Only the person who asked for this picture, or someone who manages messages, can delete it.
refused-delete_working = This is still being made. Cancel it first.
refused-delete_needed = Something is being made from this picture just now. Delete it when that is done.
refused-deleted = This picture was deleted.
refused-undeletable = I may not delete that message here.
ping-done =
    { $count ->
        [one] { $user }, your picture is ready.
       *[other] { $user }, your { $count } pictures are ready.
    }
ping-failed = { $user }, this did not work out. The card says why.


## Before much is spent: the question, who is refused, and notes that answer reactions

# $price and $limit are amounts of credits.
ask-what =
    { $count ->
        [one] **One picture with { $model } costs { $price }.** Nothing is spent yet.
       *[other] **{ $count } pictures with { $model } cost { $price } in total.** Nothing is spent yet.
    }
ask-why = Above { $limit }, I ask first here.
button-make = Make it · { $price }
button-leave = Leave it
refused-draft = This no longer waits for you: it was made or left, or a day has passed. Ask for it again.
refused-ask_others = Only the person who asked for this can decide.
refused-blocked = People who manage this server do not let you make pictures here.
refused-too_many = You have { $limit } requests under way, and more are not possible. Nothing was spent. Try again when one is done.
# $text is another text, said to $user where others can read it too.
note-to = { $user }: { $text }
# $numbers are emoji, such as "1️⃣ 2️⃣".
note-which = There are several pictures. React with { $numbers } to vary one of them.


## What a server wants: /settings

command-settings = settings
    .description = What this server wants: when I ask before spending, and who makes no pictures
option-confirm_above = confirm_above
    .description = Ask before requests of more credits than this; 0 never asks
option-block = block
    .description = A member who is to make no pictures here
option-unblock = unblock
    .description = A member who may make pictures here again
settings-title = **Settings of this server**
settings-asks = I ask before requests of more than { $limit }.
settings-asks_by_default = I ask before requests of more than { $limit }, as nothing else is set.
settings-never_asks = I never ask before requests, whatever they cost.
settings-nobody_blocked = Nobody is blocked.
settings-blocked = Blocked: { $members }
settings-blocked_many = Blocked: { $members } and others
settings-changed = Changed: { $setting }
settings-now_blocked = { $user } makes no pictures here from now on.
settings-blocked_before = { $user } was blocked already.
settings-now_unblocked = { $user } may make pictures here again.
settings-not_blocked = { $user } was not blocked.
refused-manage_server = Only people who manage this server can do that.
refused-block_oneself = You cannot block yourself.
refused-block_bot = Bots make no pictures here anyway.
