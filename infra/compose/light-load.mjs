// Writers and readers that go on whatever happens to the system, and what became of each of their requests.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

const PAUSE_MILLISECONDS = 100;
/** An answer that asks to come again: what was sent had no effect, or is sent again under its key. A 500 asks for nothing: it is a failure. */
const COME_AGAIN = new Set([429, 502, 503, 504]);
/** Who gets no final answer for so long reports it. */
const PATIENCE_MILLISECONDS = 120_000;
/** A connection that was taken and has not been answered for so long hangs, and that is a failure. */
const ANSWER_MILLISECONDS = 45_000;
const CODE = /^[A-Z]+(_[A-Z]+)+$/;
const NAME_IS_TAKEN = 'OPERATION_NAME_IS_TAKEN';
/** As the load names what it proposes; others may be there, too. */
const OWN_NAME = /^Heron [0-9a-f-]{36}$/;

/** What is wrong with an answer that asks to come again: it has to say so in a way that a program can follow. */
const unclearIn = ({ status, headers }, problem, isWithoutKey) => {
  if (!headers.get('content-type')?.startsWith('application/problem+json')) return 'is no problem document';
  if (problem.status !== status || !CODE.test(problem.code) || !problem.title) return 'has no status, code or title';
  if (status === 503 && !headers.has('retry-after')) return 'does not say when to come again';
  // What may have been done can be asked for again only under the key that it went out with.
  const isUnknown = status === 502 || status === 504 || problem.code === 'OUTCOME_UNKNOWN';
  if (isWithoutKey && isUnknown && !headers.has('idempotency-key')) return 'does not tell the key that was added';
  return undefined;
};

/**
 * Puts `writers` and `readers` on a system at `url`; every second record is proposed without an `Idempotency-Key`, and asked for again
 * under the one that the gateway tells. `stop` resolves once each has its last answer, with what was counted; it rejects if one had
 * none, or one that it should not have. `acknowledged` has every name that was answered 201, with the id of its record.
 */
export const startLoad = ({ url, planner, writers = 4, readers = 2, pauseMilliseconds = 50 }) => {
  const zero = { answered: 0, afterRetries: 0, withoutAnswer: 0, keysTold: 0, foundDone: 0, longestMilliseconds: 0 };
  let counts = { ...zero, askedToComeAgain: {} };
  const acknowledged = new Map();
  /** When what was answered last had been sent. */
  const lastSent = { write: 0, read: 0 };
  const ending = new AbortController();
  const authorization = `Bearer ${planner}`;
  const call = (path, init = {}) =>
    fetch(`${url}${path}`, {
      ...init,
      headers: { authorization, ...init.headers },
      signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
    });

  /** Sends until there is an answer that is final. Rejects when patience is over, an answer is unclear or none comes. */
  const insist = async (path, init = {}) => {
    const began = performance.now();
    const isWrite = init.method === 'POST';
    const headers = { ...init.headers };
    let mayBeDone = false;
    for (let tries = 1; ; tries += 1) {
      const sentAt = performance.now();
      let last;
      try {
        const response = await call(path, { ...init, headers });
        const text = await response.text();
        if (!COME_AGAIN.has(response.status)) {
          counts.answered += 1;
          if (tries > 1) counts.afterRetries += 1;
          counts.longestMilliseconds = Math.max(counts.longestMilliseconds, performance.now() - began);
          lastSent[isWrite ? 'write' : 'read'] = sentAt;
          return { status: response.status, body: JSON.parse(text), mayBeDone };
        }
        last = `${response.status} ${text.slice(0, 300)}`;
        const isJson = response.headers.get('content-type')?.includes('json');
        const problem = isJson ? JSON.parse(text) : {};
        const unclear = unclearIn(response, problem, isWrite && headers['idempotency-key'] === undefined);
        if (unclear) throw new Unclear(`An answer ${unclear}: ${last}`);
        const kind = `${response.status} ${problem.code}`;
        counts.askedToComeAgain[kind] = (counts.askedToComeAgain[kind] ?? 0) + 1;
        const told = response.headers.get('idempotency-key');
        if (isWrite && told && headers['idempotency-key'] === undefined) {
          headers['idempotency-key'] = told;
          counts.keysTold += 1;
        }
      } catch (error) {
        if (error instanceof Unclear) throw error;
        if (error.name === 'TimeoutError')
          throw new Error(`${path} hung for ${ANSWER_MILLISECONDS / 1_000} s`, { cause: error });
        counts.withoutAnswer += 1;
        last = error.cause?.code ?? error.message;
        // The door itself was shut meanwhile: nobody could tell a key.
        if (headers['idempotency-key'] === undefined) mayBeDone = true;
      }
      if (performance.now() - began > PATIENCE_MILLISECONDS) throw new Error(`No final answer, at last: ${last}`);
      await setTimeout(PAUSE_MILLISECONDS);
    }
  };
  let written = 0;
  const write = async () => {
    while (!ending.signal.aborted) {
      const name = `Heron ${randomUUID()}`;
      const key = (written += 1) % 2 === 0 ? { 'idempotency-key': randomUUID() } : {};
      const headers = { 'content-type': 'application/json', ...key };
      const body = JSON.stringify({ name, exercise: true });
      const answer = await insist('/v1/operations', { method: 'POST', headers, body });
      if (answer.status === 201) acknowledged.set(name, answer.body.id);
      // Without a key, and without an answer to the first attempt, its name is what keeps it from being there twice.
      else if (answer.mayBeDone && answer.body.code === NAME_IS_TAKEN) counts.foundDone += 1;
      else throw new Error(`${name} was answered ${JSON.stringify(answer)}`);
      await setTimeout(pauseMilliseconds);
    }
  };
  const read = async () => {
    while (!ending.signal.aborted) {
      const answer = await insist('/v1/operations?exercise=only&limit=5');
      if (answer.status !== 200) throw new Error(`A list was answered ${JSON.stringify(answer)}`);
      await setTimeout(pauseMilliseconds);
    }
  };
  const running = [...Array.from({ length: writers }, write), ...Array.from({ length: readers }, read)];
  const ended = Promise.allSettled(running);
  let failure;
  for (const one of running) one.catch((error) => (failure ??= error));
  const answeredAfter = async (kind, since, patience) => {
    for (const end = performance.now() + patience; lastSent[kind] < since; await setTimeout(20)) {
      if (failure) throw failure;
      if (performance.now() > end) throw new Error(`No ${kind} was answered for ${patience / 1_000} s`);
    }
    return performance.now();
  };
  return {
    acknowledged,
    /** Resolves with when a write, and a read, that was sent after an instant (of `performance.now`) was answered as it should be. */
    backAfter: async (since, patience = PATIENCE_MILLISECONDS) => {
      const [writes, reads] = await Promise.all([
        answeredAfter('write', since, patience),
        answeredAfter('read', since, patience),
      ]);
      return { writes, reads };
    },
    /** What was counted since it was asked last. */
    takeCounts: () => {
      const taken = counts;
      counts = { ...zero, askedToComeAgain: {} };
      return taken;
    },
    stop: async () => {
      ending.abort();
      const failures = (await ended).filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
      if (failures.length > 0) throw new AggregateError(failures, failures.map(({ message }) => message).join('\n'));
    },
  };
};

