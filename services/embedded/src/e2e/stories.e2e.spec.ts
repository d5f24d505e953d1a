import { doorAt, playStory, temporaryFolder } from '@opsledger/testing';
import { plannedOperation } from '../testing/planned-operation.story.js';
import { RunningSystem } from '../testing/running-system.js';

it('The story of a planned operation, told to the built system over its port', async () => {
  const folder = temporaryFolder();
  const system = await RunningSystem.start(folder.path);
  await system.ready();
  await playStory(
    plannedOperation,
    doorAt(system.url, (role) => system.token(role)),
  );
  expect(await system.stop()).toBe(0);
  folder.remove();
});
