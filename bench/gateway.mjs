import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { Pool } from 'undici';
import { IDENTITY_HEADER, IdentitySigner } from '@opsledger/platform';
import { issueTokenFrom } from '@opsledger/platform/identity';
import { createDeclaredTopics, kafkaSettingsFrom } from '@opsledger/platform/topics';
import { load, median, newFile, percentile, round } from './harness.mjs';
import { client } from './kafka.mjs';
import { independent, now } from './log.mjs';
import { ourLog } from './mongodb-log.mjs';
import { answered, end, start } from './process.mjs';

const CONNECTIONS = 50;
const mainOf = (service) => new URL(`../services/${service}/dist/main.js`, import.meta.url).pathname;
const children = new URL('children.mjs', import.meta.url).pathname;

/** What a gateway sends along with a request, so that a service can be asked without one. */
const identified = async (folder, request) => {
  const { cursor } = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8'));
  const keys = { cursor: { id: cursor.id, secret: Buffer.from(cursor.secret, 'base64url') } };
  const caller = { actor: 'actor-bench', roles: ['planner'], clearance: 'CONFIDENTIAL' };
  const requestId = randomUUID();
  const identity = await new IdentitySigner(keys, now).sign(caller, { ...request, requestId });
  return { [IDENTITY_HEADER]: identity, 'x-request-id': requestId };
};

/**
 * Operations in a process of its own, with the gateway in front and with a bare proxy in front. The declared topics are made for it and
 * deleted afterwards, so the broker must not have them.
 */
const withServices = async (work) => {
  const kafka = kafkaSettingsFrom(process.env);
  const admin = client().admin();
  await admin.connect();
  const made = await createDeclaredTopics(kafka);
  const processes = [];
  const run = async (args, environment, printed) => {
    const started = await start(args, environment, printed);
    processes.push(started);
    return started.found;
  };
  try {
    if (made.length === 0) throw new Error('The brokers have the topics of an installation: take others for the bench');
    const address = new URL(process.env.MONGODB_URI);
    address.pathname = `/bench-${uuidv7()}`;
    const folder = newFile('data');
    const common = { ...{ PROFILE: 'distributed', PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent' } };
    const environment = { ...common, MONGODB_URI: String(address) };
    const printed = /(?:API +|the gateway at )(http:\/\/[^\s/]+)/;
    const operations = await run([mainOf('operations')], environment, printed);
    const behind = { ...environment, SERVICES: `operations=${operations}`, RATE_LIMIT: '1000000' };
    const gateway = await run([mainOf('gateway')], behind, printed);
    const proxy = await run([children, 'proxy'], { BENCH_UPSTREAM: operations }, /listening (\S+)/);
    await answered(`${gateway}/readyz`);
    const token = await issueTokenFrom(folder, { subject: 'bench', roles: ['planner'] }, '1h');
    return await work({ operations, gateway, proxy, folder, authorization: `Bearer ${token}` });
  } finally {
    for (const { child } of processes) await end(child);
    if (made.length > 0) await admin.deleteTopics({ topics: [...made] });
    await admin.disconnect();
  }
};

/** Sends again and again on each connection, after its last answer, and takes the time of each. */
const ask = async (url, { seconds, connections, requestOf }) => {
  const pool = new Pool(url, { connections });
  const [taken, statuses] = [[], new Map()];
  const began = performance.now() + 500; // what comes before is warming up
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (const last = began + seconds * 1000; performance.now() < last;) {
        const request = requestOf();
        const sent = performance.now();
        const { statusCode, body } = await pool.request(request);
        await body.arrayBuffer();
        if (sent < began) continue;
        taken.push(performance.now() - sent);
        statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
      }
    }),
  );
  await pool.close();
  const errors = [...statuses].filter(([status]) => status >= 400);
  if (errors.length > 0) throw new Error(`Answered with ${errors.map(String).join('; ')}`);
  return { rate: taken.length / seconds, p50: percentile(taken, 0.5), p99: percentile(taken, 0.99) };
};

