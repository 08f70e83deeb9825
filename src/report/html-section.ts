import { assertNever } from '../errors.js';
import { html, htmlName, htmlProse, htmlText, type SafeHtml } from './escape.js';
import { htmlDrawing } from './html-drawing.js';
import { outcomeText } from './outcome.js';
import { type Advice, type Column, type Content, type Line, type Section, type Span, shownIn } from './section.js';
import type { ReportView } from './view.js';

const EMPTY = html``;

/** A section of a page: its title, everything it has, and its remarks. */
export function htmlSection(section: Section, view: ReportView): SafeHtml {
  const shown = shownIn('page', section, view);
  if (shown === null) return EMPTY;
  const notes = (section.notes?.(view, 'page') ?? []).map(
    (note) => html`<p class="muted small">${htmlText(note)}</p>\n`,
  );
  const parts = [shown.open, shown.folded].map((content) => (content === null ? EMPTY : body(content)));
  return html`<h2>${htmlText(section.title)}</h2>\n${parts}${notes}`;
}

function body(content: Content): SafeHtml {
  switch (content.kind) {
    case 'table':
      return table(content);
    case 'list': {
      const items = content.items.map((item) => html`<li>${htmlLine(item)}</li>\n`);
      return html`<ul class="${htmlText(content.tone)}">\n${items}</ul>\n`;
    }
    case 'advice':
      return html`${content.items.map((item, index) => adviceOf(item, index + 1))}`;
    case 'code':
      return html`<pre><code>${content.lines.map((line) => html`${htmlText(line)}\n`)}</code></pre>\n`;
    default:
      return assertNever(content);
  }
}

function table({ columns, rows }: Extract<Content, { kind: 'table' }>): SafeHtml {
  const headings = columns.map((column) => html`<th scope="col"${classOf(column)}>${htmlLine(column.heading)}</th>`);
  const plain = columns.map((column) => classOf(column));
  const lines = rows.map(
    (row) => html`<tr>${row.map((cell, index) => cellOf(cell, columns[index], plain[index]))}</tr>\n`,
  );
  return html`<div class="scroll"><table>
<thead><tr>${headings}</tr></thead>
<tbody>
${lines}</tbody>
</table></div>
`;
}

function cellOf(line: Line, column: Column | undefined, attribute = EMPTY): SafeHtml {
  if (column?.head === true) return html`<th scope="row">${htmlLine(line)}</th>`;
  const [first] = line;
  const marked = column !== undefined && first?.kind === 'outcome' ? classOf(column, first.outcome.tone) : attribute;
  return html`<td${marked}>${htmlLine(line)}</td>`;
}

function classOf({ align, unbroken }: Column, more?: string): SafeHtml {
  const classes = [
    ...(align === 'left' ? [] : [align]),
    ...(unbroken === true ? ['unbroken'] : []),
    ...(more === undefined ? [] : [more]),
  ];
  return classes.length === 0 ? EMPTY : html` class="${htmlText(classes.join(' '))}"`;
}

function adviceOf({ symbol, heading, body: evidence, advice }: Advice, number: number): SafeHtml {
  return html`<section class="finding" id="finding-${number}">
<h3>${sign(symbol)} ${number}. ${htmlLine(heading)}</h3>
${evidence === null ? EMPTY : html`<p>${htmlLine(evidence)}</p>\n`}<p>→ ${htmlLine(advice)}</p>
</section>
`;
}

export function htmlLine(line: Line): SafeHtml {
  return html`${line.map(spanOf)}`;
}

function spanOf(span: Span): SafeHtml {
  switch (span.kind) {
    case 'text': {
      const inside = spaced(span.text);
      if (span.strong === true) return html`<strong>${inside}</strong>`;
      return span.tone === undefined ? inside : html`<span class="${htmlText(span.tone)}">${inside}</span>`;
    }
    case 'prose':
      return htmlProse(span.text);
    case 'names':
      return html`${span.names.map((name, index) => html`${index === 0 ? EMPTY : html`, `}${htmlName(name)}`)}`;
    case 'symbol':
      return sign(span.text);
    case 'link':
      return htmlName(span.text);
    case 'finding':
      return html`<a href="#finding-${span.number}">${span.number}</a>`;
    case 'drawing':
      return htmlDrawing(span.drawing);
    case 'outcome': {
      const { symbol } = span.outcome;
      return html`${sign(symbol)}${spaced(outcomeText(span.outcome).slice(symbol.length))}`;
    }
    default:
      return assertNever(span);
  }
}

/** Spans stand next to each other: a space at an end is meant. */
function spaced(text: string): SafeHtml {
  const [before, after] = [/^\s/.test(text), /\S\s+$/.test(text)];
  return html`${before ? html` ` : EMPTY}${htmlText(text)}${after ? html` ` : EMPTY}`;
}

/** A symbol in the emoji font: text fonts draw some of them as small outlines. */
export function sign(symbol: string): SafeHtml {
  return html`<span class="sign">${htmlText(symbol)}</span>`;
}
