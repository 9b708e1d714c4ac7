// Formulas, as the browser itself sets them.

const MATHML = "http://www.w3.org/1998/Math/MathML";
/** What a formula is made of: nothing that runs, loads or leads away. */
const TAGS = new Set(
  "math semantics annotation mrow mi mn mo mtext mpadded mfrac msup msub msqrt mover munder mtable mtr mtd".split(
    " ",
  ),
);

/** @type {Record<string, [string, string]>} */
const ATTRIBUTES = { annotation: ["encoding", "application/x-tex"], mover: ["accent", "true"] };

/**
 * An element of MathML: its tag, and then what is in it, which is elements or one text.
 * @param {MathElement} description
 * @returns {Element}
 */
export function mathOf([tag, ...inner]) {
  if (!TAGS.has(tag)) throw new Error(`no part of a formula: ${tag}`);
  const element = document.createElementNS(MATHML, tag);
  if (ATTRIBUTES[tag]) element.setAttribute(...ATTRIBUTES[tag]);
  element.append(...inner.map((part) => (typeof part === "string" ? part : mathOf(part))));
  return element;
}
