import { playStory, specifyHttp, type Door, type DoorRequest, type Step } from './scenario.js';

const steps: readonly Step[] = [
  {
    step: 'someone opens it',
    as: 'planner',
    send: 'POST /things',
    body: { name: 'Heron' },
    expect: { status: 201 },
    keepAs: 'heron',
  },
  {
    step: 'it is there',
    as: 'viewer',
    send: 'GET /things/{heron.id}',
    expect: { status: 200, body: { name: 'Heron' } },
  },
];

/** A system that shows what was written only when it has been asked three times. */
const slowDoor = (): Door & { asked: DoorRequest[] } => {
  const asked: DoorRequest[] = [];
  return {
    asked,
    send: async (request) => {
      asked.push(request);
      if (request.method === 'POST') return { status: 201, headers: {}, body: { id: 'h1', version: 1 } };
      const isShown = asked.filter(({ method }) => method === 'GET').length >= 3;
      return { status: isShown ? 200 : 404, headers: {}, body: isShown ? { name: 'Heron', version: 1 } : {} };
    },
  };
};

describe('A story', () => {
  it('is played step by step, with what earlier steps gave; reads wait, commands are sent once', async () => {
    const door = slowDoor();
    await playStory({ name: 'Heron', steps }, door);
    expect(door.asked.map(({ method, path, as }) => `${as} ${method} ${path}`)).toEqual([
      'planner POST /things',
      ...Array<string>(3).fill('viewer GET /things/h1'),
    ]);
  });

  it('that goes wrong says at which step, and what came instead', async () => {
    const wrong = [{ ...steps[0]!, expect: { status: 422, body: { code: 'NAME_IS_TAKEN' } } }];
    await expect(playStory({ name: 'Heron', steps: wrong }, slowDoor())).rejects.toThrow(
      /^Heron, step 1 \(someone opens it\): POST \/things was answered 201 \{"id":"h1","version":1\}/,
    );
  });

  it('that refers to what was never kept is at fault itself', async () => {
    await expect(playStory({ name: 'Heron', steps: steps.slice(1) }, slowDoor())).rejects.toThrow('{heron.id}');
  });
});

it('Given, when, then over HTTP passes and fails', async () => {
  const { given } = specifyHttp(slowDoor());
  await given(steps[0]!).when({ as: 'viewer', send: 'GET /things/{heron.id}' }).thenAnswers(200, { name: 'Heron' });
  const attempt = specifyHttp(slowDoor()).given().when({ as: 'planner', send: 'POST /things' }).thenAnswers(403);
  await expect(attempt).rejects.toThrow('was answered 201');
});
