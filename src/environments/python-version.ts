type Release = readonly number[];

const RELATIONS: Readonly<Record<string, (sign: number) => boolean>> = {
  '>=': (sign) => sign >= 0,
  '<=': (sign) => sign <= 0,
  '==': (sign) => sign === 0,
  '!=': (sign) => sign !== 0,
  '>': (sign) => sign > 0,
  '<': (sign) => sign < 0,
};

/** Whether a Python release such as 3.11.7 fits comparisons such as `>=3.10,<3.15` (PEP 440 without wildcards). */
export function satisfies(version: string, specifier: string): boolean {
  return comparisons(specifier).every(({ relation, release }) =>
    RELATIONS[relation]?.(compare(parse(version), release)),
  );
}

/** The lowest release that `>=` in the specifier allows, such as 3.10; null when it has no such part. */
export function lowestPython(specifier: string): string | null {
  return (
    comparisons(specifier)
      .find(({ relation }) => relation === '>=')
      ?.release.join('.') ?? null
  );
}

function comparisons(specifier: string): { relation: string; release: Release }[] {
  return specifier.split(',').flatMap((part) => {
    const [, relation, release] = /^\s*(>=|<=|==|!=|>|<)\s*([\d.]+)\s*$/.exec(part) ?? [];
    return relation === undefined || release === undefined ? [] : [{ relation, release: parse(release) }];
  });
}

function parse(version: string): Release {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}

/** Missing parts count as 0: 3.11 is 3.11.0. */
function compare(one: Release, other: Release): number {
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}
