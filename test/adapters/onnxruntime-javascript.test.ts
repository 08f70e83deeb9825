import { expect, test } from 'vitest';
import { unsupportedByOrt, withText } from '../../src/adapters/onnxruntime-javascript.js';

test.each([
  [
    'ONNX Runtime only *guarantees* support for models stamped with official released onnx opset versions. Opset 27 is under development and support for this is limited. The operator schemas and or other functionality may change before next ONNX release and in this case ONNX Runtime will not guarantee backward compatibility. Current official support for domain ai.onnx is till opset 26.',
    'opset 27 is newer than this release knows (at most 26)',
  ],
  [
    'Exception during initialization: Failed to construct locale with name:en_US.UTF-8:locale::facet::_S_create_c_locale name not valid:Please, install necessary language-pack-en and configure locales',
    'needs the locale en_US.UTF-8, which this machine does not have',
  ],
  ['File size (2200000000) is greater than 2 GiB', 'files over 2 GiB do not fit into WebAssembly'],
  ['something else', null],
])('%s', (message, words) => expect(unsupportedByOrt(message)).toBe(words));

test('an exception that is only a number is said to have no text', async () => {
  await expect(withText(Promise.reject(9_884_152))).rejects.toThrow(/^an exception without a text \(9884152\)/);
  await expect(withText(Promise.reject(new Error('why')))).rejects.toThrow('why');
  await expect(withText(Promise.resolve(1))).resolves.toBe(1);
});
