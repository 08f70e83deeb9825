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
  const rows = failed.map(({ name, difference, opinions, ...rest }) =>
    [
      `\`${name.replace(/^test_/, '')}\``,
      cell(difference),
      ...opinions.map(opinion),
      verdict({ opinions, ...rest }, subject),
    ].join(' | '),
  );
  const head = [
    'case',
    'difference from its golden',
    ...failed[0].opinions.map(({ runtime }) => runtime),
    'as far as can be told',
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

/** Who is right: engines are counted once, and an evaluator that shares its authors with the golden proves little. */
function verdict({ repeats, opinions }, subject) {
  if (!repeats) return 'random: two runs differ from each other';
  const ran = opinions.filter(({ reason, engine }) => reason === undefined && engine !== 'onnxruntime');
  const independent = ran.filter(({ engine }) => engine !== 'onnx-reference');
  if (independent.some(({ golden, subject: own }) => golden && !own))
    return `${subject} is wrong: an independent runtime agrees with the golden`;
  if (independent.some(({ golden, subject: own }) => own && !golden))
    return 'the golden is wrong: an independent runtime agrees with ONNX Runtime';
  if (ran.some(({ golden, subject: own }) => own && !golden))
    return 'the golden is wrong: even the reference evaluator does not give it';
  if (ran.some(({ golden }) => golden))
    return 'one against one: the golden and the reference evaluator, which have the same authors';
  return 'not to be told: nobody else agrees with either';
}

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

function generalise(reason) {
  const kernel = /^(no kernel for the operator|does not know the operator) (\S+)$/.exec(reason);
  if (kernel !== null) return { group: `${kernel[1]} …`, detail: kernel[2] };
  return { group: reason };
}
