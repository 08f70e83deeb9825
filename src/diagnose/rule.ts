import { isEven } from '../compare/kernel/spread.js';
import type { DriftEvidence } from '../judge/drift-evidence.js';
import { formatPercent } from '../number-format.js';
import type { Diagnosis, ModelTruth, ResultCell, ResultModel, ResultOutput, ResultRuntime } from '../results/schema.js';
import type { Format, Options, Precision } from '../types.js';
import type { Disagreement } from './find-disagreements.js';
import type { Saturation } from './saturation.js';

/** The context of a failing cell. */
export interface DiagnosisContext {
  /** The cell's column. */
  readonly runtime: ResultRuntime;
  /** Instruction sets of this machine that change numerics, as in the results document. */
  readonly isa: readonly string[];
  /** From comparing the cell's cases; empty when nothing was compared. */
  readonly evidence: readonly DriftEvidence[];
  /** The model's forms, the first one first; none when left out. */
  readonly forms?: readonly FormInContext[];
  /** The options of the runtime when none are set; unknown when left out. */
  readonly defaults?: Options;
  /** Where the column asks for another release than its adapter is tested with; null or left out: it does not. */
  readonly otherRelease?: OtherRelease | null;
  /** Formats of which the cell's runtime is the home runtime; none when left out. */
  readonly homeOf?: readonly Format[];
  /** Where 8-bit products of the model may saturate on this machine; null or left out: nowhere. */
  readonly saturation?: Saturation | null;
  /** How many normalisations of the first form depend on the batch at hand; none when left out. */
  readonly batchStatistics?: number;
  /** The other cells of the same model. */
  readonly siblings: readonly ResultCell[];
  /** All columns, including this one. */
  readonly columns?: readonly ResultRuntime[];
  /** What the model's cells are compared with; null when nothing is. */
  readonly reference: ResultModel['reference'];
  /** Outputs of the model on which other columns agree with each other and not with the reference. */
  readonly disagreements: readonly Disagreement[];
  /** The model in float64; only where there are odd references. */
  readonly truth?: ModelTruth;
}

/** A release of a runtime that a column asks for, and the one that its adapter is tested with. */
export interface OtherRelease {
  readonly asked: string;
  readonly tested: string;
}

interface FormInContext {
  readonly path: string;
  readonly format: Format | null;
  /** As declared; float32 when left out. */
  readonly precision?: Precision | undefined;
  /** What to declare where its outputs have other names than those of the first form; null or left out: nothing known. */
  readonly outputs?: string | null;
}

/** One cause: a diagnosis when the cell shows it, undefined when it does not. */
export type Rule = (cell: ResultCell, context: DiagnosisContext) => Diagnosis | undefined;

/** Whether a known misreading of an operator, and not a precision mode, reproduces what the cell shows. */
export function isMisread({ located }: ResultCell): boolean {
  return located?.flat === null && located.operators[0]?.replay?.causes[0] !== undefined;
}

/** "detector on openvino": how a finding starts. */
export function subject(cell: ResultCell): string {
  return `${cell.model} on ${cell.runtime}`;
}

/** Where the same model is fine, as a sentence; empty when nowhere. */
export function fineElsewhere(siblings: readonly ResultCell[]): string {
  const fine = siblings.filter((cell) => cell.state === 'pass').map((cell) => cell.runtime);
  return fine.length === 0 ? '' : ` The model passes on ${[...new Set(fine)].sort().join(', ')}.`;
}

/** Outputs that were measured and drifted. */
export function drifting(cell: ResultCell): readonly ResultOutput[] {
  return cell.outputs.filter((output) => output.verdict === 'drift');
}

/** The evidence of one result. */
export function evidenceOf(output: ResultOutput, evidence: readonly DriftEvidence[]): DriftEvidence | undefined {
  return evidence.find((e) => e.output === output.name && e.case === output.case && e.form === output.form);
}

/** Outputs that are NaN or infinite on one side only. */
export function nonFiniteOf(cell: ResultCell, evidence: readonly DriftEvidence[]): readonly DriftEvidence[] {
  return drifting(cell)
    .map((output) => evidenceOf(output, evidence))
    .filter((own) => own !== undefined)
    .filter((own) => own.nonFiniteMismatches > 0);
}

/** The one of them of which most is NaN: what is NaN everywhere says most. */
export function worstNonFinite(cell: ResultCell, evidence: readonly DriftEvidence[]): DriftEvidence | undefined {
  return nonFiniteOf(cell, evidence).toSorted((a, b) => b.newNaNs / b.total - a.newNaNs / a.total)[0];
}

/** "Only 4.65% of its elements are off, the others are not."; empty for errors that are spread evenly. */
export function spreadInWords(output: ResultOutput, evidence: readonly DriftEvidence[]): string {
  const spread = evidenceOf(output, evidence)?.spread ?? null;
  if (spread === null || isEven(spread)) return '';
  return `Only ${formatPercent(spread)} of the elements of \`${output.name}\` are off.`;
}
