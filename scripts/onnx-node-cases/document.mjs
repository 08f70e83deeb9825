// docs/onnx-node-cases.md, the generated part.

/** @returns {string} markdown */
export function casesSection({ results, versions, subject }) {
  const of = (state) => results.filter((one) => one.state === state);
  const failed = of('failed');
  const notRun = of('not run');
  return [
    `${results.length} cases, with ${versions.map(([title, version]) => `${title} ${version}`).join(', ')}: ` +
      `**${of('passed').length} passed, ${failed.length} failed, ${notRun.length} could not be run** on ${subject}.`,
    '### Mismatches',
    failed.length === 0 ? 'None.' : mismatches(failed, subject),
    '### Not run',
    reasons(notRun),
  ].join('\n\n');
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function mismatches(failed, subject) {
  const rows = failed.map(({ name, ...rest }) =>
    [
      `\`${name.replace(/^test_/, '')}\``,
      cell(rest.difference.text),
      ...rest.opinions.map(opinion),
      verdict(rest, subject),
    ].join(' | '),
  );
  const head = [
    'case',
    'difference from its golden',
    ...failed[0].opinions.map(({ runtime }) => runtime),
    'who is right, as far as can be told',
  ];
  return [
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

function opinion({ reason, golden, subject }) {
  if (reason !== undefined) return 'not run';
  if (golden && subject) return 'with both';
  if (golden) return 'with the golden';
  return subject ? 'with ONNX Runtime' : 'with neither';
}

/** Results of these depend on a generator of random numbers, which no specification fixes. */
const RANDOM = /^(Bernoulli|Dropout|Multinomial|Random\w+)$/;
/** Roundings that the terms of a sum may add up to, and what is no rounding any more. */
const ROUNDING = 64;
const FAR = 1e4;

/** Who is right: engines are counted once, and an evaluator that has the same authors as the golden proves little. */
function verdict({ repeats, opinions, operators, difference: { units } }, subject) {
  if (!repeats) return 'random: two runs differ from each other';
  if (operators.some((type) => RANDOM.test(type)))
    return 'random by design: the generator is not part of the specification';
  if (units !== null && units <= ROUNDING)
    return `both: ${Math.max(1, Math.round(units))} roundings apart at the size of the output, the tolerance of the case is for single elements`;
  const ran = opinions.filter(({ reason, engine }) => reason === undefined && engine !== 'onnxruntime');
  const independent = ran.filter(({ engine }) => engine !== 'onnx-reference');
  if (independent.some(({ golden, subject: own }) => golden && !own))
    return `the golden: an independent runtime agrees with it and not with ${subject}`;
  if (independent.some(({ golden, subject: own }) => own && !golden))
    return `${subject}: an independent runtime agrees with it and not with the golden`;
  if (ran.some(({ golden, subject: own }) => own && !golden))
    return `${subject}: even the reference evaluator does not give the golden`;
  if (ran.some(({ golden }) => golden))
    return `open: the golden and the reference evaluator have the same authors, and ${independent.length === 0 ? 'no other runtime runs it' : 'another runtime agrees with neither'}${apart(units)}`;
  return `open: nobody else agrees with either${apart(units)}`;
}

const apart = (units) => (units === null || units > FAR ? '' : ` (${Number(units.toPrecision(2))} roundings apart)`);

/** Reasons with what is particular to a case taken out, most frequent first. */
function reasons(notRun) {
  const groups = new Map();
  for (const { name, by, reason } of notRun) {
    const { group, detail } = generalise(reason);
    const key = `${by}: ${group}`;
    const entry = groups.get(key) ?? { by, group, details: new Map(), count: 0 };
    entry.count++;
    const what = detail ?? name.replace(/^test_/, '');
    entry.details.set(what, (entry.details.get(what) ?? 0) + 1);
    groups.set(key, entry);
  }
  const rows = [...groups.values()].sort((a, b) => b.count - a.count || (a.group < b.group ? -1 : 1));
  return [
    '| cases | who refuses | reason | which |',
    '| ---: | --- | --- | --- |',
    ...rows.map(({ by, group, details, count }) => `| ${count} | ${by} | ${cell(group)} | ${cell(some(details))} |`),
  ].join('\n');
}

const MOST = 12;

function some(details) {
  const names = [...details]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([name, count]) => (count === 1 ? name : `${name} (${count})`));
  return names.length <= MOST ? names.join(', ') : `${names.slice(0, MOST).join(', ')} and ${names.length - MOST} more`;
}

/** What a reason has in common with others, and what is particular to it. */
const PATTERNS = [
  [
    /^(no kernel for the operator|does not know the operator) (\S+)$/,
    ([, group, operator]) => [`${group} …`, operator],
  ],
  [/^ONNX Runtime \(Node\.js\) (takes|gives) no (\w+)$/, ([, verb, type]) => [`${verb} no …`, type]],
  [/Opset (\d+) is under development/, ([, opset]) => [`operator set ${opset} is under development`]],
  [
    /Unrecognized attribute: (\S+) for operator (\S+)/,
    ([, name, type]) => [`unrecognised attribute ${name} of ${type}`],
  ],
  [/(Failed to construct locale with name:\S+?):/, ([, what]) => [what]],
  [/^golden folder of model \S+ holds no golden case$/, () => ['the case has no inputs']],
  [/(Batchwise recurrent operations .* are not supported)/, ([, what]) => [what]],
  [/was false\. (.+)$/, ([, what]) => [what]],
  // Behind the file and the signature of the C++ function.
  [/onnxruntime_src\/\S+ .*\)\s+(.+)$/, ([, what]) => [what]],
  [/Status Message: (.+)$/, ([, what]) => [what]],
];

function generalise(reason) {
  for (const [pattern, make] of PATTERNS) {
    const match = pattern.exec(reason);
    if (match === null) continue;
    const [group, detail] = make(match);
    return { group, detail };
  }
  return { group: reason };
}
