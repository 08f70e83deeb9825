/** A folder that shows the fault of one operator without the gate: the report to the project of the runtime. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../host/make-folder.js';
import { onnx } from '../onnx/proto/onnx.js';
import { bytesOfModel, protoOf } from '../replay/operator-alone.js';
import { type Evidence, type ReplayedOperator, shapesOf } from '../replay/replay-operator.js';
import type { Values } from '../tensor/tensor.js';
import { archiveOf, type CasePort, inputPorts, outputPorts } from './case-values.js';
import { reportText, titleOf } from './report-text.js';
import { requirementsOfScript } from './requirements.js';
import { runScript } from './run-script.js';

export interface ReproContext {
  /** Folder of the gate's own files. */
  readonly assets: string;
}

/**
 * Writes the folder: the model with its inputs and outputs, a script for the runtime alone, and the text of a report. The
 * same fault gives the same bytes.
 * @returns the names of the files, sorted; none for an operator that does not show the fault by itself
 */
export async function writeRepro(
  replayed: ReplayedOperator,
  folder: string,
  { assets }: ReproContext,
): Promise<string[]> {
  const { evidence } = replayed;
  if (evidence === null) return [];
  const requirements = await requirementsOfScript(replayed);
  const script = await runScript(replayed, { title: titleOf(replayed), requirements, assets });
  const files = new Map<string, Uint8Array | string>([
    ['README.md', reportText(replayed, evidence, script)],
    ['case.json', caseOf(replayed, evidence)],
    ['model.onnx', modelOf(evidence)],
    ['run.py', script.text],
    ...(await archives(evidence)),
    ...testData(evidence),
  ]);
  await makeFolder(join(folder, 'test_data_set_0'));
  for (const [name, content] of files) await writeFile(join(folder, name), content);
  return [...files.keys()].sort();
}

function modelOf({ alone, open, reference }: Evidence): Uint8Array {
  return bytesOfModel(alone, { shapes: shapesOf(reference.values), open });
}

/** What the script has to know. */
function caseOf({ question }: ReplayedOperator, evidence: Evidence): string {
  const { column, route } = question;
  const described = {
    inputs: inputPorts(evidence),
    outputs: outputPorts(evidence),
    options: column.options,
    converters: route.map(({ options }) => options),
  };
  return `${JSON.stringify(described, null, 2)}\n`;
}

async function archives(evidence: Evidence): Promise<(readonly [string, Uint8Array])[]> {
  const { alone, reference, candidate } = evidence;
  const made: readonly (readonly [string, readonly CasePort[], Values])[] = [
    ['inputs.npz', inputPorts(evidence), alone.inputs],
    ['reference.npz', outputPorts(evidence), reference.values],
    ['candidate.npz', outputPorts(evidence), candidate],
  ];
  const written = await Promise.all(
    made.map(async ([name, ports, values]) => [name, await archiveOf(ports, values)] as const),
  );
  return written.flatMap(([name, bytes]) => (bytes === null ? [] : [[name, bytes] as const]));
}

/** ONNX's own layout of test data, with the reference's outputs. */
function testData({ alone, reference }: Evidence): (readonly [string, Uint8Array])[] {
  const file = (kind: string, values: Values) =>
    Object.entries(values).flatMap(([name, value], place) =>
      value.kind === 'tensor'
        ? [[`test_data_set_0/${kind}_${place}.pb`, onnx.TensorProto.encode(protoOf(name, value)).finish()] as const]
        : [],
    );
  const outputs = alone.outputs.flatMap(({ name }) => {
    const value = reference.values[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return [...file('input', alone.inputs), ...file('output', Object.fromEntries(outputs))];
}
