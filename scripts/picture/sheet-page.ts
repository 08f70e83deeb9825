const GAP = 24;

/** A page of a sheet, as wide as it is to be shown. */
export interface Frame {
  readonly page: string;
  readonly width: number;
}

/** A page that shows rows of pages beside each other, each in its width and as high as it needs. */
export function sheetPage(rows: readonly (readonly Frame[])[]): string {
  const frameOf = ({ page, width }: Frame) => `<iframe width="${width}" srcdoc="${attribute(page)}"></iframe>`;
  const frames = rows.map((row) => `<div>${row.map(frameOf).join('\n')}</div>`);
  return `<!doctype html>
<meta charset="utf-8">
<style>body { margin: ${GAP}px; background: #8c959f } div { display: flex; gap: ${GAP}px; align-items: start } div + div { margin-top: ${GAP}px } iframe { border: 0; flex: none }</style>
${frames.join('\n')}
<script>
window.addEventListener('load', () => {
  for (const frame of document.querySelectorAll('iframe'))
    frame.height = frame.contentDocument.documentElement.scrollHeight;
  document.documentElement.dataset.height = Math.ceil(document.body.getBoundingClientRect().bottom) + ${GAP};
});
</script>
`;
}

/** Height in pixels of a sheet, from its document after it was shown; null when it does not say it. */
export function sheetHeight(shown: string): number | null {
  const found = /<html[^>]* data-height="(\d+)"/.exec(shown);
  return found === null ? null : Number(found[1]);
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}

/** Width in pixels of a sheet. */
export function sheetWidth(rows: readonly (readonly Pick<Frame, 'width'>[])[]): number {
  return Math.max(...rows.map((row) => row.reduce((sum, { width }) => sum + width + GAP, GAP)));
}
