import { existsSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { readEarlierNames, readKeyEvidence, readSeal } from '@opsledger/event-store/sqlite-history';
import { minutesAfter, type Instant } from '@opsledger/kernel';
import { holderOf } from './data-folder-lock.js';
import type { Finding } from './finding.js';
import { examineOwnKeys } from './own-keys.js';
import { putBackFindings } from './put-back-findings.js';

export { clockFinding } from './clock-finding.js';
export type { Finding } from './finding.js';

const LEAST_FREE_BYTES = 1024 ** 3;
const OLDEST_NODE = [20, 19] as const;
const FILES = { 'events.db': 'OPLE', 'views.db': 'OPLV', 'directory.db': 'OPLD' } as const;

/** Looks at an installation's files, also while it runs, and leaves nothing there. */
export const examineInstallation = async (dataFolder: string, now: Instant): Promise<readonly Finding[]> => {
  const runtime = examineRuntime();
  if (!existsSync(dataFolder))
    return [runtime, { part: 'data-folder', outcome: 'warning', code: 'NO_LOG_YET', details: { dataFolder } }];
  return [
    runtime,
    examineAccess(dataFolder),
    examineDisk(dataFolder),
    examineLock(dataFolder),
    ...Object.keys(FILES).map((name) => examineFile(dataFolder, name as keyof typeof FILES)),
    ...(await examineLog(dataFolder, now)),
  ];
};

/** The same for a process whose record is in a database: only its keys are in files. Changes nothing. */
export const examineKeys = (dataFolder: string): readonly Finding[] =>
  existsSync(join(dataFolder, 'keys.json'))
    ? [examineRuntime(), examineAccess(dataFolder), examineDisk(dataFolder)]
    : [examineRuntime(), { part: 'keys', outcome: 'warning', code: 'NO_KEYS_YET', details: { dataFolder } }];

const examineRuntime = (): Finding => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isOldEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  const details = { node: process.versions.node, needed: OLDEST_NODE.join('.') };
  return { part: 'node', outcome: isOldEnough ? 'ok' : 'failed', code: isOldEnough ? 'SUPPORTED' : 'TOO_OLD', details };
};

/** Who can read the keys can sign tokens; who can write the log can forge it. */
const examineAccess = (dataFolder: string): Finding => {
  const open = ['', 'keys.json', ...Object.keys(FILES)]
    .map((name) => join(dataFolder, name))
    .filter((path) => existsSync(path) && (statSync(path).mode & 0o007) !== 0);
  if (open.length === 0) return { part: 'access', outcome: 'ok', code: 'CLOSED_TO_OTHERS' };
  const isKeyOpen = open.some((path) => path.endsWith('keys.json'));
  const details = { paths: open.join(', ') };
  return { part: 'access', outcome: isKeyOpen ? 'failed' : 'warning', code: 'OPEN_TO_OTHERS', details };
};

const examineDisk = (dataFolder: string): Finding => {
  const { bavail, bsize } = statfsSync(dataFolder);
  const isEnough = bavail * bsize >= LEAST_FREE_BYTES;
  const details = { freeMegabytes: Math.floor((bavail * bsize) / 1024 ** 2) };
  return {
    part: 'disk',
    outcome: isEnough ? 'ok' : 'warning',
    code: isEnough ? 'ENOUGH_SPACE' : 'LITTLE_SPACE',
    details,
  };
};

const examineLock = (dataFolder: string): Finding => {
  const holder = holderOf(dataFolder);
  return holder === undefined
    ? { part: 'lock', outcome: 'ok', code: 'NOT_RUNNING' }
    : { part: 'lock', outcome: 'ok', code: 'RUNNING', details: { holder } };
};

