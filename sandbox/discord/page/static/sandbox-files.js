// Files that go with the next message.

import { iconButton, node } from "./dom.js";
import { act, drawnButton, page } from "./sandbox-shared.js";

let files = [];
const chips = node("ul", "sandbox-files");

/** Make the button that attaches files, and take pasted and dropped ones. */
export function buildFiles() {
  const form = page.ui.composerForm;
  chips.hidden = true;
  const input = node("input", "visually-hidden");
  Object.assign(input, { type: "file", multiple: true, tabIndex: -1 });
  input.setAttribute("aria-label", "Files to attach");
  input.addEventListener("change", () => {
    setFiles([...files, ...input.files]);
    input.value = "";
  });
  const open = drawnButton("attach", "Attach files", "sandbox-attach");
  open.addEventListener("click", () => input.click());
  const row = form.querySelector(".composer-row");
  row.before(chips);
  row.prepend(open, input);
  form.addEventListener("submit", sendWithFiles, true);
  form.addEventListener("paste", (event) => takeFiles(event, event.clipboardData));
  page.ui.channel.addEventListener("dragover", (event) => event.preventDefault());
  page.ui.channel.addEventListener("drop", (event) => takeFiles(event, event.dataTransfer));
}

function takeFiles(event, transfer) {
  if (!transfer?.files.length) return;
  event.preventDefault();
  setFiles([...files, ...transfer.files]);
}

/** Have these files go with the next message. */
export function setFiles(next) {
  files = next.slice(0, 10);
  chips.hidden = !files.length;
  chips.replaceChildren(...files.map((file, index) => {
    const chip = node("li", "sandbox-file");
    chip.append(node("span", "sandbox-file-name", file.name));
    const remove = iconButton("close", `Remove ${file.name}`, "sandbox-file-remove");
    remove.addEventListener("click", () => setFiles(files.filter((_, at) => at !== index)));
    chip.append(remove);
    return chip;
  }));
}

function sendWithFiles(event) {
  const { editTargetId, replyToId } = page.composer.report();
  const input = page.composer.input();
  if (!files.length || editTargetId || input.dataset.commandMode === "true") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  act("send_message", {
    content: input.value, reply_to_id: replyToId, values: { attachments: files },
  });
}
