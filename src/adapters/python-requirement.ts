/** `name==1.2.3`, perhaps with extras and an environment marker. */
export const PINNED = /^([A-Za-z0-9][\w.-]*)(\[[\w., -]+\])?\s*==\s*([\w.!+]+)\s*(;.*)?$/;

/** The package that a requirement names. */
export function packageOf(requirement: string): string {
  return /^[A-Za-z0-9][\w.-]*/.exec(requirement)?.[0] ?? requirement;
}

/** Package names are equal when they differ in case and in the kind of separator only (PEP 503). */
export function sameName(one: string, other: string): boolean {
  const normal = (name: string) => name.toLowerCase().replace(/[-_.]+/g, '-');
  return normal(one) === normal(other);
}
