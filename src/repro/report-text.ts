import { formatCount, formatRatio, groupThousands } from '../number-format.js';
import type { Distance } from '../replay/distance.js';
import type { WitnessOfOperator } from '../replay/operator-truth.js';
import type { Evidence, ReplayedOperator } from '../replay/replay-operator.js';
import { evaluatedInWords } from '../results/located-words.js';
import { fromReal } from '../tensor/real.js';
import { describeType, elementCount } from '../tensor/tensor.js';
import { attributeText } from './attribute-text.js';
import { largestDifferences } from './largest-differences.js';
import type { Script } from './run-script.js';

/** First line of the report. */
export function titleOf({ question, outcome }: ReplayedOperator): string {
  const { title } = question.column.runtime;
  const [cause] = outcome.causes;
  const what = `${outcome.operators.join(' → ')} on ${title}${outcome.column.version === null ? '' : ` ${outcome.column.version}`}`;
  if (cause !== undefined) return `${what}: as if ${cause.asIf}`;
  const isWrong = outcome.truth?.verdict === 'candidate' || outcome.truth?.verdict === 'both';
  return isWrong ? `${what}: wrong result` : `${what}: another result than that of ${outcome.reference.runtime}`;
}

/** The text of a report to the project of the runtime, in Markdown. */
export function reportText(
  replayed: ReplayedOperator,
  evidence: Evidence,
  script: Pick<Script, 'commands' | 'ends'>,
): string {
  return [
    `# ${titleOf(replayed)}`,
    introduction(replayed, evidence),
    '## Expected',
    expected(replayed),
    '## Seen',
    ...seen(replayed, evidence),
    ...truth(replayed),
    '## Run it',
    `\`\`\`\n${script.commands}\n\`\`\``,
    script.ends,
    '## Versions',
    versions(replayed),
    '## Files',
    files(evidence),
    '',
  ].join('\n\n');
}

function introduction({ outcome }: ReplayedOperator, { alone }: Evidence): string {
  const domain = alone.nodes.at(-1)?.domain || 'ai.onnx';
  const opset = (alone.model.opsetImport ?? []).find((one) => (one.domain || 'ai.onnx') === domain)?.version ?? '?';
  const inputs = Object.entries(alone.inputs).map(
    ([name, { dtype, shape }]) => `\`${name}\` ${describeType(dtype, shape)}`,
  );
  const only = outcome.operators.length === 1 ? 'a single operator' : 'operators that fail only together';
  const operators = alone.nodes.map(({ opType, attribute }) => {
    const attributes = (attribute ?? []).map(attributeText);
    return `\`${opType}\`${attributes.length === 0 ? '' : ` with ${attributes.join(', ')}`}`;
  });
  const named = operators.join(operators.some((one) => one.includes(', ')) ? '; ' : ', ');
  return `\`model.onnx\` has ${only}, of version ${opset} of ${domain}: ${named}. It reads ${inputs.join(', ') || 'nothing'}.`;
}

function expected({ outcome }: ReplayedOperator): string {
  const specification = outcome.truth?.specification ?? null;
  const said =
    specification === null
      ? ''
      : `In our words, the specification says: ${specification.says}. See ${specification.section}. `;
  return `${said}\`reference.npz\` is what ${outcome.reference.runtime} ${outcome.reference.version ?? ''} computes without optimisations.`;
}

function seen({ outcome, question }: ReplayedOperator, evidence: Evidence): string[] {
  const [cause] = outcome.causes;
  const sizes =
    outcome.shows === 'open-sizes'
      ? [
          `It shows only while the model leaves the sizes of its inputs open; with fixed ones ${question.column.runtime.title} is right.`,
        ]
      : [];
  const named =
    cause === undefined
      ? outcome.offered === 0
        ? 'The cause is unknown.'
        : `None of the ${formatCount(outcome.offered, 'misreading')} that were tried makes what it makes: the cause is unknown.`
      : `What it makes is what comes out if ${cause.asIf}: ${distanceFrom(cause.distance, 'that')}.${cause.fix === null ? '' : ` What avoids it: ${cause.fix}.`}`;
  return [
    `${question.column.runtime.title} is ${distanceInWords(evidence.distance)} from the reference.`,
    largestDifferences(evidence),
    ...sizes,
    named,
  ];
}

