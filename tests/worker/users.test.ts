import { describe, expect, it } from 'vitest';
import type { Associate } from '../crm/data.ts';
import { valueIn } from './form.ts';
import { inWorld } from './world.ts';

/** Whom a search finds, and what is said of them; and by whose clock a form begins. */

const world = inWorld();

/** Adds users like #104, one for each of the given members. */
function add(...users: readonly Partial<Associate>[]): void {
  const { associates } = world.crm.tenants.Cust12345;
  const some = associates.find(({ AssociateId }) => AssociateId === 104) as Associate;
  for (const user of users) {
    const id = 1_000 + associates.length;
    associates.push({
      ...some,
      AssociateId: id,
      PersonId: 0,
      Name: `U${id}`,
      UserName: `u${id}`,
      Email: '',
      ...user,
    });
  }
}

async function search(text: string) {
  return valueIn(await (await world.form()).search(text));
}

async function namesFor(text: string): Promise<readonly string[]> {
  return (await search(text)).map(({ fullName }) => fullName);
}

describe('a search finds people', () => {
  it('by name, sign-in name and e-mail address, each once, sorted by name', async () => {
    add({ FullName: 'Ola Broek', UserName: 'ola.broek@fjordlys.example', Email: 'broek@fjordlys.example' });
    add({ FullName: 'Kari Nordmann', Email: 'k.broek@fjordlys.example' });
    add({ FullName: 'Bo Nordmann', UserName: 'BROEK' });
    expect(await namesFor('BROEK')).toEqual([
      'Bo Nordmann',
      'Kari Nordmann',
      'Ola Broek',
      'Sanne van den Broek',
    ]);
    for (const { status } of world.requests('User')) expect(status).toBe(200);
  });

  it('who have each of the words, in whatever order', async () => {
    add({ FullName: 'Kari Nordmann' }, { FullName: 'Ola Nordmann' }, { FullName: 'Kari Hansen' });
    for (const text of ['nordmann kari', 'Nordmann, Kari', '  kari   NORD '])
      expect(await namesFor(text)).toEqual(['Kari Nordmann']);
    expect(await namesFor('kari peer')).toEqual([]);
  });

  it('with an apostrophe in the name, whichever it is', async () => {
    add({ FullName: "Sean O'Brien" }, { FullName: 'Nora O’Brien' });
    for (const text of ["O'Brien", 'o’brien', 'o`brien'])
      expect(await namesFor(text)).toEqual(['Nora O’Brien', "Sean O'Brien"]);
  });

  it('by a name pasted from a Mac', async () => {
    expect(await namesFor('Kåre Bjørnstad'.normalize('NFD'))).toEqual(['Kåre Bjørnstad']);
  });

  it('who are written without the marks that are typed', async () => {
    add({ FullName: 'Jan Muller' }, { FullName: 'Bjorn Weissmuller' });
    expect(await namesFor('Müller')).toEqual(['Greta Weißmüller', 'Jan Muller', 'Jörg Müller-Thomsen']);
    expect(await namesFor('weißmüller')).toEqual(['Bjorn Weissmuller', 'Greta Weißmüller']);
  });

  it('one more than are shown, the first by name', async () => {
    add(...Array.from({ length: 30 }, (_, index) => ({ FullName: `Ola Nordmann ${130 - index}` })));
    const expected = Array.from({ length: 21 }, (_, index) => `Ola Nordmann ${101 + index}`);
    expect(await namesFor('ola')).toEqual(expected);
  });

  it('by name before all whose address has it, too', async () => {
    add(
      ...Array.from({ length: 30 }, (_, index) => ({
        FullName: `Aa ${index}`,
        Email: `${index}@fjordlys.example`,
      })),
    );
    add({ FullName: 'Zoe Fjordland' });
    const found = await namesFor('fjord');
    expect(found.slice(0, 20)).toEqual(expect.arrayContaining(['Meeting room Fjord', 'Zoe Fjordland']));
    expect(found.slice(0, 20)).toEqual(found.slice(0, 20).sort((one, other) => one.localeCompare(other)));
    expect(found).toHaveLength(21);
  });

  it('none by what is no name', async () => {
    for (const text of ["'", '\\', '…', '\ud800', 'x'.repeat(3_000), 'å'.repeat(600)])
      expect(await namesFor(text)).toEqual([]);
    // Words that are there twice are asked for once.
    expect(await namesFor('sanne '.repeat(2_000))).toEqual(['Sanne van den Broek']);
  });

  it('where an archive does not know all of the columns', async () => {
    for (const lacks of [['personEmail'], ['isLocation'], ['userName', 'usergroup']]) {
      world.crm.archiveLacks = lacks;
      expect(await search('sanne')).toMatchObject([{ associateId: 106, userName: 'SANNE' }]);
    }
  });
});

