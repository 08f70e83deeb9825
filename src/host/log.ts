/** Where progress and notices go. Never results: those go to standard output through the entry. */
export interface Log {
  /** Details, shown with --verbose only. */
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  /** What is being done now: a line that replaces itself on a terminal; elsewhere each change is printed. */
  progress(message: string): void;
}

/** A log that writes nothing. */
export const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, progress() {} };
