import type { AdapterFacts } from './define.js';
import { PINNED, sameName } from './python-requirement.js';

/** Releases of its main package that an adapter is locked to: one, or one for each kind of machine; none for own programs. */
export function testedReleases({
  package: main,
  dependencies,
}: Pick<AdapterFacts, 'package' | 'dependencies'>): string[] {
  return dependencies.flatMap((requirement) => {
    const python = PINNED.exec(requirement);
    if (python !== null) return sameName(python[1] ?? '', main) ? [python[3] ?? ''] : [];
    const at = requirement.lastIndexOf('@');
    return requirement.slice(0, at) === main ? [requirement.slice(at + 1)] : [];
  });
}

/** Without what says how it was built, as in `2.13.0+cpu`. */
export const withoutBuild = (release: string): string => release.split('+')[0] ?? '';
