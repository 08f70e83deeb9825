import type { Values } from '../tensor/tensor.js';
import { readValues } from './value-folder.js';

/** Named values that are read, or computed, on demand, so that large ones are in memory only while they are used. */
export interface StoredValues {
  /** Folder from which a worker can read them directly; null where they have to be written to one first. */
  readonly folder: string | null;
  /** @throws Malformed when the folder does not hold a values document */
  read(): Promise<Values>;
}

/** Values on disk, as value-folder.ts writes them. */
export function valuesIn(folder: string): StoredValues {
  return { folder, read: () => readValues(folder) };
}

/** Values that are computed again each time they are read. */
export function valuesMadeBy(make: () => Values | Promise<Values>): StoredValues {
  return { folder: null, read: async () => make() };
}
