// Links to exactly what is shown, the command that makes its run, and the way to its files.

import { foldOf, leadInto } from "./folds.js";
import { close } from "./panels.js";
import { bar, field, part, stageIn } from "./parts.js";

/** Fills in the links, and says what each of them leads to. */
export function share() {
  document.dispatchEvent(new Event("samplewise-address"));
  const { href } = window.location;
  const [embedded, query] = [new URL(href), new URL(href).searchParams];
  embedded.searchParams.set("embed", "true");
  const source = embedded.href.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  field(part("link")).value = href;
  field(part("frame")).value =
    `<iframe src="${source}" width="700" height="450" style="border: 0; max-width: 100%"></iframe>`;
  const { words = {} } = bar.told ?? {};
  const { runs, command = "" } = stageIn()?.dataset ?? {};
  const several = runs === "many";
  const at = query.get("at");
  const [start, later] = several ? ["shows_runs", "shows_step"] : ["shows_start", "shows_update"];
  part("shows").textContent = at ? words[later].replace("{at}", at) : words[start];
  field(part("command")).value = command;
  part("run").hidden = !command;
  const about = [several && words.command_first, / < \S+$/.test(command) && words.command_file];
  part("about").textContent = about.filter(Boolean).join(" ");
  part("keep").hidden = !foldOf(words.take);
  part("said").textContent = "";
}

/** Leads to the files of the page, below its stage. */
export function takeAway() {
  const fold = foldOf(bar.told?.words.take ?? "");
  if (!fold) return;
  close();
  leadInto(fold);
}

/** @param {HTMLElement} button */
export async function copy(button) {
  const words = bar.told?.words ?? {};
  const done = await copied(field(part(button.dataset.copies ?? "")));
  part("said").textContent = done ? words.copied : words.copy_failed;
}

/**
 * Copies what a field holds; true if the browser let us.
 * @param {HTMLInputElement | HTMLTextAreaElement} held
 */
async function copied(held) {
  held.select();
  try {
    await navigator.clipboard.writeText(held.value);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}
