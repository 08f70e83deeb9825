import { lstatSync, type Stats } from 'node:fs';
import { dirname, join, posix, resolve, sep } from 'node:path';
import type { Fault } from '../types.js';
import { forEachTensor } from './graph-walk.js';
import type { onnx } from './proto/onnx.js';

/** A file beside the model that holds weights. */
export interface ExternalFile {
  /** As the model writes it, relative to the model's folder. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * The external data files that a model names, each checked: inside the model's folder, a regular file that is nobody
 * else's (no symbolic link on the way, one hard link), large enough for what the model says lies in it.
 * Loaders have let such paths escape more than once (CVE-2022-25882, CVE-2024-27318, CVE-2026-27489, CVE-2026-34446).
 */
export function findExternalFiles(modelPath: string, model: onnx.ModelProto): { files: ExternalFile[] } | { fault: Fault } {
  const needed = new Map<string, number>();
  forEachTensor(model, {
    tensor({ externalData, dataLocation }) {
      if (dataLocation !== 1) return;
      const entries = new Map((externalData ?? []).map(({ key, value }) => [key ?? '', value ?? '']));
      const location = entries.get('location') ?? '';
      const end = Number(entries.get('offset') ?? 0) + Number(entries.get('length') ?? 0);
      needed.set(location, Math.max(needed.get(location) ?? 0, end));
    },
  });
  const files: ExternalFile[] = [];
  for (const [location, end] of [...needed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const checked = checkFile(dirname(modelPath), location, end);
    if ('fault' in checked) return checked;
    files.push(checked);
  }
  return { files };
}

function checkFile(folder: string, location: string, end: number): ExternalFile | { fault: Fault } {
  const what = `its external data file ${JSON.stringify(location)} `;
  const normal = posix.normalize(location.replaceAll('\\', '/'));
  const path = resolve(folder, normal);
  if (location === '' || !Number.isFinite(end) || end < 0) return { fault: { what: 'it has external data without a valid place' } };
  if (posix.isAbsolute(normal) || /^[A-Za-z]:/.test(normal) || !path.startsWith(folder + sep))
    return { fault: { what: `${what}lies outside the folder of the model`, why: 'a model may only read data beside it' } };
  let stats: Stats | undefined;
  let step = folder;
  for (const part of normal.split('/')) {
    step = join(step, part);
    stats = lstatSync(step, { throwIfNoEntry: false });
    if (stats === undefined)
      return { fault: { what: `${what}is missing`, next: 'commit it beside the model, or check out with lfs: true when it is in Git LFS' } };
    if (stats.isSymbolicLink()) return { fault: { what: `${what}is reached through a symbolic link`, why: 'links can lead out of the repository' } };
  }
  if (stats === undefined || !stats.isFile()) return { fault: { what: `${what}is no regular file` } };
  if (stats.nlink > 1) return { fault: { what: `${what}has several hard links`, why: 'it may be a file from outside the repository' } };
  if (stats.size < end)
    return { fault: { what: `${what}has ${stats.size} bytes and the model needs ${end}`, next: 'export the model again, or fetch the whole file' } };
  return { path: location, bytes: stats.size };
}
