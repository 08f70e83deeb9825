import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A package of others that a build contains, whole or in part. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** As its manifest names it. */
  readonly license: string;
  /** Text of its licence, with notices. */
  readonly text: string;
}

const manifestSchema = z.object({ name: z.string(), version: z.string(), license: z.string() });
const TEXTS = /^(?:licen[cs]e|notice|copying)(?:\.(?:md|txt))?$/i;
/** Texts that packages lack, from their own repositories: a folder for a release. */
const LICENCES = join(import.meta.dirname, 'licences');

/**
 * @param folder with its package.json
 * @throws Error for a package without a licence text
 */
export function shippedPackage(folder: string): ShippedPackage {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const own = textsIn(folder, (name) => TEXTS.test(name));
  const text = own === '' ? textsIn(join(LICENCES, projectOf(manifest)), () => true) : own;
  if (text === '')
    throw new Error(
      `${manifest.name} ${manifest.version} comes without the text of its licence. Next: put it into ${join('scripts/build/licences', projectOf(manifest))}/.`,
    );
  return { ...manifest, text };
}

/** The packages of ONNX Runtime are parts of one release. */
function projectOf({ name, version }: z.infer<typeof manifestSchema>): string {
  return `${name.replace(/^onnxruntime-.*$/, 'onnxruntime').replace('/', '__')}-${version}`;
}

function textsIn(folder: string, wanted: (name: string) => boolean): string {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return '';
  }
  return names
    .filter(wanted)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim())
    .join('\n\n');
}
