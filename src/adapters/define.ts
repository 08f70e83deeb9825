/** What an adapter is: one file that declares what it reads and can run it. Everything else is derived. */
import type { DType } from '../tensor/dtype.js';
import type { Values } from '../tensor/tensor.js';
import type { Format, Options, OptionValue, Precision, Signature } from '../types.js';

export interface OptionSpec {
  readonly type: 'string' | 'integer' | 'boolean';
  readonly default: OptionValue;
  /** The only values allowed, for strings. */
  readonly values?: readonly string[];
  /** By value: requirements in addition to the adapter's. Columns that differ in such an option share no workers. */
  readonly needs?: Readonly<Record<string, readonly string[]>>;
  /** Types of the ONNX operators whose arithmetic it changes, as in `Conv`; of any, when left out. */
  readonly operators?: readonly string[];
  readonly description: string;
}

/** What every adapter declares about itself: enough to find it, to check its options and to create its environment. */
export interface AdapterFacts {
  readonly id: string;
  readonly title: string;
  readonly language: 'node' | 'python' | 'command';
  /** The adapter's file (absolute), for adapters that are loaded from their file. */
  readonly file?: string;
  /** Path of the adapter's file as the configuration names it, where it is one of the repository. */
  readonly own?: string;
  /** For `command`: the program and its arguments. Nothing is installed for it. */
  readonly command?: readonly [string, ...string[]];
  readonly reads: readonly Format[];
  /** `linux-x64`, `darwin-arm64`, …: process.platform and process.arch; empty: every platform. */
  readonly platforms: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Package whose version is the adapter's version, and which `version:` overrides. */
  readonly package: string;
  /** The oldest release of `package` that the adapter works with; left out where `version:` was not tried. */
  readonly oldest?: string;
  /** Exact requirements: `name==version` for Python, `name@version` for Node. */
  readonly dependencies: readonly string[];
  /** Python versions it works with, as in PEP 440; empty for Node. */
  readonly requiresPython: string;
}

/** An adapter whose facts are in the header of its Python file. */
export interface PythonAdapterFacts extends AdapterFacts {
  readonly language: 'python';
  readonly file: string;
  /**
   * Requirements that replace those of the dependencies themselves; `name; sys_platform == 'never'` leaves a package
   * out.
   */
  readonly overrides?: readonly string[];
}

/** The facts of a runtime that planning needs, known without loading the framework. */
export interface RuntimeFacts extends AdapterFacts {
  /** Whose kernels it runs: runtimes of the same engine count as one witness, however many there are. */
  readonly engine: string;
  /** Element types of inputs and outputs that arrive unchanged. */
  readonly dtypes: readonly DType[];
  /** Kinds of inputs and outputs that it supports. */
  readonly values: readonly ('tensor' | 'sequence' | 'map' | 'optional')[];
  /** Formats whose home runtime it is: it computes their reference. */
  readonly homeOf: readonly Format[];
  /** Options with which it computes the reference: plain arithmetic, no optimisations. */
  readonly referenceOptions: Options;
  /** Rewrites of the graph that can be turned off one by one: the option that takes their names, separated by commas. */
  readonly optimizers?: { readonly option: string; readonly names: readonly string[] };
  /** Whether it honours the requested number of threads. */
  readonly threads: boolean;
  /** On x86 without VNNI, its sums of 8-bit products saturate. */
  readonly saturates: boolean;
  /** It computes convolutions of 3×3 by Winograd's transform, which loses some bits of float32. */
  readonly winograd: boolean;
  /** Part of the default matrix: comes with the gate, or is fetched by npm alone. */
  readonly embedded: boolean;
  /** Runs in a browser page, so a browser has to be installed. */
  readonly browser: boolean;
  /** Whether it takes only inputs of fixed sizes: converters on the way to it are asked for those of the golden cases. */
  readonly fixedSizes: boolean;
}

/** The facts of a converter: an edge from each format that it reads to the one that it writes. */
export interface ConverterFacts extends PythonAdapterFacts {
  readonly writes: Format;
  /** Name of the file or folder that it writes; other files may be beside it. */
  readonly artefact: string;
  /** Length of the edge: 1 for an exact conversion, more for one to use only when there is no other. */
  readonly cost: number;
  /** Whether it receives the inputs of the golden cases: to trace the model, to calibrate it, or to fix its sizes. */
  readonly cases: boolean;
  /** Whether it may change the element types of inputs and outputs: a runtime's support for them is checked later. */
  readonly changesTypes: boolean;
  /** The best precision that its output can have; as exact as the source when left out. */
  readonly precision?: Precision;
  /** Whether its output is specific to the processor that it runs on. */
  readonly processorSpecific: boolean;
  /** Id of the runtime that runs only what the same release has made: a `version:` of that one is its own as well. */
  readonly follows?: string;
}

/** One loaded model. */
export interface Session {
  /** As the runtime sees it; names in the runtime's own order. */
  signature(): Signature;
  /** The precision that the runtime reports to compute in, where it reports one. */
  readonly effectivePrecision?: string;
  run(inputs: Values): Promise<Values>;
  close(): Promise<void>;
}

export interface LoadContext {
  readonly threads: number;
  /** Imports one of the adapter's npm packages from the environment made for it. */
  importPackage(name: string): Promise<unknown>;
  /** Folder of one of the adapter's npm packages. */
  packageFolder(name: string): string;
  /** Executable of the browser, for runtimes that run in one. */
  readonly browser: string;
}

export interface NodeRuntime extends RuntimeFacts {
  load(path: string, options: Options, context: LoadContext): Promise<Session>;
  /** Version of the framework in the environment. */
  version(context: LoadContext): Promise<string>;
  /** Why the error means that the runtime lacks something, naming the operator or type; null for any other error. */
  unsupported(error: unknown): string | null;
}

const DEFAULTS = {
  language: 'node',
  platforms: [],
  options: {},
  values: ['tensor'],
  homeOf: [],
  referenceOptions: {},
  threads: true,
  saturates: false,
  winograd: false,
  embedded: false,
  browser: false,
  fixedSizes: false,
  requiresPython: '',
  unsupported: () => null,
} as const;

type Optional = keyof typeof DEFAULTS | 'engine';

/** A runtime written in TypeScript; the fields left out have the defaults above, and `engine` is its own id. */
export function defineRuntime(
  runtime: Omit<NodeRuntime, Optional> & Partial<Pick<NodeRuntime, Exclude<Optional, 'language'>>>,
): NodeRuntime {
  return { ...DEFAULTS, engine: runtime.id, ...runtime };
}
