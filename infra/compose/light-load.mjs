// Writers and readers that go on whatever happens to the system, and what became of each of their requests.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

const PAUSE_MILLISECONDS = 100;
/** An answer that asks to come again: what was sent may not have had its effect, and is sent again under its key. */
const COME_AGAIN = new Set([429, 500, 502, 503, 504]);
/** Who gets no answer for so long reports it. */
const PATIENCE_MILLISECONDS = 120_000;
const ANSWER_MILLISECONDS = 45_000;

/** Sends until there is an answer that is final. Counts what came before it. Rejects when patience is over. */
const insist = async (send, counts) => {
  const began = performance.now();
  for (let tries = 1; ; tries += 1) {
    let last;
    try {
      const response = await send();
      const text = await response.text();
      if (!COME_AGAIN.has(response.status)) {
        counts.answered += 1;
        if (tries > 1) counts.afterRetries += 1;
        counts.longestMilliseconds = Math.max(counts.longestMilliseconds, performance.now() - began);
        return { status: response.status, body: JSON.parse(text) };
      }
      counts.askedToComeAgain += 1;
      last = `${response.status} ${text.slice(0, 300)}`;
    } catch (error) {
      counts.withoutAnswer += 1;
      last = error.cause?.code ?? error.message;
    }
    if (performance.now() - began > PATIENCE_MILLISECONDS) throw new Error(`No final answer, at last: ${last}`);
    await setTimeout(PAUSE_MILLISECONDS);
  }
};

/**
 * Puts `writers` and `readers` on a system at `url`. `stop` resolves once each has its last answer, with what was counted; it rejects
 * if one had none. `acknowledged` has every name that was answered 201, with the id of its record.
 */
export const startLoad = ({ url, planner, writers = 4, readers = 2, pauseMilliseconds = 20 }) => {
  const counts = { answered: 0, afterRetries: 0, askedToComeAgain: 0, withoutAnswer: 0, longestMilliseconds: 0 };
  const acknowledged = new Map();
  const ending = new AbortController();
  const authorization = `Bearer ${planner}`;
  const call = (path, init = {}) =>
    fetch(`${url}${path}`, {
      ...init,
      headers: { authorization, ...init.headers },
      signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
    });
  const write = async () => {
    while (!ending.signal.aborted) {
      const [name, key] = [`Heron ${randomUUID()}`, randomUUID()];
      const headers = { 'content-type': 'application/json', 'idempotency-key': key };
      const body = JSON.stringify({ name, exercise: true });
      const answer = await insist(() => call('/v1/operations', { method: 'POST', headers, body }), counts);
      if (answer.status !== 201) throw new Error(`${name} was answered ${JSON.stringify(answer)}`);
      acknowledged.set(name, answer.body.id);
      await setTimeout(pauseMilliseconds);
    }
  };
  const read = async () => {
    while (!ending.signal.aborted) {
      const answer = await insist(() => call('/v1/operations?exercise=only&limit=5'), counts);
      if (answer.status !== 200) throw new Error(`A list was answered ${JSON.stringify(answer)}`);
      await setTimeout(pauseMilliseconds);
    }
  };
  const running = [...Array.from({ length: writers }, write), ...Array.from({ length: readers }, read)];
  const ended = Promise.allSettled(running);
  return {
    acknowledged,
    /** Resolves once writers have got on from here: what happens next, happens to a system that is written to. */
    progress: async () => {
      const wanted = acknowledged.size + 2 * writers;
      for (const end = performance.now() + PATIENCE_MILLISECONDS; acknowledged.size < wanted; await setTimeout(20))
        if (performance.now() > end) throw new Error('Nothing is written');
    },
    stop: async () => {
      ending.abort();
      const failures = (await ended).filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
      if (failures.length > 0) throw new AggregateError(failures, failures.map(({ message }) => message).join('\n'));
      return counts;
    },
  };
};

/** Every event of the log that `token` may see, and its places without a gap. */
const readLog = async (url, token) => {
  const events = [];
  for (let after = 0, hasMore = true; hasMore;) {
    const response = await fetch(`${url}/v1/events?limit=1000&after=${after}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (response.status !== 200) throw new Error(`The log was answered ${response.status} ${await response.text()}`);
    const { data, page } = await response.json();
    events.push(...data);
    ({ next: after, hasMore } = page);
  }
  return events;
};

/**
 * What is not as it was acknowledged: names that are not in the log under their record, or there twice, positions with a gap, and
 * records that the read model does not give. An event that is accepted has its place a moment later, so it is waited for.
 */
export const findLosses = async ({ url, token, acknowledged, waitMilliseconds = 30_000 }) => {
  for (const end = performance.now() + waitMilliseconds; ; await setTimeout(200)) {
    const events = await readLog(url, token);
    const losses = [];
    if (events.some(({ position }, index) => Number(position) !== index + 1)) losses.push('positions have a gap');
    const found = new Map();
    for (const { type, subject, data } of events) {
      if (!/\.operation-proposed\./.test(type)) continue;
      if (found.has(data.name)) losses.push(`${data.name} is in the log twice`);
      found.set(data.name, subject.replace('operation-', ''));
    }
    for (const [name, id] of acknowledged)
      if (found.get(name) !== id) losses.push(`${name} was acknowledged as ${id}, and the log has ${found.get(name)}`);
    if (losses.length === 0) {
      const records = await Promise.all(
        [...acknowledged.values()].slice(-5).map(async (id) => {
          const response = await fetch(`${url}/v1/operations/${id}`, { headers: { authorization: `Bearer ${token}` } });
          return response.status === 200 ? undefined : `${id} is answered ${response.status}`;
        }),
      );
      losses.push(...records.filter((one) => one !== undefined));
    }
    if (losses.length === 0 || performance.now() > end) return losses;
  }
};
