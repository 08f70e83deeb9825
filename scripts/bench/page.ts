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
    ['cold: environments made, noise floors measured', s(cold.gate), s(cold.script), x(cold.gate / cold.script)],
  ];
  return `# Performance

Made by \`npm run bench\` on ${machine.processors} processors (${machine.processor}). Look at the ratios: seconds belong to the machine.

## The gate beside a script written by hand

\`scripts/bench/hand.py\` runs six real networks on ONNX Runtime (not optimised and optimised) and OpenVINO, one after another in one process, and compares with \`numpy.allclose\`. The gate runs the same models on the same two runtimes and makes its reference, each runtime in a worker process of its own without network, and judges in noise ratios.

${markdownTable(['', ...columns], rows, columns)}

Cold, the script's virtual environment is made by pip and the gate's by uv; the packages' archives may be in the caches of both. Cold, the gate also runs every model nine times or more for its noise floor.

## The comparer beside numpy

${groupThousands(comparer.elements)} float32 elements; \`compare\` is on one thread, \`parallel\` on all processors. The comparer measures everything that a report shows in one pass: maximum absolute and relative difference, RMSE, worst index, elements outside the limit, NaN and infinity masks.

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
