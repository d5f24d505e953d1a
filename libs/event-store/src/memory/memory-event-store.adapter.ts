import { laterOf, millisecondsAfter, type Instant, type RecordedEvent, type StreamEvent } from '@opsledger/kernel';
import { fitsEventFilter } from '../event-filter.js';
import { ClaimConflict, KeyConflict, VersionConflict } from '../event-store.errors.js';
import type {
  Commit,
  CommitRange,
  CommitReceipt,
  EventFilter,
  EventStore,
  KeyedCommit,
  RecordedRefusal,
  Refusal,
} from '../event-store.port.js';
import { canonicalJson, recordedEvent } from '../event-text.js';
import type { EarlierName } from '../earlier-name.js';
import type { KeyEvidence, KeyMarks } from '../key-marks.js';
import { Upcasting, type Upcaster } from '../upcasting.js';

/** Numbers given in a rehearsal must not meet one that the log below has given. */
const REHEARSED_NUMBERS_START = 900_000_000;

/**
 * A log that lasts as long as its process. Laid over another log (`over`) it reads through to it and keeps what is appended
 * to itself: a rehearsal, in which a whole import runs through the same rules and leaves no trace.
 */
export class MemoryEventStore implements EventStore {
  readonly logId: string;
  readonly earlierNames: readonly EarlierName[];
  private readonly events: RecordedEvent[] = [];
  private readonly streams = new Map<string, RecordedEvent[]>();
  private readonly commits = new Map<string, CommitRange[]>();
  private readonly keys = new Map<string, KeyedCommit>();
  private readonly claims = new Map<string, string | undefined>();
  private closedTo: Instant = '';
  private readonly upcasting: Upcasting;
  private readonly numbers = new Map<string, number>();
  private readonly refusals: RecordedRefusal[] = [];
  private readonly consumers = new Map<string, string>();
  private keyMarks: readonly KeyMarks[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly now: () => Instant,
    private readonly over?: EventStore,
    upcasters: readonly Upcaster[] = [],
  ) {
    this.upcasting = new Upcasting(upcasters);
    this.logId = over?.logId ?? 'memory';
    this.earlierNames = over?.earlierNames ?? [];
  }

  /** Nobody else has it. */
  async confirmName(): Promise<void> {}

  async append(commit: Commit): Promise<CommitReceipt> {
    // Everything that is awaited comes first: from the checks to the last write nothing else may run.
    const below = await this.readBelow(commit.stream);
    const base = (await this.over?.head()) ?? 0;
    const [lastBelow] = (await this.over?.readAll(base - 1, 1)) ?? [];
    const heldBelow = new Map<string, string | undefined>();
    for (const claim of [...commit.claims, ...commit.releases])
      heldBelow.set(claim, await this.over?.findHolder(claim));
    const holderOf = (claim: string) => (this.claims.has(claim) ? this.claims.get(claim) : heldBelow.get(claim));
    const keyBelow = commit.key && (await this.over?.findKey(commit.key.scope, commit.key.key));

    const stream = this.streams.get(commit.stream) ?? [];
    const end = below.length + stream.length;
    const keyName = commit.key && `${commit.key.scope}\n${commit.key.key}`;
    if (keyBelow || (keyName !== undefined && this.keys.has(keyName))) throw new KeyConflict();
    if (commit.firstVersion !== end + 1) throw new VersionConflict(commit.stream, commit.firstVersion - 1, end);
    for (const claim of commit.claims) {
      const holder = holderOf(claim);
      if (holder !== undefined && holder !== commit.stream) throw new ClaimConflict(claim, holder);
    }

    const texts = commit.events.map(canonicalJson); // throws for what is no JSON, before anything is written
    const last = (this.events.at(-1) ?? lastBelow)?.time ?? '';
    const time = laterOf(laterOf(this.now(), last), this.earliestOpen());
    let known = stream.at(-1)?.knownat ?? below.at(-1)?.knownat ?? '';
    for (const [index, event] of commit.events.entries()) {
      known = laterOf(known, event.knownat ?? time);
      const recorded = recordedEvent(texts[index]!, base + this.events.length + 1, time, known);
      this.events.push(recorded);
      stream.push(recorded);
    }
    this.streams.set(commit.stream, stream);
    for (const claim of commit.releases) if (holderOf(claim) === commit.stream) this.claims.set(claim, undefined);
    for (const claim of commit.claims) this.claims.set(claim, commit.stream);
    const lastVersion = end + commit.events.length;
    const ranges = this.commits.get(commit.stream) ?? [];
    this.commits.set(commit.stream, [...ranges, { firstVersion: commit.firstVersion, lastVersion }]);
    if (commit.key && keyName !== undefined) {
      this.keys.set(keyName, {
        stream: commit.stream,
        firstVersion: commit.firstVersion,
        lastVersion,
        fingerprint: commit.key.fingerprint,
      });
    }
    for (const listener of this.listeners) listener();
    return { commitId: commit.id, stream: commit.stream, lastVersion };
  }

