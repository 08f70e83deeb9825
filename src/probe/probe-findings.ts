import type { ResultCell, ResultOutput, Results } from '../results/schema.js';

/** A problem that a probe found. */
export interface ProbeFinding {
  readonly model: string;
  readonly runtime: string;
  readonly what: string;
  /** The probe and the output. */
  readonly where: string;
  readonly evidence: string;
  readonly fix: string;
}

const PREFIX = 'probe: ';
const EXPORT =
  'Export the model again with dynamic sizes: trace it with a batch of 2 or more, name the dynamic dimensions, and look for Reshape, Expand and Tile with constant sizes.';
const FIXES = {
  input:
    'This is an ordinary drift, on inputs other than the goldens: record such inputs with portability record; portability mutate finds those that catch most faults.',
  batch: EXPORT,
  sizes: EXPORT,
  state:
    'Compare the initial state, its layout and its order in this runtime with the reference; an error in one step accumulates.',
} as const;
const WHATS = {
  input: 'the runtime differs from the reference on inputs other than the goldens',
  batch: 'a row gives a different result in a batch than alone, or the batch does not run',
  sizes: 'another size of a dimension gives a wrong result, or does not run',
  state: 'the second step differs, or does not run on the state of the first',
} as const;

/** One finding for each output of each probe that did not pass, and for each probe that a runtime could not run. */
export function probeFindings({ cells }: Pick<Results, 'cells'>): ProbeFinding[] {
  return cells.flatMap((cell) => [
    ...cell.outputs
      .filter(({ case: name, verdict }) => name.startsWith(PREFIX) && verdict !== 'pass')
      .map((output) => ofOutput(cell, output)),
    ...ofFailure(cell),
  ]);
}

/** How many probes a model's cells ran. */
export function probesRun({ cells }: Pick<Results, 'cells'>, model: string): number {
  const names = cells
    .filter((cell) => cell.model === model)
    .flatMap(({ outputs }) => outputs.map(({ case: name }) => name))
    .filter((name) => name.startsWith(PREFIX));
  return new Set(names).size;
}

function ofOutput({ model, runtime }: ResultCell, { case: name, name: output, reason }: ResultOutput): ProbeFinding {
  const kind = kindOf(name);
  return {
    model,
    runtime,
    what: WHATS[kind],
    where: `${name}, output ${output}`,
    evidence: reason ?? 'outside its tolerance',
    fix: FIXES[kind],
  };
}

function ofFailure({ model, runtime, state, failure, fault, reason }: ResultCell): ProbeFinding[] {
  const running = failure?.case;
  if (state === 'pass' || running === undefined || !running.startsWith(PREFIX)) return [];
  const kind = kindOf(running);
  const evidence = [fault?.what ?? reason, fault?.why].filter((text) => text !== undefined && text !== null).join('; ');
  return [{ model, runtime, what: WHATS[kind], where: `${running} did not run`, evidence, fix: FIXES[kind] }];
}

/** Cases are named by stage-probes.ts and by the properties between them. */
function kindOf(name: string): keyof typeof FIXES {
  if (/^probe: second step/.test(name)) return 'state';
  if (/^probe: (row \d+ of the batch|\d+ rows together)/.test(name)) return 'batch';
  return /^probe: (row \d+ alone|first step)/.test(name) ? 'input' : 'sizes';
}
