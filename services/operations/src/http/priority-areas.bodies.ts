import { LONGEST_INACTIVITY_DAYS, PRIORITY_AREA_STATES, type CorrectedPriorityAreaMembers } from '@opsledger/contracts';
import {
  EdtfField,
  GeoRefBody,
  ObjectField,
  OneOfField,
  OpeningCommandBody,
  PatternField,
  ProvenanceBody,
  TextField,
  WholeNumberField,
} from '@opsledger/platform';
import { ActionBody } from './operation-actions.bodies.js';
import { fields } from './operations.bodies.js';
import { linkFields, listFields, LocatedRecordsQuery } from './record-queries.bodies.js';
import { CorrectionBody } from './temporary-bases.bodies.js';

const area = {
  area: { description: 'The area, as stated.', example: { asStated: 'Ménaka Region', adminLevel: 1 } },
  reason: { description: 'Why, in words.', max: 1000, optional: true },
  noActivityDays: {
    ...{ description: 'After so many days without activity there someone is to be told.', optional: true },
    ...{ min: 1, max: LONGEST_INACTIVITY_DAYS, rule: 'PRIORITY-AREA' },
  },
  asStated: { description: 'What was done there, in words.', max: 1000, optional: true },
} as const;

export class SetPriorityAreaBody extends OpeningCommandBody {
  @ObjectField(() => GeoRefBody, area.area) area!: GeoRefBody;
  @TextField(area.reason) reason?: string;
  @WholeNumberField({ ...area.noActivityDays, example: 7 }) noActivityDays?: number;
  @EdtfField(fields.occurredAt) occurredAt?: string;
  @ObjectField(() => ProvenanceBody, fields.source) source?: ProvenanceBody;
}

export class NoteAreaActivityBody extends ActionBody {
  @PatternField({ ...linkFields.operationId, description: 'Id of the activity, if it has a record.' })
  activityId?: string;
  @TextField(area.asStated) asStated?: string;
}

export class CorrectedPriorityAreaBody implements CorrectedPriorityAreaMembers {
  @ObjectField(() => GeoRefBody, { ...area.area, optional: true, example: undefined }) area?: GeoRefBody;
  @TextField({ ...area.reason, example: 'Most exposed' }) reason?: string;
  @WholeNumberField(area.noActivityDays) noActivityDays?: number;
  @TextField(area.asStated) asStated?: string;
}

export class CorrectPriorityAreaBody extends CorrectionBody {
  @ObjectField(() => CorrectedPriorityAreaBody, {
    ...{ description: 'What it should have said, of what it says.', rule: 'U2', optional: true },
    example: { reason: 'Most exposed' },
  })
  members?: CorrectedPriorityAreaBody;
}

export class PriorityAreasQuery extends LocatedRecordsQuery {
  @OneOfField({ description: 'Only in this state.', values: PRIORITY_AREA_STATES, optional: true }) state?: string;
  @OneOfField(listFields.sort(['knownAt'])) sort?: string;
  @OneOfField(listFields.format) format?: 'json' | 'csv' | 'geojson';
  @WholeNumberField(listFields.limit) limit?: number;
  @TextField(listFields.cursor) cursor?: string;
}
