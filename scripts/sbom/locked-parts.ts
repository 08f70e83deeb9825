import { z } from 'zod';
import type { Part } from './bill-of-materials.js';

/** The packages in a lock of npm or of pip, of all platforms. */
export function lockedParts(name: string, text: string): Part[] {
  return name.endsWith('.json') ? npmParts(text) : pythonParts(text);
}

const npmSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), license: z.string().optional(), integrity: z.string().optional() }),
  ),
});

function npmParts(text: string): Part[] {
  const { packages } = npmSchema.parse(JSON.parse(text));
  const parts = Object.entries(packages).flatMap(([path, { version, license, integrity }]): Part[] => {
    const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    // The entry without a path is the lock's own, which needs no version.
    return name === undefined || version === undefined
      ? []
      : [{ registry: 'npm', name, version, license, sha512: ofIntegrity(integrity) }];
  });
  // A release may be in several folders.
  return [...new Map(parts.map((part) => [`${part.name}@${part.version}`, part])).values()];
}

/** https://www.w3.org/TR/SRI/ */
function ofIntegrity(integrity = ''): string | undefined {
  const value = /^sha512-(\S+)$/.exec(integrity)?.[1];
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('hex');
}

/** Requirements in the form that uv writes; of a package that is pinned for some platforms only, each release. */
function pythonParts(text: string): Part[] {
  return [...text.matchAll(/^([A-Za-z0-9][\w.-]*)==([^\s;]+)/gm)].map(([, name = '', version = '']) => ({
    registry: 'pypi',
    name,
    version,
  }));
}
