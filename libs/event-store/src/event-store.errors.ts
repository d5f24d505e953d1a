/** The stream does not end where the writer thought: another commit came first, or the version is ahead of it. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
  constructor(
    readonly stream: string,
    readonly expectedVersion: number,
    readonly actualVersion: number,
  ) {
    super(`${stream} is at version ${actualVersion}, not ${expectedVersion}`);
  }
}

/** Another stream holds a text that the commit claims. */
export class ClaimConflict extends Error {
  override readonly name = 'ClaimConflict';
  constructor(
    readonly claim: string,
    readonly holder: string,
  ) {
    super(`${claim} is held by ${holder}`);
  }
}

/** The idempotency key is bound to a commit already. */
export class KeyConflict extends Error {
  override readonly name = 'KeyConflict';
}

/** Nothing was written; the same commit may be sent again. */
export class LogUnavailable extends Error {
  override readonly name: string = 'LogUnavailable';
}

/** The log was put back and has another name than when this process opened it: what the process holds is of the earlier one. */
export class LogRenamed extends LogUnavailable {
  override readonly name = 'LogRenamed';
}

/** Whether the commit is in the log cannot be said: of a file until a restart. A retry under the same key is safe. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** The file is not what this version can work with: damaged, or written by a newer version. It is left as it was. */
export class UnusableFile extends Error {
  override readonly name: string = 'UnusableFile';
}

/** The log was sealed: its history goes on elsewhere. It is left as it was. */
export class LogSealed extends UnusableFile {
  override readonly name = 'LogSealed';
  constructor(
    readonly file: string,
    readonly sealedAt: string,
    readonly target: string,
  ) {
    super(`${file} was sealed at ${sealedAt}: its history goes on in ${target}`);
  }
}

/** The database is not one that this version can keep the log in, or not in a way that is safe. It is left as it was. */
export class UnusableDatabase extends Error {
  override readonly name: string = 'UnusableDatabase';
}
