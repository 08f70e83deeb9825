import type { Values } from '../tensor/tensor.js';

/** Files of the inputs, or of the expected outputs, of a case. Paths are relative to the repository's root, with `/`. */
export type GoldenFiles =
  | { readonly layout: 'archive'; readonly format: ArchiveFormat; readonly path: string }
  | { readonly layout: 'npy-folder'; readonly files: readonly { readonly name: string; readonly path: string }[] }
  | { readonly layout: 'onnx-test-data'; readonly files: readonly { readonly index: number; readonly path: string }[] };

export const ARCHIVE_FORMATS = ['npz', 'safetensors', 'json'] as const;
export type ArchiveFormat = (typeof ARCHIVE_FORMATS)[number];

/** A golden case that was found, not yet read. */
export interface GoldenCase {
  readonly name: string;
  /** The file or folder that messages name. */
  readonly source: string;
  readonly inputs: GoldenFiles;
  /** null: only inputs are committed. */
  readonly expected: GoldenFiles | null;
}

/** A golden case in memory. */
export interface LoadedCase {
  readonly name: string;
  readonly source: string;
  readonly inputs: Values;
  readonly expected: Values | null;
}
