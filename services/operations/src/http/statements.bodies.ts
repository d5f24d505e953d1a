import type { StatementFrame } from '@opsledger/contracts';
import { CORRECTION_REASONS, type CorrectionReason } from '@opsledger/kernel';
import {
  BooleanField,
  EdtfField,
  FuzzyDateBody,
  GeoRefBody,
  NamesField,
  ObjectField,
  ObjectsField,
  OneOfField,
  OpeningCommandBody,
  ProvenanceBody,
  TextField,
  WholeNumberField,
} from '@opsledger/platform';
import { ActionBody } from './operation-actions.bodies.js';
import { fields } from './operations.bodies.js';

const asStated = { description: "The statement in the source's own words.", max: 1000 };
const period = { description: 'For when it is stated.' };
const places = { description: 'The places that the source names.', max: 50, optional: true };
const othersElsewhere = {
  description: 'The source says that it is of other places, too, and does not name them.',
  optional: true,
};
const scope = { description: 'What exactly is meant, in words.', max: 1000, optional: true };

/** What a source states: of when and where, in which words. */
export class StatementBody extends OpeningCommandBody implements StatementFrame {
  @EdtfField({ ...fields.occurredAt, description: 'When it was true in the field, in EDTF.', optional: false })
  occurredAt!: string;
  @TextField({ ...asStated, example: 'doubled its day and night patrols' }) asStated!: string;
  @ObjectField(() => FuzzyDateBody, { ...period, example: { edtf: '/2022-06-01', asStated: 'the reporting period' } })
  period!: FuzzyDateBody;
  @ObjectsField(() => GeoRefBody, places) places?: GeoRefBody[];
  @BooleanField(othersElsewhere) othersElsewhere?: boolean;
  @NamesField(fields.sectors) sectors?: string[];
  @TextField(scope) scope?: string;
  @ObjectField(() => ProvenanceBody, {
    description: 'The document.',
    example: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
  })
  source!: ProvenanceBody;
}

/** What a statement should have said of when and where. */
export class CorrectedStatementBody implements Partial<StatementFrame> {
  @TextField({ ...asStated, optional: true }) asStated?: string;
  @ObjectField(() => FuzzyDateBody, { ...period, optional: true }) period?: FuzzyDateBody;
  @ObjectsField(() => GeoRefBody, places) places?: GeoRefBody[];
  @BooleanField(othersElsewhere) othersElsewhere?: boolean;
  @NamesField({ ...fields.sectors, example: undefined }) sectors?: string[];
  @TextField(scope) scope?: string;
}

/** Which statement should have said something else, and why (`U2`). */
export class CorrectStatementBody extends ActionBody {
  @WholeNumberField({
    ...{
      description:
        'Version of the event that should have said something else. What a later event says anew stays as that one says it.',
      rule: 'U2',
      example: 1,
    },
    ...{ min: 1, max: Number.MAX_SAFE_INTEGER },
  })
  version!: number;
  @OneOfField({ description: 'Why.', values: CORRECTION_REASONS, rule: 'U2', example: 'late_information' })
  reason!: CorrectionReason;
  @EdtfField({ description: 'When it was really true in the field, in EDTF.', rule: 'U2', optional: true })
  shouldHaveOccurredAt?: string;
  @TextField({ description: 'In words.', max: 2000, optional: true }) note?: string;
}

export const correctedMembers = {
  description: 'What it should have said, of what it says.',
  rule: 'U2',
  optional: true,
};
