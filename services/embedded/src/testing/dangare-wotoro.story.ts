import type { Story } from '@opsledger/testing';

const id = '01a25150-0000-7000-8000-00000000da2e';
const row = (key: string, command: string, occurredAt: string, knownAt: string, data: object) => ({
  ...{ key, command, id, occurredAt, knownAt, data, exercise: true },
  source: { kind: 'import', ref: 'Worked stream A of the domain notes; its times of knowing are made up' },
});
const OPERATION = `/v1/operations/${id}`;

/**
 * What the mission knew of Operation Dangare-Wotoro, and when (domain, section 7 A; the operation's rows). The letter gives the days of
 * preparation, the refusal and the remote inquiry; the times of knowing are made up, so it is an exercise.
 */
export const dangareWotoro: Story = {
  name: 'What was known of Operation Dangare-Wotoro, and when',
  steps: [
    {
      step: 'the register of the time is brought in, with when each thing became known',
      as: 'importer',
      send: 'POST /v1/imports',
      rows: [
        row('A2-name', 'propose-operation', '2022-03-07', '2022-03-07T08:00:00Z', {
          ...{ name: 'Dangare-Wotoro', aliases: ['Dangere-Wotoro'], type: 'investigation', integrated: true },
          areas: [{ asStated: 'near Diabali, Ségou Region', adminLevel: 'area' }],
        }),
        row('A2', 'plan-operation', '2022-03-07', '2022-03-07T08:00:00Z', {
          ...{ type: 'investigation', plannedStart: { edtf: '2022-03-07/2022-03-14', asStated: 'From 7 to 14 March' } },
        }),
        row('A3', 'start-operation-preparation', '2022-03-07', '2022-03-07T08:05:00Z', {
          until: { edtf: '2022-03-14' },
        }),
        row('A6', 'change-operation-mode', '2022-03-14', '2022-03-14T12:00:00Z', {
          ...{ to: 'remote', reason: 'access_denied', reasonAsStated: 'access to the site was denied' },
        }),
      ],
      expect: { status: 200, body: { rows: 4, applied: 4 } },
    },
    {
      step: 'question 1: on 5 March nothing was known of it, and the answer says up to when it is complete',
      as: 'auditor',
      send: `GET ${OPERATION}?asOf=2022-03-05T23:59:00Z`,
      expect: {
        status: 404,
        body: { code: 'NOT_KNOWN_AT_THAT_TIME', rule: 'U6', view: { asOf: '2022-03-05T23:59:00.000Z' } },
      },
    },
    {
      step: 'nor was it on the board of that day',
      as: 'auditor',
      send: 'GET /v1/operations/board?asOf=2022-03-05T23:59:00Z&exercise=only',
      expect: { status: 200, body: { states: [] } },
    },
    {
      step: 'as known on 10 March it was being prepared',
      as: 'auditor',
      send: `GET ${OPERATION}?asOf=2022-03-10T00:00:00Z`,
      expect: {
        status: 200,
        body: { state: 'PREPARING', version: 3, preparation: { until: { edtf: '2022-03-14' } } },
      },
    },
    {
      step: 'today it is carried out from afar, since access was denied; nothing of the past is overdue',
      as: 'auditor',
      send: `GET ${OPERATION}`,
      expect: {
        status: 200,
        body: {
          ...{ state: 'CONVERTED', mode: 'remote', stateOccurredAt: '2022-03-14', version: 4, overdue: [] },
          held: { reason: 'access_denied', reasonAsStated: 'access to the site was denied' },
        },
      },
    },
    {
      step: 'what explains the difference between 5 and 10 March',
      as: 'auditor',
      send: `GET ${OPERATION}/diff?fromAsOf=2022-03-05T23:59:00Z&toAsOf=2022-03-10T00:00:00Z`,
      expect: {
        status: 200,
        body: {
          afterVersion: 3,
          events: [
            { type: 'opsledger.operations.operation-proposed.v1' },
            { type: 'opsledger.operations.operation-planned.v1' },
            { type: 'opsledger.operations.operation-preparation-started.v1' },
          ],
        },
      },
    },
    {
      step: 'and between 10 March and today, over all operations',
      as: 'auditor',
      send: 'GET /v1/operations/differences?fromAsOf=2022-03-10T00:00:00Z&toAsOf=2022-04-01T00:00:00Z&exercise=only',
      expect: {
        status: 200,
        body: {
          data: [
            {
              ...{ id, beforeVersion: 3, afterVersion: 4 },
              events: [{ type: 'opsledger.operations.operation-mode-changed.v1', knownat: '2022-03-14T12:00:00.000Z' }],
            },
          ],
        },
      },
    },
    {
      step: 'what had happened in the field by 10 March, with all that is known now',
      as: 'auditor',
      send: `GET ${OPERATION}?validAt=2022-03-10T00:00:00Z`,
      expect: { status: 200, body: { state: 'PREPARING' } },
    },
    {
      step: 'question 2: which operations stand still, by sector, and since when',
      as: 'ops-officer',
      send: 'GET /v1/operations/board?state=SUSPENDED,POSTPONED,AWAITING_ACCESS,CONVERTED&exercise=only',
      expect: {
        status: 200,
        body: {
          states: [
            {
              ...{ state: 'CONVERTED', count: 1 },
              sectors: [{ operations: [{ name: 'Dangare-Wotoro', stateOccurredAt: '2022-03-14' }] }],
            },
          ],
        },
      },
    },
    {
      step: 'it is found by any spelling',
      as: 'ops-officer',
      send: 'GET /v1/operations?q=dangere&exercise=only',
      expect: { status: 200, body: { data: [{ id }] } },
    },
  ],
};
