/** What an adapter asks for before it can do anything; zero for one that ships with the gate. */
export interface Cost {
  readonly downloadBytes: number;
  /** Its environment; what environments have in common is on the disk once. */
  readonly diskBytes: number;
  /** With nothing in any cache, the download included. */
  readonly installSeconds: number;
  /** Start of a worker until its framework is imported. */
  readonly importSeconds: number;
}
