import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** The oldest time that a zip can hold: equal files make equal bytes. */
const EPOCH = new Date(1980, 0, 1);

/** A zip archive of files by name: texts and bytes. */
export async function zipFiles(files: Readonly<Record<string, string | Uint8Array>>): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name, { mtime: EPOCH });
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream));
}
