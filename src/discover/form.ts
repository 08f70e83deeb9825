import { posix } from 'node:path';
import type { ToleranceSpec } from '../compare/tolerance-spec.js';
import type { Fault, Format, Port, Precision, Signature } from '../types.js';
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
  /** Outputs, by this form's names, that the first form does not have and that are declared so; none when left out. */
  readonly extraOutputs?: readonly string[];
  /** The precision that it is meant to have, on every column; float32 when left out. */
  readonly precision?: Precision;
  /** Its tolerance on every column, where no output has a rule of its own. */
  readonly tolerance?: ToleranceSpec;
  /** By this form's names: how it differs from the first form; not at all when left out. */
  readonly changes?: PortChanges;
  /** Python packages that the code of the form imports; none when left out. */
  readonly requirements?: readonly string[];
  /** Its description; a fault when it cannot be read. */
  readonly content: Description | { readonly fault: Fault; readonly format: Format | null };
}

export function signatureOfForm(form: Form): Signature | null {
  return 'fault' in form.content ? null : form.content.signature;
}

/** In words, what in a form may do more than compute. */
export function codeOfForm({ content }: Pick<Form, 'content'>): readonly string[] {
  return 'fault' in content ? [] : (content.code ?? []);
}

/** The files that a form consists of, relative to the root: the file itself and its companions; of a folder its path. */
export function filesOfForm({ path, content }: Form): string[] {
  const companions = 'fault' in content ? [] : content.companions;
  return [path, ...companions.map((name) => posix.join(posix.dirname(path), name))];
}

/** The outputs of a form; null where its format does not declare them. Every model has some. */
export function outputsOfForm(form: Form): readonly Port[] | null {
  const outputs = signatureOfForm(form)?.outputs ?? [];
  return outputs.length === 0 ? null : outputs;
}

/** Whether it is declared to be a reduced variant of the model: it is judged as such, and nothing is converted from it. */
export function isReduced({ precision = 'f32', tolerance }: Form): boolean {
  return precision !== 'f32' || tolerance !== undefined;
}
