import { UNIT_COMPONENTS, type UnitComponent } from '@opsledger/contracts';
import {
  CommandBody,
  EdtfField,
  NameField,
  ObjectField,
  ObjectsField,
  OneOfField,
  OpeningCommandBody,
  PastRecordsQuery,
  PatternField,
  ProvenanceBody,
} from '@opsledger/platform';
import { AssetsBody } from './operation-actions.bodies.js';

const capacity = { description: 'What it can bring at one time, each kind once.', max: 20, rule: 'OPS-3' };
const type = { description: 'Kind of unit.', max: 100, optional: true, example: 'aviation unit' };
const sector = { description: 'Sector it belongs to.', max: 100, optional: true, example: 'East' };
const source = { description: 'Where the statement comes from.', optional: true };

export class RegisterUnitBody extends OpeningCommandBody {
  @NameField({ description: 'Name, unique among units.', max: 120, rule: 'UNIT-REGISTER', example: 'Heron Aviation' })
  name!: string;
  @NameField(type) type?: string;
  @PatternField({
    ...{ description: 'Contributing country, ISO 3166-1 alpha-3.', pattern: /^[A-Z]{3}$/, code: 'NOT_A_COUNTRY' },
    ...{ optional: true, example: 'TGO' },
  })
  country?: string;
  @OneOfField({ description: 'Component.', values: UNIT_COMPONENTS, optional: true, example: 'military' })
  component?: UnitComponent;
  @NameField(sector) sector?: string;
  @ObjectsField(() => AssetsBody, { ...capacity, example: [{ kind: 'utility_helicopter', count: 4 }] })
  capacity!: AssetsBody[];
  @ObjectField(() => ProvenanceBody, source) source?: ProvenanceBody;
}

export class AmendUnitBody extends CommandBody {
  @NameField(type) type?: string;
  @NameField(sector) sector?: string;
  @ObjectsField(() => AssetsBody, { ...capacity, optional: true }) capacity?: AssetsBody[];
  @ObjectField(() => ProvenanceBody, source) source?: ProvenanceBody;
}

export class AssignmentsQuery extends PastRecordsQuery {
  @EdtfField({ description: 'At this time, in EDTF.', example: '2022-03-21/2022-03-30' }) during!: string;
  @OneOfField({
    ...{ description: '`true`: only units that are assigned to more than one operation.', optional: true },
    values: ['true', 'false'],
  })
  moreThanOne?: 'true' | 'false';
}
