import { findCountry } from './countries.js';

describe('A country', () => {
  it.each([
    ['MLI', 'Mali', 'Mali'],
    ['BFA', 'Burkina Faso', 'Burkina Faso'],
    ['NER', 'Niger', 'Niger'],
    ['SEN', 'Senegal', 'Sénégal'],
    ['TCD', 'Chad', 'Tchad'],
    ['CIV', "Côte d'Ivoire", "Côte-d'Ivoire"],
    ['ALA', 'Åland Islands', 'Åland'],
  ])('%s is %s, in French %s', (alpha3, en, fr) => expect(findCountry(alpha3)).toEqual({ alpha3, en, fr }));

  it.each(['ML', 'mli', '466', 'XXX', 'XKK', 'XKX', 'QZZ', 'AAA', 'ZZZ', '', 'MLI ', 'Mali', 'MLÏ', 'constructor'])(
    '%j is none',
    (code) => expect(findCountry(code)).toBeUndefined(),
  );
});
