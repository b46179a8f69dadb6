/** The demo of the page for many: stores the table `demo/many.csv` for the 300 users of the demo CRM. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { manyUsers } from '../tests/crm/many-users.ts';
import type { StoredCredential } from '../tests/crm/server.ts';
import { chooseFile, fileOf } from '../tests/driver/document.ts';
import { form } from '../tests/driver/form.ts';
import type { Demo } from './with-demo.ts';

/** The table to try with: its comments say which lines are mistakes. */
const TABLE = new URL('../demo/many.csv', import.meta.url);

/**
 * Does all that a person does with the table, and compares what the CRM then holds.
 * @param picture takes a picture of the page by its name
 * @returns true only if the CRM holds exactly what the table says
 */
export async function doMany(
  { crm, driver, tab }: Demo,
  picture: (take: (path: string) => Promise<void>, name: string) => Promise<void>,
): Promise<boolean> {
  crm.tenants.Cust12345.associates.push(...manyUsers());
  const before = [...crm.credentials];
  const popup = await tab.clickToolbar();
  await form(popup).waitForField('Associate');
  await popup.close();
  const page = await driver.extensionPage(`batch/index.html?tab=${await tab.tabId()}`);
  const fields = form(page);
  await fields.waitForField('Table');
  console.log(`1. Opened “Many at once” for ${crm.base}, which has 300 users more than usual.`);
  const content = readFileSync(TABLE, 'utf8');
  await page.evaluate(chooseFile, fileOf('many.csv', content));
  // The browser takes a moment to read the file.
  await fields.waitForText(/Columns/);
  await fields.click('Check');
  await fields.waitForStatus(/^Checked:/);
  console.log(`2. Chose demo/many.csv. ${await fields.status()}`);
  await picture((path) => page.screenshot(path), 'many-1-checked');
  await fields.click('Try with one');
  await fields.waitForStatus(/SuperOffice has it/);
  console.log(`3. Tried with one. ${await fields.status()}`);
  await fields.click('Store');
  const [, confirm = ''] = /(Store \d+ entries)$/m.exec(await fields.text()) ?? [];
  await fields.click(confirm);
  await fields.waitForStatus(/^Done:/);
  console.log(`4. Pressed “${confirm}”. ${await fields.status()}`);
  await picture((path) => page.screenshot(path), 'many-2-stored');
  const held = crm.credentials.filter((each) => !before.includes(each));
  const expected = expectedOf(content);
  const exact = isDeepStrictEqual(sorted(held), sorted(expected));
  console.log(
    exact
      ? `5. The demo CRM holds exactly what the table says: ${held.length} entries.`
      : `5. The demo CRM holds ${held.length} entries, and the table says ${expected.length}.`,
  );
  return exact;
}

/** Gives the entries that the CRM must hold. They are read from the table by other code than the page's. */
function expectedOf(content: string): StoredCredential[] {
  const [, ...lines] = content.replace(/^\ufeff/, '').match(/(?:"(?:[^"]|"")*"|[^"\r\n])+/g) as string[];
  return lines
    .map((line) =>
      [...line.matchAll(/(?:^|;)(?:"((?:[^"]|"")*)"|([^;]*))/g)].map(
        ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
      ),
    )
    .filter(([, , , , , , comment]) => !comment?.startsWith('Mistake:'))
    .map(
      ([
        user = '',
        Type = '',
        PublicValue = '',
        SecretValue = '',
        from = '',
        to = '',
        Comment = '',
        active,
      ]) => ({
        AssociateId: idOf(user),
        Type,
        ValidFrom: from ? `${isoOf(from)}T00:00:00` : `${today()}T00:00:00`,
        ValidTo: to ? `${isoOf(to)}T23:59:00` : '9999-12-31T23:59:59',
        Comment,
        SecretValue,
        PublicValue,
        IsActive: active !== 'no',
      }),
    );
}

function idOf(user: string): number {
  const found = manyUsers().filter(({ AssociateId, Name, UserName, FullName }) =>
    [`#${AssociateId}`, Name, UserName, FullName].includes(user),
  );
  if (found.length !== 1) throw new Error(`${found.length} users are called ${user}`);
  return found[0]?.AssociateId as number;
}

function isoOf(date: string): string {
  return date.split('.').reverse().join('-');
}

function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function sorted(entries: readonly StoredCredential[]): StoredCredential[] {
  return entries
    .map((entry) => ({ ...entry }))
    .sort(
      (one, other) =>
        one.AssociateId - other.AssociateId ||
        String(one.PublicValue).localeCompare(String(other.PublicValue)),
    );
}
