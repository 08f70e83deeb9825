/** PyTorch writes zip archives with one folder, named after the file; what is in the folder shows the kind. */
import { describeFile } from '../../bytes/describe-file.js';
import { type ZipEntry, zipEntries } from '../../bytes/zip-archive.js';

export type ArchiveKind =
  | 'torchscript'
  | 'exported-program'
  /** Machine code that torch.export compiled a model to: not a program that can be read. */
  | 'compiled'
  /** A state dict, or a whole module without its class. */
  | 'pickle';

/** The description in an exported program; the second is that of releases before 2.8. */
const PROGRAMS = [/^models\/\w+\.json$/, /^serialized_exported_program\.json$/];
const COMPILED = /^data\/aotinductor\//;
const ZIP = Buffer.from('PK\x03\x04', 'latin1');

export interface Archive {
  readonly kind: ArchiveKind;
  /** The description in an exported program. */
  readonly program?: ZipEntry;
}

/** What the archive at `path` contains; null when PyTorch did not write it. Nothing is unpacked. */
export function pytorchArchive(path: string, head: Uint8Array): Archive | null {
  if (!Buffer.from(head.subarray(0, ZIP.length)).equals(ZIP)) return null;
  const archive = describeFile(path, (file) => archiveOf(zipEntries(file)));
  return archive === null || 'fault' in archive ? null : archive;
}

function archiveOf(entries: readonly ZipEntry[]): Archive | null {
  const folder = entries[0]?.name.split('/', 1)[0] ?? '';
  const inFolder = (name: string) => (name.startsWith(`${folder}/`) ? name.slice(folder.length + 1) : name);
  const names = entries.map(({ name }) => inFolder(name));
  if (names.includes('constants.pkl') && names.some((name) => name.startsWith('code/'))) return { kind: 'torchscript' };
  const program = entries.find(({ name }) => PROGRAMS.some((pattern) => pattern.test(inFolder(name))));
  if (program !== undefined) return { kind: 'exported-program', program };
  if (names.some((name) => COMPILED.test(name))) return { kind: 'compiled' };
  return names.includes('data.pkl') ? { kind: 'pickle' } : null;
}
