import { NOISE_MULTIPLE } from '../compare/kernel/noise-limits.js';
import { formatRatio } from '../number-format.js';
import type { ResultCell, ResultModel, ResultOutput } from '../results/schema.js';
import { fromReal } from '../tensor/real.js';
import type { Disagreement } from './find-disagreements.js';
import { type DiagnosisContext, drifting } from './rule.js';
import { type Testimony, type WhoIsRight, whoIsRight } from './who-is-right.js';

/** Columns that agree with each other against the reference, and what is known about who is right. */
export interface Dispute {
  readonly disagreement: Disagreement;
  /** Other outputs on which the column and others do the same. */
  readonly others: number;
  readonly reference: NonNullable<ResultModel['reference']>;
  readonly right: WhoIsRight;
}

/** The plainest disagreement that a drifting cell takes part in; undefined when it stands alone. */
export function disputeOf(
  cell: ResultCell,
  { reference, disagreements, truth }: DiagnosisContext,
): Dispute | undefined {
  const names = new Set(drifting(cell).map(({ name }) => name));
  const own = disagreements.filter(({ output, columns }) => names.has(output) && columns.includes(cell.runtime));
  const [disagreement] = own.toSorted((a, b) => (b.against ?? 0) - (a.against ?? 0));
  if (disagreement === undefined || reference === null) return undefined;
  return { disagreement, others: own.length - 1, reference, right: whoIsRight(disagreement, truth) };
}

/** The column alone against the reference, on its plainest drifting output. */
export function singlehanded(cell: ResultCell, { reference, truth, siblings }: DiagnosisContext): Dispute | undefined {
  const [output] = drifting(cell)
    .filter(({ name }) => truth?.outputs.some((one) => one.output === name))
    .toSorted((a, b) => sizeOf(b) - sizeOf(a));
  if (output === undefined || reference === null) return undefined;
  const siding = siblings.filter(({ outputs }) => passesOn(output.name, outputs)).map(({ runtime }) => runtime);
  const against = output.noiseRatio === null ? null : fromReal(output.noiseRatio);
  const disagreement = {
    output: output.name,
    columns: [cell.runtime],
    among: null,
    against,
    siding,
    outvoted: false,
  };
  return { disagreement, others: 0, reference, right: whoIsRight(disagreement, truth) };
}

function passesOn(name: string, outputs: readonly ResultOutput[]): boolean {
  const own = outputs.filter((output) => output.name === name);
  return own.length > 0 && own.every(({ verdict }) => verdict === 'pass');
}

const sizeOf = ({ noiseRatio }: ResultOutput): number => (noiseRatio === null ? -1 : fromReal(noiseRatio));

/** `onnxruntime-node, which makes the reference`. */
export function referenceInWords({ reference }: Dispute): string {
  return reference.kind === 'committed' ? 'the committed outputs' : `${reference.runtime}, which makes the reference`;
}

/** "Measured on output `y`, in units of the noise floor; only numpy agrees with the reference." */
export function sidesInWords({ disagreement: { output, siding }, others }: Dispute): string {
  const sides =
    siding.length === 0
      ? 'no column agrees with the reference'
      : `${enumerate(siding)} ${siding.length === 1 ? 'agrees' : 'agree'} with the reference`;
  return `Measured on output \`${output}\`${others === 0 ? '' : ` and ${others} more`}, in units of the noise floor; ${sides}.`;
}

/** "Computed by the ONNX reference evaluator 1.23.2 in float64 and by …." */
export function witnessesInWords({ right }: Dispute): string {
  if (right.testimonies.length === 0) return '';
  return `Computed by ${enumerate(right.testimonies.map(({ witness }) => witnessInWords(witness, right)))}.`;
}

export function witnessInWords(
  { title, version, precision, reason }: Testimony['witness'],
  { arithmetic }: Pick<WhoIsRight, 'arithmetic'>,
): string {
  const name = `${title}${version === null || version === '' ? '' : ` ${version}`}`;
  if (arithmetic !== 'float64') return name;
  return precision === 'f64'
    ? `${name} in float64`
    : `${name} as the model is (in float64: ${reason ?? 'not possible'})`;
}

/** ` (240×)`; empty when not measured. */
export function inBrackets(ratio: number | null): string {
  return ratio === null ? '' : ` (${formatRatio(ratio)})`;
}

/** `433× from the reference`, `up to 433× from a and b`; without a number where integers differ. */
export function apart({ agrees, ratio }: Testimony['reference'], from: string, several = false): string {
  // A tolerance that is not the noise floor may be exceeded by less than the floor's own multiple.
  const measured = ratio !== null && (agrees || ratio > NOISE_MULTIPLE);
  if (measured) return `${several ? 'up to ' : ''}${formatRatio(ratio)} from ${from}`;
  return agrees ? `equal to ${from}` : `different from ${from}`;
}

export function enumerate(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
