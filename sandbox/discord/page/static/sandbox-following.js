// What keeps the conversation where a person looks, at its end and without jumps, or takes them to
// the message that a link leads to.

import { act, page, told } from "./sandbox-shared.js";

const CHANNELS = "https://discord.com/channels/";
const MARKED_MS = 2000;

/** Whether the end of the conversation is to stay in sight. */
let following = false;
/** Where each picture is that was shown, by its asset. */
const kept = new Map();

/** Keep the end in sight until somebody scrolls; SimCord opens a conversation at its beginning. */
export function buildFollowing() {
  const { timeline, messageList } = page.ui;
  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    timeline.addEventListener(kind, () => { following = false; }, { passive: true });
  }
  new ResizeObserver(() => {
    if (following) requestAnimationFrame(() => { timeline.scrollTop = timeline.scrollHeight; });
  }).observe(messageList);
  document.addEventListener("click", followLink, true);
}

/** Go to the message that a link leads to, which is here and not at discord.com. */
function followLink(event) {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link?.href.startsWith(CHANNELS)) return;
  event.preventDefault();
  const [, channelId, messageId] = link.href.slice(CHANNELS.length).split("/");
  void jump(channelId, messageId);
}

async function jump(channelId, messageId) {
  following = false;
  if (channelId !== told.channelId) {
    await act("viewer", { viewer_id: page.ui.viewer.value, dm: !told.inDm });
  }
  const here = page.ui.messageList.querySelector(`[data-message-id="${CSS.escape(messageId)}"]`);
  if (channelId !== told.channelId || !here) {
    await act("focus", { target_id: messageId });
    return;
  }
  here.scrollIntoView({ block: "center" });
  here.classList.add("is-jump-target");
  setTimeout(() => here.classList.remove("is-jump-target"), MARKED_MS);
}

/** Go to the end of the conversation, and stay there as it grows. */
export function follow() {
  following = true;
  page.ui.timeline.scrollTop = page.ui.timeline.scrollHeight;
}

/** Remember where a picture is; the conversation would jump if it were to be loaded anew. */
export function keep(assetId, url) {
  kept.set(assetId, url);
}

/** Show a picture that was there before, until SimCord has found it again. */
export function showKept(image, assetId) {
  if (kept.has(assetId)) image.src = kept.get(assetId);
}

/** Bring an item of an open list into sight, and scroll nothing but the list. */
export function scrollInList(item) {
  const list = item.closest(".select-list, .command-popup-list");
  if (!list) return;
  const [inner, outer] = [item.getBoundingClientRect(), list.getBoundingClientRect()];
  if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
}
