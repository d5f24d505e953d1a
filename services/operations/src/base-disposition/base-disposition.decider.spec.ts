import * as contracts from '@opsledger/contracts';
import { fold } from '@opsledger/kernel';
import { metadata, NOW, SOME_ID, specify } from '@opsledger/testing';
import { baseDispositionDecider } from './base-disposition.decider.js';
import type { BaseDispositionCommand } from './base-disposition.commands.js';

const { given } = specify(baseDispositionDecider);
const OTHER_ID = '01a20000-0000-7000-8000-0000000000aa';

describe('BASE-DISPOSITION: where exactly a base lies and how many are there', () => {
  const strength = { value: 60, qualifier: 'about' } as const;
  const order = (name: BaseDispositionCommand['name'], data: object) =>
    ({ name, data, metadata: metadata({ reference: 'TOBD-2022-0001' }) }) as unknown as BaseDispositionCommand;
  const recorded: contracts.BaseDispositionRecorded = {
    type: contracts.BASE_DISPOSITION_RECORDED,
    ...{ occurredAt: NOW, sensitivity: 'STRICTLY_CONFIDENTIAL' },
    data: { dispositionId: SOME_ID, reference: 'TOBD-2022-0001', baseId: OTHER_ID, strength },
  };

  it('is Strictly Confidential, and of a base that is there (U5)', () => {
    const data = { baseId: OTHER_ID, strength };
    given()
      .when(order('record-base-disposition', { ...data, isBaseKnown: true }))
      .thenRecorded(recorded);
    given().when(order('record-base-disposition', data)).thenRefused('BASE_OF_DISPOSITION_IS_NOT_RECORDED', 'U5');
  });

  it('is recorded once and amended after that', () => {
    const position = { asStated: 'above the market', mgrs: '30PVA5658' };
    given(recorded)
      .when(order('amend-base-disposition', { position }))
      .thenRecorded({
        ...{ type: contracts.BASE_DISPOSITION_AMENDED, occurredAt: NOW, sensitivity: 'STRICTLY_CONFIDENTIAL' },
        data: { dispositionId: SOME_ID, position },
      });
    given(recorded)
      .when(order('record-base-disposition', { baseId: OTHER_ID, isBaseKnown: true, strength }))
      .thenRefused('BASE_DISPOSITION_IS_ALREADY_RECORDED', 'BASE-DISPOSITION');
    given()
      .when(order('amend-base-disposition', { position }))
      .thenRefused('BASE_DISPOSITION_IS_NOT_RECORDED', 'BASE-DISPOSITION');
  });

  it('says something', () =>
    given(recorded)
      .when(order('amend-base-disposition', {}))
      .thenRefused('BASE_DISPOSITION_SAYS_NOTHING', 'BASE-DISPOSITION'));

  it('is the only one of its base', () =>
    expect(baseDispositionDecider.holds(fold(baseDispositionDecider, [recorded]))).toEqual([
      { kind: 'base-disposition-reference/1', value: 'tobd-2022-0001' },
      { kind: 'base-disposition/1', value: OTHER_ID },
    ]));
});
