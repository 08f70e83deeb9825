import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const bundledSchema = z.record(z.string(), z.array(z.string()));
/** By bundle: the folders of the packages that are in it. */
export type Bundled = Readonly<z.infer<typeof bundledSchema>>;

const NAME = 'bundled.json';

/** Kept beside the bundles of lib/: dist/ contains some of them. */
export function writeBundled(target: string, bundled: Bundled): void {
  writeFileSync(join(target, NAME), `${JSON.stringify(bundled, null, 2)}\n`);
}

/** The folders of the packages in some of the bundles of a build. */
export function readBundled(target: string, entries: readonly string[]): string[] {
  const bundled = bundledSchema.parse(JSON.parse(readFileSync(join(target, NAME), 'utf8')));
  return entries.flatMap((entry) => {
    const packages = bundled[entry];
    if (packages === undefined) throw new Error(`${target} has no bundle ${entry}. Next: npm run build`);
    return packages;
  });
}
