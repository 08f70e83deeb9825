/** What an exported program (.pt2) may do besides computing, found without running it. */
import { type ByteReader, BytesInMemory } from '../../bytes/byte-reader.js';
import { Malformed } from '../../bytes/malformed.js';
import { readZipEntry, type ZipEntry, zipEntries } from '../../bytes/zip-archive.js';
import { libraryFinding, operatorFinding } from './foreign-code.js';
import { pickleFindings } from './pickle-findings.js';

/** Of one entry, and of all together: many entries can share the same packed bytes, and archives be in archives. */
const LARGEST = 32 << 20;
const MOST_BYTES = 64 << 20;
const ZIP = Buffer.from('PK\x03\x04', 'latin1');

/** Entries that PyTorch reads as pickles: the inputs it was exported with, objects that are no tensors, and all of earlier releases. */
const PICKLED = [
  /^data\/sample_inputs\//,
  /^data\/constants\/(custom_obj|opaque_obj)/,
  /^serialized_(state_dict|constants|example_inputs)/,
];
/** Lists the tensors that are entries, and which of them are pickles. */
const TENSORS = /^data\/(weights|constants)\/[^/]*_config\.json$/;

/**
 * @param program the description, parsed; undefined where it could not be read
 * @throws Malformed when the archive is damaged
 */
export function codeInProgram(file: ByteReader, program: unknown): string[] {
  const entries = zipEntries(file);
  const budget: Budget = { left: MOST_BYTES };
  const folder = entries[0]?.name.split('/', 1)[0] ?? '';
  const inFolder = ({ name }: ZipEntry) => (name.startsWith(`${folder}/`) ? name.slice(folder.length + 1) : name);
  const pickled = new Set(
    entries
      .filter((entry) => TENSORS.test(inFolder(entry)))
      .flatMap((entry) => pickledTensors(file, entry, inFolder(entry), budget)),
  );
  const isPickle = (name: string) => pickled.has(name) || PICKLED.some((pattern) => pattern.test(name));
  return [
    ...entries.flatMap((entry) => libraryFinding(inFolder(entry))),
    ...entries.flatMap((entry) => (isPickle(inFolder(entry)) ? inPickled(file, entry, inFolder(entry), budget) : [])),
    ...(budget.left < 0 ? ['has more pickles than are looked at'] : []),
    ...(program === undefined ? ['has a description that cannot be looked at'] : inDescription(program)),
  ];
}

/** Bytes that may still be unpacked; negative when something was not looked at. */
interface Budget {
  left: number;
}

function allows(budget: Budget, { bytes }: ZipEntry): boolean {
  budget.left -= budget.left < 0 ? 0 : bytes;
  return budget.left >= 0;
}

/** The tensors that a list says are pickles, as paths; of a list that cannot be read, none is left out. */
function pickledTensors(file: ByteReader, entry: ZipEntry, path: string, budget: Budget): string[] {
  if (!allows(budget, entry)) return [];
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const found: string[] = [];
  walk(jsonIn(file, entry), (value) => {
    if (typeof value.path_name === 'string' && value.use_pickle !== false) found.push(folder + value.path_name);
  });
  return found;
}

function jsonIn(file: ByteReader, entry: ZipEntry): unknown {
  try {
    return JSON.parse(readZipEntry(file, entry, LARGEST).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError)
      throw new Malformed('is not JSON', { entry: entry.name });
    throw error;
  }
}

/** Pickles with tensors are archives inside the archive. */
function inPickled(file: ByteReader, entry: ZipEntry, name: string, budget: Budget): string[] {
  if (entry.bytes > LARGEST) return [`has a pickle that is too long to be looked at (${name})`];
  if (!allows(budget, entry)) return [];
  const content = readZipEntry(file, entry, LARGEST);
  if (!content.subarray(0, ZIP.length).equals(ZIP)) return content.length === 0 ? [] : pickleFindings(content, name);
  const inner = new BytesInMemory(content);
  return zipEntries(inner).flatMap((one) =>
    one.name.endsWith('.pkl') && allows(budget, one) ? pickleFindings(readZipEntry(inner, one, LARGEST), name) : [],
  );
}

/** Sizes that PyTorch evaluates as Python, operators, and classes that it imports. */
function inDescription(program: unknown): string[] {
  const found = new Set<string>();
  walk(program, (value) => {
    if (typeof value.expr_str === 'string' && !isArithmetic(value.expr_str))
      found.add(`has a size that is not arithmetic: ${value.expr_str.slice(0, 200)}`);
    const operator = typeof value.target === 'string' ? /^torch\.ops\.(\w+)\.(\w+)/.exec(value.target) : null;
    if (operator !== null) for (const one of operatorFinding(operator[1] ?? '', operator[2] ?? '')) found.add(one);
    for (const key of ['in_spec', 'out_spec'])
      if (typeof value[key] === 'string') for (const one of importsOfTree(value[key])) found.add(one);
  });
  return [...found];
}

/** The structure of inputs and outputs names classes of enumerations, and functions of dictionaries with defaults. */
function importsOfTree(text: string): string[] {
  const names = [...text.matchAll(/fqn[\\"]+:\s*[\\"]+([\w.:]+)|default_factory_module[\\"]+:\s*[\\"]+([\w.]+)/g)];
  return names.flatMap(([, fqn, module]) => {
    const name = (fqn ?? module ?? '').replace(':', '.');
    return name === 'builtins' ? [] : [`imports ${name} (the structure of its inputs and outputs)`];
  });
}

const CALLED = /([A-Za-z_]\w*)\s*\(/g;

/** Whether an expression has only symbols, numbers, and calls of what SymPy writes, whose names begin in upper case. */
export function isArithmetic(expression: string): boolean {
  const bare = expression.replace(/'\w*'/g, '');
  if (!/^[\w\s()+\-*/%,.=<>&|~!]*$/.test(bare) || expression.includes('__')) return false;
  if (/\.\s*[A-Za-z_]|\blambda\b/.test(bare)) return false;
  return [...bare.matchAll(CALLED)].every(([, name = '']) => /^[A-Z]/.test(name));
}

/** Calls `see` with every object in a parsed document, without recursion: it may be nested as deeply as it likes. */
function walk(document: unknown, see: (value: Record<string, unknown>) => void): void {
  const waiting: unknown[] = [document];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) see(value as Record<string, unknown>);
    for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) waiting.push(inner);
  }
}
