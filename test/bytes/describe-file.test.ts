import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeFile } from '../../src/bytes/describe-file.js';
import { freshFolder } from '../environments/host.js';

test('a file whose description takes too long is a fault of the model', async () => {
  const path = join(await freshFolder(), 'net.onnx');
  writeFileSync(path, 'bytes');
  const described = describeFile(path, (file) => file.byteAt(0), { seconds: -1, next: 'try again' });
  expect(described).toEqual({
    fault: {
      what: 'the file takes more than -1 s to read',
      why: 'its 5 bytes are not what files of its kind consist of',
      next: 'try again',
    },
  });
});
