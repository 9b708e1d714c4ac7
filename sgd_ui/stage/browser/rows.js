// The rows of the log and of the table, each of an update: pointing at one lights it, a press goes there.

/**
 * @param {Scene} scene
 * @param {HTMLElement[]} panels
 */
export function listenToRows(scene, panels) {
  const updateOf = (/** @type {Event} */ { target }) => {
    /** @type {HTMLElement | null} */
    const row = /** @type {Element} */ (target).closest("[data-of-update]");
    return row ? Number(row.dataset.ofUpdate) : null;
  };
  for (const panel of panels) {
    panel.onpointerover = (event) => {
      if (event.pointerType !== "touch") scene.point(updateOf(event));
    };
    panel.onpointerleave = () => scene.point(null);
    panel.onclick = (event) => {
      const u = updateOf(event);
      // Text that was just selected is meant to be copied.
      if (u !== null && document.getSelection()?.isCollapsed !== false) scene.clock.go(u);
    };
  }
}

/**
 * Lights the row of the update that is pointed at, if there is one.
 * @param {HTMLElement} panel
 * @param {number | null} pointed
 */
export function lightRow(panel, pointed) {
  /** @type {NodeListOf<HTMLElement>} */
  const rows = panel.querySelectorAll("[data-of-update]");
  for (const row of rows) row.classList.toggle("sw-at", row.dataset.ofUpdate === String(pointed));
}
