import { hostname } from 'node:os';
import { VERSION } from '../configuration/version.js';

/** MongoDB takes no longer ones. */
const LONGEST = 128;
const PROGRAM = 'opsledger';

/** What a connection to MongoDB is called there, so that a look at the server shows which processes of which version are on which log. */
export const connectionNameOf = (database: string): string =>
  `${PROGRAM} ${VERSION} ${database} ${hostname()}/${process.pid}`.slice(0, LONGEST);

export type NamedProcess = Readonly<{ version: string; process: string }>;

/** The process behind a connection to a database, if it is one of ours. */
export const processOf = (connectionName: string, database: string): NamedProcess | undefined => {
  const [program, version, name, process] = connectionName.split(' ');
  return program === PROGRAM && name === database && version && process ? { version, process } : undefined;
};
