/** What a pickle would import, read from its instructions: none of them is carried out. */

/** Arguments of instructions, by their code: a number of bytes, or how the argument says where it ends. */
type Argument = number | 'line' | 'two lines' | 'length 1' | 'length 4' | 'length 8';

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
const ARGUMENTS: ReadonlyMap<string, Argument> = new Map(
  KINDS.flatMap(([argument, codes]) => [...codes].map((code) => [code, argument] as const)),
);

const STOP = '.';
const GLOBAL = 'ci';
const STACK_GLOBAL = '\x93';
/** Names by their number in a registry of the reader. */
const EXTENSIONS = '\x82\x83\x84';
/** Instructions that push text; P and L are not among them, and lines of S and V are quoted or escaped. */
const TEXTS = 'XUT\x8c\x8dSV';
const PUT = 'pqr';
const GET = 'ghj';
const MEMOIZE = '\x94';
/** Longer than any name. */
const LONGEST_NAME = 1000;
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
    if (end === null) return { names: [...names], complete: count > 0 };
    at = end;
  }
  return { names: [...names], complete: true };
}

/** Reads one pickle. @returns where it ends; null when the bytes are none, or end before it does */
function onePickle(bytes: Uint8Array, from: number, names: Set<string>): number | null {
  const memo = new Map<number, string | null>();
  /** The last two values that were pushed, as far as they are text. */
  let [before, last]: [string | null, string | null] = [null, null];
  const push = (value: string | null) => {
    [before, last] = [last, value];
  };
  for (let at = from; at < bytes.length; ) {
    const code = String.fromCharCode(bytes[at] ?? 0);
    const kind = ARGUMENTS.get(code);
    const argument = kind === undefined ? null : argumentAt(bytes, at + 1, kind);
    if (argument === null) return null;
    at = argument.end;
    if (code === STOP) return at;
    if (GLOBAL.includes(code)) {
      names.add(argument.text().replace('\n', '.'));
      push(null);
    } else if (code === STACK_GLOBAL) {
      names.add(before === null || last === null ? UNKNOWN_NAME : `${before}.${last}`);
      push(null);
    } else if (EXTENSIONS.includes(code)) {
      names.add(UNKNOWN_NAME);
      push(null);
    } else if (TEXTS.includes(code)) push('SV'.includes(code) ? null : argument.text());
    else if (PUT.includes(code)) memo.set(argument.number(), last);
    else if (code === MEMOIZE) memo.set(memo.size, last);
    else if (GET.includes(code)) push(memo.get(argument.number()) ?? null);
    else if (code !== '\x95' && code !== '\x80') [before, last] = [null, null];
  }
  return null;
}

interface FoundArgument {
  readonly end: number;
  /** Its text; for two lines with a line break in between. */
  text(): string;
  number(): number;
}

/** The argument that begins there; null where the bytes end before it does. */
function argumentAt(bytes: Uint8Array, from: number, kind: Argument): FoundArgument | null {
  const within = (start: number, end: number, to = end): FoundArgument | null =>
    end > bytes.length || end < start
      ? null
      : {
          end,
          text: () => Buffer.from(bytes.subarray(start, Math.min(to, start + LONGEST_NAME))).toString('utf8'),
          number: () => numberOf(bytes.subarray(start, to), kind),
        };
  if (typeof kind === 'number') return within(from, from + kind);
  if (kind === 'line' || kind === 'two lines') {
    const first = bytes.indexOf(0x0a, from);
    const end = kind === 'line' || first < 0 ? first : bytes.indexOf(0x0a, first + 1);
    return end < 0 ? null : within(from, end + 1, end);
  }
  const size = Number(kind.slice(-1));
  const start = from + size;
  return start > bytes.length ? null : within(start, start + little(bytes.subarray(from, start)));
}

function numberOf(bytes: Uint8Array, kind: Argument): number {
  return kind === 'line' ? Number(Buffer.from(bytes).toString('latin1')) : little(bytes);
}

function little(bytes: Uint8Array): number {
  return bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
}
