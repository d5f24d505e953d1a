import { doorAt, playStory, temporaryFolder } from '@opsledger/testing';
import { dangareWotoro } from '../testing/dangare-wotoro.story.js';
import { plannedOperation } from '../testing/planned-operation.story.js';
import { scenarioSystem } from '../testing/running-system.js';

it.each([plannedOperation, dangareWotoro])('$name, told to the built system over its port', async (story) => {
  const folder = temporaryFolder();
  const system = await scenarioSystem(folder.path);
  await system.ready();
  await playStory(
    story,
    doorAt(system.url, (role) => system.token(role)),
  );
  expect(await system.stop()).toBe(0);
  folder.remove();
});
