import { expect, test } from 'vitest';
import { codeInConfig } from '../../../src/formats/keras/code-in-config.js';
import { readKerasModel } from '../../../src/formats/keras/keras-model.js';
import { folderOf } from '../../discover/repository.js';
import { kerasFixture } from '../../models/build-keras.js';

const inLayers = (...layers: readonly unknown[]) => codeInConfig({ class_name: 'Functional', config: { layers } });

test.each(['conv.keras', 'recurrent.keras', 'dense.h5'])('an ordinary model has none: %s', (name) => {
  const read = readKerasModel(`${folderOf({ [name]: kerasFixture(name) })}/${name}`);
  expect(read).toMatchObject({ code: [] });
});

test.each([
  [{ module: 'keras.layers', class_name: 'Lambda' }, ['has a Lambda layer']],
  [{ config: { function: { class_name: '__lambda__', config: { code: '…' } } } }, ['has Python code of its own']],
  [{ module: 'keras.layers', class_name: 'TFSMLayer' }, ['has a TFSMLayer layer']],
  [{ module: 'os', class_name: 'system' }, ['imports os.system']],
  [{ module: 'builtins', class_name: 'function', config: 'eval' }, ['imports builtins.function']],
  [{ class_name: 'Net', registered_name: 'mine>Net' }, ['uses mine>Net of code that is not in the file']],
  [{ class_name: 'StringLookup', config: { vocabulary: '/etc/passwd' } }, ['reads its words from a file']],
  [{ class_name: 'StringLookup', config: { vocabulary: ['a', 'b'] } }, []],
  [{ module: 'builtins', class_name: 'slice' }, []],
  [{ module: 'keras.initializers', class_name: 'Zeros', registered_name: null }, []],
])('%j', (layer, found) => {
  expect(inLayers(layer)).toEqual(found);
  expect(inLayers({ class_name: 'Bidirectional', config: { layer: { config: { inner: [layer] } } } })).toEqual(found);
});

test('nested as deeply as a file can be', () => {
  let config: unknown = { class_name: 'Lambda' };
  for (let depth = 0; depth < 100_000; depth++) config = [config];
  expect(codeInConfig(config)).toEqual(['has a Lambda layer']);
});