const operationOf = () => JSON.stringify({ name: `Heron ${randomUUID()}`, exercise: true });
const commandOf = (authorization) => () => ({
  ...{ method: 'POST', path: '/v1/operations', body: operationOf() },
  headers: { authorization, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
});

/** Reading one operation: from the service itself, by way of a bare undici proxy, and by way of the gateway, in turns. */
export const gatewayHop = (rounds, seconds) =>
  withServices(async ({ operations, gateway, proxy, folder, authorization }) => {
    const made = await fetch(`${gateway}/v1/operations`, commandOf(authorization)());
    const path = `/v1/operations/${(await made.json()).id}`;
    await answered(`${gateway}${path}`, { headers: { authorization } });
    const all = [];
    for (let index = 0; index < rounds; index += 1) {
      const measured = {};
      for (const connections of [1, CONNECTIONS]) {
        // Good for twenty seconds, which is more than these take.
        const own = await identified(folder, { method: 'GET', url: path });
        const asIdentified = () => ({ method: 'GET', path, headers: own });
        const asCaller = () => ({ method: 'GET', path, headers: { authorization } });
        measured[connections] = {
          direct: await ask(operations, { seconds, connections, requestOf: asIdentified }),
          bare: await ask(proxy, { seconds, connections, requestOf: asIdentified }),
          ours: await ask(gateway, { seconds, connections, requestOf: asCaller }),
        };
      }
      all.push({ ...measured, load: load() });
    }
    return all;
  });

/** Commands through the gateway from 50 connections, beside as many appends of 16 callers as the same log takes. */
export const gatewayCommands = (rounds, seconds) =>
  withServices(async ({ gateway, authorization }) => {
    const all = [];
    for (let index = 0; index < rounds; index += 1) {
      const bare = await ourLog(true);
      await independent(0.5, bare, 16);
      const limit = await independent(seconds, bare, 16);
      await bare.close();
      const ours = await ask(gateway, { seconds, connections: CONNECTIONS, requestOf: commandOf(authorization) });
      all.push({ limit, ours, load: load() });
    }
    return all;
  });

export const printGateway = {
  hop: (all) => {
    const of = (connections, which, what) => median(all.map((one) => one[connections][which][what]));
    const ratio = (connections, what) =>
      round(median(all.map((one) => one[connections].ours[what] / one[connections].bare[what])));
    const hop = (which) => round(of(1, which, 'p50') - of(1, 'direct', 'p50'));
    return [
      `one connection: p50 ${ratio(1, 'p50')}, p99 ${ratio(1, 'p99')} times the bare proxy (p50 ${round(of(1, 'ours', 'p50'))} of ${round(of(1, 'bare', 'p50'))} ms; the hop itself ${hop('ours')} of ${hop('bare')} ms)`,
      `${CONNECTIONS} connections: ${ratio(CONNECTIONS, 'rate')} of its requests (${round(of(CONNECTIONS, 'ours', 'rate'), 0)} of ${round(of(CONNECTIONS, 'bare', 'rate'), 0)} a second, ${round(of(CONNECTIONS, 'direct', 'rate'), 0)} without either), p99 ${ratio(CONNECTIONS, 'p99')} times (${round(of(CONNECTIONS, 'ours', 'p99'), 1)} of ${round(of(CONNECTIONS, 'bare', 'p99'), 1)} ms)`,
      `load ${all.map((one) => round(one.load, 1)).join(' ')}`,
    ].join('; ');
  },
  commands: (all) => {
    const ratio = median(all.map(({ ours, limit }) => ours.rate / limit));
    const of = (what) => round(median(all.map(({ ours }) => ours[what])), 1);
    const absolute = `${round(of('rate'), 0)} commands of ${round(median(all.map(({ limit }) => limit)), 0)} appends/s`;
    return {
      ratio,
      text: `${round(ratio)} of D17-16, target ≥ 0.8; ${absolute}; p50 ${of('p50')}, p99 ${of('p99')} ms; no errors; load ${all.map((one) => round(one.load, 1)).join(' ')}`,
    };
  },
};
