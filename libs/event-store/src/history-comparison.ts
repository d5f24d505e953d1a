import { isDeepStrictEqual } from 'node:util';
import type { HistoryCommit, LogHistory } from './log-history.port.js';

const MOST_EXAMPLES = 20;

/** What was compared of two logs, in numbers, and what differs. */
export type HistoryComparison = Readonly<{
  commits: number;
  events: number;
  /** Characters of canonical event text. */
  characters: number;
  streams: number;
  keys: number;
  claims: number;
  refusals: number;
  numbers: number;
  consumers: number;
  differences: number;
  /** The first of them, in words. */
  examples: readonly string[];
}>;

/**
 * Compares two logs from end to end: every commit with its id, stream, versions, the text of its events to the byte, claims, key, times
 * and positions; every refusal; every series of numbers; what consumers keep with it; marks of its keys. Both are read once, in turns.
 */
export const compareHistories = async (
  one: LogHistory,
  other: LogHistory,
  onProgress: (position: number) => void = () => undefined,
): Promise<HistoryComparison> => {
  const counts = { commits: 0, events: 0, characters: 0, streams: 0, keys: 0, claims: 0, refusals: 0 };
  const examples: string[] = [];
  let differences = 0;
  const differ = (what: string): void => {
    differences += 1;
    if (examples.length < MOST_EXAMPLES) examples.push(what);
  };
  if (one.logId !== other.logId) differ(`log ${one.logId} and log ${other.logId}`);
  const [extent, otherExtent] = [await one.extent(), await other.extent()];
  if (!isDeepStrictEqual(extent, otherExtent)) differ(`${JSON.stringify(extent)} and ${JSON.stringify(otherExtent)}`);
  for await (const [commit, same] of pairs(one.commits(), other.commits())) {
    if (commit) {
      counts.commits += 1;
      counts.events += commit.events.length;
      counts.characters += commit.events.reduce((sum, { length }) => sum + length, 0);
      counts.streams += Number(commit.firstVersion === 1);
      counts.keys += Number(commit.key !== undefined);
      counts.claims += commit.held.length;
      onProgress(commit.lastPosition);
    }
    if (!isDeepStrictEqual(commit, same)) differ(differenceOfCommits(commit, same));
  }
  if (counts.claims !== extent.claims) differ(`${extent.claims} claims in force, ${counts.claims} of them of a commit`);
  for await (const [refusal, same] of pairs(one.refusals(), other.refusals())) {
    counts.refusals += Number(refusal !== undefined);
    if (!isDeepStrictEqual(refusal, same)) differ(`refusal ${(refusal ?? same)!.sequence}`);
  }
  if (!isDeepStrictEqual(await one.earlierNames(), await other.earlierNames())) differ('earlier names');
  if (!isDeepStrictEqual(await one.keyMarks(), await other.keyMarks())) differ('marks of the keys');
  const compareMembers = <Value>(
    what: string,
    ours: ReadonlyMap<string, Value>,
    theirs: ReadonlyMap<string, Value>,
  ) => {
    for (const name of new Set([...ours.keys(), ...theirs.keys()]))
      if (ours.get(name) !== theirs.get(name)) differ(`${what} ${name}`);
    return ours.size;
  };
  const numbers = compareMembers('numbers of', await one.numbers(), await other.numbers());
  const consumers = compareMembers('what is kept of', await one.consumers(), await other.consumers());
  return { ...counts, numbers, consumers, differences, examples };
};

const differenceOfCommits = (commit: HistoryCommit | undefined, same: HistoryCommit | undefined): string => {
  const { id, stream, lastPosition } = (commit ?? same)!;
  const named = `commit ${id} of ${stream} at ${lastPosition}`;
  if (!commit || !same) return `${named} is in one of them`;
  const members = [...new Set([...Object.keys(commit), ...Object.keys(same)])] as (keyof HistoryCommit)[];
  return `${named}: ${members.filter((name) => !isDeepStrictEqual(commit[name], same[name])).join(', ')}`;
};

/** Members of two sequences side by side; where one ends before the other, `undefined`. */
async function* pairs<Member>(
  one: AsyncIterable<readonly Member[]>,
  other: AsyncIterable<readonly Member[]>,
): AsyncGenerator<readonly [Member | undefined, Member | undefined]> {
  const [left, right] = [oneByOne(one), oneByOne(other)];
  for (;;) {
    const [a, b] = [await left.next(), await right.next()];
    if (a.done && b.done) return;
    yield [a.done ? undefined : a.value, b.done ? undefined : b.value];
  }
}

async function* oneByOne<Member>(portions: AsyncIterable<readonly Member[]>): AsyncGenerator<Member, undefined> {
  for await (const portion of portions) yield* portion;
  return undefined;
}
