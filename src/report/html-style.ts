import { html } from './escape.js';

/** The whole look of the HTML report: system fonts, light and dark by the reader's setting, no address of anything. */
export const htmlStyle = html`
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --line: #d1d9e0; --paper: #fff; --panel: #f6f8fa;
  --good: #1a7f37; --bad: #cf222e; --warn: #9a6700; --bad-back: #ffebe9; --warn-back: #fff8c5; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f6fc; --soft: #9198a1; --line: #3d444d; --paper: #0d1117;
  --panel: #151b23; --good: #3fb950; --bad: #f85149; --warn: #d29922; --bad-back: #301a1e; --warn-back: #2b2412; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 64px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 36px 0 10px; }
p { margin: 6px 0; }
h1 + p { margin-bottom: 16px; }
ul { padding-left: 22px; }
.sign { font-family: "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif; }
.muted { color: var(--soft); }
.bad { color: var(--bad); font-weight: 600; }
.small { font-size: 13px; }
code { font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  background: var(--panel); border-radius: 5px; padding: 0.1em 0.35em; overflow-wrap: break-word; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 7px 12px; text-align: left; border-top: 1px solid var(--line); vertical-align: top; }
thead th { border-top: 0; background: var(--panel); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 400; position: sticky; left: 0; background: var(--paper); }
.right { text-align: right; white-space: nowrap; }
.centre { text-align: center; }
.unbroken { white-space: nowrap; }
.centre a { font-size: 11px; vertical-align: super; font-weight: 400; }
td.good { color: var(--good); }
td.bad { background: var(--bad-back); }
td.warn { color: var(--warn); background: var(--warn-back); }
.finding { border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 8px; padding: 10px 16px;
  margin: 12px 0; }
a { color: inherit; }
.finding:target { outline: 2px solid var(--bad); }
.finding h3 { font-size: 15px; margin: 0; }
ul.warn { margin: 0; padding: 10px 16px 10px 34px; border: 1px solid var(--line); border-left: 4px solid var(--warn);
  border-radius: 8px; }
ul.muted { color: inherit; }
pre { margin: 0; padding: 12px 16px; overflow-x: auto; background: var(--panel); border-radius: 8px; }
pre code { padding: 0; background: none; }
svg.drawing { vertical-align: middle; } svg.frame { outline: 1px solid var(--line); margin: 2px 0; }
.drawing .axis { stroke: var(--line); } .drawing .course { fill: none; stroke: var(--line); } .drawing .limit { stroke: var(--bad); stroke-width: 1.5; }
.drawing .in { fill: var(--good); fill-opacity: 0.6; } .drawing .out { fill: var(--bad); fill-opacity: 0.8; }
svg.depth { display: block; } .depth .mark { stroke: var(--bad); stroke-dasharray: 3 3; }
.tools { display: flex; gap: 8px; margin: 0 0 8px; }
.tools input { font: inherit; padding: 4px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--paper);
  color: var(--ink); min-width: 0; width: 260px; }
.tools label { align-self: center; color: var(--soft); }
th.sortable { cursor: pointer; } th.sortable[aria-sort="ascending"]::after { content: " ▲"; }
th.sortable[aria-sort="descending"]::after { content: " ▼"; }
tr[hidden] { display: none; }
@media (max-width: 600px) { main { padding: 16px 12px 48px; } h1 { font-size: 22px; } th, td { padding: 6px 8px; }
  .right { white-space: normal; } }
@media print { .scroll { overflow: visible; } }
`;
