/** Fixed number formats: no locale, the same text for the same number everywhere. */

/** One decimal below ten (`0.9×`), then whole with three significant digits (`12,700×`), two from a million (`1.2e6×`). */
export function formatRatio(ratio: number): string {
  if (Number.isNaN(ratio)) return 'NaN';
  if (ratio === Number.POSITIVE_INFINITY) return '∞×';
  if (ratio === 0) return '0×';
  if (ratio < 0.05) return '< 0.1×';
  if (ratio < 9.95) return `${ratio.toFixed(1)}×`;
  const rounded = Number(ratio.toPrecision(3));
  return rounded < 1e6 ? `${groupThousands(Math.round(rounded))}×` : `${scientific(ratio, 1)}×`;
}

/** An upper bound of several ratios: `≤ 2.3×`. */
export function formatRatioBound(ratio: number): string {
  const text = formatRatio(ratio);
  return ratio < 0.05 || Number.isNaN(ratio) ? text : `≤ ${text}`;
}

/** A limit, set or derived: `8×`, without the decimal of a measured ratio. */
export function formatRatioLimit(ratio: number): string {
  return formatRatio(ratio).replace(/\.0×$/, '×');
}

/** A difference or a tolerance: `1.37`, `1.8e-4`, `0`. */
export function formatMagnitude(value: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size < 1e-2 || size >= 1e5 ? scientific(value, 1) : String(Number(value.toPrecision(3)));
}

/** A number with few significant digits, for sentences. */
export function brief(value: number, digits = 3): string {
  return String(Number(value.toPrecision(digits)));
}

/** An element of a tensor, with the seven digits that a float32 has. */
export function formatElement(value: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value === 0 ? 0 : value);
  const size = Math.abs(value);
  return size < 1e-4 || size >= 1e7 ? scientific(value, 6) : String(Number(value.toPrecision(7)));
}

/** Six significant digits: in 0.999987 only the last ones matter. */
export function formatNearOne(value: number): string {
  return Number.isFinite(value) ? brief(value, 6) : formatMagnitude(value);
}

/** Decimal units: `987 B`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `40 ms`, `1.2 s`, `41 s`, `2 min 5 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `25 cells`, `1 cell`; `2 more cells` with `more cell`. The noun forms its plural with an s. */
export function formatCount(count: number, noun: string): string {
  return `${groupThousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A share as a percentage with three significant digits: `0.5%`, `12%`. */
export function formatPercent(share: number): string {
  return `${formatMagnitude(share * 100)}%`;
}

/** A number with three significant digits: repeated runs then give the same text. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

export function groupThousands(integer: number): string {
  return String(integer).replace(/\B(?=(\d{3})+$)/g, ',');
}

function scientific(value: number, digits: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(digits).split('e');
  const trimmed = mantissa.replace(/\.?0+$/, '');
  return `${trimmed}e${exponent.replace('+', '')}`;
}

function nonFinite(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '∞' : '−∞';
}
