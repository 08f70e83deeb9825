import { onnx } from '../onnx/proto/onnx.js';

/** What an ONNX file is written in. */
export interface FileVersions {
  readonly irVersion: number;
  /** Operator set versions by domain. */
  readonly opsets: Readonly<Record<string, number>>;
}

/** What a release said by trying: its own error says nothing. */
export class TooNewForRelease extends Error {}

/** Every release reads these. */
const OLD: FileVersions = { irVersion: 3, opsets: { 'ai.onnx': 7 } };

/**
 * What of a file's versions a release does not know, where its error does not say so: it is asked to load models of one
 * node that have nothing else in common with the file. Null when it loads them.
 */
export async function tooNewForRelease(
  { irVersion, opsets }: FileVersions,
  loads: (model: Uint8Array) => Promise<boolean>,
): Promise<string | null> {
  const opset = opsets['ai.onnx'] ?? 0;
  if (!(await loads(identity({ ...OLD, irVersion }))))
    return `IR version ${irVersion} is newer than this release knows`;
  if (opset > 0 && !(await loads(identity({ ...OLD, opsets: { 'ai.onnx': opset } }))))
    return `opset ${opset} is newer than this release knows`;
  return null;
}

function identity({ irVersion, opsets }: FileVersions): Uint8Array {
  const { FLOAT } = onnx.TensorProto.DataType;
  const port = (name: string) => ({
    name,
    type: { tensorType: { elemType: FLOAT, shape: { dim: [{ dimValue: 1 }] } } },
  });
  return onnx.ModelProto.encode({
    irVersion,
    opsetImport: [{ domain: '', version: opsets['ai.onnx'] ?? 1 }],
    graph: {
      name: 'identity',
      node: [{ opType: 'Identity', input: ['x'], output: ['y'] }],
      input: [port('x')],
      output: [port('y')],
    },
  }).finish();
}
