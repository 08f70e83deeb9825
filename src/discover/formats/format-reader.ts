import type { OnnxModel } from '../../onnx/onnx-model.js';
import type { OperatorCount } from '../../onnx/operator-counts.js';
import type { Fault, Format, NarrowPrecision, Signature } from '../../types.js';

/** The description of a file that is a model. */
export interface Description {
  readonly format: Format;
  /** Null where the format does not declare inputs and outputs: goldens have to define them. */
  readonly signature: Signature | null;
  /** Files beside it that belong to it, relative to its folder. */
  readonly companions: readonly string[];
  /** The graph without its weights, for ONNX. */
  readonly onnx?: OnnxModel;
  /** Operators with how often they occur, for formats other than ONNX; sorted by name. */
  readonly operators?: readonly OperatorCount[];
  /** How many normalisations of a program of PyTorch depend on the batch at hand; none when left out. */
  readonly batchStatistics?: number;
  /** In words, what in it may do more than compute, as far as that can be found without running it; nothing when left out. */
  readonly code?: readonly string[];
  /** The narrowest arithmetic between its operators where it is narrower than float32, for formats other than ONNX. */
  readonly narrow?: NarrowPrecision;
  /** By input and output: a second name that the file itself gives to it. */
  readonly otherNames?: Readonly<Record<string, string>>;
}

/** A format whose models are folders. */
export interface FolderReader {
  readonly format: Format;
  /** File that makes a folder one of these models. */
  readonly marker: string;
  /** Ending of the folder's name, for a marker that other folders have too. */
  readonly ending?: string;
  /** Files at its top that belong to the model, and folders with everything in them. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  read(folder: string): Description | { readonly fault: Fault };
}

/** One format: recognises its files by content and describes them in bounded memory. */
export interface FormatReader {
  readonly format: Format;
  /** File name endings of the format: such a file is a model, and a fault when it cannot be read. */
  readonly extensions: readonly string[];
  /** Whether the content at `path` (absolute) is of this format although its name does not say so; cheap. */
  recognises(path: string, head: Uint8Array): boolean;
  /** Why other content that this format's tools write is not a model: reported for a file that the config names. */
  almost?(path: string, head: Uint8Array): Fault | null;
  read(path: string): Description | { readonly fault: Fault };
}
