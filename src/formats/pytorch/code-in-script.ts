/** What a TorchScript archive may do besides computing, found without running it. */
import type { ByteReader } from '../../bytes/byte-reader.js';
import { readZipEntry, zipEntries } from '../../bytes/zip-archive.js';
import { isOrdinaryImport } from '../pickle/ordinary-imports.js';
import { fileFinding, libraryFinding, operatorFinding } from './foreign-code.js';
import { pickleFindings } from './pickle-findings.js';

/** All code and pickles of one archive; the largest have a few MB, because tensors are entries of their own. */
const MOST_BYTES = 64 << 20;
const CODE = /^[^/]+\/code\/.*\.py$/;
const PICKLE = /^[^/]+\/\w+\.pkl$/;
/** A name after a dot: an operator may be called through any variable, so what is before the dot does not count. */
const MEMBER = /\.\s*([A-Za-z_]\w*)/g;
const OWN_OPERATOR = /\bops\b(?:\s*\.\s*([A-Za-z_]\w*))?(?:\s*\.\s*([A-Za-z_]\w*))?/g;

/** @throws Malformed when the archive is damaged */
export function codeInScript(file: ByteReader): string[] {
  const found = new Set<string>();
  let left = MOST_BYTES;
  for (const entry of zipEntries(file)) {
    const { name } = entry;
    for (const one of libraryFinding(name)) found.add(one);
    if (!CODE.test(name) && !PICKLE.test(name)) continue;
    left -= entry.bytes;
    if (left < 0) return [...found, 'has more code than is looked at'];
    const content = readZipEntry(file, entry, MOST_BYTES);
    const inIt = CODE.test(name) ? operatorsIn(content.toString('utf8')) : pickleFindings(content, name, isOrdinary);
    for (const one of inIt) found.add(one);
  }
  return [...found];
}

/** Classes of the archive's own code, and what stands for lists of one type. */
function isOrdinary(name: string): boolean {
  return isOrdinaryImport(name) || /^(__torch__|torch\.jit\._pickle)\./.test(name);
}

function operatorsIn(code: string): string[] {
  // A line may go on after a backslash.
  const text = code.replaceAll('\\\n', ' ');
  return [
    ...[...text.matchAll(MEMBER)].flatMap(([, name = '']) => fileFinding(name)),
    ...[...text.matchAll(OWN_OPERATOR)].flatMap(([, namespace, name = '']) =>
      namespace === undefined ? ['uses operators of a library'] : operatorFinding(namespace, name),
    ),
  ];
}
