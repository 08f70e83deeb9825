/** What runtimes load: committed forms, and what they were converted to. */
import { codeOfForm, type Form, type ModelFile, signatureOfForm } from '../discover/form.js';
import type { ResultCell } from '../results/schema.js';
import type { Format, Signature } from '../types.js';
import type { NamesMap } from '../values/correspondence.js';
import type { PortChanges } from '../values/port-change.js';
import type { Failure } from '../worker/failure.js';

/** A model as a runtime or a converter loads it. */
export interface Loadable {
  /** A file or a folder. */
  readonly path: string;
  /** All that a worker needs of it. */
  readonly files: readonly ModelFile[];
  readonly format: Format;
  /** Names its content. */
  readonly key: string;
  /** Under its own names; null where it is unknown. */
  readonly signature: Signature | null;
  /** The first form's name → its name. */
  readonly names: NamesMap;
  /** By its own name: where its types and layouts differ from the first form. */
  readonly changes: PortChanges;
  /** In words, what in the committed form may do more than compute: it runs isolated, in a worker of its own. */
  readonly code: readonly string[];
}

/** Conversions that were made, as the results document has them. */
export type MadeRoute = ResultCell['route'];

/** The outcome of converting a form. */
export type Converted =
  | {
      readonly ok: true;
      /** The result of each conversion, in order; a runtime loads the last. */
      readonly stages: readonly [Loadable, ...Loadable[]];
      readonly route: MadeRoute;
    }
  | {
      readonly ok: false;
      readonly failure: Failure;
      readonly doing: string;
      /** The conversions before the one that failed. */
      readonly route: MadeRoute;
    };

/** A form as it is committed. @throws Error for one that cannot be read, which no plan lets run */
export function committed(form: Form): Loadable {
  const { path, absolute, files, sha256, content, names, changes = {} } = form;
  if (content.format === null) throw new Error(`${path} was planned and has no format`);
  const { format } = content;
  const code = codeOfForm(form);
  return { path: absolute, files, format, key: sha256, signature: signatureOfForm(form), names, changes, code };
}
