import type { RecordedEvent } from '@opsledger/kernel';
import { Upcasting, type Upcaster } from './upcasting.js';

const step = (from: string, to: string): Upcaster => ({ from, to, upcast: (data) => [...(data as string[]), to] });

describe('Upcasters', () => {
  it('are applied one after the other', () => {
    const event = { type: 'a.v1', data: [], position: '7' } as object as RecordedEvent;
    const upcasting = new Upcasting([step('a.v2', 'a.v3'), step('a.v1', 'a.v2')]);
    expect(upcasting.apply(event)).toEqual({ type: 'a.v3', data: ['a.v2', 'a.v3'], position: '7' });
    expect([upcasting.readAs('a.v1'), upcasting.readAs('b.v1')]).toEqual(['a.v3', 'b.v1']);
  });

  it('leave an event without one as the same object', () => {
    const event = { type: 'b.v1', data: {} } as object as RecordedEvent;
    expect(new Upcasting([step('a.v1', 'a.v2')]).apply(event)).toBe(event);
  });

  it('are refused if two start from one type', () => {
    expect(() => new Upcasting([step('a.v1', 'a.v2'), step('a.v1', 'a.v3')])).toThrow('Two upcasters');
  });

  it.each([[[step('a', 'a')]], [[step('a', 'b'), step('b', 'a')]], [[step('x', 'a'), step('a', 'b'), step('b', 'a')]]])(
    'are refused if they lead in a circle',
    (upcasters) => {
      expect(() => new Upcasting(upcasters)).toThrow('in a circle');
    },
  );
});
