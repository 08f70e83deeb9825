/** What `jax.export` serialises: a FlatBuffer around an MLIR module, with the trees of its inputs and outputs. */

import type { ByteReader } from '../../bytes/byte-reader.js';
import { describeFile } from '../../bytes/describe-file.js';
import { FlatFile, type FlatTable } from '../../bytes/flat-table.js';
import { damaged } from '../../bytes/malformed.js';
import { formatCount } from '../../number-format.js';
import type { DType } from '../../tensor/dtype.js';
import type { Dimension, Fault, Port, Signature } from '../../types.js';
import { argumentNames, outputNames, type Tree } from './tree-names.js';

// Fields by number, as JAX writes them.
const EXPORTED = {
  inTree: 2,
  inValues: 3,
  outTree: 4,
  outValues: 5,
  module: 13,
  values: 19,
  inPlaces: 22,
  outPlaces: 23,
};
const TREE = { kind: 0, children: 1, names: 2 };
const VALUE = { shape: 1, dtype: 2 };
const KIND = { leaf: 0, none: 1, tuple: 2, list: 3, dictionary: 4 };

/** By number in JAX's enum; null for types that inputs and outputs cannot have. */
const DTYPES: readonly (DType | null)[] = [
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float16',
  'float32',
  'float64',
  'complex64',
  'complex128',
  'bfloat16',
  'int4',
  'uint4',
  null, // float8_e4m3b11fnuz
  'float8_e4m3fn',
  'float8_e4m3fnuz',
  'float8_e5m2',
  'float8_e5m2fnuz',
];
/** Trees are as deep as a program nests its dictionaries; a deeper one is an attempt to exhaust memory. */
const MAX_DEPTH = 64;
const IDENTIFIER = /^[A-Za-z_]\w*$/;

/** The first bytes of an MLIR module in its binary form. */
export const BYTECODE = Buffer.from('ML\xefR', 'latin1');

/** Whether the file at `path` is such a buffer, judged by the module in it. */
export function isExportedFunction(path: string): boolean {
  const holds = (root: FlatTable) => root.head(EXPORTED.module, BYTECODE.length)?.equals(BYTECODE) === true;
  return describeFile(path, (file) => holds(new FlatFile(file).root())) === true;
}

/**
 * Reads the signature of the file at `path` (absolute); null for one with types that the gate does not support, or with
 * trees of the user's own classes.
 */
export function readExportedSignature(path: string): Signature | null | { readonly fault: Fault } {
  return describeFile(path, (file) => signatureOf(new FlatFile(file).root()), { next: 'export the function again' });
}

/** Where the module begins in the file, which is such a buffer. */
export function moduleStart(source: ByteReader): number {
  return new FlatFile(source).root().start(EXPORTED.module) ?? 0;
}

function signatureOf(exported: FlatTable): Signature | null {
  const inputs = namedPorts(exported, EXPORTED.inTree, argumentNames, [EXPORTED.inPlaces, EXPORTED.inValues]);
  const outputs = namedPorts(exported, EXPORTED.outTree, outputNames, [EXPORTED.outPlaces, EXPORTED.outValues]);
  return inputs === null || outputs === null ? null : { inputs, outputs };
}

/** @param values the field with positions in the list of all values, and the one with the values, as in older files */
function namedPorts(
  exported: FlatTable,
  treeField: number,
  namesOf: (tree: Tree) => readonly string[] | null,
  [placesField, valuesField]: readonly [number, number],
): Port[] | null {
  const root = exported.table(treeField);
  const tree = root === null ? null : treeOf(root, 0);
  const names = tree === null ? null : namesOf(tree);
  if (names === null) return null;
  const all = [...exported.tables(EXPORTED.values)];
  const places = exported.int32s(placesField);
  const values = places === null ? [...exported.tables(valuesField)] : places.map((place) => all[place]);
  const types = values.map((value) => (value === undefined ? null : typeOf(value)));
  if (types.length !== names.length)
    throw damaged(`it has ${formatCount(names.length, 'name')} for ${formatCount(types.length, 'value')}`);
  const ports = names.flatMap((name, index): Port[] => {
    const type = types[index];
    return type === null || type === undefined ? [] : [{ name, type }];
  });
  return ports.length === names.length ? ports : null;
}

function treeOf(table: FlatTable, depth: number): Tree | null {
  if (depth > MAX_DEPTH) throw damaged(`dictionaries are nested deeper than ${MAX_DEPTH} levels`);
  const kind = table.int8(TREE.kind);
  if (kind === KIND.leaf) return { kind: 'leaf' };
  if (kind === KIND.none) return { kind: 'list', items: [] };
  const items: Tree[] = [];
  for (const child of table.tables(TREE.children)) {
    const item = treeOf(child, depth + 1);
    if (item === null) return null;
    items.push(item);
  }
  if (kind === KIND.tuple || kind === KIND.list) return { kind: 'list', items };
  if (kind !== KIND.dictionary) return null;
  const keys = table.strings(TREE.names);
  if (keys.length !== items.length)
    throw damaged(`it has ${formatCount(keys.length, 'key')} for ${formatCount(items.length, 'value')}`);
  return { kind: 'dictionary', items: items.map((item, index) => [keys[index] ?? '', item] as const) };
}

function typeOf(value: FlatTable): Port['type'] | null {
  const dtype = DTYPES[value.int8(VALUE.dtype)] ?? null;
  return dtype === null ? null : { kind: 'tensor', dtype, shape: value.strings(VALUE.shape).map(sizeOf) };
}

/** A number, the name of a symbol, or null for an expression of symbols. */
function sizeOf(text: string): Dimension {
  if (/^\d+$/.test(text)) return Number(text);
  return IDENTIFIER.test(text) ? text : null;
}
