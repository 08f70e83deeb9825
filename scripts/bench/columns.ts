import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from '../markdown-table.js';
import { graphBuilder } from '../numerics/graph-builder.js';
import { emptyRepository, type GateRun, gateRun } from './gate-run.js';
import { mebibytes, seconds } from './measured.js';
import { FOLDER } from './python.js';

const WORK = join(FOLDER, 'columns');
const SIDE = 4096;
const OUTPUT_BYTES = SIDE * SIDE * 4;
const COUNTS = [2, 5, 10, 20];

/** The same model with ever more columns: what is read of a large output. */
export interface ColumnsBench {
  readonly runs: readonly { readonly columns: number; readonly run: GateRun }[];
}

export async function benchColumns(): Promise<ColumnsBench> {
  emptyRepository(WORK);
  const graph = graphBuilder(2);
  const product = graph.op('Mul', ['x', graph.weight([SIDE], 1)]);
  writeFileSync(join(WORK, 'net.onnx'), graph.finish({ x: [SIDE, 1] }, { y: { value: product, shape: [SIDE, SIDE] } }));
  const runs: { columns: number; run: GateRun }[] = [];
  for (const columns of COUNTS) {
    const runtimes = Array.from({ length: columns }, (_, index) => `  - { id: c${index}, use: onnxruntime }`);
    const config = `runtimes:\n${runtimes.join('\n')}\nmodels: [{ path: net.onnx }]\n`;
    writeFileSync(join(WORK, 'portability.yml'), config);
    if (runs.length === 0) await gateRun(WORK); // makes the environment and the noise floor
    runs.push({ columns, run: await gateRun(WORK) });
  }
  return { runs };
}

export function columnsSection({ runs }: ColumnsBench): string {
  const [few] = runs;
  const rows = runs.map(({ columns, run }) => {
    // What the gate reads whatever the columns, its own code and the model, drops out of the difference.
    const more = few !== undefined && columns > few.columns ? (columns - few.columns) * OUTPUT_BYTES : null;
    const perByte =
      more === null || run.readBytes === null || few?.run.readBytes == null
        ? '–'
        : ((run.readBytes - few.run.readBytes) / more).toFixed(2);
    return [columns, perByte, seconds(run.seconds), mebibytes(run.peakBytes), mebibytes(run.scratchBytes)];
  });
  const columns = ['columns', 'bytes read per byte of further output', 'all', 'memory of the gate', 'scratch'];
  return `## Reading outputs

One model with an output of ${mebibytes(OUTPUT_BYTES)} on ever more columns of ONNX Runtime. Every output is read once, however many columns there are.

${markdownTable(columns, rows, columns)}
`;
}
