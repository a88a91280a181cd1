// The channel or the DM with the bot, and in which languages.

import { node } from "./dom.js";
import { act, page, told } from "./sandbox-shared.js";

/** The newest message in the DM that each person has seen, by their id. */
const seenInDm = new Map();
const parts = {};

/** Make the buttons of both conversations. */
export function buildPlaces() {
  parts.places = node("div", "sandbox-places");
  parts.places.setAttribute("role", "group");
  parts.places.setAttribute("aria-label", "Conversation");
  parts.channel = placeButton(false);
  parts.dm = placeButton(true);
  parts.places.append(parts.channel, parts.dm);
  page.ui.viewer.closest("label").after(parts.places);
}

function placeButton(dm) {
  const made = node("button", "toolbar-button sandbox-place");
  made.type = "button";
  made.addEventListener("click", () => {
    if (told.inDm !== dm) act("viewer", { viewer_id: page.ui.viewer.value, dm });
  });
  return made;
}

/** Mark the conversation that is shown, and news in the other. */
export function showPlaces(snapshot) {
  const bot = Object.values(snapshot.entities?.applications || {})[0]?.name || "bot";
  parts.channel.textContent = `# ${told.channel}`;
  parts.dm.textContent = `@ ${bot}`;
  parts.channel.setAttribute("aria-pressed", String(!told.inDm));
  parts.dm.setAttribute("aria-pressed", String(told.inDm));
  const viewer = snapshot.viewerId;
  if (told.inDm || !seenInDm.has(viewer)) seenInDm.set(viewer, told.newestInDm);
  const unread = seenInDm.get(viewer) !== told.newestInDm;
  parts.dm.classList.toggle("has-news", unread);
  parts.dm.title = unread ? "A new direct message" : "Direct messages with the bot";
}

/** Make the choices of the languages, in the menu of the toolbar. */
export function buildLanguages() {
  const menu = document.querySelector(".session-menu-popover");
  parts.serverLocale = languageSelect(menu, "The server's language");
  parts.locale = languageSelect(menu, "Your language");
}

function languageSelect(menu, text) {
  const label = node("label", "sandbox-language", text);
  const select = node("select");
  select.addEventListener("change", () => {
    act("refresh", {
      locale: parts.locale.value, server_locale: parts.serverLocale.value,
    });
    select.closest("details").open = false;
  });
  label.append(select);
  menu.prepend(label);
  return select;
}

/** Show which languages are chosen. */
export function showLanguages(snapshot) {
  for (const [select, chosen] of [
    [parts.locale, told.locale], [parts.serverLocale, told.serverLocale],
  ]) {
    const known = { ...told.locales };
    known[chosen] ??= chosen;
    if (select.options.length !== Object.keys(known).length) {
      select.replaceChildren(
        ...Object.entries(known).map(([locale, name]) => new Option(name, locale)),
      );
    }
    if (document.activeElement !== select) select.value = chosen;
  }
  document.documentElement.lang = snapshot.profile.locale;
}
