import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { FileWindow } from '../bytes/file-window.js';
import { type ProtobufField, ProtobufMessage, type Range } from '../bytes/protobuf.js';
import { onnx } from './proto/onnx.js';

/** How a copy differs from the file: it states no types of inner values, and less of its outputs. */
export interface StatedSizesEdit {
  /** Outputs of the outermost graph whose sizes the copy leaves open. */
  readonly open: ReadonlySet<string>;
  /** Nodes and outputs that the outermost graph of the copy has in addition; none when left out. */
  readonly nodes?: readonly onnx.NodeProto.$Properties[];
  readonly outputs?: readonly onnx.ValueInfoProto.$Properties[];
}

type Message = 'model' | 'graph' | 'node' | 'attribute' | 'function' | 'output' | 'type' | 'tensor';

/** Fields that lead to what is left out, per message (numbers from onnx.proto). */
const CHILDREN: Readonly<Record<Message, Readonly<Record<number, Message>>>> = {
  model: { 7: 'graph', 25: 'function' },
  function: { 7: 'node' },
  graph: { 1: 'node', 12: 'output' },
  node: { 5: 'attribute' },
  attribute: { 6: 'graph', 11: 'graph' },
  output: { 2: 'type' },
  type: { 1: 'tensor' },
  tensor: {},
};
/** Fields that are left out: value_info of graphs and functions, and the shape of an output's tensor. */
const LEFT_OUT: Readonly<Partial<Record<Message, number>>> = { graph: 13, function: 12, tensor: 2 };

const NODE = 1;
const NAME = 1;
const OUTPUT = 12;
const LENGTH_DELIMITED = 2;
const CHUNK = 8 << 20;

/** Bytes of the file, or bytes of their own. */
type Piece = Range | Uint8Array;

/**
 * Writes a copy of the ONNX file with other statements of types. Weights are copied in pieces, so memory does not grow
 * with the file; external files are not copied.
 */
export function editStatedSizes(source: string, target: string, edit: StatedSizesEdit): void {
  const file = new FileWindow(source);
  try {
    const pieces = edited(ProtobufMessage.whole(file), 'model', edit, true);
    mkdirSync(dirname(target), { recursive: true });
    const out = openSync(target, 'wx');
    try {
      for (const piece of pieces) write(file, out, piece);
    } finally {
      closeSync(out);
    }
  } finally {
    file.close();
  }
}

/** @param outermost whether it is the graph of the model, or leads to it */
function edited(message: ProtobufMessage, kind: Message, edit: StatedSizesEdit, outermost: boolean): Piece[] {
  const pieces: Piece[] = [];
  for (const field of message.fields()) {
    if (field.number === LEFT_OUT[kind]) continue;
    const child = field.kind === 'bytes' ? CHILDREN[kind][field.number] : undefined;
    if (child === undefined || (child === 'output' && !(outermost && edit.open.has(nameOf(message, field))))) {
      append(pieces, { from: field.start, to: field.to });
      continue;
    }
    const isOutermost = outermost && (kind === 'model' ? child === 'graph' : child === 'output');
    const inner = edited(message.inner(field), child, edit, isOutermost);
    if (child === 'graph' && isOutermost) inner.push(...additions(edit));
    const isSame = inner.every((piece) => !(piece instanceof Uint8Array)) && lengthOf(inner) === field.to - field.from;
    if (isSame) append(pieces, { from: field.start, to: field.to });
    else {
      pieces.push(header(field.number, lengthOf(inner)));
      for (const piece of inner) append(pieces, piece);
    }
  }
  return pieces;
}

function additions({ nodes = [], outputs = [] }: StatedSizesEdit): Uint8Array[] {
  const parts = [
    ...nodes.map((node) => [NODE, onnx.NodeProto.encode(node).finish()] as const),
    ...outputs.map((output) => [OUTPUT, onnx.ValueInfoProto.encode(output).finish()] as const),
  ];
  return parts.flatMap(([field, bytes]) => [header(field, bytes.length), bytes]);
}

const nameOf = (message: ProtobufMessage, field: ProtobufField): string =>
  message.inner(field).first(NAME)?.text() ?? '';

/** Adds a piece, as a part of the one before where they are neighbours in the file. */
function append(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  const isNext = last !== undefined && 'from' in last && 'from' in piece && last.to === piece.from;
  if (isNext) pieces[pieces.length - 1] = { from: last.from, to: piece.to };
  else pieces.push(piece);
}

const lengthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, piece) => sum + ('from' in piece ? piece.to - piece.from : piece.length), 0);

/** Tag and length of a field that holds bytes. */
function header(field: number, length: number): Uint8Array {
  return Uint8Array.from([...varint(field * 8 + LENGTH_DELIMITED), ...varint(length)]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

function write(file: FileWindow, out: number, piece: Piece): void {
  if (piece instanceof Uint8Array) {
    writeSync(out, piece);
    return;
  }
  for (let at = piece.from; at < piece.to; at += CHUNK) writeSync(out, file.read(at, Math.min(CHUNK, piece.to - at)));
}
