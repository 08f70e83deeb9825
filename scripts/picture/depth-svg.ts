import { z } from 'zod';
import { htmlText } from '../../src/report/escape.js';
import { htmlDrawing } from '../../src/report/html-drawing.js';
import { depthOf } from '../../src/report/sections/located.js';
import { locatedSchema } from '../../src/results/located-schema.js';

const cellsSchema = z.array(z.looseObject({ model: z.string(), runtime: z.string(), located: locatedSchema }));

/** Colours of the report, in a file of its own. */
const STYLE =
  '.axis{stroke:#8c959f}.limit{stroke:#cf222e;stroke-width:1.5}.in{fill:#1a7f37;fill-opacity:.6}.out{fill:#cf222e;fill-opacity:.8}.mark{stroke:#cf222e;stroke-dasharray:3 3}';

/** The picture of the report for the first cell of what `portability locate --json` printed, as an SVG file. */
export function depthSvg(printed: string): string {
  const [cell] = cellsSchema.parse(JSON.parse(printed));
  if (cell === undefined) throw new Error('no cell was located');
  const title = String(htmlText(`noise ratio over the depth of ${cell.model} on ${cell.runtime}`));
  const drawn = String(htmlDrawing(depthOf(cell.located)));
  const own = drawn
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace(/ width="(\d+)" height="(\d+)" aria-hidden="true">/, (_, width, height) =>
      [
        ` width="${2 * Number(width)}" height="${2 * Number(height)}" role="img">`,
        `<title>${title}</title><style>${STYLE}</style>`,
      ].join(''),
    );
  return `${own}\n`;
}