/** An answer that asks to come again and does not say what its caller needs. */
class Unclear extends Error {}

const get = async (url, token, path) => {
  const signal = AbortSignal.timeout(ANSWER_MILLISECONDS);
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` }, signal });
  if (response.status !== 200) throw new Error(`${path} was answered ${response.status} ${await response.text()}`);
  return response.json();
};

/** Every event of the log that `token` may see. */
const readLog = async (url, token) => {
  const events = [];
  for (let after = 0, hasMore = true; hasMore;) {
    const { data, page } = await get(url, token, `/v1/events?limit=1000&after=${after}`);
    events.push(...data);
    ({ next: after, hasMore } = page);
  }
  return events;
};

/** Every record of an exercise that the read model lists, by name. */
const readRecords = async (url, token) => {
  const records = new Map();
  for (let path = '/v1/operations?exercise=only&limit=500'; ;) {
    const { data, page } = await get(url, token, path);
    for (const { name, id } of data) records.set(name, id);
    if (!page.next) return records;
    path = `/v1/operations?exercise=only&limit=500&cursor=${encodeURIComponent(page.next)}`;
  }
};

/**
 * What is not as it was acknowledged: names that are not in the log under their record, or there twice, or not in the list of the read
 * model; positions with a gap. An event that is accepted has its place a moment later, so it is waited for.
 */
export const findLosses = async ({ url, token, acknowledged, waitMilliseconds = 30_000 }) => {
  for (const end = performance.now() + waitMilliseconds; ; await setTimeout(200)) {
    const losses = [];
    try {
      const events = await readLog(url, token);
      if (events.some(({ position }, index) => Number(position) !== index + 1)) losses.push('positions have a gap');
      const found = new Map();
      for (const { type, subject, data } of events) {
        if (!/\.operation-proposed\./.test(type) || !OWN_NAME.test(data.name)) continue;
        if (found.has(data.name)) losses.push(`${data.name} is in the log twice`);
        found.set(data.name, subject.replace('operation-', ''));
      }
      const listed = await readRecords(url, token);
      for (const [name, id] of acknowledged) {
        if (found.get(name) !== id) losses.push(`${name} was acknowledged as ${id}, the log has ${found.get(name)}`);
        if (listed.get(name) !== id) losses.push(`${name} was acknowledged as ${id}, the list has ${listed.get(name)}`);
      }
    } catch (error) {
      losses.push(error.message);
    }
    if (losses.length === 0 || performance.now() > end) return losses;
  }
};
