import { createHash } from 'node:crypto';
import type { PythonAdapterFacts } from '../adapters/define.js';

/** First line of a lock file: identifies the adapter header that it was made from. */
export function lockHeader({
  requiresPython,
  dependencies,
  overrides = [],
}: Pick<PythonAdapterFacts, 'requiresPython' | 'dependencies' | 'overrides'>): string {
  const source = JSON.stringify([requiresPython, [...dependencies].sort(), ...overrides]);
  return `# requirements sha256:${createHash('sha256').update(source).digest('hex')}`;
}

/** Whether the lock was made from these requirements. */
export function belongsTo(lock: string, facts: Parameters<typeof lockHeader>[0]): boolean {
  return lock.split(/\r?\n/, 1)[0] === lockHeader(facts);
}
