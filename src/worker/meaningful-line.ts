import { plainText } from '../host/plain-text.js';

/**
 * Lines that say nothing by themselves: rules and boxes, headings such as `Next steps:`, the head of a Python traceback,
 * what stands for something that is not there, as in `<stack traces unavailable>`.
 */
const EMPTY = /^[\W_]*$|^\s*<[^<>]*>$|^Traceback \(most recent call last\):$|^\s*File ".*", line \d+/;
const HEADING = /:\s*$/;
/** What a program that dies says, among other things. */
const COMPLAINT =
  /error|fail|fault|abort|assert|exception|panick|terminat|invalid|illegal|unsupported|not (?:supported|implemented|found)|cannot|can't|unable|no such|out of/i;

/** What Python and Rust add to every death: its signal, which is known, and how to look closer at it. */
const EPILOGUE = /^(?:Fatal Python error:|Extension modules:|note: run with `?RUST_BACKTRACE|fatal runtime error:)/;
/** Rust writes where it gave up, and why on the next line. */
const PANIC = /panicked at .*:\d+:\d+:$/;

/**
 * The line of a message that says what is wrong, and the others: the first one that is neither empty nor a heading. A
 * message of headings only keeps its first line.
 */
export function meaningfulLine(message: string): { readonly line: string; readonly rest: string } {
  const lines = plainText(message)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const says = lines.findIndex((line) => !EMPTY.test(line) && !HEADING.test(line));
  const index = says === -1 ? 0 : says;
  return { line: (lines[index] ?? '').trim(), rest: lines.filter((_, at) => at !== index).join('\n') };
}

/**
 * The last line on standard error that complains of something; null when none does. What came last may well be a remark
 * about something that went well.
 */
export function lastOfError(stderr: string): string | null {
  const lines = plainText(stderr)
    .split('\n')
    .map((line) => line.trim());
  const panic = lines.findLastIndex((line) => PANIC.test(line));
  const why = panic === -1 ? undefined : lines[panic + 1];
  if (why !== undefined && why !== '') return why;
  return lines.findLast((line) => COMPLAINT.test(line) && !EMPTY.test(line) && !EPILOGUE.test(line)) ?? null;
}
