import { yamlOptions } from '../config/yaml-word.js';
import { formatRatio } from '../number-format.js';
import type { ResultCell, ResultHop, ResultRuntime } from '../results/schema.js';
import { worstOutput } from '../results/verdict.js';
import { fromReal } from '../tensor/real.js';
import { type DiagnosisContext, drifting } from './rule.js';

/** The hops of the form that drifts most, those that could be judged. */
export function judgedHops(cell: ResultCell): readonly ResultHop[] {
  const form = worstOutput(drifting(cell))?.form;
  return (cell.hops ?? []).filter((hop) => hop.form === form && (hop.state === 'pass' || hop.state === 'drift'));
}

/** "The onnx made by onnx-from-pytorch, on onnxruntime-node: 1.2× the noise floor." and so on; empty for none. */
export function hopEvidence(cell: ResultCell, column: ResultRuntime): string {
  return judgedHops(cell)
    .map((hop) => `${inWords(hop, cell, column)}.`)
    .join(' ');
}

function inWords(hop: ResultHop, { route }: ResultCell, column: ResultRuntime): string {
  const { step, format, runtime, noiseRatio, state } = hop;
  const made = route[step - 1];
  const what = made === undefined ? `The committed ${format}` : `The ${format} made by ${made.converter}`;
  const ratio = noiseRatio === null ? state : `${formatRatio(fromReal(noiseRatio))} the noise floor`;
  const others = runtime === column.adapter ? otherOptions(hop, column) : [];
  return `${what}, on ${runtime}${others.length === 0 ? '' : ` with \`${yamlOptions(optionsOf(hop.options, others))}\``}: ${ratio}`;
}

/** Options of a hop on the cell's own runtime that are not those of its column. */
export function otherOptions({ options }: ResultHop, column: ResultRuntime): readonly string[] {
  return Object.keys(options).filter((name) => column.options[name] !== options[name]);
}

/** Those of the options that have these names. */
export function optionsOf(options: ResultHop['options'], names: readonly string[]): ResultHop['options'] {
  return Object.fromEntries(Object.entries(options).filter(([name]) => names.includes(name)));
}

/** The runtime of a hop has a column of its own that drifts, on another file: it says nothing about this one. */
export function driftsAnyway({ runtime, step }: ResultHop, { siblings, columns = [] }: DiagnosisContext): boolean {
  const own = siblings.filter((other) =>
    columns.some(({ id, adapter }) => id === other.runtime && adapter === runtime),
  );
  const before = own.filter(({ route }: ResultCell) => route.length < step);
  return before.length > 0 && before.every(({ state }) => state === 'drift');
}
