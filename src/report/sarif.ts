import { createHash } from 'node:crypto';
import { cutProse } from '../cut-prose.js';
import { groupBy } from '../group-by.js';
import { plainLine } from '../host/plain-text.js';
import { DOCUMENTATION, HOMEPAGE } from '../published.js';
import type { CellState } from '../types.js';
import { VERSION } from '../version.js';
import type { Finding } from './finding.js';

/** Path from the root of the repository, and a line where one is known. */
export interface SarifPlace {
  readonly file: string;
  readonly line?: number;
}

/** GitHub refuses a run with more results. */
const MOST_RESULTS = 25_000;
const MESSAGE_LIMIT = 1000;

/**
 * SARIF 2.1.0 as GitHub's code scanning reads it: a rule for each cause, a result for each finding and model, the worst
 * first.
 * @param findings the worst first
 * @param placeOf where a finding about one model is shown
 * @param elsewhere file for what is about no file of the repository
 * @param most results that are written; the others are counted
 */
export function sarifJson(
  findings: readonly Finding[],
  placeOf: (finding: Finding) => SarifPlace | null,
  elsewhere: string,
  most = MOST_RESULTS,
): string {
  const all = findings.flatMap(byModel);
  const found = all.slice(0, most);
  const ruleIds = [...new Set(found.map(ruleOf))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Model Portability Gate',
            semanticVersion: VERSION,
            informationUri: HOMEPAGE,
            rules: ruleIds.map(ruleText),
          },
        },
        // Of the machine: results are about files, whatever their encoding.
        columnKind: 'utf16CodeUnits',
        results: found.map((finding) => {
          const rule = ruleOf(finding);
          const { file, line } = placeOf(finding) ?? { file: elsewhere };
          return {
            ruleId: rule,
            ruleIndex: ruleIds.indexOf(rule),
            level: 'error',
            message: { text: messageOf(finding) },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' },
                  region: { startLine: line ?? 1 },
                },
              },
            ],
            partialFingerprints: { 'portabilityFinding/v1': fingerprint(rule, finding) },
            properties: { tags: ['portability', finding.state], models: finding.models, runtimes: finding.runtimes },
          };
        }),
        ...(all.length > found.length && { properties: { resultsLeftOut: all.length - found.length } }),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** A finding for each of its models; one about no model stays as it is. */
function byModel(finding: Finding): Finding[] {
  if (finding.models.length < 2) return [finding];
  const cells = groupBy(finding.cells, ({ model }) => model);
  return finding.models.map((model) => ({ ...finding, models: [model], cells: cells.get(model) ?? [] }));
}

/** The cause; where none was found, what happened. */
function ruleOf({ cells, state }: Finding): string {
  const cause = cells[0]?.diagnosis?.id;
  if (cause !== undefined && /^[a-z0-9-]{1,60}$/.test(cause)) return cause;
  return cells.length === 0 ? 'stopped' : state;
}

/** What happened, for findings without a cause. */
const STATE_TEXTS: Partial<Record<string, string>> = {
  drift: 'The outputs differ',
  'run-failed': 'The model does not run',
  'convert-failed': 'The model cannot be converted',
  unsupported: 'Nothing was compared, because the runtime does not support the model',
  'not-run': 'Nothing was compared',
  error: 'The gate could not tell',
  stopped: 'The run ended before everything was compared',
} satisfies Partial<Record<CellState | 'stopped', string>>;

function ruleText(id: string) {
  const words = id.replaceAll('-', ' ');
  const text = STATE_TEXTS[id] ?? words.charAt(0).toUpperCase() + words.slice(1);
  return {
    id,
    shortDescription: { text },
    fullDescription: { text: `${text}, found by comparing the model on several runtimes.` },
    help: { text: `See ${DOCUMENTATION}/report.md.` },
    helpUri: `${DOCUMENTATION}/report.md`,
    defaultConfiguration: { level: 'error' },
    properties: { tags: ['portability'] },
  };
}

/** Plain text: in a message of SARIF, `[text](target)` would be a link. */
function messageOf({ models, runtimes, finding, evidence, fix }: Finding): string {
  const subject =
    models.length === 0 && runtimes.length === 0 ? '' : `${models.join(', ')} on ${runtimes.join(', ')}: `;
  const text = [`${subject}${finding}`, evidence, fix].filter((part) => part !== '').join(' ');
  return cutProse(plainLine(text), MESSAGE_LIMIT).replaceAll('](', '] (');
}

/** A relative reference; a segment may contain anything, and no first segment is taken for a scheme. */
function uriOf(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

/** The same as long as the same is wrong, whatever the numbers. */
function fingerprint(rule: string, { models, runtimes }: Finding): string {
  return createHash('sha256')
    .update(JSON.stringify([rule, models, runtimes]))
    .digest('hex')
    .slice(0, 32);
}
