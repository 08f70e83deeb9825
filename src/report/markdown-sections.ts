import { formatCount } from '../number-format.js';
import type { Results } from '../results/schema.js';
import { isFailing } from './cell-words.js';
import { commandsFor } from './commands.js';
import { joinMd, md, mdFence, mdName, mdProse, mdText, type SafeMarkdown } from './escape.js';
import type { Finding } from './findings.js';
import type { Section } from './fit-to-budget.js';
import { legendOf } from './legend.js';
import type { Matrix, MatrixCell, MatrixRow } from './matrix.js';
import { outputRows } from './output-rows.js';
import { routeRows } from './route-rows.js';
import { unjudgedOf } from './unjudged.js';
import { convertersOf, formRows, platformText, runtimeRows } from './version-rows.js';
import { warningsOf } from './warnings.js';

/** How much of each part a kind of report shows. */
export interface Room {
  readonly matrixRows: number;
  /** Findings shown open; the others are folded. */
  readonly findings: number;
  readonly outputs: number;
}

const EMPTY = md``;
const SPACE = md` `;
const COMMA = md`, `;

export function matrixSection(matrix: Matrix, results: Results, room: Room): Section {
  const columns = matrix.runtimes.map(({ id, precision: { declared } }) =>
    declared === 'f32' ? mdName(id) : md`${mdName(id)}<br>declared ${mdText(declared)}`,
  );
  const legend = joinMd(
    legendOf(results).map((line) => md`<sub>${mdText(line)}</sub>`),
    md`\n\n`,
  );
  return {
    name: 'matrix',
    before: md`${tableRow([SPACE, ...columns])}\n${tableRow([md`:--`, ...columns.map(() => md`:-:`)])}`,
    items: columns.length === 0 ? [] : matrix.rows.map(matrixRow),
    after: legend === '' ? EMPTY : md`\n${legend}`,
    more: (left) => md`\n… and ${mdText(formatCount(left, 'row'))} more in the full report.`,
    limit: room.matrixRows,
    share: 0.45,
  };
}

function matrixRow(row: MatrixRow): SafeMarkdown {
  return tableRow([names(row.models, 6), ...row.cells.map(matrixCell)]);
}

/** May break only between the word and the number. */
function matrixCell({ state, symbol, word, detail }: MatrixCell): SafeMarkdown {
  const said = isFailing(state) ? md`**${unbroken(word)}**` : unbroken(word);
  const sign = md`${mdText(symbol)}&nbsp;${said}`;
  return detail === '' ? sign : md`${sign} ${unbroken(detail)}`;
}

function unbroken(text: string): SafeMarkdown {
  return joinMd(text.split(' ').map(mdText), md`&nbsp;`);
}

export function findingsSection(findings: readonly Finding[], room: Room): Section {
  return {
    name: 'findings',
    before: EMPTY,
    items: findings.slice(0, room.findings).map(findingItem),
    after: EMPTY,
    more: (left) => md`\n… and ${mdText(formatCount(left, 'finding'))} more in the full report.`,
    limit: Number.POSITIVE_INFINITY,
    share: 0.25,
  };
}

export function moreFindingsSection(findings: readonly Finding[], room: Room): Section {
  const rest = findings.slice(room.findings);
  return folded({
    name: 'further findings',
    summary: md`${mdText(formatCount(rest.length, 'more finding'))}`,
    items: rest.map(findingItem),
    share: 0.15,
  });
}

function findingItem(finding: Finding): SafeMarkdown {
  const subject = md`${names(finding.models, 3)} on ${names(finding.runtimes, 3)}`;
  const joint = finding.continues ? md` ` : md`: `;
  const headline = md`${mdText(finding.symbol)} **${subject}${joint}${mdProse(finding.finding)}**`;
  const evidence = finding.evidence === '' ? EMPTY : md` ${mdProse(finding.evidence)}`;
  // The line break keeps the advice apart without a paragraph's gap.
  return md`${headline}${evidence}<br>\n→ ${mdProse(finding.fix)}\n`;
}

export function warningsSection(results: Results): Section {
  return {
    name: 'warnings',
    before: EMPTY,
    items: warningsOf(results).map(
      ({ title, subjects, text }) => md`⚠️ **${mdText(title)}** (${names(subjects, 3)}): ${mdProse(text)}<br>`,
    ),
    after: EMPTY,
    more: (left) => md`… and ${mdText(formatCount(left, 'warning'))} more in the full report.`,
    limit: Number.POSITIVE_INFINITY,
    share: 0.1,
  };
}

export function commandsSection(results: Results, findings: readonly Finding[]): Section {
  const commands = commandsFor(results, findings);
  return folded({
    name: 'commands',
    summary: md`Run it here, ask why, or accept it`,
    items: commands.length === 0 ? [] : [mdFence('sh', commands)],
    share: 0.1,
  });
}

