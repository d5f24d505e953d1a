import { highestOf, isCleared, SENSITIVITIES } from './sensitivity.js';

describe('Sensitivity', () => {
  it('has the three levels of ST/SGB/2007/6, lowest first', () => {
    expect(SENSITIVITIES).toEqual(['UNCLASSIFIED', 'CONFIDENTIAL', 'STRICTLY_CONFIDENTIAL']);
  });

  it.each([
    ['UNCLASSIFIED', ['UNCLASSIFIED']],
    ['CONFIDENTIAL', ['UNCLASSIFIED', 'CONFIDENTIAL']],
    ['STRICTLY_CONFIDENTIAL', ['UNCLASSIFIED', 'CONFIDENTIAL', 'STRICTLY_CONFIDENTIAL']],
  ] as const)('lets a reader cleared for %s see %j and nothing else', (clearance, visible) => {
    expect(SENSITIVITIES.filter((mark) => isCleared(clearance, mark))).toEqual(visible);
  });

  it('of what was made from two marks is the higher one, in either order', () => {
    SENSITIVITIES.forEach((low, index) => {
      for (const high of SENSITIVITIES.slice(index)) {
        expect(highestOf(low, high)).toBe(high);
        expect(highestOf(high, low)).toBe(high);
      }
    });
  });
});
