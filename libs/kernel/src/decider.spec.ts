import { assertNever, fold } from './decider.js';
import type { DomainEvent } from './event.js';

const happened = (type: string): DomainEvent => ({
  type,
  data: {},
  occurredAt: '2022-03-15',
  sensitivity: 'UNCLASSIFIED',
});
const journal = {
  initialState: ['start'] as readonly string[],
  evolve: (state: readonly string[], { type }: DomainEvent) => [...state, type],
};

describe('A state', () => {
  it('is the initial one where nothing happened', () => {
    expect(fold(journal, [])).toBe(journal.initialState);
  });

  it('is folded from what happened, in its order', () => {
    expect(fold(journal, ['one', 'two', 'three'].map(happened))).toEqual(['start', 'one', 'two', 'three']);
  });

  it('after all events is the state after the first ones, folded with the rest', () => {
    const events = ['one', 'two', 'three'].map(happened);
    const halfway = fold(journal, events.slice(0, 1));
    expect(fold({ ...journal, initialState: halfway }, events.slice(1))).toEqual(fold(journal, events));
  });
});

it('A case that a switch forgot fails loudly, with the value', () => {
  expect(() => assertNever({ type: 'forgotten' } as never)).toThrow('Not handled: {"type":"forgotten"}');
});
