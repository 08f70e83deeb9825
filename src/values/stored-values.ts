import type { Values } from '../tensor/tensor.js';
import { readValues } from './value-folder.js';

/** Named values that are read, or made, when somebody needs them: large ones are in memory for as long as that takes. */
export interface StoredValues {
  /** Folder from which a worker can read them as they are; null where they have to be read, or made, and written first. */
  readonly folder: string | null;
  /** @throws Malformed when what lies there is not a document of values */
  read(): Promise<Values>;
}

/** Values that lie on disk as value-folder.ts writes them. */
export function valuesIn(folder: string): StoredValues {
  return { folder, read: () => readValues(folder) };
}

/** Values that are made anew each time they are read. */
export function valuesMadeBy(make: () => Values | Promise<Values>): StoredValues {
  return { folder: null, read: async () => make() };
}
