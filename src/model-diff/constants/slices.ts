/** The slices of two constants along one axis: index 3 of axis 0 is the third row of a matrix. */
export interface Slices {
  readonly size: number;
  /** Indices at which the two differ. */
  readonly changed: readonly number[];
  /** For each index the one at which the first constant has the second's slice; null when the second has another set of slices. */
  readonly from: readonly number[] | null;
  /** By how many indices the second is the first moved along the axis; 0 when it is not. */
  readonly moved: -1 | 0 | 1;
  /** Whether the second is zero wherever they differ. */
  readonly zeroed: boolean;
}

export function slicesOf(a: Float64Array, b: Float64Array, shape: readonly number[], axis: number): Slices {
  const size = shape[axis] ?? 0;
  const inner = shape.slice(axis + 1).reduce((product, one) => product * one, 1);
  const [before, now] = [digests(a, size, inner), digests(b, size, inner)];
  const changed = before.texts.flatMap((text, index) => (text === now.texts[index] ? [] : [index]));
  return {
    size,
    changed,
    from: permutation(before.texts, now.texts, changed),
    moved: ([1, -1] as const).find((step) => isMoved(before.texts, now.texts, step)) ?? 0,
    zeroed: changed.every((index) => now.zero[index] === 1),
  };
}

/** Two hashes of 32 bits of every slice, in the manner of FNV-1a over the words of its numbers, and whether it is zero. */
function digests(
  numbers: Float64Array,
  size: number,
  inner: number,
): { readonly texts: string[]; readonly zero: Uint8Array } {
  const words = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
  const first = new Uint32Array(size).fill(0x811c9dc5);
  const second = new Uint32Array(size).fill(0x9e3779b1);
  const zero = new Uint8Array(size).fill(1);
  for (let index = 0; index < numbers.length; index++) {
    const slice = Math.floor(index / inner) % size;
    const [low, high] = [words[2 * index] ?? 0, words[2 * index + 1] ?? 0];
    first[slice] = mixed(mixed((first[slice] ?? 0) ^ low, 0x01000193) ^ high, 0x01000193);
    second[slice] = mixed(mixed((second[slice] ?? 0) ^ high, 0x85ebca6b) ^ low, 0xc2b2ae35);
    if (numbers[index] !== 0) zero[slice] = 0;
  }
  return { texts: Array.from(first, (hash, slice) => `${hash}.${second[slice]}`), zero };
}

/** Also brings high bits down: a product alone moves bits only up, so that two changed signs would cancel out. */
function mixed(word: number, factor: number): number {
  const product = Math.imul(word, factor);
  return product ^ (product >>> 15);
}

function permutation(before: readonly string[], now: readonly string[], changed: readonly number[]): number[] | null {
  const free = new Map<string, number[]>();
  for (const index of changed) {
    const text = before[index] ?? '';
    const known = free.get(text);
    if (known === undefined) free.set(text, [index]);
    else known.push(index);
  }
  const from = now.map((_, index) => index);
  for (const index of changed) {
    const found = free.get(now[index] ?? '')?.pop();
    if (found === undefined) return null;
    from[index] = found;
  }
  return from;
}

/** Whether every slice is the next one, or the one before, of the first constant. */
function isMoved(before: readonly string[], now: readonly string[], step: 1 | -1): boolean {
  const inside = now.flatMap((text, index) => {
    const other = before[index + step];
    return other === undefined ? [] : [text === other];
  });
  return inside.length > 1 && inside.every(Boolean);
}
