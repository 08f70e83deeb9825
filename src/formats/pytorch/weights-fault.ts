import type { Fault } from '../../types.js';
import { pytorchArchive } from './archive.js';

/** How torch.save began before it wrote archives: a pickle of this number. */
const LEGACY = Buffer.from('\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.', 'latin1');

/** Set for a PyTorch file with weights, or with an object whose class is elsewhere, which is not a model. */
export function weightsFault(path: string, head: Uint8Array): Fault | null {
  const kind = isSafetensors(head) || isLegacy(head) ? 'pickle' : pytorchArchive(path, head)?.kind;
  if (kind !== 'pickle') return null;
  return {
    what: 'the file holds weights or pickled objects, not a model',
    why: 'the class that they belong to is missing',
    next: 'name it with `module: <file.py>:<Class>` and this file with `weights:`, or commit what torch.export.save writes',
  };
}

const isLegacy = (head: Uint8Array) => Buffer.from(head.subarray(0, LEGACY.length)).equals(LEGACY);

/** The length of a JSON object in eight bytes, and its opening brace. */
const isSafetensors = (head: Uint8Array) => head[8] === 0x7b && head[9] === 0x22 && head[6] === 0 && head[7] === 0;
