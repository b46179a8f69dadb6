import type { Associate } from './data.ts';

// Invented people of a company with 300 users, for the page that works for many. Names are traps on purpose: some are called the
// same, some differ in marks only, and some have left.

const FIRST = [
  ...['Anna', 'Bjørn', 'Cécile', 'Dirk', 'Elin', 'Frøya', 'Günther', 'Håkon', 'Ingrid', 'Jürgen'],
  ...['Katrine', 'Lars', 'Märta', 'Niels', 'Olaf', 'Pernille', 'Ragnhild', 'Søren', 'Tuva', 'Ümit'],
];
const LAST = [
  ...['Andersen', 'Bakker', 'Christiansen', 'de Boer', 'Ekström', 'Fjellstad', 'Größl', 'Haugen'],
  ...['Iversen', 'Jönsson', 'Købke', 'Lindgren', 'Möller', 'Nygård', 'Østby'],
];
const GROUPS = ['Sales', 'Support', 'Marketing', 'Finance'];

/** The first of their ids; persons have others. */
const FIRST_ID = 1000;

/** That many people more: every fiftieth has left, and the 7th and 8th of each hundred have one name. */
export function manyUsers(count = 300): Associate[] {
  return Array.from({ length: count }, (_, index) => {
    const named = index % 100 === 8 ? index - 1 : index;
    const first = FIRST[named % FIRST.length] as string;
    const last = LAST[Math.floor(named / FIRST.length) % LAST.length] as string;
    const number = String(index + 1).padStart(3, '0');
    return {
      AssociateId: FIRST_ID + index,
      Name: `U${number}`,
      UserName: `u${number}@fjordlys.example`,
      Email: `u${number}@mail.fjordlys.example`,
      FullName: `${first} ${last}`,
      PersonId: 5000 + index,
      Type: 'InternalAssociate',
      Deleted: index % 50 === 49,
      Group: GROUPS[index % GROUPS.length] as string,
      FunctionRights: ['bulk-update', 'hierarchy-edit'],
    };
  });
}
