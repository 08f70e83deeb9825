import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import yauzl from 'yauzl';

/**
 * One file of a package.
 * @param archive path of a wheel, or of a gzipped tar as npm makes them
 * @throws Error when the package does not have the file
 */
export async function readPackagedFile(archive: string, name: string): Promise<Uint8Array> {
  const bytes = archive.endsWith('.tgz')
    ? readFromTar(gunzipSync(readFileSync(archive)), name)
    : await readFromZip(archive, name);
  if (bytes === null) throw new Error(`${name} is not in the package`);
  return bytes;
}

/** Headers of 512 bytes with name and size, contents padded to multiples of 512. */
function readFromTar(tar: Buffer, name: string): Uint8Array | null {
  const text = (at: number, length: number) => tar.toString('utf8', at, at + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length; ) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    if (text(at, 100) === name) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + 512 * Math.ceil(size / 512);
  }
  return null;
}

function readFromZip(archive: string, name: string): Promise<Uint8Array | null> {
  return new Promise((resolve, reject) => {
    yauzl.open(archive, { lazyEntries: true }, (broken, zip) => {
      if (broken) return reject(broken);
      zip.on('end', () => resolve(null));
      zip.on('error', reject);
      zip.on('entry', (entry: yauzl.Entry) => {
        if (entry.fileName !== name) return zip.readEntry();
        zip.openReadStream(entry, (failed, stream) => {
          if (failed) return reject(failed);
          const chunks: Buffer[] = [];
          stream
            .on('data', (chunk: Buffer) => chunks.push(chunk))
            .on('error', reject)
            .on('end', () => {
              zip.close();
              resolve(Buffer.concat(chunks));
            });
        });
      });
      zip.readEntry();
    });
  });
}
