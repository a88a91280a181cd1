// What a person does in Discord and SimCord's page has no place for. SimCord's scripts call the
// functions here; `serving.py` says where.

import { buildFiles, setFiles } from "./sandbox-files.js";
import { buildFollowing, follow } from "./sandbox-following.js";
import { buildMenus } from "./sandbox-menus.js";
import { buildLanguages, buildPlaces, showLanguages, showPlaces } from "./sandbox-places.js";
import { page, told } from "./sandbox-shared.js";

export { keep, scrollInList, showKept } from "./sandbox-following.js";
export { decorate } from "./sandbox-menus.js";

/** Which conversation is shown, as whom. */
let conversation = "";

/** Build our parts of the page. `given` is SimCord's own. */
export function begin(given) {
  Object.assign(page, given);
  buildMenus();
  buildPlaces();
  buildLanguages();
  buildFiles();
  buildFollowing();
}

/** Show what a new snapshot says. */
export function show(snapshot) {
  if (!snapshot.sandbox) return;
  Object.assign(told, snapshot.sandbox, { channelId: snapshot.channelId });
  showPlaces(snapshot);
  showLanguages(snapshot);
  const shown = `${snapshot.viewerId} ${told.inDm}`;
  if (shown !== conversation) follow();
  conversation = shown;
}

/** Forget the files that an action has posted, and see what the person has brought about. */
export function done(action) {
  if (action.kind === "send_message" && action.submittedValues?.attachments) setFiles([]);
  if (["send_message", "run_command"].includes(action.kind)) follow();
}
