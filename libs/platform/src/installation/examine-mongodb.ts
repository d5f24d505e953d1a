import mongoose, { type Connection, type mongo } from 'mongoose';
import { UnusableDatabase } from '@opsledger/event-store';
import {
  connectionOptions,
  databaseNameOf,
  examineLog,
  indexDifferences,
  modelOn,
  type IndexDifference,
  type LogExamination,
} from '@opsledger/event-store/mongodb';
import { minutesAfter, type Instant } from '@opsledger/kernel';
import { examineReadModels, type ReadModelExamination } from '@opsledger/projections/mongodb';
import { ACTORS, actorsSchema } from '../identity/mongodb-actor-directory.adapter.js';
import { clockFinding } from './clock-finding.js';
import type { Finding } from './finding.js';
import { examineOwnKeys } from './own-keys.js';
import { processOf } from './process-name.js';
import { putBackFindings } from './put-back-findings.js';

type Document = mongo.Document;

/** The oldest MongoDB that the tests have run on. */
const OLDEST_TRIED = 6;
/** How long an accepted commit may wait for its place, and a recorded event for its topic: the same as a read model may lag. */
const LAG_LIMIT_MILLISECONDS = 10_000;
/** What a read model is given to take what was recorded a moment ago. */
const CATCHES_UP_WITHIN_MILLISECONDS = 3_000;
const LOOK_AGAIN_MILLISECONDS = 200;
const NOT_AUTHORIZED = 13;

/** Looks at the MongoDB of an installation and at what is in it, and changes nothing. */
export const examineMongodb = async (
  uri: string,
  now: () => Instant,
  dataFolder: string,
): Promise<readonly Finding[]> => {
  let connection: Connection;
  try {
    const options = { ...connectionOptions(uri), dbName: databaseNameOf(uri), appName: 'opsledger-doctor' };
    connection = await mongoose.createConnection(uri, options).asPromise();
  } catch (error) {
    const code = error instanceof UnusableDatabase ? 'ADDRESS_IS_LAX' : 'MONGODB_DOES_NOT_ANSWER';
    return [{ part: 'mongodb', outcome: 'failed', code, details: { reason: (error as Error).message } }];
  }
  try {
    const server = await examineServer(connection, now);
    if (server.some(({ code }) => code === 'NO_REPLICA_SET')) return server;
    const log = await examineLog(connection);
    return [
      ...server,
      ...(await examineProcesses(connection)),
      ...logFindings(log, now()),
      ...putBackFindings(log.earlierNames),
      ...(log.logId === undefined ? [] : [await examineOwnKeys(dataFolder, log.keys)]),
      ...(await directoryFindings(connection)),
      ...(log.logId === undefined ? [] : await readModelFindings(connection, log)),
    ];
  } catch (error) {
    const details = { reason: (error as Error).message };
    return [{ part: 'mongodb', outcome: 'failed', code: 'MONGODB_DOES_NOT_ANSWER', details }];
  } finally {
    await connection.close();
  }
};

const examineServer = async (connection: Connection, now: () => Instant): Promise<readonly Finding[]> => {
  const admin = connection.db!.admin();
  const asked = Date.parse(now());
  const hello = await admin.command({ hello: 1 });
  const answered = Date.parse(now());
  const { version } = await admin.command({ buildInfo: 1 });
  const isTried = Number.parseInt(version, 10) >= OLDEST_TRIED;
  const findings: Finding[] = [
    isTried
      ? { part: 'mongodb', outcome: 'ok', code: 'MONGODB_ANSWERS', details: { version, database: connection.name } }
      : { part: 'mongodb', outcome: 'warning', code: 'VERSION_NOT_TRIED', details: { version, oldest: OLDEST_TRIED } },
    clockFinding('clock of mongodb', (hello['localTime'] as Date).getTime(), { asked, answered }),
  ];
  const ask = async (command: string, part: string): Promise<Document | undefined> => {
    try {
      return await admin.command({ [command]: 1 });
    } catch (error) {
      if ((error as { code?: unknown }).code !== NOT_AUTHORIZED) throw error;
      findings.push({ part, outcome: 'warning', code: 'MAY_NOT_BE_ASKED', details: { command } });
      return undefined;
    }
  };
  const set: unknown = hello['setName'];
  if (typeof set !== 'string') return [...findings, { part: 'replica set', outcome: 'failed', code: 'NO_REPLICA_SET' }];
  const replicas = await ask('replSetGetStatus', 'replica set');
  if (replicas) findings.push(replicaSetFinding(set, replicas['members'] ?? []));
  const settings = await ask('replSetGetConfig', 'write concern');
  if (settings) {
    findings.push(
      settings['config'].writeConcernMajorityJournalDefault === false
        ? { part: 'write concern', outcome: 'warning', code: 'MAJORITY_IN_MEMORY' }
        : { part: 'write concern', outcome: 'ok', code: 'MAJORITY_ON_DISK' },
    );
  }
  const status = await ask('serverStatus', 'storage');
  const { name: engine, persistent } = status?.['storageEngine'] ?? {};
  if (persistent === false)
    findings.push({ part: 'storage', outcome: 'failed', code: 'NOT_ON_DISK', details: { engine } });
  return findings;
};

