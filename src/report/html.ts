import { formatCount } from '../number-format.js';
import type { Results } from '../results/schema.js';
import { commandsFor } from './commands.js';
import { html, htmlProse, htmlText, type SafeHtml } from './escape.js';
import { type Finding, findingsOf } from './findings.js';
import { htmlStyle } from './html-style.js';
import { htmlTable } from './html-table.js';
import { legendOf } from './legend.js';
import { matrixOf } from './matrix.js';
import { outputRows } from './output-rows.js';
import { routeRows } from './route-rows.js';
import { unjudgedOf } from './unjudged.js';
import { changesText, othersText, verdictLine } from './verdict-line.js';
import { convertersOf, formRows, platformText, runtimeRows } from './version-rows.js';
import { warningsOf } from './warnings.js';

const EMPTY = html``;

/** The full report as one HTML file: no script, no request, light and dark. */
export function htmlReport(results: Results): string {
  const { symbol, text } = verdictLine(results);
  const findings = findingsOf(results);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Portability: ${htmlText(text)}</title>
<style>${htmlStyle}</style>
</head>
<body>
<main>
<h1>${sign(symbol)} Portability: ${htmlText(text)}</h1>
${context(results)}
${matrixPart(results)}
${findings.length === 0 ? EMPTY : html`<h2>Findings</h2>\n${findings.map(findingPart)}`}${warningsPart(results)}${unjudgedPart(results)}${commandsPart(commandsFor(results, findings))}${outputsPart(results)}${routesPart(results)}${versionsPart(results)}</main>
</body>
</html>
`;
}

function context(results: Results): SafeHtml {
  const others = results.verdict === 'pass' ? '' : othersText(results);
  const changes = changesText(results);
  const parts = [
    ...(changes === '' ? [] : [changes]),
    ...(others === '' ? [] : [others]),
    `${formatCount(results.models.length, 'model')} × ${formatCount(results.runtimes.length, 'runtime')}`,
    platformText(results),
  ];
  return html`<p class="soft">${htmlText(parts.join(' · '))}</p>`;
}

function matrixPart(results: Results): SafeHtml {
  const { runtimes, rows } = matrixOf(results);
  if (rows.length === 0 || runtimes.length === 0) return EMPTY;
  const columns = runtimes.map(({ id, precision: { declared } }) => {
    const note = declared === 'f32' ? EMPTY : html`<br><span class="soft small">declared ${htmlText(declared)}</span>`;
    return html`<th scope="col"><code>${htmlText(id)}</code>${note}</th>`;
  });
  const lines = rows.map(
    ({ models, cells }) =>
      html`<tr><th scope="row">${names(models)}</th>${cells.map(
        (cell) =>
          html`<td class="${htmlText(cell.state)}">${sign(cell.symbol)} ${htmlText(`${cell.word} ${cell.detail}`)}</td>`,
      )}</tr>\n`,
  );
  return html`<div class="scroll"><table class="matrix">
<thead><tr><th><span class="soft">model</span></th>${columns}</tr></thead>
<tbody>
${lines}</tbody>
</table></div>
<p class="soft small">${htmlText(legendOf(results).join(' '))}</p>`;
}

function findingPart(finding: Finding): SafeHtml {
  const joint = finding.continues ? EMPTY : html`:`;
  return html`<section class="finding">
<h3>${sign(finding.symbol)} ${names(finding.models)} on ${names(finding.runtimes)}${joint} ${htmlProse(finding.finding)}</h3>
${finding.evidence === '' ? EMPTY : html`<p>${htmlProse(finding.evidence)}</p>\n`}<p>→ ${htmlProse(finding.fix)}</p>
</section>
`;
}

function warningsPart(results: Results): SafeHtml {
  const items = warningsOf(results).map(
    ({ title, subjects, text }) =>
      html`<li><strong>${htmlText(title)}</strong> (${names(subjects)}): ${htmlProse(text)}</li>\n`,
  );
  return items.length === 0 ? EMPTY : html`<h2>Warnings</h2>\n<ul class="warnings">\n${items}</ul>\n`;
}

function unjudgedPart(results: Results): SafeHtml {
  const items = unjudgedOf(results).map(({ symbol, word, models, runtimes, reason }) => {
    const why = reason === '' ? EMPTY : html`: ${htmlProse(reason)}`;
    return html`<li>${sign(symbol)} ${htmlText(word)}: ${names(models)} on ${names(runtimes)}${why}</li>\n`;
  });
  return items.length === 0 ? EMPTY : html`<h2>Accepted, unsupported, not run</h2>\n<ul>\n${items}</ul>\n`;
}

function commandsPart(commands: readonly string[]): SafeHtml {
  const lines = commands.map((command) => html`${htmlText(command)}\n`);
  return lines.length === 0
    ? EMPTY
    : html`<h2>Run it here, ask why, or accept it</h2>\n<pre><code>${lines}</code></pre>\n`;
}

function outputsPart(results: Results): SafeHtml {
  const rows = outputRows(results).map((row) => [
    code(row.model),
    code(row.runtime),
    row.form === null ? code(row.output) : html`${code(row.output)} of ${code(row.form)}`,
    htmlText(row.case),
    row.failing ? html`<span class="failing">${htmlText(row.ratio)}</span>` : htmlText(row.ratio),
    htmlText(row.maxAbs),
    htmlText(row.bits),
    html`<span class="line">${htmlText(row.worst)}</span>`,
    htmlText(row.tolerance),
  ]);
  const columns = ['model', 'runtime', 'output', 'case', '#noise ratio', '#max abs', '#bits', 'worst at', 'tolerance'];
  return rows.length === 0 ? EMPTY : html`<h2>Numbers per output</h2>\n${htmlTable(columns, rows)}`;
}

function routesPart(results: Results): SafeHtml {
  const rows = routeRows(results).map((row) => [
    code(row.model),
    code(row.runtime),
    htmlText(row.route),
    htmlText(row.hops),
  ]);
  return rows.length === 0
    ? EMPTY
    : html`<h2>Routes and hops</h2>\n${htmlTable(['model', 'runtime', 'route', 'hops'], rows)}`;
}

function versionsPart(results: Results): SafeHtml {
  const { platform, tool } = results;
  const converters = convertersOf(results);
  const forms = formRows(results).map((row) => [
    code(row.model),
    code(row.path),
    htmlText(row.format),
    htmlText(row.size),
    code(row.digest),
    htmlText(row.goldens),
    htmlText(row.reference),
  ]);
  const runtimes = runtimeRows(results).map((row) => [
    code(row.runtime),
    htmlText(row.title),
    htmlText(row.version),
    htmlText(row.options),
    htmlText(row.precision),
  ]);
  const where = [
    platformText(results, Number.POSITIVE_INFINITY),
    platform.cpu,
    `isolation: ${platform.sandbox}`,
    `gate ${tool.version}`,
    ...(converters.length === 0 ? [] : [`converters: ${converters.join(', ')}`]),
  ];
  return html`<h2>Models</h2>
${htmlTable(['model', 'file', 'format', '#size', 'SHA-256', 'inputs', 'compared with'], forms)}<h2>Runtimes</h2>
${htmlTable(['runtime', 'what', 'version', 'options', 'precision'], runtimes)}<p class="soft small">${htmlText(where.join(' · '))}</p>
`;
}

function code(name: string): SafeHtml {
  return html`<code>${htmlText(name)}</code>`;
}

/** A symbol in the emoji font: text fonts draw some of them as small outlines. */
function sign(symbol: string): SafeHtml {
  return html`<span class="sign">${htmlText(symbol)}</span>`;
}

function names(all: readonly string[]): SafeHtml {
  return html`${all.map((name, index) => (index === 0 ? code(name) : html`, ${code(name)}`))}`;
}
