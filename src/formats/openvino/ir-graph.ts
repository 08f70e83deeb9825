import { damaged, Malformed } from '../../bytes/malformed.js';
import type { DType } from '../../tensor/dtype.js';
import type { Port, Signature } from '../../types.js';

/** OpenVINO's names of element types: in a Parameter, and in older files and ports. */
const ELEMENT_TYPES: Readonly<Record<string, DType>> = {
  f32: 'float32',
  fp32: 'float32',
  f64: 'float64',
  fp64: 'float64',
  f16: 'float16',
  fp16: 'float16',
  bf16: 'bfloat16',
  i8: 'int8',
  i16: 'int16',
  i32: 'int32',
  i64: 'int64',
  u8: 'uint8',
  u16: 'uint16',
  u32: 'uint32',
  u64: 'uint64',
  i4: 'int4',
  u4: 'uint4',
  bool: 'bool',
  boolean: 'bool',
  string: 'string',
};

type Attributes = Readonly<Record<string, string>>;

interface LayerPort {
  /** Position among the ports of its layer, counted from 0. */
  readonly place: number;
  readonly precision: string;
  readonly names: readonly string[];
  readonly sizes: (number | null)[];
}

interface Layer {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly outputNames: readonly string[];
  readonly inputs: Map<string, LayerPort>;
  readonly outputs: Map<string, LayerPort>;
}

type Place =
  | 'root'
  | 'net'
  | 'layers'
  | 'layer'
  | 'input'
  | 'output'
  | 'port in'
  | 'port out'
  | 'dim'
  | 'edges'
  | 'edge';

/** The relevant elements of the document, by their parent; the bodies of loops and branches are nested deeper. */
const INNER: Readonly<Partial<Record<Place, Readonly<Record<string, Place>>>>> = {
  root: { net: 'net' },
  net: { layers: 'layers', edges: 'edges' },
  layers: { layer: 'layer' },
  layer: { input: 'input', output: 'output' },
  input: { port: 'port in' },
  output: { port: 'port out' },
  'port in': { dim: 'dim' },
  'port out': { dim: 'dim' },
  edges: { edge: 'edge' },
};

/** Built from the tags of a document: layers with their ports, and what feeds each Result. */
export class IrGraph {
  /** What each open element is; null for irrelevant ones. */
  readonly #places: (Place | null)[] = ['root'];
  readonly #layers = new Map<string, Layer>();
  /** Layer → what feeds it: layer and port. */
  readonly #feeds = new Map<string, readonly [string, string]>();
  #layer: Layer | null = null;
  #port: LayerPort | null = null;
  #size = '';

  open(name: string, attributes: Attributes): void {
    const inner = INNER[this.#places.at(-1) ?? 'dim'];
    const place = inner !== undefined && Object.hasOwn(inner, name) ? (inner[name] ?? null) : null;
    this.#places.push(place);
    if (place === 'layer') this.#openLayer(attributes);
    else if (place === 'port in') this.#openPort(this.#layer?.inputs, attributes);
    else if (place === 'port out') this.#openPort(this.#layer?.outputs, attributes);
    else if (place === 'edge')
      this.#feeds.set(attributes['to-layer'] ?? '', [attributes['from-layer'] ?? '', attributes['from-port'] ?? '']);
    else if (place === 'dim') this.#size = '';
  }

  text(text: string): void {
    if (this.#places.at(-1) === 'dim') this.#size += text;
  }

  close(): void {
    if (this.#places.pop() === 'dim') this.#port?.sizes.push(sizeOf(this.#size));
  }

  /** In the order of the file, as OpenVINO has them. */
  signature(): Signature {
    const layers = [...this.#layers.values()];
    return {
      inputs: layers.filter(({ type }) => type === 'Parameter').map((layer) => this.#inputOf(layer)),
      outputs: layers.filter(({ type }) => type === 'Result').map((layer) => this.#outputOf(layer)),
    };
  }

  operators(): { readonly domain: string; readonly type: string }[] {
    return [...this.#layers.values()].map(({ type }) => ({ domain: 'openvino', type }));
  }

  #openLayer({ id = '', name = '', type = '', output_names = '' }: Attributes): void {
    const outputNames = namesIn(output_names);
    this.#layer = { id, name, type, outputNames, inputs: new Map(), outputs: new Map() };
    this.#layers.set(id, this.#layer);
  }

  #openPort(ports: Map<string, LayerPort> | undefined, { id = '', precision = '', names = '' }: Attributes): void {
    this.#port = { place: ports?.size ?? 0, precision, names: namesIn(names), sizes: [] };
    ports?.set(id, this.#port);
  }

  #inputOf({ name, outputs }: Layer): Port {
    const [port] = outputs.values();
    if (port === undefined) throw damaged(`the input ${name} has no port`);
    return portOf(first(port.names) ?? name, port);
  }

  /** A Result is named after its tensor or else after the layer that produces it. */
  #outputOf({ id, name, inputs, outputNames }: Layer): Port {
    const [port] = inputs.values();
    const [maker, place] = this.#feeds.get(id) ?? [];
    const source = maker === undefined ? undefined : this.#layers.get(maker);
    if (port === undefined || source === undefined) throw damaged(`nothing is connected to the output ${name}`);
    const tensor = source.outputs.get(place ?? '');
    const layer = source.outputs.size > 1 ? `${source.name}.${tensor?.place ?? -1}` : source.name;
    return portOf(first(outputNames) ?? first(tensor?.names ?? []) ?? layer, port);
  }
}

function portOf(name: string, { precision, sizes }: LayerPort): Port {
  const dtype = ELEMENT_TYPES[precision.toLowerCase()];
  if (dtype === undefined)
    throw new Malformed('an input or output has a type that the gate does not support', {
      why: `${name} has the element type ${precision} of OpenVINO`,
    });
  return { name, type: { kind: 'tensor', dtype, shape: sizes } };
}

function sizeOf(text: string): number | null {
  const size = Number(text.trim());
  return Number.isInteger(size) && size >= 0 ? size : null;
}

/** A comma that belongs to a name has a backslash before it. */
function namesIn(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<!\\),/).map((name) => name.replaceAll('\\,', ','));
}

/** Of several names of a tensor, OpenVINO uses the first in alphabetical order. */
function first(names: readonly string[]): string | null {
  return [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))[0] ?? null;
}
