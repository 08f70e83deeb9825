import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const manifestSchema = z.object({ version: z.string(), license: z.string() });

/**
 * A package cut down to some of its files, as CommonJS, in the node_modules of `target`.
 * @param main the file that `require` loads
 * @param files others that it needs
 * @returns the folder that it was taken from
 */
export function vendorPackage(target: string, name: string, main: string, files: readonly string[]): string {
  const from = join('node_modules', name);
  const to = join(target, 'node_modules', name);
  for (const file of [main, ...files]) cpSync(join(from, file), join(to, file));
  const { version, license } = manifestSchema.parse(JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')));
  const manifest = { name, version, license, type: 'commonjs', main };
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return from;
}