  async readStream(stream: string, { fromVersion = 1, toVersion = Infinity } = {}): Promise<readonly StreamEvent[]> {
    const own = (this.streams.get(stream) ?? []).map((event) => this.upcasting.apply(event));
    const all = [...(await this.readBelow(stream)), ...own];
    return all.slice(fromVersion - 1, Number.isFinite(toVersion) ? toVersion : undefined);
  }

  async readAll(afterPosition: number, limit: number, filter: EventFilter = {}): Promise<readonly RecordedEvent[]> {
    const below = (await this.over?.readAll(afterPosition, limit, filter)) ?? [];
    const base = (await this.over?.head()) ?? 0;
    const found = [...below];
    // No further than asked for: whoever is far behind reads page by page.
    for (
      let index = Math.max(0, afterPosition - base);
      found.length < limit && index < this.events.length;
      index += 1
    ) {
      const event = this.upcasting.apply(this.events[index]!);
      if (fitsEventFilter(event, filter)) found.push(event);
    }
    return found.slice(0, limit);
  }

  async completeTo(wanted: Instant): Promise<Instant> {
    const [lastBelow] = (await this.over?.readAll((await this.over.head()) - 1, 1)) ?? [];
    const last = this.events.at(-1)?.time ?? lastBelow?.time ?? '';
    if (wanted <= this.closedTo || wanted < last) return wanted;
    const justBefore = millisecondsAfter(laterOf(laterOf(this.now(), last), this.earliestOpen()), -1);
    const end = wanted < justBefore ? wanted : justBefore;
    this.closedTo = laterOf(this.closedTo, end);
    return end;
  }

  async head(): Promise<number> {
    return ((await this.over?.head()) ?? 0) + this.events.length;
  }

  async findKey(scope: string, key: string): Promise<KeyedCommit | undefined> {
    return this.keys.get(`${scope}\n${key}`) ?? this.over?.findKey(scope, key);
  }

  async commitWith(stream: string, version: number): Promise<CommitRange | undefined> {
    const own = this.commits
      .get(stream)
      ?.find(({ firstVersion, lastVersion }) => firstVersion <= version && version <= lastVersion);
    return own ?? this.over?.commitWith(stream, version);
  }

  async findHolder(claim: string): Promise<string | undefined> {
    return this.claims.has(claim) ? this.claims.get(claim) : this.over?.findHolder(claim);
  }

  async nextNumber(series: string): Promise<number> {
    const next = (this.numbers.get(series) ?? (this.over ? REHEARSED_NUMBERS_START : 0)) + 1;
    this.numbers.set(series, next);
    return next;
  }

  async recordRefusal({ at, code, rule, stream, command, actor, fingerprint }: Refusal): Promise<void> {
    this.refusals.push({
      ...{ sequence: this.refusals.length + 1, at, code, rule, command, actor, fingerprint },
      ...(stream !== undefined && { stream }),
    });
  }

  async readRefusals(afterSequence: number, limit: number): Promise<readonly RecordedRefusal[]> {
    return this.refusals.slice(afterSequence, afterSequence + limit);
  }

  async keepConsumer(name: string, state: string): Promise<void> {
    this.consumers.set(name, state);
  }

  async readConsumer(name: string): Promise<string | undefined> {
    return this.consumers.get(name) ?? this.over?.readConsumer(name);
  }

  async readKeyEvidence(): Promise<KeyEvidence> {
    const below = await this.over?.readKeyEvidence();
    const keyed = [...this.keys.values()];
    const ends = [keyed.at(0), keyed.at(-1), this.refusals.at(0), this.refusals.at(-1)];
    const own = ends.flatMap((one) => (one ? [one.fingerprint] : []));
    return {
      marks: [...(below?.marks ?? []), ...this.keyMarks],
      fingerprints: [...new Set([...(below?.fingerprints ?? []), ...own])],
      isEmpty: (below?.isEmpty ?? true) && this.events.length + own.length === 0,
    };
  }

  async takeUpKeyMarks(marks: KeyMarks, after: number): Promise<void> {
    if ((await this.readKeyEvidence()).marks.length === after) this.keyMarks = [...this.keyMarks, marks];
  }

  onAppended(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.listeners.clear();
  }

  private earliestOpen(): Instant {
    return this.closedTo === '' ? '' : millisecondsAfter(this.closedTo, 1);
  }

  private async readBelow(stream: string): Promise<readonly StreamEvent[]> {
    return (await this.over?.readStream(stream)) ?? [];
  }
}
