import { BASE_DISPOSITION_AMENDED, BASE_DISPOSITION_RECORDED, type BaseDisposition } from '@opsledger/contracts';
import type { RecordedEvent } from '@opsledger/kernel';
import type { Projection } from '@opsledger/projections';
import { PLACE_MARKS, placeMarksOf, type PlaceMarks } from '@opsledger/reference/place-marks';
import type { BaseDispositionEvent } from '../../base-disposition/base-disposition.decider.js';
import { seeEvent, type RecordDocument } from '../record-document.projection.js';

/** Where exactly a base lies and how many are there, and when that was so in the field. */
export type BaseDispositionDocument = RecordDocument &
  BaseDisposition &
  PlaceMarks &
  Readonly<{ baseId: string; occurredAt: string }>;

const STREAM_PREFIX = 'base-disposition-';

const evolve = (document: BaseDispositionDocument | undefined, event: RecordedEvent): BaseDispositionDocument => {
  const seen = {
    ...(document ?? { baseId: '', occurredAt: event.occurredat, ...placeMarksOf([]) }),
    ...seeEvent(document, event, STREAM_PREFIX),
  };
  const { type, data } = { type: event.type, data: event.data } as Pick<BaseDispositionEvent, 'type' | 'data'>;
  if (type !== BASE_DISPOSITION_RECORDED && type !== BASE_DISPOSITION_AMENDED) return seen;
  const { dispositionId: _, source: __, ...said } = data;
  const { position } = { ...seen, ...said };
  return { ...seen, ...said, occurredAt: event.occurredat, ...placeMarksOf(position ? [position] : []) };
};

export const baseDispositionsProjection: Projection<BaseDispositionDocument> = {
  ...{ name: 'base-dispositions', version: 1, streamPrefix: STREAM_PREFIX, evolve },
  hidden: PLACE_MARKS,
  identity: ['reference', 'baseId'],
};
