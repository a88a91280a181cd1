// The menu of a message: any reaction, the commands of applications, and dismissing what only one
// person sees.

import { node } from "./dom.js";
import { act, drawnButton, told } from "./sandbox-shared.js";

const REACTIONS = ["🔁", "🎨", "1️⃣", "2️⃣", "3️⃣", "4️⃣", "✉️", "🗑️", "👍", "❤️"];

/** The ephemeral messages that were dismissed on this page. */
const dismissed = new Set();
const popover = node("div", "sandbox-popover");

/** Add our buttons to a message and its toolbar. */
export function decorate(root, toolbar, message) {
  root._sandboxMessage = message;
  root.hidden = dismissed.has(message.id);
  root.classList.toggle("is-mention", message.sandbox?.mentioned === true);
  if (!message.sandbox) return;
  if (message.ephemeral) {
    toolbar.replaceChildren();
    addDismissal(root, message);
    return;
  }
  const buttons = [];
  if (canReact(message)) {
    buttons.push(button("react", "Add reaction", message, { reactions: true }));
  }
  if (message.sandbox.menu) buttons.push(button("apps", "Apps", message, { apps: true }));
  toolbar.prepend(...buttons);
}

function addDismissal(root, message) {
  const made = node("button", "sandbox-dismiss", "Dismiss message");
  made.type = "button";
  made.addEventListener("click", () => {
    dismissed.add(message.id);
    root.hidden = true;
  });
  root.querySelector(".message-ephemeral-note")?.append(" · ", made);
}

function canReact(message) {
  return !message.ephemeral && (message.allowed_actions || []).includes("set_reaction");
}

function button(name, label, message, shown) {
  const made = drawnButton(name, label, "message-action-button");
  made.dataset.controlKey = `message:${message.id}:action:${name}`;
  made.setAttribute("aria-haspopup", "menu");
  made.addEventListener("click", () => {
    const box = made.getBoundingClientRect();
    openPopover(message, { right: box.right, y: box.bottom + 4 }, shown);
  });
  return made;
}

/** Make the popover that menus open in, and open it at the pointer too. */
export function buildMenus() {
  popover.popover = "auto";
  document.body.append(popover);
  document.addEventListener("contextmenu", openAtPointer);
}

function openAtPointer(event) {
  const article = event.target instanceof Element ? event.target.closest(".channel-message") : null;
  const message = article?._sandboxMessage;
  const own = !message || event.target.closest("a, input, textarea") || String(getSelection());
  if (own) return; // the browser's own menu
  event.preventDefault();
  openPopover(message, { x: event.clientX, y: event.clientY }, { reactions: true, apps: true });
}

function openPopover(message, place, shown) {
  const rows = [];
  if (shown.reactions && canReact(message)) rows.push(reactionRow(message));
  if (shown.apps && told.menu.length && !message.ephemeral) rows.push(appList(message));
  if (!rows.length) return;
  popover.replaceChildren(...rows);
  popover.showPopover();
  const { width, height } = popover.getBoundingClientRect();
  const left = place.x ?? place.right - width;
  const top = place.y + height + 8 > innerHeight ? place.y - height - 40 : place.y;
  popover.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  popover.style.top = `${Math.max(8, top)}px`;
  popover.querySelector("button")?.focus();
}

function choose(then) {
  popover.hidePopover();
  then();
}

function reactionRow(message) {
  const row = node("div", "sandbox-reactions");
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Reactions");
  for (const emoji of REACTIONS) {
    const made = node("button", "sandbox-reaction unicode-emoji", emoji);
    made.type = "button";
    made.setAttribute("aria-label", `React with ${emoji}`);
    const body = { target_id: String(message.id), emoji, reacted: true };
    made.addEventListener("click", () => choose(() => act("set_reaction", body)));
    row.append(made);
  }
  return row;
}

function appList(message) {
  const list = node("div", "sandbox-apps");
  list.setAttribute("role", "menu");
  list.setAttribute("aria-label", "Apps");
  list.append(node("div", "sandbox-apps-heading", "Apps"));
  for (const command of told.menu) {
    const made = node("button", "sandbox-app", command.name);
    made.type = "button";
    made.setAttribute("role", "menuitem");
    const body = { control_key: `message:${message.id}:component:menu-${command.id}` };
    made.addEventListener("click", () => choose(() => act("click", body)));
    list.append(made);
  }
  list.addEventListener("keydown", (event) => walk(event, [...list.querySelectorAll("button")]));
  return list;
}

function walk(event, items) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length].focus();
}
