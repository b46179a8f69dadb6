import { STATES, type Stage } from '../../tests/browser/states.ts';
import { manyUsers } from '../../tests/crm/many-users.ts';
import type { StoredCredential } from '../../tests/crm/server.ts';
import type { PictureName, PictureWords } from './words.ts';

interface Scene {
  /** The popup over the CRM's page, or one of the extension's pages. */
  readonly where: 'popup' | 'page';
  show(on: Stage): Promise<void>;
}

/** The people of the company, beside the few that the demo CRM has: as many as fill a picture, with names of all countries. */
const PEOPLE = manyUsers().filter(({ Deleted }, index) => !Deleted && index % 13 === 0);

/** Gives the entries that are stored before: for the employee of the page, and for the others. */
function stored({ mailbox, outgoing, orders }: PictureWords): StoredCredential[] {
  const entry = (
    AssociateId: number,
    [Type, PublicValue, Comment]: readonly [string, string, string],
    more: Partial<StoredCredential> = {},
  ) => ({
    AssociateId,
    Type,
    PublicValue,
    Comment,
    SecretValue: 'Regnbue-17-Kai',
    ValidFrom: '2026-01-01T00:00:00',
    ValidTo: '9999-12-31T23:59:59',
    IsActive: true,
    ...more,
  });
  const others = PEOPLE.map(({ AssociateId, Name }, index) =>
    index % 3 === 2
      ? entry(AssociateId, ['smtp', `smtp.fjordlys.example/${Name.toLowerCase()}`, outgoing], {
          IsActive: index % 2 === 0,
        })
      : entry(AssociateId, ['imap', `imap.fjordlys.example/${Name.toLowerCase()}`, mailbox], {
          ValidTo: index % 2 === 0 ? '9999-12-31T23:59:59' : '2027-12-31T23:59:59',
        }),
  );
  return [
    entry(104, ['imap', 'imap.fjordlys.example/jorg', mailbox]),
    entry(104, ['imap', 'imap.nordlys.example/jorg', orders], { ValidTo: '2027-06-30T23:59:59' }),
    entry(104, ['smtp', 'smtp.fjordlys.example/jorg', outgoing]),
    ...others,
  ];
}

/** A table with lines of most kinds, in the words and dates of the language. */
export function tableOf({ words }: Stage): string {
  const date = new Intl.DateTimeFormat(words.text('locale'), {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  });
  const end = date.format(new Date(2027, 11, 31));
  const heading = (
    ['columnUser', 'labelType', 'labelPublicValue', 'labelSecretValue', 'labelValidTo'] as const
  ).map((key) => words.text(key));
  const lines = PEOPLE.slice(0, 14).map(({ FullName, Name }, index) => [
    index === 3 ? 'Jorg Muller Thomsen' : FullName,
    'imap',
    `${index % 3 === 2 ? 'mail' : 'imap'}.fjordlys.example/${Name.toLowerCase()}`,
    `Nordlys-${40 + index}-Havn`,
    end,
  ]);
  return [heading, ...lines, lines[5] as string[]].map((line) => line.join('\t')).join('\n');
}

/** Puts the people and what they have into the demo CRM, and takes all else back. */
export async function prepare(on: Stage, words: PictureWords): Promise<void> {
  await on.clear();
  on.crm.credentials.splice(0, Number.POSITIVE_INFINITY, ...stored(words));
  on.crm.tenants.Cust12345.associates.push(...PEOPLE);
}

/** Scrolls to the table of lines, which stands below the fields. */
export async function scrollToLines({ surface }: Stage): Promise<void> {
  await surface.evaluate(() => {
    const heading = [...document.querySelectorAll('main table, main [role="table"]')].at(-1);
    if (!heading) throw new Error('There is no table');
    scrollTo(0, heading.getBoundingClientRect().top + scrollY - 250);
  });
}

/** The way to what each picture shows. */
export const SCENES: Readonly<Record<PictureName, Scene>> = {
  save: {
    where: 'popup',
    async show(on) {
      await on.open('person');
      await on.fill({
        labelType: 'imap',
        labelPublicValue: 'mail.fjordlys.example jorg',
        labelSecretValue: 'Nordlys-48-Havn',
      });
      await on.fields.waitForText(/imap\.fjordlys[\s\S]*smtp\.fjordlys/);
    },
  },
  search: {
    where: 'popup',
    async show(on) {
      await on.open('company');
      await on.fill({ labelAssociate: 'an' });
      await on.fields.waitForText(/#10\d\d/);
      await on.fields.press('ArrowDown');
    },
  },
  many: {
    where: 'page',
    async show(on) {
      await on.openPage('batch');
      await on.fill({ labelTable: tableOf(on) });
      await on.press('check');
      await on.fields.waitForStatus(on.words.pattern('checked'));
      await scrollToLines(on);
    },
  },
  dark: {
    where: 'page',
    async show(on) {
      await on.openPage('batch');
      await on.press('tabWho');
      await on.press('ask');
      await on.fields.waitForText(on.words.pattern('entriesFound'));
      await on.surface.prefer({ colorScheme: 'dark' });
    },
  },
  connection: {
    where: 'page',
    show: STATES.connectionWorks,
  },
};
