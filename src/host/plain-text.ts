/**
 * Text of unknown origin made harmless for logs and annotations: it stays readable, without what would control a
 * terminal or the runner that reads the log.
 */

/** ECMA-48 control sequences, and OSC, DCS, SOS, PM and APC strings up to their end. */
const ESCAPES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][\s\S]*?(?:\u0007|\u001b\\|$)|\u001b[ -/]*[0-~]/g;
/** Control characters but tab and line feed; bidirectional overrides, zero-width and other invisible characters. */
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Text on several lines without escape sequences and invisible characters; CR LF and lone CR become LF. */
export function plainText(text: string): string {
  return text.replace(ESCAPES, '').replace(/\r\n?/g, '\n').replace(INVISIBLE, '');
}

/** Plain text on one line, with its spaces. */
export function unbroken(text: string): string {
  return plainText(text).replace(/[^\S ]+/g, ' ');
}

/** Plain text on one line, at most `limit` code points; an ellipsis takes the place of the rest. */
export function plainLine(text: string, limit = Number.POSITIVE_INFINITY): string {
  const points = [...plainText(text).replace(/\s+/g, ' ').trim()];
  return points.length <= limit ? points.join('') : `${points.slice(0, limit - 1).join('')}…`;
}
