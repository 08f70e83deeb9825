/** One way in which a file was damaged. */
export interface Damage {
  readonly kind: 'flip' | 'cut';
  /** The byte that was changed, or the first that is gone. */
  readonly at: number;
}

/** The bytes with one bit flipped, or without their end: the same for the same number. */
export function damaged(bytes: Uint8Array, seed: number): { readonly bytes: Uint8Array; readonly damage: Damage } {
  const at = scattered(seed) % bytes.length;
  if (seed % 4 === 3) return { bytes: bytes.subarray(0, at), damage: { kind: 'cut', at } };
  // Not slice: of a Buffer it is the same memory.
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << (scattered(seed + 1) % 8));
  return { bytes: copy, damage: { kind: 'flip', at } };
}

/** A number that says nothing about its neighbours (the finaliser of MurmurHash3). */
export function scattered(seed: number): number {
  let hash = (seed + 0x9e3779b9) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