type Member = Readonly<{ name: string; stateStr: string; health: number }>;
const WELL: readonly string[] = ['PRIMARY', 'SECONDARY', 'ARBITER'];

const replicaSetFinding = (set: string, members: readonly Member[]): Finding => {
  const part = 'replica set';
  const details = { set, members: members.length };
  if (!members.some(({ stateStr }) => stateStr === 'PRIMARY'))
    return { part, outcome: 'failed', code: 'NO_PRIMARY', details };
  const away = members.filter(({ stateStr, health }) => health !== 1 || !WELL.includes(stateStr));
  if (away.length === 0) return { part, outcome: 'ok', code: 'REPLICA_SET_WHOLE', details };
  const named = away.map(({ name, stateStr }) => `${name} (${stateStr})`).join(', ');
  return { part, outcome: 'warning', code: 'MEMBERS_AWAY', details: { ...details, away: named } };
};

/** Which processes of this installation are connected, by what their connections are called. */
const examineProcesses = async (connection: Connection): Promise<readonly Finding[]> => {
  const part = 'processes';
  const names = await connectionNames(connection);
  if (!names) return [{ part, outcome: 'warning', code: 'MAY_NOT_BE_ASKED', details: { command: '$currentOp' } }];
  const processes = new Map(
    names.flatMap((name) => {
      const found = processOf(name, connection.name);
      return found ? [[found.process, found.version] as const] : [];
    }),
  );
  if (processes.size === 0) return [{ part, outcome: 'warning', code: 'NO_PROCESS' }];
  const named = [...processes].map(([process, version]) => `${process} ${version}`).toSorted();
  const isOne = new Set(processes.values()).size === 1;
  const details = { count: processes.size, processes: named.join(', ') };
  return [{ part, outcome: isOne ? 'ok' : 'warning', code: isOne ? 'ONE_VERSION' : 'SEVERAL_VERSIONS', details }];
};

/** All that the server tells this account: those of all accounts, else its own; `undefined` if it may not ask at all. */
const connectionNames = async (connection: Connection): Promise<readonly string[] | undefined> => {
  for (const allUsers of [true, false]) {
    try {
      const found = await connection
        .getClient()
        .db('admin')
        .aggregate<{ _id: string }>(
          [{ $currentOp: { allUsers, idleConnections: true } }, { $group: { _id: '$appName' } }],
          { readConcern: { level: 'local' } },
        )
        .toArray();
      return found.flatMap(({ _id: name }) => (typeof name === 'string' ? [name] : []));
    } catch (error) {
      if ((error as { code?: unknown }).code !== NOT_AUTHORIZED) throw error;
    }
  }
  return undefined;
};

const logFindings = (log: LogExamination, now: Instant): readonly Finding[] => {
  const part = 'log';
  const { schemaVersion: schema, newestSchemaVersion: newest, head, events, missingBatches, newestRecordedAt } = log;
  if (schema === undefined) return [{ part, outcome: 'warning', code: 'NOT_MADE_YET' }];
  if (schema > newest)
    return [{ part: 'schema', outcome: 'failed', code: 'SCHEMA_IS_NEWER', details: { schema, newest } }];
  const isWhole = events === head && missingBatches === 0;
  const isAhead = newestRecordedAt !== undefined && newestRecordedAt > minutesAfter(now, 1);
  return [
    { part: 'schema', outcome: 'ok', code: 'SCHEMA_FITS', details: { schema } },
    isWhole
      ? { part, outcome: 'ok', code: 'WITHOUT_GAPS', details: { events } }
      : { part, outcome: 'damaged', code: 'HAS_GAPS', details: { events, head, missingBatches } },
    {
      part: 'clock',
      outcome: isAhead ? 'warning' : 'ok',
      code: isAhead ? 'BEHIND_THE_LOG' : 'NOT_BEHIND_THE_LOG',
      details: { now, newest: newestRecordedAt ?? '' },
    },
    ...indexFindings('indexes of the log', log.indexes),
    sequencerFinding(log, now),
    relayFinding(log, now),
    ...['sequencer', 'relay'].flatMap((lease): readonly Finding[] => {
      const until = log.leases[lease];
      const isHeld = until !== undefined && until.getTime() > Date.parse(now);
      return isHeld ? [] : [{ part: lease, outcome: 'warning', code: 'NOBODY_LEADS' }];
    }),
  ];
};

