import { parseInstant } from '@opsledger/kernel';
import {
  locatedIn,
  Problem,
  type AggregateDefinition,
  type Page,
  type Reading,
  type Records,
} from '@opsledger/platform';
import { activityAggregate } from '../activity/activity.aggregate.js';
import { assessmentAggregate } from '../assessment/assessment.aggregate.js';
import { operationAggregate } from '../operation/operation.aggregate.js';
import { reportingAggregate } from '../situation-report/situation-report.aggregate.js';
import { statedFigureAggregate } from '../stated-figure/stated-figure.aggregate.js';
import { baseAggregate } from '../temporary-base/temporary-base.aggregate.js';
import type { FigureQuery, FigureRecordsQuery, FiguresQuery } from '../http/figures.bodies.js';
import { viewOf } from '../http/record-queries.bodies.js';
import type { AssessmentDocument, StatedFigureDocument } from '../read-models/statements/statement.projection.js';
import {
  besideOf,
  definitionOf,
  assigned,
  FigureCount,
  type FigureAnswer,
  type FigureQuestion,
  type Located,
} from './figure-answer.js';
import { figures, findFigure, figureNames } from './figure-catalogue.js';
import { bucketNamesOf, type Figure, type FigureSource } from './figure.js';
import { daysIn, MOST_DAYS, type Period } from './figure-period.js';

type Source = Readonly<{ aggregate: AggregateDefinition; placed: string }>;
/** Where records of a kind are read, and the member that says where they are. Asked for late: aggregates name their controllers' bodies. */
const sourceOf = (source: FigureSource): Source => SOURCES[source]();
const SOURCES: Readonly<Record<FigureSource, () => Source>> = {
  operation: () => ({ aggregate: operationAggregate, placed: 'areas.asStated' }),
  activity: () => ({ aggregate: activityAggregate, placed: 'places.asStated' }),
  'situation-reports': () => ({ aggregate: reportingAggregate, placed: 'place.asStated' }),
  'temporary-base': () => ({ aggregate: baseAggregate, placed: 'place.asStated' }),
};

const wrong = (pointer: string, code: 'NOT_A_DAY' | 'PERIOD_ENDS_BEFORE_IT_STARTS' | 'PERIOD_IS_TOO_LONG') =>
  new Problem(400, 'FIELDS_ARE_NOT_VALID', {
    errors: [{ pointer, code, ...(code === 'PERIOD_IS_TOO_LONG' && { details: { max: MOST_DAYS } }) }],
  });

const questionOf = ({ from, to, every = 'period', sector, place }: FiguresQuery): FigureQuestion => {
  for (const [pointer, day] of [
    ['/from', from],
    ['/to', to],
  ] as const)
    if (parseInstant(`${day}T00:00:00Z`) === undefined) throw wrong(pointer, 'NOT_A_DAY');
  if (to < from) throw wrong('/to', 'PERIOD_ENDS_BEFORE_IT_STARTS');
  if (daysIn({ from, to }) > MOST_DAYS) throw wrong('/to', 'PERIOD_IS_TOO_LONG');
  return {
    period: { from, to },
    every,
    ...(sector !== undefined && { sector }),
    ...(place !== undefined && { place }),
  };
};

export const figureNamed = (name: string): Figure => {
  const figure = findFigure(name);
  if (!figure) throw new Problem(404, 'NOT_FOUND', { details: { allowed: figureNames } });
  return figure;
};

/** Records of a place, and those of which nobody said where they are: these are unknown, not elsewhere. */
const filterOf = ({ place }: FiguresQuery, placed: string) =>
  place === undefined ? {} : { filter: { $or: [...locatedIn({ place }), { [placed]: { $exists: false } }] } };

type Answered = Readonly<{
  data: readonly FigureAnswer[];
  view: NonNullable<Page<unknown>['view']>;
  stale?: readonly string[];
}>;

/**
 * Counts figures over the records that the reader may see. Each kind of record is read once, a page at a time; everything that is
 * read rests on one view, so that the numbers fit each other and can be had again.
 */
