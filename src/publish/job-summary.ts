import { appendFile, stat } from 'node:fs/promises';

/** More than 1 MiB in a step's summary makes the runner drop all of it and turn the step red. */
export const SUMMARY_LIMIT = 1024 * 1024;

/**
 * Appends to the step's summary.
 * @param file what the runner names in GITHUB_STEP_SUMMARY; earlier parts of the step may have written to it
 * @param markdown returns the text for a budget in UTF-8 bytes
 * @throws RangeError, before anything is written, when the text is longer than allowed; file system errors
 */
export async function jobSummary(file: string, markdown: (budget: number) => string): Promise<void> {
  const taken = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  const budget = SUMMARY_LIMIT - taken - 1;
  const text = `${markdown(budget)}\n`;
  const bytes = Buffer.byteLength(text);
  if (bytes > budget + 1) throw new RangeError(`the job summary would take ${bytes} of ${budget + 1} bytes`);
  await appendFile(file, text);
}
