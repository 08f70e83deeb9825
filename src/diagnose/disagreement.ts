import { formatRatio } from '../number-format.js';
import type { ResultCell, ResultModel } from '../results/schema.js';
import type { OddReference } from './find-odd-reference.js';
import { type DiagnosisContext, drifting } from './rule.js';
import { type Testimony, type WhoIsRight, whoIsRight } from './who-is-right.js';

/** Columns that agree with each other against the reference, and what is known about who is right. */
export interface Disagreement {
  readonly odd: OddReference;
  /** Other outputs of the cell with the same majority. */
  readonly others: number;
  readonly reference: NonNullable<ResultModel['reference']>;
  readonly right: WhoIsRight;
}

/** The plainest disagreement that a drifting cell takes part in; undefined when it stands alone. */
export function disagreementOf(
  cell: ResultCell,
  { reference, oddReferences, truth }: DiagnosisContext,
): Disagreement | undefined {
  const names = new Set(drifting(cell).map(({ name }) => name));
  const own = oddReferences.filter(({ output, majority }) => names.has(output) && majority.includes(cell.runtime));
  const [odd] = own.toSorted((a, b) => (b.against ?? 0) - (a.against ?? 0));
  if (odd === undefined || reference === null) return undefined;
  return { odd, others: own.length - 1, reference, right: whoIsRight(odd, truth) };
}

/** `onnxruntime-node, which makes the reference`. */
export function referenceInWords({ reference }: Disagreement): string {
  return reference.kind === 'committed' ? 'the committed outputs' : `${reference.runtime}, which makes the reference`;
}

/** "Measured on output `y`, in units of the noise floor; only numpy agrees with the reference." */
export function sidesInWords({ odd: { output, minority }, others }: Disagreement): string {
  const siding =
    minority.length === 0
      ? 'no column agrees with the reference'
      : `${enumerate(minority)} ${minority.length === 1 ? 'agrees' : 'agree'} with the reference`;
  return `Measured on output \`${output}\`${others === 0 ? '' : ` and ${others} more`}, in units of the noise floor; ${siding}.`;
}

/** "Computed by the ONNX reference evaluator 1.23.2 in float64 and by …." */
export function witnessesInWords({ right: { testimonies } }: Disagreement): string {
  if (testimonies.length === 0) return '';
  return `Computed by ${enumerate(testimonies.map(({ witness }) => witnessInWords(witness)))}.`;
}

export function witnessInWords({ title, version, precision, reason }: Testimony['witness']): string {
  const name = `${title}${version === null || version === '' ? '' : ` ${version}`}`;
  return precision === 'f64' ? `${name} in float64` : `${name} in float32 (in float64: ${reason ?? 'not possible'})`;
}

/** ` (240×)`; empty when not measured. */
export function inBrackets(ratio: number | null): string {
  return ratio === null ? '' : ` (${formatRatio(ratio)})`;
}

/** `433× from them`, `far from them` where integers differ. */
export function apart({ agrees, ratio }: Testimony['reference'], from: string): string {
  if (ratio !== null) return `${formatRatio(ratio)} from ${from}`;
  return agrees ? `equal to ${from}` : `different from ${from}`;
}

export function enumerate(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