const sequencerFinding = ({ unsequenced: count, oldestUnsequencedAt }: LogExamination, now: Instant): Finding => {
  const part = 'sequencer';
  const waited = oldestUnsequencedAt === undefined ? 0 : Date.parse(now) - Date.parse(oldestUnsequencedAt);
  const details = { count, seconds: Math.max(0, Math.round(waited / 1_000)) };
  return waited > LAG_LIMIT_MILLISECONDS
    ? { part, outcome: 'failed', code: 'COMMITS_WAIT_FOR_THEIR_PLACE', details }
    : { part, outcome: 'ok', code: 'ALL_HAVE_THEIR_PLACE', details };
};

const relayFinding = ({ published, logId, head }: LogExamination, now: Instant): Finding => {
  const part = 'relay';
  if (!published) return { part, outcome: head === 0 ? 'ok' : 'warning', code: 'NOTHING_PUBLISHED', details: { head } };
  if (published.logId !== logId) return { part, outcome: 'failed', code: 'PUBLISHED_OF_ANOTHER_LOG' };
  const { upTo, oldestUnpublishedAt } = published;
  const waited = oldestUnpublishedAt === undefined ? 0 : Date.parse(now) - Date.parse(oldestUnpublishedAt);
  const details = { published: upTo, head, seconds: Math.max(0, Math.round(waited / 1_000)) };
  return waited > LAG_LIMIT_MILLISECONDS
    ? { part, outcome: 'failed', code: 'EVENTS_WAIT_FOR_THEIR_TOPIC', details }
    : { part, outcome: 'ok', code: 'ALL_PUBLISHED', details };
};

const indexFindings = (part: string, differences: readonly IndexDifference[]): readonly Finding[] => {
  if (differences.length === 0) return [{ part, outcome: 'ok', code: 'INDEXES_THERE' }];
  return differences.map(({ collection, index, what }): Finding => {
    const details = { collection, index };
    if (what === 'undeclared') return { part, outcome: 'warning', code: 'INDEX_UNDECLARED', details };
    return { part, outcome: 'failed', code: what === 'missing' ? 'INDEX_MISSING' : 'INDEX_DIFFERENT', details };
  });
};

/** The directory makes its collection with the first entry, and its index before that. */
const directoryFindings = async (connection: Connection): Promise<readonly Finding[]> => {
  const isMade = (await connection.db!.listCollections({ name: ACTORS }, { nameOnly: true }).toArray()).length > 0;
  if (!isMade) return [];
  return indexFindings(
    'indexes of the directory',
    await indexDifferences([modelOn(connection, ACTORS, actorsSchema as never)]),
  );
};

/** The read models of every database beside the log's. */
const readModelFindings = async (connection: Connection, log: LogExamination): Promise<readonly Finding[]> => {
  const { databases } = await connection
    .getClient()
    .db('admin')
    .admin()
    .listDatabases({ nameOnly: true, authorizedDatabases: true });
  const names = databases.map(({ name }) => name).filter((name) => name.startsWith(`${connection.name}-views`));
  const findings = await Promise.all(
    names.map(async (name) => {
      const views = connection.useDb(name, { useCache: true });
      const isBehind = ({ checkpoint }: ReadModelExamination): boolean => (checkpoint?.position ?? 0) < log.head;
      let models = await examineReadModels(views);
      const end = performance.now() + CATCHES_UP_WITHIN_MILLISECONDS;
      while (models.some(isBehind) && performance.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MILLISECONDS));
        models = await examineReadModels(views);
      }
      const indexes = models.flatMap((model) => model.indexes);
      const found = models.map((model) => readModelFinding(model, log));
      return [
        ...(found.every(({ outcome }) => outcome === 'ok')
          ? [{ part: name, outcome: 'ok', code: 'UP_TO_DATE', details: { head: log.head } } as const]
          : found.filter(({ outcome }) => outcome !== 'ok')),
        ...indexFindings(`indexes of ${name}`, indexes),
      ];
    }),
  );
  return findings.flat();
};

const readModelFinding = ({ name: part, checkpoint, parked }: ReadModelExamination, log: LogExamination): Finding => {
  const details = { position: checkpoint?.position ?? 0, head: log.head, parked };
  if (checkpoint && checkpoint.logId !== log.logId)
    return { part, outcome: 'warning', code: 'OF_ANOTHER_LOG', details };
  if (parked > 0) return { part, outcome: 'warning', code: 'HAS_PARKED_STREAMS', details };
  if (details.position < log.head) return { part, outcome: 'warning', code: 'BEHIND', details };
  return { part, outcome: 'ok', code: 'UP_TO_DATE', details };
};
