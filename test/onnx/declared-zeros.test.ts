import { expect, test } from 'vitest';
import { DRAW_OF_ZEROS, DRAWS } from '../../src/golden/draw.js';
import { synthesise } from '../../src/golden/synthesise.js';
import { declaredZeros } from '../../src/onnx/declared-zeros.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { signatureOf } from '../../src/onnx/signature.js';

const port = (name: string, dim: { dimValue?: number; dimParam?: string }[]) => ({
  name,
  type: { tensorType: { elemType: 1, shape: { dim } } },
});
/** As it is read from a file: sizes that nobody wrote are no zeros. */
const model = onnx.ModelProto.decode(
  onnx.ModelProto.encode({
    graph: {
      input: [
        port('past', [{ dimValue: 1 }, { dimValue: 0 }, { dimValue: 4 }]),
        port('x', [{}, { dimParam: 'n' }, { dimValue: 4 }]),
      ],
      output: [port('y', [{}])],
    },
  }).finish(),
);

test('sizes that the file writes as 0, and none that it leaves open', () => {
  expect(declaredZeros(model)).toEqual(new Map([['past', [1]]]));
  expect(declaredZeros({})).toEqual(new Map());
});

test('they are any size at first, and 0 in the draw for that', () => {
  const made = (draw = DRAWS[0]) => synthesise(signatureOf(model.graph ?? {}), { recipes: {}, graph: model, draw }, 0);
  expect(made()).toMatchObject({ past: { shape: [1, 16, 4] }, x: { shape: [1, 16, 4] } });
  expect(made(DRAW_OF_ZEROS)).toMatchObject({ past: { shape: [1, 0, 4] }, x: { shape: [1, 16, 4] } });
});
