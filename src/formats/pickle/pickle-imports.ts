/** What a pickle would import, read from its instructions: none of them is carried out. */

/** The argument of an instruction: a number of bytes, or how the argument says where it ends. */
type Argument = number | 'line' | 'two lines' | 'length 1' | 'length 4' | 'length 8';

/** What an instruction does, as far as that matters to the names of imports. */
type Effect = 'stop' | 'import' | 'import of two texts' | 'extension' | 'text' | 'put' | 'memoize' | 'get' | 'nothing';

interface Instruction {
  readonly argument: Argument;
  /** Undefined where what is on the stack afterwards is no text. */
  readonly effect?: Effect;
}

const KINDS: readonly (readonly [Argument, string])[] = [
  [0, '.()]}0129abdeloQRstNu\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94\x97\x98'],
  ['line', 'FILPSVgp'],
  ['two lines', 'ci'],
  [1, 'Khq\x80\x82'],
  [2, 'M\x83'],
  [4, 'Jjr\x84'],
  [8, 'G\x95'],
  ['length 1', 'UC\x8a\x8c'],
  ['length 4', 'TBX\x8b'],
  ['length 8', '\x8d\x8e\x96'],
];
const EFFECTS: readonly (readonly [Effect, string])[] = [
  ['stop', '.'],
  ['import', 'ci'],
  ['import of two texts', '\x93'],
  // Names by their number in a registry of the reader.
  ['extension', '\x82\x83\x84'],
  // Not S and V, whose lines are quoted or escaped, nor P and L.
  ['text', 'XUT\x8c\x8d'],
  ['put', 'pqr'],
  ['memoize', '\x94'],
  ['get', 'ghj'],
  // The length of a frame, the protocol.
  ['nothing', '\x95\x80'],
];

/** By code: a pickle can consist of tens of millions of instructions. */
const INSTRUCTIONS: readonly (Instruction | undefined)[] = Array.from({ length: 256 }, (_, code) => {
  const letter = String.fromCharCode(code);
  const argument = KINDS.find(([, codes]) => codes.includes(letter))?.[0];
  const effect = EFFECTS.find(([, codes]) => codes.includes(letter))?.[0];
  return argument === undefined ? undefined : { argument, ...(effect !== undefined && { effect }) };
});

/** Longer than any name. */
const LONGEST_NAME = 1000;
const LENGTHS = 1024;
const ZERO = 0x30;
/** How much is kept of a pickle, which may be hostile; those of models have some hundreds of either. */
const MOST_NAMES = 10_000;
const MOST_REMEMBERED = 1 << 20;
/** torch.save wrote five pickles one after another before it wrote archives. */
const MOST_PICKLES = 8;

/** An import as it is written, or one whose name only running the pickle would tell. */
export const UNKNOWN_NAME = 'a name that it computes';

export interface PickleImports {
  /** As in os.system; each once, in the order of the instructions. */
  readonly names: readonly string[];
  /** Whether it could be read to its end. */
  readonly complete: boolean;
}

/** The imports of the pickles at the beginning of the bytes, one after another. */
export function pickleImports(bytes: Uint8Array): PickleImports {
  const names = new Set<string>();
  let at = 0;
  for (let count = 0; count < MOST_PICKLES; count++) {
    const end = onePickle(bytes, at, names);
    // What follows the first pickle may be anything.
    if (end === 'none') return { names: [...names], complete: count > 0 };
    if (end === 'unclear') return { names: [...names], complete: false };
    at = end;
  }
  return { names: [...names], complete: true };
}

/** Where a text is: its place and its length, in one number, because a pickle can have ten million of them. */
type Text = number;
const NO_TEXT: Text = -1;
const textAt = (start: number, end: number): Text => start * LENGTHS + Math.min(end - start, LONGEST_NAME);

function wordsOf(bytes: Uint8Array, text: Text): string {
  const start = Math.floor(text / LENGTHS);
  return Buffer.from(bytes.subarray(start, start + (text % LENGTHS))).toString('utf8');
}

/**
 * Reads one pickle, in one pass over its bytes.
 * @returns where it ends; `none` when the bytes are no pickle or end before it does; `unclear` when it is more than is
 * kept, or written as no pickler does
 */
function onePickle(bytes: Uint8Array, from: number, names: Set<string>): number | 'none' | 'unclear' {
  const memo: (Text | undefined)[] = [];
  let remembered = 0;
  /** The last two values that were pushed, as far as they are text. */
  let before = NO_TEXT;
  let last = NO_TEXT;
  for (let at = from; at < bytes.length; ) {
    const instruction = INSTRUCTIONS[bytes[at] ?? 0];
    if (instruction === undefined) return 'none';
    const { argument, effect } = instruction;
    const start = at + 1 + lengthBytes(argument);
    const end = endOf(bytes, at + 1, start, argument);
    if (end > bytes.length) return 'none';
    at = end;
    if (effect === 'stop') return at;
    if (effect === 'nothing') continue;
    const place = effect === 'put' || effect === 'get' ? numberIn(bytes, start, end, argument) : remembered;
    // Picklers count the places.
    if (place < 0 || place > MOST_REMEMBERED) return 'unclear';
    if (effect === 'put' || effect === 'memoize') {
      if (memo[place] === undefined) remembered++;
      memo[place] = last;
      continue;
    }
    if (effect === 'import') names.add(wordsOf(bytes, textAt(start, end - 1)).replace('\n', '.'));
    else if (effect === 'extension') names.add(UNKNOWN_NAME);
    else if (effect === 'import of two texts')
      names.add(
        before === NO_TEXT || last === NO_TEXT ? UNKNOWN_NAME : `${wordsOf(bytes, before)}.${wordsOf(bytes, last)}`,
      );
    if (names.size > MOST_NAMES) return 'unclear';
    // Any other instruction may have taken values from the stack.
    before = effect === undefined ? NO_TEXT : last;
    last = effect === 'text' ? textAt(start, end) : effect === 'get' ? (memo[place] ?? NO_TEXT) : NO_TEXT;
  }
  return 'none';
}

/** How many bytes say how long the argument is. */
function lengthBytes(argument: Argument): number {
  return argument === 'length 1' ? 1 : argument === 'length 4' ? 4 : argument === 'length 8' ? 8 : 0;
}

/** Where an argument that begins at `from`, its content at `start`, ends; infinity where the bytes end before its end is known. */
function endOf(bytes: Uint8Array, from: number, start: number, argument: Argument): number {
  if (typeof argument === 'number') return from + argument;
  if (argument === 'line') return afterLine(bytes, from);
  if (argument === 'two lines') return afterLine(bytes, afterLine(bytes, from));
  return start > bytes.length ? Number.POSITIVE_INFINITY : start + little(bytes, from, start);
}

function afterLine(bytes: Uint8Array, from: number): number {
  const lineBreak = from < bytes.length ? bytes.indexOf(0x0a, from) : -1;
  return lineBreak < 0 ? Number.POSITIVE_INFINITY : lineBreak + 1;
}

/** Negative for a line that is not plain digits: readers of Python would take 1_0 or +10 for 10. */
function numberIn(bytes: Uint8Array, start: number, end: number, argument: Argument): number {
  if (argument !== 'line') return little(bytes, start, end);
  let value = 0;
  for (let at = start; at < end - 1; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return end - 1 === start ? -1 : value;
}

function little(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = end - 1; at >= start; at--) value = value * 256 + (bytes[at] ?? 0);
  return value;
}
