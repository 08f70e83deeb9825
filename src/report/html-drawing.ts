import { assertNever } from '../errors.js';
import { groupBy } from '../group-by.js';
import { formatRatio } from '../number-format.js';
import { type Bar, type Drawing, drawingText, type Shade } from './drawing.js';
import { html, htmlText, type SafeHtml } from './escape.js';

/** A drawing as SVG, with its words beside or below it: nobody has to see it. */
export function htmlDrawing(drawing: Drawing): SafeHtml {
  switch (drawing.kind) {
    case 'ratios':
      return html`${ratios(drawing.values, drawing.limit)} ${htmlText(drawingText(drawing))}`;
    case 'course':
      return html`${course(drawing)}<br>${htmlText(drawingText(drawing))}`;
    case 'depth':
      return depth(drawing);
    case 'bars':
      return html`${bars(drawing.bars)}<br>${htmlText(drawing.words)}`;
    case 'grid':
      return html`${grid(drawing.rows)}<br>${htmlText(drawing.words)}`;
    default:
      return assertNever(drawing);
  }
}

/** Ratios that are shown, on a logarithmic axis. */
const AXIS = { from: 0.01, to: 1e7 } as const;

/** Place of a ratio on the axis, 0 to 1; NaN is as far off as can be. */
function share(ratio: number): number {
  const inside = Math.min(AXIS.to, Math.max(AXIS.from, Number.isNaN(ratio) ? AXIS.to : ratio));
  return Math.log(inside / AXIS.from) / Math.log(AXIS.to / AXIS.from);
}

const LINE = { width: 240, height: 16 } as const;

/** Ratios as marks on the axis, with the limit as a line. */
function ratios(values: readonly number[], limit: number): SafeHtml {
  const place = (value: number) => Math.round(4 + share(value) * (LINE.width - 8));
  // Marks at one place are one mark.
  const marks = [...groupBy(values, place)].map(([at, its]) => {
    const tone = its.some((value) => Number.isNaN(value) || value > limit) ? html`out` : html`in`;
    return html`<circle class="${tone}" cx="${at}" cy="8" r="${Math.min(6, 2 + Math.round(Math.log2(its.length + 1)))}"/>`;
  });
  return html`<svg class="drawing" viewBox="0 0 ${LINE.width} ${LINE.height}" width="${LINE.width}" height="${LINE.height}" aria-hidden="true"><path class="axis" d="M4 8H${LINE.width - 4}"/><path class="limit" d="M${place(limit)} 1V15"/>${marks}</svg>`;
}

const DEPTH = { width: 320, height: 64, margin: 4 } as const;

/** The ratios as marks from the inputs on the left to the outputs on the right; those outside the limit stand out. */
function depth({ points, marks, limit }: Extract<Drawing, { kind: 'depth' }>): SafeHtml {
  const { width, height, margin } = DEPTH;
  const across = (at: number) => Math.round(margin + at * (width - 2 * margin));
  const up = (ratio: number) => Math.round(height - margin - share(ratio) * (height - 2 * margin));
  const circles = points.map(({ at, ratio }) => {
    const tone = Number.isNaN(ratio) || ratio > limit ? html`out` : html`in`;
    return html`<circle class="${tone}" cx="${across(at)}" cy="${up(ratio)}" r="2"/>`;
  });
  const lines = marks.map((at) => html`<path class="mark" d="M${across(at)} ${margin}V${height - margin}"/>`);
  return html`<svg class="drawing depth" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true"><path class="axis" d="M${margin} ${height - margin}H${width - margin}"/><path class="limit" d="M${margin} ${up(limit)}H${width - margin}"/>${lines}${circles}</svg>`;
}

const COURSE = { step: 12, height: 32, margin: 4 } as const;

/** Ratios from the oldest on the left to the newest on the right, joined by a line; those outside the limit stand out. */
function course({ steps, limit }: Extract<Drawing, { kind: 'course' }>): SafeHtml {
  const { step, height, margin } = COURSE;
  const width = 2 * margin + step * Math.max(1, steps.length - 1);
  const across = (index: number) => margin + step * index;
  const up = (ratio: number) => Math.round(height - margin - share(ratio) * (height - 2 * margin));
  const line = steps.map(({ ratio }, index) => `${index === 0 ? 'M' : 'L'}${across(index)} ${up(ratio)}`).join('');
  const marks = steps.map(({ label, ratio }, index) => {
    const tone = Number.isNaN(ratio) || ratio > limit ? html`out` : html`in`;
    return html`<circle class="${tone}" cx="${across(index)}" cy="${up(ratio)}" r="3"><title>${htmlText(`${label}: ${formatRatio(ratio)}`)}</title></circle>`;
  });
  return html`<svg class="drawing" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true"><path class="limit" d="M${margin} ${up(limit)}H${width - margin}"/><path class="course" d="${htmlText(line)}"/>${marks}</svg>`;
}

const BAR = { width: 7, gap: 1, height: 48 } as const;

/** On a logarithmic scale: one element among millions is to be seen. */
function bars(all: readonly Bar[]): SafeHtml {
  const scale = Math.log2(1 + Math.max(1, ...all.map(({ count }) => count)));
  const width = Math.max(1, all.length * (BAR.width + BAR.gap));
  const drawn = all.map(({ label, count, bad }, index) => {
    const height = count === 0 ? 0 : Math.max(2, Math.round((Math.log2(1 + count) / scale) * BAR.height));
    const x = index * (BAR.width + BAR.gap);
    return html`<rect class="${bad ? html`out` : html`in`}" x="${x}" y="${BAR.height - height}" width="${BAR.width}" height="${height}"><title>${htmlText(label)}</title></rect>`;
  });
  return html`<svg class="drawing" viewBox="0 0 ${width} ${BAR.height + 1}" width="${width}" height="${BAR.height + 1}" aria-hidden="true"><path class="axis" d="M0 ${BAR.height}.5H${width}"/>${drawn}</svg>`;
}

const GRID = { width: 192, mostHeight: 128 } as const;

/** Places next to each other that look alike are one rectangle. */
function grid(rows: readonly (readonly (Shade | null)[])[]): SafeHtml {
  const columns = rows[0]?.length ?? 0;
  if (columns === 0) return html``;
  const side = Math.max(4, Math.min(16, Math.floor(GRID.width / columns), Math.floor(GRID.mostHeight / rows.length)));
  const [width, height] = [columns * side, rows.length * side];
  const drawn = rows.flatMap((row, y) =>
    runs(row).map(({ shade, from, length }) => {
      const opacity = (0.15 + 0.85 * shade.depth).toFixed(2);
      return html`<rect class="${shade.bad ? html`out` : html`in`}" x="${from * side}" y="${y * side}" width="${length * side}" height="${side}" opacity="${htmlText(opacity)}"><title>${htmlText(shade.label)}</title></rect>`;
    }),
  );
  return html`<svg class="drawing frame" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true">${drawn}</svg>`;
}

interface Run {
  readonly shade: Shade;
  readonly from: number;
  length: number;
}

function runs(row: readonly (Shade | null)[]): Run[] {
  const found: Run[] = [];
  row.forEach((shade, from) => {
    const last = found.at(-1);
    if (shade === null) return;
    if (last !== undefined && last.from + last.length === from && last.shade.label === shade.label) last.length += 1;
    else found.push({ shade, from, length: 1 });
  });
  return found;
}
