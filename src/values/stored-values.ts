import { Malformed } from '../bytes/malformed.js';
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

/** The values, or undefined when there are none, or when what a worker wrote cannot be read. */
export async function readable(stored: StoredValues | undefined): Promise<Values | undefined> {
  try {
    return await stored?.read();
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** Values that are computed again each time they are read. */
export function valuesMadeBy(make: () => Values | Promise<Values>): StoredValues {
  return { folder: null, read: async () => make() };
}
