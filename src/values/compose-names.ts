import type { NamesMap } from './names-map.js';

/**
 * First form's name → artefact's name, from first form → source and source → artefact. Names that neither changes are
 * left out, as in each of the two.
 */
export function composeNames(form: NamesMap, converter: Readonly<Record<string, string>>): NamesMap {
  const through = (name: string): string => (Object.hasOwn(converter, name) ? (converter[name] ?? name) : name);
  const mapped = new Set(Object.keys(form));
  // fromEntries: a tensor may be called __proto__.
  return Object.fromEntries([
    ...Object.entries(form).map(([first, own]) => [first, own === null ? null : through(own)] as const),
    ...Object.entries(converter).filter(([own]) => !mapped.has(own)),
  ]);
}
