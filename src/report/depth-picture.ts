import { html, htmlText, type SafeHtml } from './escape.js';

/** Noise ratios over the depth of a graph. */
export interface Depth {
  /** Place in the graph, 0 to 1. */
  readonly points: readonly { readonly at: number; readonly ratio: number }[];
  /** Places of the operators that were found. */
  readonly marks: readonly number[];
  readonly limit: number;
}

const SIZE = { width: 320, height: 64, left: 4, right: 4, top: 4, bottom: 4 } as const;
/** Ratios that are shown, on a logarithmic axis. */
const AXIS = { from: 0.01, to: 1e7 } as const;

/** The ratios as marks from the inputs on the left to the outputs on the right; those outside the limit stand out. */
export function depthPicture({ points, marks, limit }: Depth): SafeHtml {
  const { width, height } = SIZE;
  const circles = points.map(
    ({ at, ratio }) =>
      html`<circle class="${htmlText(Number.isNaN(ratio) || ratio > limit ? 'out' : 'in')}" cx="${across(at)}" cy="${up(ratio)}" r="2"/>`,
  );
  const lines = marks.map((at) => html`<path class="mark" d="M${across(at)} ${SIZE.top}V${height - SIZE.bottom}"/>`);
  return html`<svg class="spread depth" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true"><path class="axis" d="M${SIZE.left} ${height - SIZE.bottom}H${width - SIZE.right}"/><path class="limit" d="M${SIZE.left} ${up(limit)}H${width - SIZE.right}"/>${lines}${circles}</svg>`;
}

const across = (at: number): number => Math.round(SIZE.left + at * (SIZE.width - SIZE.left - SIZE.right));

function up(ratio: number): number {
  const inside = Math.min(AXIS.to, Math.max(AXIS.from, Number.isNaN(ratio) ? AXIS.to : ratio));
  const share = Math.log(inside / AXIS.from) / Math.log(AXIS.to / AXIS.from);
  return Math.round(SIZE.height - SIZE.bottom - share * (SIZE.height - SIZE.top - SIZE.bottom));
}
