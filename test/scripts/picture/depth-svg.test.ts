import { expect, test } from 'vitest';
import { depthSvg } from '../../../scripts/picture/depth-svg.js';

test('the picture of a search is an SVG file of its own, with the operator marked', () => {
  const operator = {
    ...{ name: 'tail', type: 'Softplus', index: 2, by: 'cutting', before: 0.7, after: 433, bits: 12.2 },
    ...{ certain: true, together: [], between: [], inputs: [], outputs: [], attributes: [] },
  };
  const located = {
    ...{ form: 'net.onnx', step: 0, case: 'one', reference: 'onnxruntime-node', against: null, nodes: 5, parts: 9 },
    ...{ operators: [operator], flat: null, depth: [0.5, 1, 433, 400].map((ratio, index) => ({ index, ratio })) },
  };
  const svg = depthSvg(JSON.stringify([{ model: 'net', runtime: 'mnn', located }]));
  expect(svg).toMatch(
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*role="img"><title>noise ratio over the depth of net on mnn<\/title><style>/,
  );
  expect(svg.match(/class="out"/g)).toHaveLength(2);
  expect(svg.match(/class="mark"/g)).toHaveLength(1);
});
