import type { Results } from '../results/schema.js';
import { isFailing } from '../results/states.js';

/** The badge as the endpoint of shields.io reads it. */
export function badgeJson({ verdict, cells }: Pick<Results, 'verdict' | 'cells'>): string {
  const failing = cells.filter(({ state }) => isFailing(state)).length;
  const badge = {
    schemaVersion: 1,
    label: 'portability',
    ...wordsOf(verdict, failing, cells.length),
  };
  return `${JSON.stringify(badge, null, 2)}\n`;
}

function wordsOf(verdict: Results['verdict'], failing: number, cells: number) {
  switch (verdict) {
    case 'pass':
      return { message: 'passing', color: 'brightgreen' };
    case 'fail':
      return { message: failing === 0 ? 'failing' : `${failing} of ${cells} failing`, color: 'red' };
    case 'error':
      return { message: 'error', color: 'lightgrey', isError: true };
  }
}