const examineFile = (dataFolder: string, name: keyof typeof FILES): Finding => {
  const file = join(dataFolder, name);
  if (!existsSync(file)) {
    // Without a log beside it, a directory says that there was one.
    const isLost = name === 'events.db' && existsSync(join(dataFolder, 'directory.db'));
    if (isLost) return { part: name, outcome: 'damaged', code: 'LOST' };
    // Nothing is wrong with a first start; with a system that runs in containers, this is not where to look.
    if (name === 'events.db') return { part: name, outcome: 'warning', code: 'NO_LOG_YET', details: { dataFolder } };
    return { part: name, outcome: 'ok', code: name === 'views.db' ? 'WILL_BE_MADE_AGAIN' : 'NOT_MADE_YET' };
  }
  try {
    return reading(file, (database) => {
      const [{ application_id: kind }] = database.prepare('PRAGMA application_id').all() as [
        { application_id: number },
      ];
      if (kind !== Buffer.from(FILES[name], 'latin1').readInt32BE(0))
        return { part: name, outcome: 'damaged', code: 'OF_ANOTHER_KIND' } as const;
      const [state] = database.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
      if (state?.quick_check === 'ok') return { part: name, outcome: 'ok', code: 'SOUND' } as const;
      return {
        part: name,
        outcome: 'damaged',
        code: 'MALFORMED',
        details: { found: String(state?.quick_check) },
      } as const;
    });
  } catch (error) {
    return { part: name, outcome: 'damaged', code: 'CANNOT_BE_READ', details: { reason: (error as Error).message } };
  }
};

type LogState = Readonly<{ first: number | null; last: number | null; events: number; newest: string | null }>;
type CommitState = Readonly<{ events: number | null }>;

/** Positions without a gap, as many events as the commits say, nothing recorded in the future. */
const examineLog = async (dataFolder: string, now: Instant): Promise<readonly Finding[]> => {
  const file = join(dataFolder, 'events.db');
  if (!existsSync(file)) return [];
  try {
    const { keys, findings } = reading(file, (database) => {
      const [log] = database
        .prepare(
          'SELECT min(position) AS first, max(position) AS last, count(*) AS events, max(recorded_at) AS newest FROM events',
        )
        .all() as [LogState];
      const [commits] = database.prepare('SELECT sum(count) AS events FROM commits').all() as [CommitState];
      const isWhole = (log.last ?? 0) === log.events && (log.first ?? 1) === 1 && (commits.events ?? 0) === log.events;
      const seal = readSeal(database);
      const isAhead = log.newest !== null && log.newest > minutesAfter(now, 1);
      const found = [
        {
          part: 'log',
          outcome: isWhole ? 'ok' : 'damaged',
          code: isWhole ? 'WITHOUT_GAPS' : 'HAS_GAPS',
          details: { events: log.events },
        },
        ...putBackFindings(readEarlierNames(database)),
        ...(seal
          ? [
              {
                part: 'seal',
                outcome: 'failed',
                code: 'SEALED',
                details: { at: seal.at, target: seal.target },
              } as const,
            ]
          : []),
        {
          part: 'clock',
          outcome: isAhead ? 'warning' : 'ok',
          code: isAhead ? 'BEHIND_THE_LOG' : 'NOT_BEHIND_THE_LOG',
          details: { now, newest: log.newest ?? '' },
        },
      ] as const;
      return { findings: found, keys: readKeyEvidence(database) };
    });
    return [...findings, await examineOwnKeys(dataFolder, keys)];
  } catch (error) {
    return [{ part: 'log', outcome: 'damaged', code: 'CANNOT_BE_READ', details: { reason: (error as Error).message } }];
  }
};

/** SQLite makes a journal beside a file that it only reads, if there is none. Where none is, nobody writes, and it can do without. */
const reading = <Result>(file: string, look: (database: Database.Database) => Result): Result => {
  const isAlone = !existsSync(`${file}-wal`);
  const database = new Database(isAlone ? `${pathToFileURL(file).href}?immutable=1` : file, { readonly: true });
  try {
    return look(database);
  } finally {
    database.close();
  }
};
