import { domainEvent, isImported, type Deadline, type Instant, type RecordedEvent } from '@opsledger/kernel';
import type { Projection, ReadModelDocument } from '@opsledger/projections';
import type { AggregateDefinition } from '../commands/service-definition.js';

/** A deadline that a record waits for. */
export type OpenDeadline = Deadline &
  Readonly<{
    /** Version of the event that opened it. */
    openedBy: number;
    /** It was past already when the event that opened it was brought in: that is history, not an alarm. */
    isHistory: boolean;
  }>;

/** What one record waits for. */
export type DeadlineBook = ReadModelDocument &
  Readonly<{
    /** The aggregate's state, from which its deadlines follow. */
    state: unknown;
    open: readonly OpenDeadline[];
    /** When the next of them is due; `NEVER` if none is. */
    nextDueAt: Instant;
  }>;

/** Later than every instant, so that what waits for nothing comes last in order of time. */
export const NEVER: Instant = '9999-12-31T23:59:59.999Z';

export type AggregateWithDeadlines = AggregateDefinition & Required<Pick<AggregateDefinition, 'deadlineCommand'>>;

export const hasDeadlines = (aggregate: AggregateDefinition): aggregate is AggregateWithDeadlines =>
  aggregate.deadlineCommand !== undefined && aggregate.decider.deadlines !== undefined;

/** Which deadlines the records of an aggregate have open. A fold like any other, so that it can be thrown away and made again. */
export const deadlineBookOf = ({ name, decider, projection }: AggregateWithDeadlines): Projection<DeadlineBook> => ({
  name: `${name}-deadlines`,
  version: projection.version,
  streamPrefix: projection.streamPrefix,
  sorts: ['nextDueAt'],
  evolve: (book, event) => {
    // Of field time only what had happened by then is folded: before its beginning a record waits for nothing.
    const isBegun = event.streamversion === '1' || (book !== undefined && book.state !== undefined);
    const before = event.streamversion === '1' ? decider.initialState : book?.state;
    const state = isBegun ? decider.evolve(before, domainEvent(event)) : undefined;
    const open = (isBegun ? decider.deadlines!(state) : []).map(
      (deadline) => book?.open.find(isSame(deadline)) ?? opened(deadline, event),
    );
    return {
      id: event.subject.slice(projection.streamPrefix.length),
      version: Number(event.streamversion),
      sensitivity: event.sensitivity,
      exercise: event.exercise === 'true',
      ...{ state, open },
      nextDueAt: open
        .filter(({ isHistory }) => !isHistory)
        .reduce((next, { dueAt }) => (dueAt < next ? dueAt : next), NEVER),
    };
  },
});

const isSame =
  ({ name, dueAt }: Deadline) =>
  (other: Deadline): boolean =>
    other.name === name && other.dueAt === dueAt;

const opened = (deadline: Deadline, event: RecordedEvent): OpenDeadline => ({
  ...deadline,
  openedBy: Number(event.streamversion),
  isHistory: isImported(event) && deadline.dueAt <= event.acceptedat,
});
