import { Malformed } from '../../src/bytes/malformed.js';

/** What `read` gives; null where it refuses the bytes as malformed. Whatever else it throws is a fault of ours. */
export function unlessMalformed<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}
