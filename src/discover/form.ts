import type { Fault, Format, Port, Signature } from '../types.js';
import type { NamesMap } from '../values/correspondence.js';
import type { PortChanges } from '../values/port-change.js';
import type { Description } from './formats/format-reader.js';

/** A file of a model. */
export interface ModelFile {
  readonly from: string;
  /** Path below the folder that holds the model. */
  readonly to: string;
}

/** One committed file or folder of a model. */
export interface Form {
  /** Relative to the repository's root, forward slashes. */
  readonly path: string;
  readonly absolute: string;
  /** All that a worker needs of it; empty when it cannot be read. */
  readonly files: readonly ModelFile[];
  /** Of the file, followed by the files that belong to it. */
  readonly sha256: string;
  readonly bytes: number;
  readonly names: NamesMap;
  /** By this form's names: how it differs from the first form; not at all when left out. */
  readonly changes?: PortChanges;
  /** Its description; a fault when it cannot be read. */
  readonly content: Description | { readonly fault: Fault; readonly format: Format | null };
}

export function signatureOfForm(form: Form): Signature | null {
  return 'fault' in form.content ? null : form.content.signature;
}

/** The outputs of a form; null where its format does not declare them. Every model has some. */
export function outputsOfForm(form: Form): readonly Port[] | null {
  const outputs = signatureOfForm(form)?.outputs ?? [];
  return outputs.length === 0 ? null : outputs;
}
