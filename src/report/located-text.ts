/** What a search found, for a terminal: the hop, then the operators. */
import { formatCount } from '../number-format.js';
import { NO_TIME, type ResultLocated } from '../results/located-schema.js';
import {
  causeInWords,
  certaintyInWords,
  flatInWords,
  operatorInWords,
  operatorTruthInWords,
  ratiosInWords,
  timesNoise,
} from '../results/located-words.js';
import type { ResultCell } from '../results/schema.js';

export function locatedText(cell: ResultCell): string {
  const { model, runtime, state, reason } = cell;
  const heading = `${model} on ${runtime}: ${reason ?? state}`;
  if (state !== 'drift' && cell.located === undefined) {
    const why = state === 'pass' ? passing(cell) : 'operators are located where numbers differ';
    const more = [cell.fault?.why, cell.fault?.next].flatMap((one) =>
      one === undefined ? [] : [`  ${one.split('\n')[0]}\n`],
    );
    return `${heading}\n${more.join('')}  nothing to locate: ${why}\n`;
  }
  const lines = [
    ...labelled('hop', hopLines(cell)),
    ...labelled('layer', layerLines(cell)),
    ...labelled('alone', replayLines(cell)),
  ];
  return `${heading}\n\n${lines.join('\n')}\n`;
}

/** A shorter route that drifts may be the one that is asked about. */
function passing({ route, otherRoutes = [] }: ResultCell): string {
  const drift = otherRoutes.find(({ state }) => state === 'drift');
  if (drift === undefined) return 'it passes';
  const by = (converters: readonly string[]) =>
    converters.length === 0 ? 'unconverted' : `by ${converters.join(', ')}`;
  const way = by(route.map(({ converter }) => converter));
  return `it passes ${way}; ${by(drift.converters)} it drifts, and with \`routes: { tries: 1 }\` in the configuration that is located`;
}

function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, place) => `${(place === 0 ? label : '').padEnd(7)}${line}`);
}

function hopLines({ hops = [], route }: ResultCell): string[] {
  return hops.map(({ step, format, form, runtime, state, noiseRatio }) => {
    const made = route[step - 1];
    const what =
      made === undefined ? `${form}, as committed` : `the ${format} made by ${made.converter} ${made.version}`;
    return `${what}, on ${runtime}: ${noiseRatio === null ? state : `${timesNoise(noiseRatio)} the noise floor`}`;
  });
}

function layerLines({ located, unlocated }: ResultCell): string[] {
  if (located === undefined) return [`no operator was found: ${unlocated ?? 'it was not searched'}`];
  const flat = flatInWords(located);
  return [
    ...(flat === null
      ? located.operators.flatMap((operator, place) => operatorLines(operator, place, located))
      : [`${flat}: a precision mode, not an operator`]),
    howFound(located),
    ...(located.unfinished === true ? [NO_TIME] : []),
  ];
}

function operatorLines(operator: ResultLocated['operators'][number], place: number, located: ResultLocated): string[] {
  const { inputs, outputs, attributes } = operator;
  const which = located.against === null && located.layers !== true ? 'is wrong' : 'differs';
  const what = located.layers === true ? 'layer' : 'operator';
  const first = place === 0 ? `the first ${what} that ${which}` : 'wrong again behind it, on right values';
  const more = attributes.length === 0 ? '' : `; ${attributes.join(', ')}`;
  return [
    `${operatorInWords(operator, located)}: ${first}`,
    `  ${ratiosInWords(operator)}`,
    `  ${certaintyInWords(operator, located)}`,
    located.layers === true
      ? `  it makes ${outputs.join(', ')}`
      : `  ${inputs.join(', ') || 'nothing'} → ${outputs.join(', ')}${more}`,
  ];
}

function replayLines({ located, runtime }: ResultCell): string[] {
  if (located === undefined) return [];
  return located.operators.flatMap((operator) => {
    const { replay } = operator;
    if (replay === undefined) return [];
    const name = operatorInWords(operator, located);
    if (replay.shows === 'not-run') return [`${name} cannot be run by itself: ${replay.reason ?? 'no reason given'}`];
    if (replay.shows === 'not-alone') return [`${name} is right by itself: it needs its neighbours to be wrong`];
    const cause =
      causeInWords(replay) ??
      (replay.offered === 0
        ? 'the cause is unknown'
        : `unknown: none of ${formatCount(replay.offered, 'known misreading')} makes what it makes`);
    const truth = operatorTruthInWords(replay, runtime);
    const fix = replay.causes[0]?.fix ?? null;
    return [
      `${name}: ${cause}`,
      ...(replay.shows === 'open-sizes' ? ['  only while the model leaves the sizes of its inputs open'] : []),
      ...(truth === '' ? [] : [`  ${truth}`]),
      ...(fix === null ? [] : [`  what avoids it: ${fix}`]),
      ...(replay.repro === undefined ? [] : [`  a report without the gate: ${replay.repro}`]),
    ];
  });
}

function howFound({ operators, parts, reference, case: name, form, step, against, layers }: ResultLocated): string {
  if (layers === true)
    return `found in ${step === 0 ? form : `what is made of ${form}`} by looking at every layer in one run, against ${reference}, with case ${name}`;
  const how = operators[0]?.by === 'cutting' ? 'cutting the graph' : 'looking at every value in one run';
  const what = step === 0 ? form : `the ONNX made from ${form}`;
  const beside = against === null ? reference : `${against} on ${reference}`;
  return `found in ${what} by ${how}, against ${beside}, with case ${name}; ${formatCount(parts, 'part')} of the graph ran`;
}
