import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from '../markdown-table.js';
import { emptyRepository, forgetMeasurements, type GateRun, gateRun } from './gate-run.js';
import { mebibytes, seconds } from './measured.js';
import { FOLDER } from './python.js';
import { smallNetwork } from './small-network.js';

const WORK = join(FOLDER, 'many-models');
const COUNTS = [10, 100, 1000];
const RUNTIMES = ['onnxruntime-node', 'onnxruntime', 'openvino'];

/** Ever more small models on three runtimes, their noise floors measured. */
export interface ManyModelsBench {
  readonly runs: readonly { readonly models: number; readonly run: GateRun }[];
}

export async function benchManyModels(): Promise<ManyModelsBench> {
  const runs: { models: number; run: GateRun }[] = [];
  for (const models of COUNTS) {
    writeModels(models);
    const run = () => gateRun(WORK, '--runtimes', RUNTIMES.join(','));
    if (runs.length === 0) await run(); // makes the environments
    forgetMeasurements();
    runs.push({ models, run: await run() });
    console.error(`  ${models} models: ${runs.at(-1)?.run.seconds.toFixed(1)} s`);
  }
  return { runs };
}

function writeModels(count: number): void {
  emptyRepository(WORK);
  for (let seed = 0; seed < count; seed++) writeFileSync(join(WORK, `net-${seed}.onnx`), smallNetwork(seed));
}

export function manyModelsSection({ runs }: ManyModelsBench): string {
  const rows = runs.map(({ models, run }) => [
    models,
    seconds(run.seconds),
    `${((1000 * run.seconds) / models).toFixed(0)} ms`,
    mebibytes(run.peakBytes),
    mebibytes(run.scratchBytes),
  ]);
  const columns = ['models', 'all', 'per model', 'memory of the gate', 'scratch'];
  return `## Many models

Small models, each with weights of its own, on ${RUNTIMES.join(', ')}; every noise floor is measured.

${markdownTable(columns, rows, columns)}
`;
}
