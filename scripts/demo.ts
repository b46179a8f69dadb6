/**
 * Starts the demo CRM and a browser with the extension on an employee's page. Without a display, or with `--headless`, it
 * does the main job itself and ends with 0 only if the CRM then holds exactly what was typed.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { FAULTS, type FaultName } from '../tests/crm/server.ts';
import { form } from '../tests/driver/form.ts';
import { doMany } from './demo-many.ts';
import { DEMO_OPTIONS, type Demo, withDemo } from './with-demo.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const pictures = 'demo';
const { values: options } = parseArgs({
  options: { ...DEMO_OPTIONS, fault: { type: 'string' }, many: { type: 'boolean' } },
});
const { fault } = options;
if (fault !== undefined && !isFault(fault)) {
  console.error(`Unknown fault. There are: ${Object.keys(FAULTS).join(', ')}, exception:TYPE`);
  process.exit(1);
}

// Nobody has to look on while the page for many runs.
const headless = options.many || options.headless;
const done = await withDemo(`${root}dist`, { ...options, headless }, async (demo) => {
  if (fault) demo.crm.fail('SaveUntrustedCredentialsForAssociate', fault);
  if (options.many) return doMany(demo, picture);
  return demo.headless ? doMainJob(demo) : waitForPerson(demo);
});
process.exitCode = done ? 0 : 1;

function isFault(name: string): name is FaultName {
  return name in FAULTS || name.startsWith('exception:');
}

async function picture(take: (path: string) => Promise<void>, name: string): Promise<void> {
  mkdirSync(`${root}${pictures}`, { recursive: true });
  await take(`${root}${pictures}/${name}.png`);
  console.log(`   picture: ${pictures}/${name}.png`);
}

async function waitForPerson({ driver, crm }: Demo): Promise<boolean> {
  console.log(`
The demo CRM runs at ${crm.base}, and you are signed in as its administrator.
You are on an employee's page: click the Keyring icon in the toolbar (in Chrome it may be behind the puzzle piece),
fill in the form and press Save. What is stored is printed here. Close the browser to end.
`);
  let printed = JSON.stringify(crm.credentials);
  const watch = setInterval(() => {
    const now = JSON.stringify(crm.credentials);
    if (now === printed) return;
    printed = now;
    console.log('The demo CRM now holds:');
    console.table(crm.credentials);
  }, 500);
  await driver.closed;
  clearInterval(watch);
  return true;
}

async function doMainJob({ tab, crm }: Demo): Promise<boolean> {
  const typed = {
    Type: 'imap',
    'Public value': 'mail.fjordlys.example jorg',
    'Secret value': ` <&>"' ]]> Blåbærsyltetøy 🔑 `,
    Comment: 'Shared mailbox, see ticket 4711',
    'Valid to': '2027-12-31T23:59',
  };
  const today = new Date();
  const day = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((part) =>
    String(part).padStart(2, '0'),
  );
  const expected = {
    AssociateId: 104,
    Type: typed.Type,
    ValidFrom: `${day.join('-')}T00:00:00`,
    ValidTo: `${typed['Valid to']}:00`,
    Comment: typed.Comment,
    SecretValue: typed['Secret value'],
    PublicValue: typed['Public value'],
    IsActive: true,
  };
  console.log(`1. Signed in to the demo CRM (${crm.base}), on an employee's page.`);
  await picture((path) => tab.screenshot(path), '1-employee');
  const popup = await tab.clickToolbar();
  const fields = form(popup);
  await fields.waitForField('Associate');
  console.log(`2. Clicked the toolbar icon. Associate: ${(await fields.field('Associate')).value}`);
  await picture((path) => popup.screenshot(path), '2-form');
  for (const [name, value] of Object.entries(typed)) await fields.fill(name, value);
  console.log('3. Filled in the form.');
  await picture((path) => popup.screenshot(path), '3-filled-in');
  await fields.click('Save');
  await fields.waitForText(/^(Saved|Not saved|It is not known)/m);
  console.log(`4. Pressed Save. ${(await fields.status()) || (await fields.alert())}`);
  await picture((path) => popup.screenshot(path), '4-saved');

  const held = crm.credentials.filter(({ PublicValue }) => PublicValue === typed['Public value']);
  console.log('5. The demo CRM holds:', ...held);
  const exact = held.length === 1 && isDeepStrictEqual({ ...held[0] }, expected);
  console.log(exact ? 'Exactly what was typed.' : `That is not what was typed: ${JSON.stringify(expected)}`);
  return exact;
}
