// A chart in pixels, on the axes that Plotly laid out.

import { grainOf, stepOf, toGrain } from "./grain.js";

/** Where numbers lie on a plot, counted in pixels from its upper left corner, and what a place there means. */
export class Picture {
  /** @param {Plot} plot */
  constructor(plot) {
    this.plot = plot;
  }

  get axes() {
    const { xaxis, yaxis } = this.plot._fullLayout;
    return [xaxis, yaxis];
  }

  /**
   * @param {Point} point
   * @returns {Point}
   */
  place([x, y]) {
    const [across, up] = this.axes;
    return [across._offset + across.c2p(x), up._offset + up.c2p(y)];
  }

  /**
   * The numbers of a place, brought into the picture.
   * @param {Point} place
   * @returns {Point}
   */
  point([left, top]) {
    const [across, up] = this.axes;
    const inside = (/** @type {number} */ at, /** @type {LaidOutAxis} */ axis) =>
      axis.p2c(Math.max(0, Math.min(axis._length, at - axis._offset)));
    return [inside(left, across), inside(top, up)];
  }

  /**
   * What a pixel is worth at a place, across and up.
   * @param {Point} place
   * @returns {Point}
   */
  pixels([left, top]) {
    const [x, y] = this.point([left, top]);
    const [right, above] = this.point([left + 1, top - 1]);
    const [before, below] = this.point([left - 1, top + 1]);
    return [Math.abs(right - x) || Math.abs(x - before), Math.abs(above - y) || Math.abs(y - below)];
  }

  /**
   * How far a key moves what lies at a point, across and up.
   * @param {Point} point
   * @returns {Point}
   */
  steps(point) {
    const [right, above] = this.pixels(this.place(point));
    return [stepOf(right), stepOf(above)];
  }

  /**
   * A point as fine as half a pixel.
   * @param {Point} point
   * @returns {Point}
   */
  rounded(point) {
    const pixels = this.pixels(this.place(point));
    const [x, y] = point.map((value, k) => toGrain(value, grainOf(pixels[k])));
    return [x, y];
  }

  /**
   * Whether a place lies in the picture, by so many pixels.
   * @param {Point} place
   * @param {number} room
   */
  holds(place, room = 0) {
    return this.axes.every(
      ({ _offset, _length }, k) => place[k] >= _offset + room && place[k] <= _offset + _length - room,
    );
  }
}
