import type { CorrectedSituationReportMembers } from '@opsledger/contracts';
import {
  EdtfField,
  NameField,
  ObjectField,
  OneOfField,
  OpeningCommandBody,
  PastRecordsQuery,
  PatternField,
  ProvenanceBody,
  RecordsQuery,
  TextField,
} from '@opsledger/platform';
import { parseEdtf } from '@opsledger/kernel';
import { REPORTING_STATES } from '@opsledger/contracts';
import { ActionBody } from './operation-actions.bodies.js';
import { fields } from './operations.bodies.js';
import { linkFields, listFields } from './record-queries.bodies.js';
import { CorrectionBody, ReasonedBody } from './temporary-bases.bodies.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const day = (description: string) => ({
  ...{ description, pattern: DAY, code: 'NOT_A_DAY' as const, rule: 'SITREP' },
  also: [{ code: 'NOT_A_DAY' as const, accepts: (text: unknown) => parseEdtf(String(text)) !== undefined }],
});
const report = {
  documentRef: { description: 'What another person needs to find the report.', max: 300, optional: true },
  summary: { description: 'In words.', max: 2000, optional: true },
  sector: { description: 'Its sector.', max: 100, optional: true, example: 'Centre' },
} as const;

export class RequireSituationReportsBody extends OpeningCommandBody {
  @NameField({ description: 'Who reports: a unit, a sector, a section.', max: 120, rule: 'SITREP', example: 'Heron' })
  reporter!: string;
  @PatternField(linkFields.unitId) unitId?: string;
  @NameField(report.sector) sector?: string;
  @PatternField({ ...day('The first day that is reported on; today, unless it is said.'), optional: true })
  from?: string;
  @EdtfField(fields.occurredAt) occurredAt?: string;
  @ObjectField(() => ProvenanceBody, fields.source) source?: ProvenanceBody;
}

export class FileSituationReportBody extends ActionBody {
  @PatternField({ ...day('The day that it is of; today, unless it is said.'), optional: true }) day?: string;
  @NameField(report.documentRef) documentRef?: string;
  @TextField(report.summary) summary?: string;
}

export class EndSituationReportsBody extends ReasonedBody {
  @PatternField({ ...day('The last day that is reported on.'), example: '2099-12-31' }) lastDay!: string;
}

export class CorrectedSituationReportBody implements CorrectedSituationReportMembers {
  @NameField(report.documentRef) documentRef?: string;
  @TextField(report.summary) summary?: string;
  @NameField(report.sector) sector?: string;
}

export class CorrectSituationReportBody extends CorrectionBody {
  @ObjectField(() => CorrectedSituationReportBody, {
    ...{ description: 'What it should have said, of what it says.', rule: 'U2', optional: true },
    example: { sector: 'East' },
  })
  members?: CorrectedSituationReportBody;
}

export class SituationReportsQuery extends RecordsQuery {
  @OneOfField({ description: 'Only in this state.', values: REPORTING_STATES, optional: true }) state?: string;
  @NameField({ ...report.sector, description: 'Only of this sector.' }) sector?: string;
  @OneOfField(listFields.sort(['reporter', 'knownAt'])) sort?: string;
  @OneOfField({ ...listFields.format, values: ['json', 'csv'] }) format?: 'json' | 'csv';
}

export class LateListQuery extends PastRecordsQuery {
  @PatternField({ ...day('Of this day; the one before now unless it is said.'), optional: true })
  day?: string;
  @NameField({ ...report.sector, description: 'Only of this sector.' }) sector?: string;
}
