import { fieldsOf, fitted } from './print.js';

describe('A table fits its terminal', () => {
  const rows = [
    ['OP-2022-0003', 'Dangare-Wotoro', 'near Diabali, Ségou Region'],
    ['OP-2020-0003', 'Buffalo', 'Bandiagara Cercle; Koro Cercle; Bankass Cercle'],
  ];

  it('as it is, where there is room or nobody knows how much', () => {
    expect(fitted(rows, 80)).toBeUndefined();
    expect(fitted(rows, undefined)).toBeUndefined();
  });

  it('the widest columns give way, what one asks on with stays whole', () => {
    expect(fitted(rows, 50, [0])).toEqual([12, 14, 20]);
    expect(fitted(rows, 36, [0])).toEqual([12, 10, 10]);
    expect(fitted(rows, 36)).toEqual([10, 11, 11]);
  });

  it('until nothing is left to give: then whole columns give way, too, and no column goes', () => {
    expect(fitted(rows, 30, [0])).toEqual([10, 8, 8]);
    expect(fitted(rows, 10, [0])).toEqual([8, 8, 8]);
  });
});

describe('The fields of a record', () => {
  const record = {
    state: 'LAUNCHED',
    name: 'LAUNCHED',
    ...{ orders: [{ kind: 'FRAGO', serial: 1 }], patrolKinds: ['night', 'foot'], held: { reason: 'no_isr_cover' } },
  };

  it('keep their codes, and say in French what each is called', () =>
    expect(fieldsOf(record, 'fr').split('\n')).toEqual([
      ...['state: LAUNCHED # lancée', 'name: LAUNCHED', 'orders:', '  - kind: FRAGO # ordre fragmentaire'],
      ...['    serial: 1', 'patrolKinds:', '  - night # de nuit', '  - foot # à pied', 'held:'],
      ...['  reason: no_isr_cover # sans renseignement, surveillance et reconnaissance', ''],
    ]));

  it('are what they are in English', () => expect(fieldsOf(record, 'en')).not.toContain('#'));
});
