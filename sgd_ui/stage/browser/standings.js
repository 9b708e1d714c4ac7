// How far several runs have come.

import { drawnMark, make } from "./elements.js";
import { glance } from "./numbers.js";
import { fill, together } from "./sentences.js";

/** How far each run has come, one line a run. */
export class Standings {
  /**
   * @param {Spec} spec
   * @param {Rows[]} runs
   * @param {HTMLElement} root
   */
  constructor(spec, runs, root) {
    const { words } = spec;
    const head = make("tr");
    const distance = fill(words.metric_distance, { names: together(runs[0].facts) });
    const titles = [words.run, distance, words.parameters, words.update, words.metric_gradients];
    titles.forEach((title) => head.append(make("th", "", title, { scope: "col" })));
    const body = make("tbody");
    this.lines = runs.map(({ facts }) => {
      const line = make("tr");
      const name = make("th", "", "", { scope: "row" });
      name.append(
        drawnMark(`line ${facts.dash ?? ""}`.trim(), facts.colour ?? "none"),
        make("span", "", facts.label),
      );
      const cells = titles.slice(1).map(() => make("td"));
      line.append(name, ...cells);
      body.append(line);
      return cells;
    });
    const table = make("table");
    const header = make("thead");
    header.append(head);
    table.append(header, body);
    root.replaceChildren(table);
  }

  /**
   * @param {Moment} moment
   * @param {Rows[]} runs
   * @param {string} lang
   */
  show(moment, runs, lang) {
    runs.forEach((rows, i) => {
      const { facts } = rows;
      const { u, place } = moment.runs[i];
      const w = facts.parameters.map((name) => place[name]);
      const texts = [
        glance(distanceTo(facts.best, w)),
        w.map((value) => glance(value)).join(", "),
        `${u.toLocaleString(lang)} / ${facts.updates.toLocaleString(lang)}`,
        rows.gradients(u).toLocaleString(lang),
      ];
      this.lines[i].forEach((cell, k) => (cell.textContent = texts[k]));
    });
  }
}

/**
 * How far w is from the nearest of the best points; null where none is known.
 * @param {number[][] | null} best
 * @param {number[]} w
 */
export function distanceTo(best, w) {
  return best && Math.min(...best.map((point) => Math.hypot(...w.map((value, i) => value - point[i]))));
}
