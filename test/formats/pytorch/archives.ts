import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';

/** A zip archive of entries with the given contents. */
export async function archive(entries: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(entries)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return await buffer(zip.outputStream);
}
