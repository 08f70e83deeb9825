import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNpz } from '../../src/golden/npz.js';
import { tensor } from '../../src/tensor/tensor.js';
import { markdownTable } from '../markdown-table.js';
import { graphBuilder } from '../numerics/graph-builder.js';
import { emptyRepository, forgetMeasurements, type GateRun, gateRun } from './gate-run.js';
import { mebibytes, seconds, times } from './measured.js';
import { FOLDER } from './python.js';

const WORK = join(FOLDER, 'large-golden');
const ELEMENTS = 4 * 2 ** 20;
const RUNTIMES = ['onnxruntime-node', 'onnxruntime'];

/** A model of a few bytes with a golden input of 16 MiB: what is done to inputs is all that there is to do. */
export interface LargeGoldenBench {
  readonly modelBytes: number;
  readonly goldenBytes: number;
  /** Noise floor measured, environments there. */
  readonly first: GateRun;
  readonly warm: GateRun;
}

export async function benchLargeGolden(): Promise<LargeGoldenBench> {
  emptyRepository(WORK);
  const golden = join(WORK, 'golden', 'net');
  mkdirSync(golden, { recursive: true });
  const graph = graphBuilder(1);
  const shape = [ELEMENTS];
  const model = graph.finish({ x: shape }, { y: { value: graph.op('Tanh', ['x']), shape } });
  writeFileSync(join(WORK, 'net.onnx'), model);
  const values = Float32Array.from({ length: ELEMENTS }, (_, i) => Math.sin(i) * 2);
  const x = tensor('float32', shape, new Uint8Array(values.buffer));
  const file = join(golden, 'case.inputs.npz');
  writeFileSync(file, await writeNpz(new Map([['x', x]])));

  const run = () => gateRun(WORK, '--runtimes', RUNTIMES.join(','));
  await run(); // makes the environments
  forgetMeasurements();
  return { modelBytes: model.length, goldenBytes: statSync(file).size, first: await run(), warm: await run() };
}

export function largeGoldenSection({ modelBytes, goldenBytes, first, warm }: LargeGoldenBench): string {
  const row = (title: string, run: GateRun) => [
    title,
    seconds(run.firstTaskSeconds),
    seconds(run.seconds),
    seconds(run.cpuSeconds),
    mebibytes(run.scratchBytes),
    times(run.scratchBytes / (ELEMENTS * 4)),
  ];
  const columns = ['first task after', 'all', 'processor time of the gate', 'scratch', 'scratch / input'];
  return `## A large golden input

A model of ${modelBytes} bytes with one input of ${mebibytes(ELEMENTS * 4)} (${mebibytes(goldenBytes)} as .npz), on ${RUNTIMES.join(' and ')}. Copies with jittered inputs are made when their run starts.

${markdownTable(['', ...columns], [row('noise floor measured', first), row('noise floor known', warm)], columns)}
`;
}
