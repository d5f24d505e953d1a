/** What scripts may rely on. */
export const EXIT = { ok: 0, failed: 1, usage: 2, notFound: 3, conflict: 4, role: 5, verificationFailed: 6 } as const;

/** Ends the command with a message and an exit code. */
export class Failure extends Error {
  override readonly name: string = 'Failure';
  constructor(
    message: string,
    readonly exitCode: number = EXIT.failed,
  ) {
    super(message);
  }
}

/** The exit code for an answer that was no success. */
export const exitCodeOf = (status: number): number => {
  if (status === 400) return EXIT.usage;
  if (status === 404 || status === 410) return EXIT.notFound;
  if (status === 409 || status === 412) return EXIT.conflict;
  if (status === 401 || status === 403) return EXIT.role;
  return EXIT.failed;
};
