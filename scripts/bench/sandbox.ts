import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from '../markdown-table.js';
import { seededModels } from '../numerics/seeded-models.js';
import { emptyRepository, type GateRun, gateRun } from './gate-run.js';
import { seconds, times } from './measured.js';
import { median } from './median.js';
import type { Machine } from './page.js';
import { FOLDER } from './python.js';

const ROUNDS = 7;
const WORK = join(FOLDER, 'sandbox');
const RUNTIMES = ['onnxruntime-node', 'onnxruntime', 'openvino'];

/** Warm runs of the gate with its sandbox and without, in turns. */
export interface SandboxBench {
  readonly models: number;
  readonly with: readonly GateRun[];
  readonly without: readonly GateRun[];
}

export async function benchSandbox(): Promise<SandboxBench> {
  emptyRepository(WORK);
  for (const { id, build } of seededModels) writeFileSync(join(WORK, `${id}.onnx`), build());
  const run = (sandbox: 'auto' | 'off') =>
    gateRun(WORK, '--runtimes', RUNTIMES.join(','), '--sandbox', sandbox, '--fail-on', 'never');
  await run('auto'); // makes the environments, measures the noise floors
  const measured: { with: GateRun[]; without: GateRun[] } = { with: [], without: [] };
  for (let round = 0; round < ROUNDS; round++) {
    measured.with.push(await run('auto'));
    measured.without.push(await run('off'));
    console.error(
      `  ${measured.with[round]?.seconds.toFixed(2)} s with, ${measured.without[round]?.seconds.toFixed(2)} s`,
    );
  }
  return { models: seededModels.length, ...measured };
}

export function sandboxSection(bench: SandboxBench, { processors, processor }: Machine): string {
  const ratios = bench.with.map((one, round) => one.seconds / (bench.without[round]?.seconds ?? Number.NaN));
  const of = (runs: readonly GateRun[]) => median(runs.map((one) => one.seconds));
  const sorted = ratios.toSorted((a, b) => a - b);
  const columns = ['with', 'without', 'ratio', 'ratios from', 'to'];
  const row = [
    `warm, median of ${ratios.length}`,
    seconds(of(bench.with)),
    seconds(of(bench.without)),
    `**${times(median(ratios))}**`,
    times(sorted[0] ?? Number.NaN),
    times(sorted.at(-1) ?? Number.NaN),
  ];
  return `## What the sandbox costs

${bench.models} small models on ${RUNTIMES.join(', ')}, with \`sandbox: auto\` and without any isolation, in turns. Measured on ${processors} processors (${processor}).

${markdownTable(['', ...columns], [row], columns)}
`;
}
