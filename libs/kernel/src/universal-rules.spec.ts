import type { CommandMetadata } from './command.js';
import { RuleViolation } from './rule-violation.js';
import { refuseFutureOccurrence, refuseKnownTimeThatGoesBack } from './universal-rules.js';

const now = '2022-03-15T12:00:00.000Z';

const violationOf = (check: () => void): unknown => {
  try {
    check();
  } catch (violation) {
    return violation;
  }
  return undefined;
};

describe('U1: what happened cannot lie in the future', () => {
  const check = (times: Partial<CommandMetadata>) =>
    violationOf(() => refuseFutureOccurrence({ now, id: 'some-id', occurredAt: now, ...times }));

  it.each([
    ['years ago', '1999'],
    ['a moment ago', '2022-03-15T11:59:59.999Z'],
    ['exactly five minutes ahead of our clock', '2022-03-15T12:05:00.000Z'],
    ['today, whenever that was', '2022-03-15'],
    ['this year, whenever that was', '2022'],
    ['since last week and still', '2022-03-08/..'],
  ])('so %s is accepted', (_, occurredAt) => {
    expect(check({ occurredAt })).toBeUndefined();
  });

  it.each([
    ['a millisecond more than five minutes ahead', '2022-03-15T12:05:00.001Z'],
    ['tomorrow', '2022-03-16'],
    ['next month', '2022-04'],
    ['until tomorrow', '2022-03-08/2022-03-16'],
  ])('so %s is refused', (_, occurredAt) => {
    const violation = check({ occurredAt });
    expect(violation).toBeInstanceOf(RuleViolation);
    expect(violation).toMatchObject({
      code: 'OCCURRED_AT_LIES_IN_THE_FUTURE',
      rule: 'U1',
      kind: 'broken-rule',
      details: { occurredAt, notAfter: '2022-03-15T12:05:00.000Z' },
    });
  });

  it('takes tomorrow within the last five minutes of a day', () => {
    const times = { now: '2022-03-15T23:55:00.000Z', occurredAt: '2022-03-16' };
    expect(check(times)).toBeUndefined();
    expect(check({ ...times, now: '2022-03-15T23:54:59.999Z' })).toMatchObject({ rule: 'U1' });
  });

  describe('for imported history, the future of when it was known', () => {
    const knownAt = '2021-06-01T08:00:00.000Z';

    it('so five minutes after that is accepted', () => {
      expect(check({ knownAt, occurredAt: '2021-06-01T08:05:00.000Z' })).toBeUndefined();
    });

    it('so anything later is refused, although it is past now', () => {
      expect(check({ knownAt, occurredAt: '2021-06-01T08:05:00.001Z' })).toMatchObject({
        rule: 'U1',
        details: { notAfter: '2021-06-01T08:05:00.000Z' },
      });
    });
  });
});

describe('U6: the known time of a stream never goes back', () => {
  const earlier = '2022-03-15T11:59:59.999Z';
  const imported = (knownAt: string) => ({ knownAt, isImported: true });
  const live = (knownAt: string) => ({ knownAt, isImported: false });
  const check = (...parameters: Parameters<typeof refuseKnownTimeThatGoesBack>) =>
    violationOf(() => refuseKnownTimeThatGoesBack(...parameters));

  it('and does not concern a command that brings no known time', () => {
    expect(check({ now }, undefined)).toBeUndefined();
    expect(check({ now }, live('2022-03-20T00:00:00.000Z'))).toBeUndefined();
    expect(check({ now }, imported('2022-03-20T00:00:00.000Z'))).toBeUndefined();
  });

  it('so nothing can be brought in that is not known before now', () => {
    expect(check({ now, knownAt: '2022-03-15T12:00:00.001Z' }, undefined)).toMatchObject({
      code: 'KNOWN_AT_LIES_IN_THE_FUTURE',
      rule: 'U6',
      kind: 'broken-rule',
    });
    expect(check({ now, knownAt: now }, undefined)).toMatchObject({ code: 'KNOWN_AT_LIES_IN_THE_FUTURE' });
    expect(check({ now, knownAt: '2022-03-15T11:59:59.999Z' }, undefined)).toBeUndefined();
  });

  it('so history cannot follow a live event, however early that was known', () => {
    for (const last of [live(now), live(earlier), live('2020-01-01T00:00:00.000Z')]) {
      expect(check({ now, knownAt: earlier }, last)).toMatchObject({
        code: 'KNOWN_AT_NEEDS_A_STREAM_WITHOUT_LIVE_EVENTS',
        rule: 'U6',
        kind: 'broken-rule',
      });
    }
  });

  it('so history cannot follow what was known later, and what was known at the same time is accepted', () => {
    const violation = check({ now, knownAt: earlier }, imported(now));
    expect(violation).toBeInstanceOf(RuleViolation);
    expect(violation).toMatchObject({
      code: 'KNOWN_AT_PRECEDES_KNOWN_HISTORY',
      rule: 'U6',
      kind: 'broken-rule',
      details: { knownAt: earlier, knownSince: now },
    });
    expect(check({ now, knownAt: earlier }, imported(earlier))).toBeUndefined();
    expect(check({ now, knownAt: '2022-03-15T11:59:59.999Z' }, imported(earlier))).toBeUndefined();
  });
});
