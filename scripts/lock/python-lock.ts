import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PythonAdapterFacts } from '../../src/adapters/define.js';
import { belongsTo, lockHeader } from '../../src/environments/lock-header.js';
import { lowestPython } from '../../src/environments/python-version.js';
import type { Lock } from './locks.js';

type Pins = Pick<PythonAdapterFacts, 'id' | 'requiresPython' | 'dependencies' | 'overrides'>;

/** Requirements with hashes, for every platform at once, as uv resolves them. */
export function pythonLock(pins: Pins): Lock {
  return {
    id: pins.id,
    name: `${pins.id}.txt`,
    fits: (text) => belongsTo(text, pins),
    make: (scratch) => `${lockHeader(pins)}\n${resolve(pins, scratch)}`,
  };
}

function resolve({ id, requiresPython, dependencies, overrides = [] }: Pins, scratch: string): string {
  const lowest = lowestPython(requiresPython);
  if (lowest === null) throw new Error(`requires-python of ${id} has no lower bound: ${requiresPython}`);
  const list = (name: string, lines: readonly string[]) => {
    writeFileSync(join(scratch, name), lines.map((line) => `${line}\n`).join(''));
    return join(scratch, name);
  };
  const wanted = list(`${id}.in`, dependencies);
  const args = ['pip', 'compile', '--quiet', '--universal', '--python-version', lowest];
  const plain = ['--generate-hashes', '--no-emit-index-url', '--no-header', '--no-annotate'];
  const replaced = ['--override', list(`${id}.overrides`, overrides)];
  return execFileSync('uv', [...args, ...plain, ...replaced, wanted], { encoding: 'utf8' });
}
