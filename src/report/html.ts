import type { Results } from '../results/schema.js';
import { html, htmlText } from './escape.js';
import { headlineOf } from './headline.js';
import { htmlScript } from './html-script.js';
import { htmlLine, htmlSection, sign } from './html-section.js';
import { htmlStyle } from './html-style.js';
import { SECTIONS } from './sections.js';
import { viewOf } from './view.js';

/** The full report as one HTML file: no request, light and dark, whole without its script. */
export function htmlReport(results: Results): string {
  const { symbol, text, part, context } = headlineOf(results);
  const view = viewOf(results);
  const scope = part === '' ? html`` : html` (${htmlText(part)})`;
  const sections = SECTIONS.map((section) => htmlSection(section, view));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${htmlScript.source}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Portability${scope}: ${htmlText(text)}</title>
<style>${htmlStyle}</style>
</head>
<body>
<main>
<h1>${sign(symbol)} Portability${scope}: ${htmlText(text)}</h1>
<p class="muted">${context.map((part, index) => html`${index === 0 ? html`` : html` · `}${htmlLine(part)}`)}</p>
${sections}</main>
<script>${htmlScript.text}</script>
</body>
</html>
`;
}
