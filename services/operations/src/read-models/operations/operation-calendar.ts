import type { FuzzyDate } from '@opsledger/kernel';
import type { OperationDocument } from './operations.projection.js';

/** What stands in the calendar: an operation or a phase of it, as it happened, as a document reports it, or as it is planned. */
type CalendarEntry = Readonly<{
  id: string;
  reference: string;
  name: string;
  state: OperationDocument['state'];
  kind: 'actual' | 'reported' | 'planned' | 'phase';
  /** As precise as it is known; an open or unknown end is absent. */
  start?: FuzzyDate;
  end?: FuzzyDate;
  phase?: string;
  /** How a document says that it stood at that time. */
  status?: OperationDocument['state'];
  statusAsStated?: string;
}>;
/** `undated`: operations that fit the question but for their dates, of which none is known. */
export type Calendar = Readonly<{
  entries: readonly CalendarEntry[];
  undated: readonly Readonly<{ id: string; name: string }>[];
}>;

export const calendarOf = (
  operations: readonly OperationDocument[],
  undated: readonly OperationDocument[],
): Calendar => ({
  entries: operations.flatMap(entriesOf).toSorted((a, b) => compare(startOf(a), startOf(b)) || compare(a.id, b.id)),
  undated: undated.map(({ id, name }) => ({ id, name })),
});

const entriesOf = (operation: OperationDocument): readonly CalendarEntry[] => {
  const { id, reference, name, state, launch, completion, plannedStart, plannedEnd, statements, phases } = operation;
  const about = { id, reference, name, state };
  return [
    ...(plannedStart
      ? [{ ...about, kind: 'planned' as const, start: plannedStart, ...(plannedEnd && { end: plannedEnd }) }]
      : []),
    ...statements.flatMap(({ period, status, statusAsStated }) =>
      period ? [{ ...about, kind: 'reported' as const, start: period, end: period, status, statusAsStated }] : [],
    ),
    ...(launch
      ? [
          {
            ...{ ...about, kind: 'actual' as const, start: { edtf: launch.launchedAt } },
            ...(completion && { end: { edtf: completion.completedAt } }),
          },
        ]
      : []),
    ...phases.map((phase) => ({
      ...{ ...about, kind: 'phase' as const, phase: 'name' in phase ? phase.name : phase.asStated },
      ...(phase.startedAt && { start: phase.startedAt }),
      ...('endedAt' in phase && phase.endedAt && { end: phase.endedAt }),
    })),
  ];
};

const startOf = ({ start }: CalendarEntry): string => start?.edtf ?? '~';
const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);