function truth({ outcome }: ReplayedOperator): string[] {
  if (outcome.truth === null) return [];
  const { witnesses, verdict, unknown } = outcome.truth;
  const heading = '## Who is right';
  if (unknown !== null) return [heading, `Not known: ${unknown}.`];
  const where = evaluatedInWords(outcome.truth);
  const verdicts = {
    candidate: `${where} the reference is confirmed.`,
    reference: `${where} the reference is off, and the runtime is right.`,
    both: `${where} both are off.`,
    neither: `${where} both are within rounding.`,
    meaning:
      'The two that computed it again read the operator differently, so this is a question of its meaning and not of rounding. We leave it to the reader.',
    undefined: `No side is wrong: ${outcome.truth.specification?.says ?? 'the result is not defined'}.`,
    unknown: 'Nothing could be concluded.',
  };
  const isExact = outcome.truth.exact === true;
  const lines = witnesses.map(
    (witness) => `${witnessLine(witness, isExact)}${verdict === 'meaning' ? readsIt(witness) : ''}`,
  );
  return [heading, verdicts[verdict], lines.join('\n')];
}

function witnessLine(witness: WitnessOfOperator, isExact: boolean): string {
  const { title, version, precision, reason, reference, candidate } = witness;
  if (reference === null || candidate === null)
    return `- ${title} could not compute it: ${reason ?? 'it did not say why'}.`;
  const inOwnTypes = isExact ? 'in its own integers' : 'in the types of the model, since it has no float64 kernel';
  const how = precision === 'f64' && !isExact ? 'in float64' : inOwnTypes;
  return `- ${title} ${version ?? '(release unknown)'}, ${how}: the reference is ${distanceFrom(reference, 'it')}, the runtime ${distanceFrom(candidate, 'it')}.`;
}

function readsIt({ reference, candidate }: WitnessOfOperator): string {
  if (reference === null || candidate === null) return '';
  if (reference.agree === candidate.agree) return reference.agree ? '' : ' It reads the operator in a third way.';
  return ` It reads the operator as the ${reference.agree ? 'reference' : 'runtime'} does.`;
}

/** `3.4e6× the rounding noise (at most 25,076,925 ulp)`. */
export function distanceInWords({ noiseRatio, ulp, agree }: Distance): string {
  const steps = ulp === null ? '' : ` (at most ${groupThousands(ulp)} ulp)`;
  if (noiseRatio === null) return agree ? 'equal' : 'different';
  const ratio = fromReal(noiseRatio);
  return ratio === 0 ? '0× the rounding noise' : `${formatRatio(ratio)} the rounding noise${steps}`;
}

/** "equal to it", "0.5× the rounding noise (at most 1 ulp) from it". */
function distanceFrom(distance: Distance, what: string): string {
  const words = distanceInWords(distance);
  return `${words} ${words === 'equal' ? 'to' : 'from'} ${what}`;
}

function versions({ outcome, question }: ReplayedOperator): string {
  const line = (name: string, version: string | null) => `- ${name} ${version ?? '(release unknown)'}`;
  const { route } = outcome.column;
  return [
    line(question.column.runtime.title, outcome.column.version),
    ...route.map(({ converter, version }, place) => line(question.route[place]?.converter.title ?? converter, version)),
    line(`${outcome.reference.runtime} (reference)`, outcome.reference.version),
  ].join('\n');
}

function files({ alone }: Evidence): string {
  const weights = alone.model.graph?.initializer ?? [];
  const numbers = weights.reduce((sum, { dims }) => sum + elementCount((dims ?? []).map(Number)), 0);
  const held =
    weights.length === 0
      ? 'It holds no weights.'
      : `It holds ${formatCount(numbers, 'number')} of weights: those that ${alone.nodes.length === 1 ? 'this operator reads' : 'these operators read'}, and no others.`;
  return [
    `- \`model.onnx\`: the operator${alone.nodes.length === 1 ? '' : 's'}. ${held}`,
    '- `inputs.npz`, `reference.npz`, `candidate.npz`: inputs, and what the reference and the runtime made of them.',
    '- `test_data_set_0/`: inputs and the reference’s outputs, as ONNX’s own test data.',
    '- `run.py`, `case.json`: runs it on the runtime alone and compares.',
  ].join('\n');
}
