// What our scripts share: the page's own functions and elements, and what the newest snapshot adds.

import { iconButton } from "./dom.js";

const ICONS = {
  react: "M12 21a9 9 0 1 1 9-9M8.5 10h.01M14.5 10h.01M8 14.5c1.8 2.2 5.2 2.2 7 0M18 16v6m-3-3h6",
  apps: "M4 4h6v6H4V4Zm10 0h6v6h-6V4ZM4 14h6v6H4v-6Zm13 0v6m-3-3h6",
  attach: "M12 5v14M5 12h14",
};

const PATIENCE_MS = 10_000;

/** SimCord's dispatch, state, composer and elements, once the page has begun. */
export const page = { dispatch: null, state: null, composer: null, ui: null };
/** What the newest snapshot says beside SimCord's. */
export const told = { menu: [], locales: {} };

/** Make a button with one of our icons. */
export function drawnButton(name, label, className) {
  const made = iconButton("check", label, className);
  made.querySelector("path")?.setAttribute("d", ICONS[name]);
  return made;
}

/** Let SimCord carry out an action. It drops what comes while another is under way; this waits. */
export async function act(kind, body) {
  const until = Date.now() + PATIENCE_MS;
  while (isBusy() && Date.now() < until) await new Promise((done) => setTimeout(done, 50));
  page.dispatch(kind, body);
}

function isBusy() {
  const { pendingAction, awaitingRevision, publishedRevision } = page.state;
  return Boolean(pendingAction) || (awaitingRevision ?? 0) > publishedRevision;
}
