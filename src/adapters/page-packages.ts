/** What runtimes in a page share: the addresses of their packages, and the option for their graphics. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Graphics } from '../browser/launch-browser.js';
import type { LoadContext, OptionSpec } from './define.js';

export const GPU = {
  type: 'string',
  values: ['software', 'hardware'],
  default: 'software',
  description:
    'What WebGL and WebGPU run on: SwiftShader on the processor, slow and the same everywhere, or the graphics card',
} as const satisfies OptionSpec;

/** The folders of packages by their address in the page. */
export function packageFiles(names: readonly string[], context: LoadContext): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`/packages/${name}`, context.packageFolder(name)]));
}

export function packageVersion(name: string, context: LoadContext): string {
  return JSON.parse(readFileSync(join(context.packageFolder(name), 'package.json'), 'utf8')).version;
}

export function graphicsFor(backend: string, gpu: string): Graphics {
  if (backend !== 'webgl' && backend !== 'webgpu') return 'none';
  return gpu === 'hardware' ? 'hardware' : 'software';
}
