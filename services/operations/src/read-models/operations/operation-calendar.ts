import type { Dated } from '../record-calendar.js';
import { OPEN } from './operation-search.js';
import type { OperationDocument } from './operations.projection.js';

/** What stands in the calendar: an operation or a phase of it, as it happened, as a document reports it, or as it is planned. */
type CalendarEntry = Dated &
  Readonly<{
    reference: string;
    name: string;
    state: OperationDocument['state'];
    kind: 'actual' | 'reported' | 'planned' | 'phase';
    phase?: string;
    /** How a document says that it stood at that time. */
    status?: OperationDocument['state'];
    statusAsStated?: string;
  }>;

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

export const operationCalendar = {
  open: OPEN,
  entriesOf,
  named: ({ id, name }: OperationDocument) => ({ id, name }),
};
