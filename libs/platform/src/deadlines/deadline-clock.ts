import { minutesAfter, type Instant } from '@opsledger/kernel';
import type { CommandRunner } from '../commands/command-runner.js';
import type { AggregateDefinition } from '../commands/service-definition.js';
import { Problem } from '../http/problem.js';
import type { Caller } from '../identity/roles.js';
import type { ReadModels } from '../read-models/read-models.js';
import {
  deadlineBookOf,
  hasDeadlines,
  type AggregateWithDeadlines,
  type OpenDeadline,
} from './deadline-book.projection.js';

const TICK_MILLISECONDS = 1_000;
const BOOKS_PER_TICK = 100;
const LONGEST_WAIT_MILLISECONDS = 500;
/** Noticed later than this after it was due, a deadline is marked late: nobody was watching the clock. */
const LATE_AFTER_MINUTES = 1;

/** The system itself, when time makes it act. No token carries this role. */
const CLOCK: Caller = { actor: 'clock', roles: ['clock'], clearance: 'STRICTLY_CONFIDENTIAL' };

export type DeadlineClockOptions = Readonly<{
  aggregates: readonly AggregateDefinition[];
  models: ReadModels;
  runner: Pick<CommandRunner, 'run'>;
  now: () => Instant;
  newId: () => string;
  /** Told of deadlines that could not be recorded; they are tried again. */
  onTrouble: (trouble: Readonly<{ aggregate: string; deadline: string; error: unknown }>) => void;
}>;

type Due = Readonly<{ aggregate: AggregateWithDeadlines; id: string; version: number; deadline: OpenDeadline }>;

/**
 * Records every deadline that has passed, in the order in which they were due, once: the key under which it is recorded is made
 * of the event that opened it. What it looks at is a read model, so nothing is lost with the process, and a stop of three days
 * is made up for at the next start.
 */
export class DeadlineClock {
  private readonly aggregates: readonly AggregateWithDeadlines[];
  /** What a rule refused, until its record changes: asking again would only fill the list of refusals. */
  private readonly refused = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: DeadlineClockOptions) {
    this.aggregates = options.aggregates.filter(hasDeadlines);
  }

  start(): void {
    if (this.aggregates.length > 0) this.timer = setInterval(() => void this.tick(), TICK_MILLISECONDS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Records what is due by now; resolves with how much that was. Ticks follow each other, however often they are asked for. */
  tick(): Promise<number> {
    const tick = this.running.then(
      () => this.recordDue(),
      () => this.recordDue(),
    );
    this.running = tick.catch(() => 0);
    return this.running as Promise<number>;
  }

  private async recordDue(): Promise<number> {
    const now = this.options.now();
    let count = 0;
    for (const due of await this.due(now)) if (await this.record(due, now)) count += 1;
    return count;
  }

  /** In the order of time; what a full page may have hidden waits for the next tick. */
  private async due(now: Instant): Promise<readonly Due[]> {
    const due: Due[] = [];
    let horizon = now;
    for (const aggregate of this.aggregates) {
      const model = this.options.models.of(deadlineBookOf(aggregate));
      // A book that is behind may still have open what has just been recorded, or ended. While commands come in without a pause
      // it always is, by a few: it only has to have what there was when this tick began.
      const { head } = await model.status();
      if (!model.hasCaughtUp || !(await model.reaches(head, LONGEST_WAIT_MILLISECONDS))) return [];
      const { documents, next } = await model.find({
        ...{ filter: { nextDueAt: { $lte: now } }, sort: { by: 'nextDueAt' }, limit: BOOKS_PER_TICK },
      });
      const last = documents.at(-1)?.nextDueAt;
      if (next && last !== undefined && last < horizon) horizon = last;
      for (const { id, version, open } of documents) {
        for (const deadline of open) if (!deadline.isHistory) due.push({ aggregate, id, version, deadline });
      }
    }
    return due
      .filter(
        ({ deadline, id, version }) => deadline.dueAt <= horizon && this.refused.get(keyOf(id, deadline)) !== version,
      )
      .toSorted((a, b) => compare(a.deadline.dueAt, b.deadline.dueAt) || compare(a.id, b.id));
  }

  private async record({ aggregate, id, version, deadline }: Due, now: Instant): Promise<boolean> {
    const { name, dueAt } = deadline;
    const key = keyOf(id, deadline);
    try {
      const { isReplay } = await this.options.runner.run({
        name: aggregate.deadlineCommand,
        ...{ target: id, mustExist: true, caller: CLOCK, requestId: this.options.newId() },
        data: { deadline: name, dueAt, isLate: minutesAfter(dueAt, LATE_AFTER_MINUTES) < now },
        key: { scope: 'clock', key },
        fingerprinted: { method: 'CLOCK', path: `${aggregate.path}/${id}`, body: { deadline: name, dueAt } },
      });
      this.refused.delete(key);
      return !isReplay;
    } catch (error) {
      if (error instanceof Problem && error.status < 500) this.refused.set(key, version);
      this.options.onTrouble({ aggregate: aggregate.name, deadline: name, error });
      return false;
    }
  }
}

const keyOf = (id: string, { name, openedBy }: OpenDeadline): string => `${id}/${openedBy}/${name}`;

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);