export function outputsSection(results: Results, room: Room): Section {
  const headings = [md`noise ratio`, md`max abs`, md`bits`, md`worst at`, md`tolerance`];
  return folded({
    name: 'numbers per output',
    summary: md`Numbers per output`,
    table: {
      headings: [md`model`, md`runtime`, md`output`, md`case`, ...headings],
      aligned: [md`:--`, md`:--`, md`:--`, md`:--`, md`--:`, md`--:`, md`--:`, md`:--`, md`:--`],
    },
    items: outputRows(results).map((row) =>
      tableRow([
        mdName(row.model),
        mdName(row.runtime),
        row.form === null ? mdName(row.output) : md`${mdName(row.output)} of ${mdName(row.form)}`,
        mdText(row.case),
        row.failing ? md`**${mdText(row.ratio)}**` : mdText(row.ratio),
        mdText(row.maxAbs),
        mdText(row.bits),
        mdText(row.worst),
        mdText(row.tolerance),
      ]),
    ),
    limit: room.outputs,
    share: 0.4,
  });
}

export function routesSection(results: Results): Section {
  return folded({
    name: 'routes',
    summary: md`Routes and hops`,
    table: {
      headings: [md`model`, md`runtime`, md`route`, md`hops`],
      aligned: [md`:--`, md`:--`, md`:--`, md`:--`],
    },
    items: routeRows(results).map((row) =>
      tableRow([mdName(row.model), mdName(row.runtime), mdText(row.route), mdText(row.hops)]),
    ),
    share: 0.1,
  });
}

export function unjudgedSection(results: Results): Section {
  return folded({
    name: 'accepted, unsupported and not run',
    summary: md`Accepted, unsupported, not run`,
    items: unjudgedOf(results).map(
      (entry) =>
        md`- ${mdText(entry.symbol)} ${mdText(entry.word)}: ${names(entry.models, 6)} on ${names(entry.runtimes, 6)}${
          entry.reason === '' ? EMPTY : md`: ${mdProse(entry.reason)}`
        }`,
    ),
    share: 0.1,
  });
}

export function formsSection(results: Results): Section {
  return folded({
    name: 'models',
    summary: md`Models`,
    table: {
      headings: [md`model`, md`file`, md`format`, md`size`, md`SHA-256`, md`inputs`, md`compared with`],
      aligned: [md`:--`, md`:--`, md`:--`, md`--:`, md`:--`, md`:--`, md`:--`],
    },
    items: formRows(results).map((row) =>
      tableRow([
        mdName(row.model),
        mdName(row.path),
        mdText(row.format),
        mdText(row.size),
        mdName(row.digest),
        mdText(row.goldens),
        mdText(row.reference),
      ]),
    ),
    share: 0.15,
  });
}

export function runtimesSection(results: Results): Section {
  const { platform, tool } = results;
  const used = convertersOf(results);
  const converters = used.length === 0 ? EMPTY : md` · converters: ${mdText(used.join(', '))}`;
  const where = md`${mdText(platformText(results, Number.POSITIVE_INFINITY))} · ${mdText(platform.cpu)} · isolation: ${mdText(platform.sandbox)} · gate ${mdText(tool.version)}${converters}`;
  return folded({
    name: 'runtimes',
    summary: md`Runtimes and machine`,
    table: {
      headings: [md`runtime`, md`what`, md`version`, md`options`, md`precision`],
      aligned: [md`:--`, md`:--`, md`:--`, md`:--`, md`:--`],
    },
    items: runtimeRows(results).map((row) =>
      tableRow([
        mdName(row.runtime),
        mdText(row.title),
        mdText(row.version),
        mdText(row.options),
        mdText(row.precision),
      ]),
    ),
    closing: where,
    share: 0.15,
  });
}

interface Folded {
  readonly name: string;
  readonly summary: SafeMarkdown;
  readonly items: readonly SafeMarkdown[];
  readonly share: number;
  readonly table?: { readonly headings: readonly SafeMarkdown[]; readonly aligned: readonly SafeMarkdown[] };
  readonly closing?: SafeMarkdown;
  readonly limit?: number;
}

function folded({ name, summary, items, share, table, closing, limit }: Folded): Section {
  const opening = md`<details><summary>${summary}</summary>\n`;
  return {
    name,
    before: table === undefined ? opening : md`${opening}\n${tableRow(table.headings)}\n${tableRow(table.aligned)}`,
    items,
    after: closing === undefined ? md`\n</details>` : md`\n${closing}\n\n</details>`,
    more: (left) => md`\n… and ${mdText(left.toString())} more in the full report.`,
    limit: limit ?? Number.POSITIVE_INFINITY,
    share,
  };
}

function tableRow(cells: readonly SafeMarkdown[]): SafeMarkdown {
  return md`| ${joinMd(cells, md` | `)} |`;
}

/** The first names and how many more there are. */
function names(all: readonly string[], limit: number): SafeMarkdown {
  const shown = all.length <= limit ? all : all.slice(0, limit - 1);
  const rest = all.length - shown.length;
  const list = joinMd(shown.map(mdName), COMMA);
  return rest === 0 ? list : md`${list} and ${rest} more`;
}
