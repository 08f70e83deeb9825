import { Malformed } from '../bytes/malformed.js';

export interface NpyHeader {
  /** As numpy writes it, `<f4`; lists of fields (structured arrays) are refused. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly dataStart: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** numpy itself refuses longer ones by default. */
const MAX_HEADER_BYTES = 10_000;
const MAX_RANK = 64;
/** One entry of the header's Python dictionary: a quoted string, a boolean or a tuple of integers. */
const ITEM = /\s*'(descr|fortran_order|shape)'\s*:\s*(?:'([^'\\]*)'|(True|False)|\(([\dL,\s]*)\))\s*(?:,|$)/y;

/** Reads the header before the elements (versions 1 to 3). @throws Malformed */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  if (bytes.byteLength < 12 || MAGIC.some((byte, index) => bytes[index] !== byte))
    throw new Malformed('is not a .npy file: its first bytes are wrong');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint8(6);
  if (version < 1 || version > 3) throw new Malformed(`.npy version ${version} is not supported`);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES) throw new Malformed(`its .npy header of ${length} bytes is too long`);
  const dataStart = start + length;
  if (dataStart > bytes.byteLength) throw new Malformed('truncated in the .npy header');
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(start, dataStart)).trim();
  return { ...parseDictionary(text), dataStart };
}

function parseDictionary(text: string): Omit<NpyHeader, 'dataStart'> {
  if (/'descr'\s*:\s*\[/.test(text))
    throw new Malformed('holds a structured array, a table with named fields', {
      next: 'save each field as an array of its own',
    });
  const found = new Map<
    string,
    { string?: string | undefined; boolean?: string | undefined; tuple?: string | undefined }
  >();
  const body = text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1).trim() : '';
  ITEM.lastIndex = 0;
  let end = 0;
  for (let match = ITEM.exec(body); match?.[1] !== undefined; match = ITEM.exec(body)) {
    found.set(match[1], { string: match[2], boolean: match[3], tuple: match[4] });
    end = ITEM.lastIndex;
  }
  const descr = found.get('descr')?.string;
  const order = found.get('fortran_order')?.boolean;
  const tuple = found.get('shape')?.tuple;
  if (end !== body.length || descr === undefined || order === undefined || tuple === undefined)
    throw new Malformed('the .npy header is not the dictionary that numpy writes');
  return { descr, fortranOrder: order === 'True', shape: parseShape(tuple) };
}

function parseShape(tuple: string): number[] {
  const sizes = tuple
    .split(',')
    .map((size) => size.trim().replace(/L$/, ''))
    .filter((size) => size !== '')
    .map(Number);
  if (sizes.length > MAX_RANK || !sizes.every(Number.isSafeInteger))
    throw new Malformed(`the shape (${tuple}) of the .npy header is not valid`);
  return sizes;
}
