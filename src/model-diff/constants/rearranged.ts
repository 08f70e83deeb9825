import { type Description, described, type NumbersPair, type Recogniser } from './description.js';
import { type Slices, slicesOf } from './slices.js';

/** Axes with more indices are not those of channels, rows or labels. */
const LARGEST_AXIS = 1 << 17;
/** Slices that are said to be the only ones that differ. */
const FEW = 3;

/** Channels, rows or labels in another order, moved along, zeroed, or only some of them changed. */
export const rearranged: Recogniser = (pair) => {
  const all = pair.whole();
  if (all === null) return null;
  const axes = pair.shape.flatMap((size, axis) =>
    size < 2 || size > LARGEST_AXIS ? [] : [{ axis, slices: slicesOf(all.a, all.b, pair.shape, axis) }],
  );
  for (const inWords of [reordered, moved, zeroedSome, onlySome])
    for (const { axis, slices } of axes) {
      const found = inWords(slices, pair.axisName(axis), pair);
      if (found !== null) return found;
    }
  return null;
};

type InWords = (slices: Slices, name: string, pair: NumbersPair) => Description | null;

const reordered: InWords = ({ size, changed, from }, name) => {
  if (from === null) return null;
  const [a, b] = changed;
  if (size > 2 && from.every((one, index) => one === size - 1 - index)) {
    const colours = size === 3 && name === 'input channels' ? ': RGB and BGR are exchanged' : '';
    return described(`has its ${name} reversed${colours}`, `have their ${name} reversed${colours}`);
  }
  const which =
    changed.length === 2
      ? `${name} ${a} and ${b} exchanged`
      : `${name} in another order (${changed.length} of ${size} moved)`;
  return described(`has its ${which}`, `have their ${which}`);
};

const moved: InWords = ({ moved: step }, name) =>
  step === 0 ? null : described(`has its ${name} moved by one`, `have their ${name} moved by one`);

const zeroedSome: InWords = ({ size, changed, zeroed }, name) =>
  zeroed && changed.length < size
    ? described(`is zero now at ${at(name, changed)}`, `are zero now at ${at(name, changed)}`)
    : null;

const onlySome: InWords = ({ size, changed }, name, { shape }) => {
  if (changed.length > FEW || size <= 2 * FEW || shape.length < 2) return null;
  return described(`differs only at ${at(name, changed)}`, `differ only at ${at(name, changed)}`);
};

/** `row 3`, `rows 3, 8–11`, `index 3 of axis 1`. */
function at(name: string, indices: readonly number[]): string {
  const [, many = name, axis = ''] = /^(indices)( of axis \d+)$/.exec(name) ?? [];
  const one = many === 'indices' ? 'index' : many.replace(/s$/, '');
  return `${indices.length === 1 ? one : many} ${ranges(indices)}${axis}`;
}

/** Ranges that are named. */
const MOST_RANGES = 4;

/** `3, 8–11`. */
function ranges(indices: readonly number[]): string {
  const found: { from: number; to: number }[] = [];
  for (const index of indices) {
    const last = found.at(-1);
    if (last !== undefined && last.to === index - 1) last.to = index;
    else found.push({ from: index, to: index });
  }
  const named = found.slice(0, MOST_RANGES).map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`));
  return found.length > MOST_RANGES ? `${named.join(', ')} and ${found.length - MOST_RANGES} more` : named.join(', ');
}
