/** The lock of one adapter. */
export interface Lock {
  /** Id of the adapter. */
  readonly id: string;
  /** Name of its file in the folder of locks. */
  readonly name: string;
  /** Whether the file's content was made from the adapter's pins. */
  fits(text: string): boolean;
  /** Resolves the pins again; returns the file's content. */
  make(scratch: string): string;
}

/**
 * What is wrong with a folder of locks.
 * @param present by name: content of the files
 */
export function lockFaults(wanted: readonly Lock[], present: ReadonlyMap<string, string>): string[] {
  const names = new Set(wanted.map(({ name }) => name));
  const foreign = [...present.keys()].filter((name) => !names.has(name)).map((name) => `${name} belongs to no adapter`);
  const wrong = wanted.flatMap(({ name, fits }) => {
    const text = present.get(name);
    if (text === undefined) return [`${name} is missing`];
    return fits(text) ? [] : [`${name} was made from other pins`];
  });
  return [...foreign, ...wrong];
}

/**
 * The locks of these adapters, or all of them.
 * @throws Error for an id without a lock
 */
export function chosenLocks(wanted: readonly Lock[], ids: readonly string[]): readonly Lock[] {
  if (ids.length === 0) return wanted;
  return ids.map((id) => {
    const lock = wanted.find((one) => one.id === id);
    if (lock === undefined) throw new Error(`no adapter with a lock is called ${id}`);
    return lock;
  });
}
