/** `name==1.2.3`, perhaps with extras and an environment marker. */
export const PINNED = /^([A-Za-z0-9][\w.-]*)(\[[\w., -]+\])?\s*==\s*([\w.!+]+)\s*(;.*)?$/;

/** A package by name, perhaps with its version and an environment marker. */
export const REQUIREMENT = /^[A-Za-z0-9][\w.-]*\s*(==\s*[\w.!+]+\s*)?(;.*)?$/;

/** The package that a requirement names. */
export function packageOf(requirement: string): string {
  return /^[A-Za-z0-9][\w.-]*/.exec(requirement)?.[0] ?? requirement;
}

/** Package names are equal when they differ only in case and in the kind of separator (PEP 503). */
export function sameName(one: string, other: string): boolean {
  const normal = (name: string) => name.toLowerCase().replace(/[-_.]+/g, '-');
  return normal(one) === normal(other);
}

/**
 * Whether a requirement names a build with a local version, as in `torch==2.13.0+cpu`. Such files are on indexes that
 * users choose, and differ between them: no lock with hashes can be shipped for them.
 */
export function isLocalBuild(requirement: string): boolean {
  return PINNED.exec(requirement)?.[3]?.includes('+') === true;
}
