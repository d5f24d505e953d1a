import { fakeClock, playStory, specifyHttp } from '@opsledger/testing';
import { dangareWotoro } from './testing/dangare-wotoro.story.js';
import { plannedOperation } from './testing/planned-operation.story.js';
import { TestInstallation } from './testing/test-installation.js';

let system: TestInstallation;
const clock = fakeClock('2026-11-22T08:00:00.000Z');
beforeAll(async () => {
  system = await TestInstallation.start(undefined, clock.now);
});
afterAll(() => system.remove());

it('The story of a planned operation, in this process', () => playStory(plannedOperation, system.door));

it('The story of Operation Dangare-Wotoro, in this process', () => playStory(dangareWotoro, system.door));

it('The system runs on the clock that it is given', async () => {
  clock.advance({ hours: 3 });
  const { given } = specifyHttp(system.door);
  await given()
    .when({ as: 'planner', send: 'POST /v1/operations', body: { name: 'Clockwork' } })
    .thenAnswers(201, { recordedAt: '2026-11-22T11:00:00.000Z', stateOccurredAt: '2026-11-22T11:00:00.000Z' });
});