describe('of people is told', () => {
  it('what makes them an unusual choice, in whatever language SuperOffice speaks', async () => {
    const marks = async (text: string) => (await search(text)).map(({ mark }) => mark);
    expect(await marks('Greta')).toEqual(['externalUser']);
    expect(await marks('Fjord')).toContain('resource');
    expect(await marks('Päivi')).toEqual(['inactive']);
    expect(await marks('Sanne')).toEqual([null]);
  });

  it('what tells namesakes apart: the e-mail address, or else the user group', async () => {
    add(
      { FullName: 'Ola Nordmann', Email: 'ola1@fjordlys.example', Group: 'Sales' },
      { FullName: 'ola nordmann', Email: 'ola2@fjordlys.example', Group: 'Sales' },
      { FullName: 'Kari Nordmann', Email: 'post@fjordlys.example', Group: 'Sales' },
      { FullName: 'Kari Nordmann', Email: 'post@fjordlys.example', Group: 'Service' },
      { FullName: 'Per Nordmann', Email: 'per@fjordlys.example' },
    );
    expect((await search('nordmann')).map(({ detail }) => detail).sort()).toEqual([
      '',
      'Sales',
      'Service',
      'ola1@fjordlys.example',
      'ola2@fjordlys.example',
    ]);
  });

  it.each([
    ['person_id=213', 'Päivi Mäkelä', 'inactive'],
    ['person_id=305', 'Greta Weißmüller', 'externalUser'],
    ['diaryowner_id=207', 'Meeting room Fjord', 'resource'],
    ['person_id=207', 'Jörg Müller-Thomsen', null],
  ])('the same when they come from a page (%s), by REST and by SOAP', async (id, fullName, mark) => {
    const place = id.startsWith('diary') ? 'diary' : 'person.main';
    await world.tab.navigate(`${world.crm.base}/default.aspx?${place}?${id}`);
    const about = { kind: 'associate', associate: { fullName }, mark };
    expect((await world.form()).opened.about).toMatchObject(about);
    for (const operation of ['GetAssociate', 'GetAssociateByPersonId'] as const)
      world.crm.fail(operation, '404', { by: 'rest' });
    expect((await world.form()).opened.about).toMatchObject(about);
  });
});

describe('a form begins', () => {
  const DAY = 24 * 3_600_000;

  it.each([
    [0, false],
    [DAY + 60_000, true],
    [-DAY, false],
  ])('a day earlier where the server’s clock is behind by %i ms: %s', async (milliseconds, startsEarlier) => {
    world.crm.clockBehindMilliseconds = milliseconds;
    expect((await world.form()).opened.preset).toMatchObject({ startsEarlier });
  });

  it.each([
    ['Pacific/Pago_Pago', true],
    ['Pacific/Kiritimati', false],
    ['somewhere', false],
  ])(
    'from its list on, where the server’s time zone is %s, a day earlier: %s',
    async (zone, startsEarlier) => {
      world.crm.timeZone = zone;
      expect(valueIn(await (await world.form()).list('imap'))).toMatchObject({ startsEarlier });
    },
  );
});
