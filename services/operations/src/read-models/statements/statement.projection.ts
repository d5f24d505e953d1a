import {
  ASSESSMENT_RECORDED,
  STATED_FIGURE_RECORDED,
  type Assessment,
  type StatedCount,
  type StatementFrame,
} from '@opsledger/contracts';
import type { Instant, RecordedEvent } from '@opsledger/kernel';
import type { Projection } from '@opsledger/projections';
import { PLACE_MARKS, placeMarksOf, type PlaceMarks } from '@opsledger/reference/place-marks';
import { present } from '../../record/record-facts.decider.js';
import { counted } from '../../stated-figure/stated-figure.decider.js';
import { endOf, seeEvent, startOf, type RecordDocument } from '../record-document.projection.js';

/** What the documents of all statements have: when it was so, and what lists are searched by. */
type StatementDocument<Said extends StatementFrame> = RecordDocument &
  Said &
  PlaceMarks &
  Readonly<{ occurredAt: string; startsAt?: Instant; endsAt?: Instant }>;

/** A count as its source gives it. `quantity` is absent where it is not stated. */
export type StatedFigureDocument = StatementDocument<StatedCount>;
export type AssessmentDocument = StatementDocument<Assessment>;

type Told<Said> = Said & Readonly<{ reference: string }>;

/** The read model of statements that one type of event makes; its corrections are folded by whoever folds the stream. */
const statementsProjection = <Said extends StatementFrame>(
  { name, streamPrefix, recorded }: Readonly<{ name: string; streamPrefix: string; recorded: string }>,
  unsaid: Said,
  saidIn: (data: unknown) => Told<Said>,
): Projection<StatementDocument<Said>> => ({
  ...{ name, version: 1, streamPrefix, sorts: ['indicator', 'knownAt'], hidden: PLACE_MARKS, identity: ['reference'] },
  evolve: (document, event: RecordedEvent) => {
    const before = document ?? { ...unsaid, occurredAt: event.occurredat, ...placeMarksOf([]) };
    const seen = { ...before, ...seeEvent(document, event, streamPrefix) } as StatementDocument<Said>;
    if (event.type !== recorded) return seen;
    const said = saidIn(event.data);
    return {
      ...seen,
      ...said,
      occurredAt: event.occurredat,
      ...present({ startsAt: startOf(said.period.edtf), endsAt: endOf(said.period.edtf) }),
      ...placeMarksOf(said.places ?? []),
    };
  },
});

const UNSAID = { asStated: '', period: { edtf: '' } };

export const statedFiguresProjection: Projection<StatedFigureDocument> = statementsProjection<StatedCount>(
  { name: 'stated-figures', streamPrefix: 'stated-figure-', recorded: STATED_FIGURE_RECORDED },
  { ...UNSAID, indicator: 'other', notStated: true },
  (data) => {
    const {
      statedFigureId: _,
      source: __,
      ...said
    } = data as Told<StatedCount> & Readonly<{ statedFigureId: string; source: unknown }>;
    return counted(said);
  },
);

export const assessmentsProjection: Projection<AssessmentDocument> = statementsProjection<Assessment>(
  { name: 'assessments', streamPrefix: 'assessment-', recorded: ASSESSMENT_RECORDED },
  { ...UNSAID, indicator: 'other', direction: 'unknown', basis: 'judgement' },
  (data) => {
    const {
      assessmentId: _,
      source: __,
      ...said
    } = data as Told<Assessment> & Readonly<{ assessmentId: string; source: unknown }>;
    return said;
  },
);
