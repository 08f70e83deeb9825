import { cutProse } from '../cut-prose.js';
import { groupBy } from '../group-by.js';
import { formatCount } from '../number-format.js';
import type { ResultCell, ResultOutput, Results } from '../results/schema.js';
import { isFailing, isRecordedPass, STATES } from '../results/states.js';
import { type SafeXml, xmlText } from './escape.js';
import type { Finding } from './finding.js';
import { cellReason } from './outcome.js';
import { type ReportView, viewOf } from './view.js';

type Outcome =
  | { readonly kind: 'passed'; readonly note: string }
  | { readonly kind: 'skipped'; readonly message: string }
  | { readonly kind: 'failure' | 'error'; readonly type: string; readonly message: string; readonly text: string };

interface Testcase {
  readonly name: string;
  readonly outcome: Outcome;
}

interface Suite {
  readonly name: string;
  readonly seconds: number;
  readonly testcases: readonly Testcase[];
}

/** A text has its limit, and the fix comes after the outputs. */
const SHOWN_OUTPUTS = 5;
const OUTPUT_LIMIT = 150;
/** The name of the suite with what is wrong with the run as a whole. */
const WHOLE_RUN = 'portability';

/** JUnit XML: a suite for each model, a test case for each golden case on each runtime. */
export function junitXml(results: Results): string {
  const view = viewOf(results);
  const suites = [...modelSuites(view), ...wholeRun(view)];
  // Of all suites together, Jenkins' schema counts everything but those that were skipped.
  const { skipped, ...total } = countsOf(suites.flatMap(({ testcases }) => testcases));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    open('testsuites', { name: WHOLE_RUN, ...total }),
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function modelSuites(view: ReportView): Suite[] {
  const findings = new Map(view.findings.flatMap((finding) => finding.cells.map((cell) => [cell, finding] as const)));
  return [...groupBy(view.cells, ({ model }) => model)].map(([name, cells]) => ({
    name,
    seconds: cells.reduce((sum, { seconds }) => sum + seconds, 0),
    testcases: cells.flatMap((cell) => testcasesOf(cell, findings.get(cell))),
  }));
}

/** What no cell shows: the run stopped, or nothing was compared for a model or a runtime. */
function wholeRun({ findings, results }: ReportView): Suite[] {
  const kind = results.verdict === 'error' ? 'error' : 'failure';
  const testcases = findings
    .filter(({ cells }) => !cells.some(({ state }) => isFailing(state)))
    .map((finding) => ({
      name: subjectOf(finding),
      outcome: { kind, type: finding.state, ...wordsOf(finding) } as const,
    }));
  return testcases.length === 0 ? [] : [{ name: WHOLE_RUN, seconds: 0, testcases }];
}

function subjectOf({ models, runtimes }: Finding): string {
  return models.length === 0 && runtimes.length === 0 ? 'run' : `${models.join(', ')} on ${runtimes.join(', ')}`;
}

/** Golden cases one by one where they were compared; a failure that is none of theirs is that of the cell. */
function testcasesOf(cell: ResultCell, finding: Finding | undefined): Testcase[] {
  const cases = [...groupBy(cell.outputs, (output) => output.case)];
  const shown = cases.some(([, outputs]) => differs(outputs));
  const whole = { name: cell.runtime, outcome: outcomeOf(cell, finding, []) };
  if (cases.length === 0) return [whole];
  const each = cases.map(([name, outputs]) => ({
    name: `${cell.runtime} / ${name}`,
    outcome: differs(outputs) ? outcomeOf(cell, finding, outputs) : passed(cell),
  }));
  return shown || !isFailing(cell.state) ? each : [whole, ...each];
}

function differs(outputs: readonly ResultOutput[]): boolean {
  return outputs.some(({ verdict }) => verdict !== 'pass');
}

function passed(cell: ResultCell): Outcome {
  const note = cell.recorded === undefined ? '' : 'not run: nothing has changed since this result was recorded';
  return { kind: 'passed', note };
}

function outcomeOf(cell: ResultCell, finding: Finding | undefined, outputs: readonly ResultOutput[]): Outcome {
  const { fails } = STATES[cell.state];
  if (fails === false) {
    if (cell.state === 'pass' || isRecordedPass(cell)) return passed(cell);
    const { approval } = cell;
    return {
      kind: 'skipped',
      message:
        cell.state === 'approved' && approval !== undefined
          ? `approved by ${approval.author}: ${approval.reason}`
          : `${STATES[cell.state].word}: ${cellReason(cell)}`,
    };
  }
  const words = finding === undefined ? { message: cellReason(cell), text: '' } : wordsOf(finding);
  const differing = outputs.filter(({ verdict }) => verdict !== 'pass');
  const numbers = differing
    .slice(0, SHOWN_OUTPUTS)
    .map(({ name, reason }) => cutProse(`${name}: ${reason ?? 'outside its tolerance'}`, OUTPUT_LIMIT));
  const more = differing.length - numbers.length;
  return {
    kind: fails === 'error' ? 'error' : 'failure',
    type: cell.diagnosis?.id ?? cell.state,
    message: words.message,
    text: [...numbers, more > 0 ? `and ${formatCount(more, 'more output')}` : '', words.text]
      .filter((part) => part !== '')
      .join(' — '),
  };
}

function wordsOf({ finding, evidence, fix }: Finding): { readonly message: string; readonly text: string } {
  return { message: finding, text: [evidence, fix].filter((part) => part !== '').join(' ') };
}

function suiteLines({ name, seconds, testcases }: Suite): string[] {
  return [
    `  ${open('testsuite', { name, ...countsOf(testcases), time: seconds.toFixed(3) })}`,
    ...testcases.flatMap((testcase) => testcaseLines(testcase, name)),
    '  </testsuite>',
  ];
}

function testcaseLines({ name, outcome }: Testcase, classname: string): string[] {
  const start = open('testcase', { classname, name });
  const content = contentOf(outcome);
  return content === '' ? [`    ${start.slice(0, -1)}/>`] : [`    ${start}`, `      ${content}`, '    </testcase>'];
}

function contentOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'passed':
      return outcome.note === '' ? '' : `<system-out>${xmlText(outcome.note)}</system-out>`;
    case 'skipped':
      return `${open('skipped', { message: outcome.message }).slice(0, -1)}/>`;
    case 'failure':
    case 'error': {
      const { kind, type, message, text } = outcome;
      return `${open(kind, { type, message })}${xmlText(text)}</${kind}>`;
    }
  }
}

function countsOf(testcases: readonly Testcase[]) {
  const count = (kind: Outcome['kind']) => testcases.filter(({ outcome }) => outcome.kind === kind).length;
  return { tests: testcases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}

/** The start of an element; its name and those of its attributes are words of ours. */
function open(element: string, attributes: Readonly<Record<string, string | number>>): string {
  const parts = Object.entries(attributes).map(([name, value]): [string, SafeXml] => [name, xmlText(String(value))]);
  return `<${[element, ...parts.map(([name, value]) => `${name}="${value}"`)].join(' ')}>`;
}
