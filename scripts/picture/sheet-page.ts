const GAP = 24;

/** A page that shows pages beside each other, each in its width and as high as it needs. */
export function sheetPage(pages: readonly { readonly page: string; readonly width: number }[]): string {
  const frames = pages.map(({ page, width }) => `<iframe width="${width}" srcdoc="${attribute(page)}"></iframe>`);
  return `<!doctype html>
<meta charset="utf-8">
<style>body { margin: ${GAP}px; display: flex; gap: ${GAP}px; align-items: start; background: #8c959f } iframe { border: 0; flex: none }</style>
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

/** Width in pixels of a sheet of pages. */
export function sheetWidth(pages: readonly { readonly width: number }[]): number {
  return pages.reduce((sum, { width }) => sum + width + GAP, GAP);
}
