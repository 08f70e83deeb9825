import { assertNever, UserError } from '../errors.js';
import type { DType } from '../tensor/dtype.js';
import type { Tensor, Value, Values } from '../tensor/tensor.js';
import type { Port, Signature, ValueType } from '../types.js';
import { readSafetensors } from '../values/safetensors.js';
import type { GoldenCase, GoldenFiles, LoadedCase } from './golden-case.js';
import { readJsonGolden } from './json.js';
import { readNpy } from './npy.js';
import { readNpz } from './npz.js';
import { openCommitted, readCommitted } from './read-committed.js';
import { readValueProto } from './value-proto.js';

/**
 * Reads the files of a case. The signature decides what the formats leave open: dtypes of JSON lists and of bare numpy
 * types, and the names and kinds of ONNX test data.
 * @throws UserError with file and entry
 */
export async function loadCase(root: string, found: GoldenCase, signature: Signature | null): Promise<LoadedCase> {
  const { name, source } = found;
  const inputs = await loadFiles(root, found.inputs, signature?.inputs ?? []);
  const expected = found.expected && (await loadFiles(root, found.expected, signature?.outputs ?? []));
  return { name, source, inputs, expected };
}

async function loadFiles(root: string, files: GoldenFiles, ports: readonly Port[]): Promise<Values> {
  const expected = (name: string) => dtypeOf(ports.find((port) => port.name === name)?.type);
  switch (files.layout) {
    case 'archive':
      return Object.fromEntries(await readArchive(root, files, expected));
    case 'npy-folder': {
      const values: [string, Value][] = [];
      for (const { name, path } of files.files)
        values.push([name, await readCommitted(root, path, (bytes) => readNpy(bytes, expected(name)))]);
      return Object.fromEntries(values);
    }
    case 'onnx-test-data':
      return await loadTestData(root, files.files, ports);
  }
}

async function readArchive(
  root: string,
  { format, path }: Extract<GoldenFiles, { layout: 'archive' }>,
  expected: (name: string) => DType | null,
): Promise<Map<string, Tensor>> {
  switch (format) {
    case 'npz':
      return await openCommitted(root, path, (file) => readNpz(file, { expected }));
    case 'safetensors':
      return await readCommitted(root, path, readSafetensors);
    case 'json':
      return await readCommitted(root, path, (bytes) => readJsonGolden(new TextDecoder().decode(bytes), expected));
    default:
      return assertNever(format);
  }
}

/** The name in the file counts when the model has it; otherwise the number in the file's name is the position. */
async function loadTestData(
  root: string,
  files: readonly { readonly index: number; readonly path: string }[],
  ports: readonly Port[],
): Promise<Values> {
  const values = new Map<string, Value>();
  for (const { index, path } of files) {
    const port = ports[index];
    const read = await readCommitted(root, path, (bytes) => readValueProto(bytes, port?.type.kind ?? 'tensor'));
    const name = ports.length === 0 || ports.some((other) => other.name === read.name) ? read.name : port?.name;
    if (!name)
      throw new UserError({
        what: `number ${index} is out of range, and the tensor has none of the model's names`,
        where: path,
        why: `the model has ${ports.map(({ name }) => name).join(', ') || 'none'} there, counted from 0`,
        next: 'rename the file, or set the name of the tensor in it',
      });
    if (values.has(name)) throw new UserError({ what: `${name} is defined twice`, where: path });
    values.set(name, read.value);
  }
  return Object.fromEntries(values);
}

function dtypeOf(type: ValueType | undefined): DType | null {
  if (type?.kind === 'optional') return dtypeOf(type.item);
  return type?.kind === 'tensor' ? type.dtype : null;
}