export const countFigures = async (
  records: Records,
  wanted: readonly Figure[],
  query: FiguresQuery,
  reading: Reading,
): Promise<Answered> => {
  const question = questionOf(query);
  const counts = wanted.map((figure) => new FigureCount(figure, question));
  const stale: string[] = [];
  let view: Answered['view'] | undefined;
  let asked = viewOf(query);
  const readAll = async (source: Source, take: (document: Located, asOf: string) => void): Promise<void> => {
    const request = { ...asked, ...filterOf(query, source.placed) };
    for await (const page of records.pages<
      Located & { id: string; version: number; sensitivity: 'UNCLASSIFIED'; exercise: boolean }
    >(source.aggregate, request, reading)) {
      view ??= page.view;
      asked = { ...asked, asOf: view.asOf < view.completeTo ? view.asOf : view.completeTo, position: view.position };
      stale.push(...(page.stale ?? []));
      for (const document of page.data) take(document, asked.asOf!);
    }
  };
  for (const source of new Set(wanted.map((figure) => figure.source))) {
    const counting = counts.filter(({ figure }) => figure.source === source);
    await readAll(sourceOf(source), (document, asOf) => {
      for (const count of counting) count.add(document, asOf);
    });
  }
  const [stated, assessed]: [StatedFigureDocument[], AssessmentDocument[]] = [[], []];
  const statementsOf = (aggregate: AggregateDefinition) => ({
    aggregate,
    placed: 'places.asStated',
  });
  await readAll(statementsOf(statedFigureAggregate), (document) =>
    stated.push(document as unknown as StatedFigureDocument),
  );
  await readAll(statementsOf(assessmentAggregate), (document) =>
    assessed.push(document as unknown as AssessmentDocument),
  );
  const pinned = { asOf: asked.asOf, position: asked.position };
  // What had not happened by `validAt` is in none of the records, as what was not known at `asOf` is not.
  const [knownBy, happenedBy] = [asked.asOf!, query.validAt === undefined ? undefined : parseInstant(query.validAt)];
  const until = happenedBy !== undefined && happenedBy < knownBy ? happenedBy : knownBy;
  const data = counts.map((count): FigureAnswer => {
    const { figure } = count;
    const { sector, place, period, every } = question;
    const besideAssessed = besideOf(assessed, figure.assessed, period);
    return {
      figure: definitionOf(figure),
      period: { ...period, every },
      ...(sector !== undefined && { sector }),
      ...(place !== undefined && { place }),
      ...{ clearance: reading.caller.clearance, exercise: query.exercise === 'only' },
      rows: count.rows(
        (part, bucket) => lineageOf(figure, part, bucket, { ...query, ...pinned }),
        until,
        besideAssessed,
      ),
      stated: besideOf(stated, figure.stated, period),
      assessed: besideAssessed,
    };
  });
  return { data, view: view!, ...(stale.length > 0 && { stale: [...new Set(stale)] }) };
};

/** Where the records of a number are listed, as of the same moment. */
const lineageOf = (figure: Figure, { from, to }: Period, bucket: string, query: object): string => {
  const { every: _, format: __, ...rest } = query as FigureQuery;
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...rest, from, to, bucket }))
    if (value !== undefined) asked.set(name, String(value));
  return `/v1/figures/${figure.name}/records?${asked.toString()}`;
};

type FigureRecord = Readonly<{
  id: string;
  reference: string;
  name?: string;
  /** What it brings to the number, where that is more than one. */
  amount?: number;
  version: number;
  record: string;
  /** The events that made it. */
  events: string;
}>;

/** A mistyped bucket has no records, and would look as if there were none. */
const refuseUnknownBucket = (figure: Figure, bucket: string): void => {
  const allowed = bucketNamesOf(figure);
  if (allowed && !allowed.includes(bucket))
    throw new Problem(400, 'FIELDS_ARE_NOT_VALID', { errors: [{ pointer: '/bucket', code: 'NOT_ONE_OF', allowed }] });
};

/** The records that a number of a figure is made of, a page at a time, by the same rule that counted them. */
export const recordsOf = async (
  records: Records,
  figure: Figure,
  query: FigureRecordsQuery,
  reading: Reading,
): Promise<Page<FigureRecord>> => {
  const question = questionOf(query);
  const { bucket, limit, cursor } = query;
  refuseUnknownBucket(figure, bucket);
  const { aggregate, placed } = sourceOf(figure.source);
  const page = (await records.list(
    aggregate,
    {
      ...viewOf(query),
      ...filterOf(query, placed),
      ...(limit !== undefined && { limit }),
      ...(cursor !== undefined && { cursor }),
    },
    reading,
  )) as unknown as Page<Located & Readonly<{ id: string; reference: string; name?: string; version: number }>>;
  const asOf = page.view?.asOf ?? records.now();
  const data = page.data.flatMap((document) =>
    assigned(figure, document, question.period, asOf, question)
      .filter((assignment) => assignment.bucket === bucket)
      .map(({ amount }) => {
        const { id, reference, name, version } = document;
        const record = `${aggregate.path}/${id}`;
        const known = query.asOf === undefined ? '' : `?asOf=${encodeURIComponent(query.asOf)}`;
        return {
          ...{ id, reference, ...(name !== undefined && { name }), ...(amount !== undefined && { amount }), version },
          ...{ record, events: `${record}/history${known}` },
        };
      }),
  );
  return { ...page, data };
};

export const definitions = () =>
  figures.map((figure) => ({ ...definitionOf(figure), answer: `/v1/figures/${figure.name}` }));
