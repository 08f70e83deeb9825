import { groupThousands } from '../../src/number-format.js';
import { markdownTable } from '../markdown-table.js';
import type { ComparerBench } from './comparer.js';
import type { GateBench } from './gate.js';
import { median } from './median.js';

export interface Machine {
  readonly processors: number;
  readonly processor: string;
}

/** docs/performance.md. */
export function performancePage(machine: Machine, gate: GateBench, comparer: ComparerBench): string {
  const { warm, cold, oneAtATime, rounds } = gate;
  const script = median(warm.script);
  const ratios = warm.gate.map((seconds, round) => seconds / (warm.script[round] ?? Number.NaN));
  const columns = ['gate', 'script', 'ratio'];
  const rows = [
    [`warm, median of ${rounds}`, s(median(warm.gate)), s(script), `**${x(median(ratios))}**`],
    ['warm, one worker at a time', s(oneAtATime), s(script), x(oneAtATime / script)],
    ['cold: creating environments, measuring noise floors', s(cold.gate), s(cold.script), x(cold.gate / cold.script)],
  ];
  return `# Performance

Made by \`npm run bench\` on ${machine.processors} processors (${machine.processor}). The ratios matter; seconds depend on the machine.

## The gate compared with a hand-written script

\`scripts/bench/hand.py\` runs six real networks on ONNX Runtime (unoptimised and optimised) and OpenVINO, one after the other in one process, and compares with \`numpy.allclose\`. The gate runs the same models on the same two runtimes and on its reference, each in a worker process of its own without network, and judges noise ratios.

${markdownTable(['', ...columns], rows, columns)}

When cold, pip creates the script's virtual environment and uv the gate's; the package archives may be in the caches of both. The gate then also runs every model at least nine times for its noise floor.

## The comparer compared with numpy

${groupThousands(comparer.elements)} float32 elements; \`compare\` uses one thread, \`parallel\` all processors. In one pass the comparer measures everything that a report shows: maximum absolute and relative difference, RMSE, worst index, elements outside the limit, NaN and infinity masks.

\`\`\`json
${JSON.stringify(comparer, null, 2)}
\`\`\`
`;
}

function s(seconds: number): string {
  return `${seconds.toFixed(2)} s`;
}

function x(ratio: number): string {
  return `${ratio.toFixed(2)}×`;
}
