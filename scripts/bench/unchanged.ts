import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from '../markdown-table.js';
import { type GraphBuilder, graphBuilder } from '../numerics/graph-builder.js';
import { emptyRepository, forgetMeasurements, type GateRun, gateRun, runOfChanges } from './gate-run.js';
import { seconds } from './measured.js';
import { median } from './median.js';
import type { Machine } from './page.js';
import { FOLDER } from './python.js';
import { smallNetwork } from './small-network.js';

const WORK = join(FOLDER, 'unchanged');
const MODELS = 100;
const ROUNDS = 5;
const RUNTIMES = ['onnxruntime-node', 'onnxruntime-web', 'onnxruntime', 'openvino', 'litert'];

/** Two repositories of a hundred models, in which nothing has changed since they were run. */
export interface UnchangedBench {
  readonly small: RepositoryBench;
  readonly convolutional: RepositoryBench;
}

interface RepositoryBench {
  /** Bytes of all models. */
  readonly bytes: number;
  /** Environments are there, noise floors are measured, models are converted. */
  readonly first: GateRun;
  /** Everything is run again; all that is kept besides results is there. */
  readonly everything: GateRun;
  readonly unchanged: readonly GateRun[];
}

export async function benchUnchanged(): Promise<UnchangedBench> {
  return { small: await bench(smallNetwork), convolutional: await bench(convolutionalNetwork) };
}

async function bench(network: (seed: number) => Uint8Array): Promise<RepositoryBench> {
  emptyRepository(WORK);
  let bytes = 0;
  for (let seed = 0; seed < MODELS; seed++) {
    const model = network(seed);
    bytes += model.length;
    writeFileSync(join(WORK, `net-${seed}.onnx`), model);
  }
  const flags = ['--runtimes', RUNTIMES.join(',')];
  await gateRun(WORK, 'net-0', ...flags); // makes the environments
  forgetMeasurements();
  const first = await gateRun(WORK, ...flags);
  const everything = await gateRun(WORK, ...flags);
  const unchanged: GateRun[] = [];
  while (unchanged.length < ROUNDS) unchanged.push(await runOfChanges(WORK, ...flags));
  console.error(`  ${[first, everything, ...unchanged].map(({ seconds: s }) => s.toFixed(1)).join(' s, ')} s`);
  return { bytes, first, everything, unchanged };
}

/** Pictures of 224 × 224 through nine layers: 3 MiB of weights, half a billion multiplications. */
function convolutionalNetwork(seed: number): Uint8Array {
  const graph = graphBuilder(seed);
  const widths = [3, 16, 32, 32, 64, 64, 128, 128, 256];
  let value = 'image';
  for (const [layer, outputs] of widths.slice(1).entries())
    value = convolution(graph, value, widths[layer] ?? 0, outputs, layer % 2 === 0 ? 2 : 1);
  const flat = graph.op('Flatten', [graph.op('GlobalAveragePool', [value])], { axis: 1 });
  value = graph.op('MatMul', [flat, graph.weight([256, 1000])]);
  return graph.finish({ image: [1, 3, 224, 224] }, { logits: { value, shape: [1, 1000] } });
}

function convolution(graph: GraphBuilder, value: string, inputs: number, outputs: number, stride: number): string {
  const weights = [graph.weight([outputs, inputs, 3, 3], Math.sqrt(2 / (9 * inputs))), graph.weight([outputs], 0.1)];
  const options = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [stride, stride] };
  return graph.op('Relu', [graph.op('Conv', [value, ...weights], options)]);
}

export function unchangedSection(bench: UnchangedBench, { processors, processor }: Machine): string {
  const columns = ['unchanged', 'everything', 'ratio', 'first run', 'ratio to it', 'unchanged, waited for'];
  const row = (title: string, { bytes, first, everything, unchanged }: RepositoryBench) => {
    const own = median(unchanged.map(used));
    return [
      `${title}, ${(bytes / MODELS / 2 ** 20).toFixed(bytes < MODELS * 2 ** 20 ? 2 : 0)} MiB each`,
      seconds(own),
      seconds(used(everything)),
      `**${(own / used(everything)).toFixed(3)}**`,
      seconds(used(first)),
      (own / used(first)).toFixed(3),
      seconds(median(unchanged.map((run) => run.seconds))),
    ];
  };
  const rows = [row('two layers', bench.small), row('nine convolutions', bench.convolutional)];
  return `## What has not changed

${MODELS} models on ${RUNTIMES.join(', ')}, of which nothing has changed since the run before, with environments made. Processor time of the gate with all processes that it started (the last 10 ms of each are not seen): when results are recorded; when everything is run again (\`--all\`), with noise floors and conversions known; and when these are made too. Models and goldens are read to know that they are the same, no runtime is started, and starting the gate itself takes a quarter of the shortest time. Measured on ${processors} processors (${processor}).

${markdownTable(['', ...columns], rows, columns)}
`;
}

function used({ treeCpuSeconds }: GateRun): number {
  if (treeCpuSeconds === null) throw new Error('processor time of other processes is measured on Linux');
  return treeCpuSeconds;
}
