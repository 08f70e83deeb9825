import { formatElement } from '../number-format.js';
import { dtypeOfOnnx } from '../onnx/data-type.js';
import type { onnx } from '../onnx/proto/onnx.js';
import { defaultOf, isDefaultList } from './attribute-defaults.js';
import type { FlatNode } from './flat-graph.js';
import { shown } from './shown.js';

type Attribute = onnx.AttributeProto.$Properties;

export interface AttributeChange {
  readonly name: string;
  /** What it was and what it is, as text. */
  readonly from: string;
  readonly to: string;
}

/** Attributes of two nodes of one operator that differ, by name; one that is left out has the operator's default. */
export function compareAttributes(a: FlatNode, b: FlatNode): readonly AttributeChange[] {
  const [before, now] = [byName(a), byName(b)];
  return [...new Set([...before.keys(), ...now.keys()])].sort().flatMap((name) => {
    const [x, y] = [before.get(name), now.get(name)];
    if (x !== undefined && y !== undefined && isEqual(x, y)) return [];
    const own = x ?? y;
    if (own === undefined || ((x === undefined || y === undefined) && isDefaultList(name, numbersOf(own)))) return [];
    const [from, to] = [textOf(a.op, name, x), textOf(b.op, name, y)];
    return from === to ? [] : [{ name: shown(name), from, to }];
  });
}

const byName = ({ attributes }: FlatNode) => new Map(attributes.map((one) => [one.name ?? '', one]));

const numbersOf = ({ ints, floats }: Attribute) => [...(ints ?? []), ...(floats ?? [])].map(Number);

/** The values themselves: the text may shorten them. */
function isEqual(a: Attribute, b: Attribute): boolean {
  const plain = ({ f, i, s, ints, floats, strings }: Attribute) =>
    JSON.stringify([
      f ?? 0,
      Number(i ?? 0),
      bytesOf(s),
      (ints ?? []).map(Number),
      floats ?? [],
      (strings ?? []).map(bytesOf),
    ]);
  return plain(a) === plain(b);
}

const bytesOf = (text: Uint8Array | null | undefined) => Buffer.from(text ?? []).toString('latin1');

/** Attributes whose number stands for an element type. */
const ELEMENT_TYPES = new Set(['to', 'dtype', 'output_dtype', 'stash_type']);

/** Elements of a list that are shown. */
const MOST = 12;

function textOf(op: string, name: string, attribute: Attribute | undefined): string {
  if (attribute === undefined) {
    const usual = defaultOf(op, name);
    return typeof usual === 'number' ? integerText(name, usual) : String(usual ?? 'not set');
  }
  switch (attribute.type) {
    case TYPES.float:
      return formatElement(attribute.f ?? 0);
    case TYPES.int:
      return integerText(name, Number(attribute.i ?? 0));
    case TYPES.string:
      return shown(new TextDecoder().decode(attribute.s ?? new Uint8Array()));
    case TYPES.floats:
    case TYPES.ints:
      return listed(numbersOf(attribute).map(formatElement));
    case TYPES.strings:
      return listed((attribute.strings ?? []).map((text) => shown(new TextDecoder().decode(text))));
    default:
      return 'a value of another kind';
  }
}

function integerText(name: string, value: number): string {
  return (ELEMENT_TYPES.has(name) && dtypeOfOnnx(value)) || String(value);
}

/** AttributeProto.AttributeType (onnx.proto). */
const TYPES = { float: 1, int: 2, string: 3, floats: 6, ints: 7, strings: 8 } as const;

function listed(items: readonly string[]): string {
  return items.length <= MOST
    ? `[${items.join(', ')}]`
    : `[${items.slice(0, MOST).join(', ')}, … ${items.length} in all]`;
}
