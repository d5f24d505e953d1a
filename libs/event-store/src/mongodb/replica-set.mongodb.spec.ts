import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { uuidv7 } from 'uuidv7';
import { freePort } from '../../../../infra/engines/engine.ts';
import { LogUnavailable, UnusableDatabase } from '../event-store.errors.js';
import { openLogDatabase } from './log-database.js';
import { createReplicaSet } from './replica-set.js';

const LAUNCHER = join(__dirname, '../../../../infra/engines/mongodb.sh');

/** A server that is in no replica set yet, since the launcher's own servers are. */
const startServer = (port: number, folder: string, ...more: readonly string[]): ChildProcess => {
  const mongod = execFileSync(LAUNCHER, ['install'], { encoding: 'utf8' }).trim();
  mkdirSync(join(folder, 'data'), { recursive: true });
  return spawn(
    mongod,
    [
      ...['--dbpath', join(folder, 'data'), '--bind_ip', '127.0.0.1', '--port', String(port), '--replSet', 'rs0'],
      ...['--oplogSize', '64', '--wiredTigerCacheSizeGB', '0.25', '--unixSocketPrefix', folder, ...more],
    ],
    { stdio: 'ignore' },
  );
};
const end = async (server: ChildProcess): Promise<void> => {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill('SIGKILL');
  await exited;
};

const folder = mkdtempSync(join(os.tmpdir(), 'opsledger-replica-set-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a server on its own becomes a replica set that takes writes, once; another name and another kind of address are refused', async () => {
  const port = await freePort();
  const uri = `mongodb://127.0.0.1:${port}/?replicaSet=rs0`;
  await expect(createReplicaSet(uri)).rejects.toThrow(LogUnavailable);
  const made = createReplicaSet(uri, 60_000); // asked before the server is there, as when both start together
  const server = startServer(port, join(folder, 'plain'));
  try {
    expect(await made).toBe(true);
    expect(await createReplicaSet(uri)).toBe(false);
    await (await openLogDatabase(uri, { newLogId: uuidv7 })).close();
    await expect(createReplicaSet(`mongodb://127.0.0.1:${port}/?replicaSet=other`)).rejects.toThrow(
      /set rs0, not of other/,
    );
    for (const unusable of [`mongodb://127.0.0.1:${port}/`, 'mongodb://a,b/?replicaSet=rs0', 'http://127.0.0.1/'])
      await expect(createReplicaSet(unusable)).rejects.toThrow(UnusableDatabase);
  } finally {
    await end(server);
  }
}, 120_000);

it('a MongoDB with TLS and SCRAM is used by what its address says, and not without the certificate or the password', async () => {
  const place = join(folder, 'secured');
  mkdirSync(place, { recursive: true });
  const file = (name: string): string => join(place, name);
  const openssl = (...words: readonly string[]): void =>
    void execFileSync('openssl', words, { cwd: place, stdio: 'pipe' });
  for (const [authority, subject] of [
    ['authority', '/CN=Opsledger test authority'],
    ['stranger', '/CN=Nobody'],
  ] as const) {
    const made = ['-keyout', `${authority}.key`, '-out', `${authority}.pem`, '-subj', subject, '-days', '2'];
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...made);
  }
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'server.key',
    '-out',
    'server.csr',
    '-subj',
    '/CN=127.0.0.1',
  );
  writeFileSync(file('names.cnf'), 'subjectAltName=IP:127.0.0.1\n');
  const signedBy = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial', '-extfile', 'names.cnf'];
  openssl('x509', '-req', '-in', 'server.csr', '-out', 'server.crt', '-days', '2', ...signedBy);
  writeFileSync(
    file('server.pem'),
    readFileSync(file('server.key'), 'utf8') + readFileSync(file('server.crt'), 'utf8'),
  );
  writeFileSync(file('members.key'), Buffer.alloc(96, 7).toString('base64'));
  chmodSync(file('members.key'), 0o400);

  const port = await freePort();
  const server = startServer(
    ...([port, place, '--keyFile', file('members.key'), '--tlsMode', 'requireTLS'] as const),
    ...['--tlsCertificateKeyFile', file('server.pem'), '--tlsCAFile', file('authority.pem')],
    '--tlsAllowConnectionsWithoutCertificates',
  );
  try {
    const address = (options: string, who = ''): string =>
      `mongodb://${who}127.0.0.1:${port}/opsledger?replicaSet=rs0${options}`;
    const tls = (authority: string): string => `&tls=true&tlsCAFile=${encodeURIComponent(file(`${authority}.pem`))}`;
    const impatient = '&serverSelectionTimeoutMS=2000';
    // Until there is a user, who is on the same machine may do what makes one.
    expect(await createReplicaSet(address(tls('authority')), 60_000)).toBe(true);
    const command = async (uri: string, toDo: mongoose.mongo.Document): Promise<void> => {
      const connection = await mongoose.createConnection(uri, { runtimeAdapters: { os } }).asPromise();
      await connection.getClient().db('admin').command(toDo);
      await connection.close();
    };
    await command(address(tls('authority')), { createUser: 'administrator', pwd: 'boss', roles: ['root'] });
    await command(address(`${tls('authority')}&authSource=admin`, 'administrator:boss@'), {
      ...{ createUser: 'opsledger', pwd: 'right', mechanisms: ['SCRAM-SHA-256'] },
      roles: ['readWrite', 'dbAdmin'].flatMap((role) => ['opsledger', 'opsledger-views'].map((db) => ({ role, db }))),
    });

    const signIn = `${tls('authority')}&authSource=admin${impatient}`;
    const log = await openLogDatabase(address(signIn, 'opsledger:right@'), { newLogId: uuidv7 });
    expect(log.logId).toMatch(/^[0-9a-f-]{36}$/);
    await log.close();
    for (const refused of [
      address(signIn, 'opsledger:wrong@'),
      address(signIn),
      address(`${tls('stranger')}&authSource=admin${impatient}`, 'opsledger:right@'),
      address(`&authSource=admin${impatient}`, 'opsledger:right@'),
    ]) {
      const error: Error = await openLogDatabase(refused, { newLogId: uuidv7 }).then(
        () => new Error('it was let in'),
        (reason: Error) => reason,
      );
      expect(error.message).not.toBe('it was let in');
      expect(error.message).not.toMatch(/right|wrong/);
    }
  } finally {
    await end(server);
  }
}, 120_000);
