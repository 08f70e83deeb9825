import { randomFor } from '../golden/random.js';
import type { MutableModel, Mutant, Mutation } from './mutation.js';

/**
 * At most `most` mutants of a kind: the sites, from inputs to outputs, are cut into equal stretches and one is drawn
 * from each, so that every depth of the network is tried. Sites whose mutation changes nothing are skipped.
 */
export function chooseSites(mutation: Mutation, target: MutableModel, most: number, seed: number): Mutant[] {
  const sites = mutation.sites(target);
  const stretches = Math.min(most, sites.length);
  const random = randomFor(seed, mutation.id);
  const chosen: Mutant[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = Math.floor((stretch * sites.length) / stretches);
    const length = Math.floor(((stretch + 1) * sites.length) / stretches) - start;
    const first = random.integer(0, length);
    for (let step = 0; step < length; step++) {
      const site = sites[start + ((first + step) % length)];
      if (site === undefined || site.edit() === null) continue;
      chosen.push({ kind: mutation.id, where: site.where, edit: () => site.edit() });
      break;
    }
  }
  return chosen;
}
