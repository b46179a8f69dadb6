import sharp, { type Sharp } from 'sharp';
import type { TextKey } from '../../src/ui/text.ts';
import type { Camera, Shot } from './camera.ts';
import { ICON, inPage, inPopup, type Point } from './easel.ts';
import { scrollToLines, tableOf } from './scenes.ts';

interface Step {
  readonly shot: Shot;
  readonly caption: string;
  readonly milliseconds: number;
  readonly pointer?: Point;
}

/** How wide the README shows the moving pictures. */
const WIDTH = 880;

/** From the icon to Save, in ten seconds. */
async function save(camera: Camera): Promise<Sharp> {
  const { stage } = camera;
  const steps: Step[] = [];
  const typed = async (key: TextKey, value: string) => {
    const caption = 'Type what is to be stored';
    for (const end of [0.4, 0.7, 1].map((part) => Math.ceil(value.length * part))) {
      await stage.fill({ [key]: value.slice(0, end) });
      steps.push({ shot: await camera.take('popup'), caption, milliseconds: 260 });
    }
  };
  await stage.visit(stage.crm.pages.person);
  const crm = await camera.take('crm');
  const click = 'On an employee’s page, click the icon';
  steps.push({ shot: crm, caption: click, milliseconds: 1000, pointer: { x: 620, y: 520 } });
  steps.push({ shot: crm, caption: click, milliseconds: 700, pointer: ICON });
  await stage.click();
  await stage.ready();
  const caption = 'It knows whom the page is about';
  steps.push({ shot: await camera.take('popup'), caption, milliseconds: 1300 });
  await typed('labelType', 'imap');
  await typed('labelPublicValue', 'mail.fjordlys.example jorg');
  await typed('labelSecretValue', 'Nordlys-48-Havn');
  const { width, ...place } = await camera.button(stage.words.text('save'));
  const pointer = inPopup(place, width);
  steps.push({ shot: await camera.take('popup'), caption: 'Press Save', milliseconds: 1000, pointer });
  await stage.press('save');
  await stage.fields.waitForStatus(stage.words.pattern('saved'));
  steps.push({
    shot: await camera.take('popup'),
    caption: 'SuperOffice has it',
    milliseconds: 3400,
    pointer,
  });
  return moving(camera, steps);
}

/** Checks a table, and stores it for many. */
async function many(camera: Camera): Promise<Sharp> {
  const { stage } = camera;
  const steps: Step[] = [];
  const step = async (caption: string, milliseconds: number, button?: string) => {
    const pointer = button === undefined ? {} : { pointer: inPage(await camera.button(button)) };
    steps.push({ shot: await camera.take('page'), caption, milliseconds, ...pointer });
  };
  await stage.openPage('batch');
  await step('Copy the cells in your spreadsheet …', 1200);
  await stage.fill({ labelTable: tableOf(stage) });
  await step('… paste them, and press Check', 1500, stage.words.text('check'));
  await stage.press('check');
  await stage.fields.waitForStatus(stage.words.pattern('checked'));
  await scrollToLines(stage);
  await step('Each line says whether it can be stored', 2600);
  await stage.press('store');
  await stage.fields.waitForText(stage.words.pattern('confirmStore'));
  const [, confirm = ''] = /^(Store \d+ entries)$/m.exec(await stage.fields.text()) ?? [];
  await step('Store asks once', 1500, confirm);
  stage.crm.delayMilliseconds = 300;
  await stage.fields.click(confirm);
  await stage.fields.waitForText(stage.words.pattern('lineStored'));
  await step('Some lines at a time; pause or stop when you like', 900);
  stage.crm.delayMilliseconds = 0;
  await stage.fields.waitForStatus(stage.words.pattern('done'));
  await step('At the end each line says how it ended', 3000);
  return moving(camera, steps);
}

/** The README's moving pictures, by the names of their files. */
export const MOVING: Readonly<Record<string, (camera: Camera) => Promise<Sharp>>> = {
  save,
  'many-at-once': many,
};

/** Draws the steps only once all are taken: a page that the easel shows could take the popup away. */
async function moving({ easel }: Camera, steps: readonly Step[]): Promise<Sharp> {
  const frames: Buffer[] = [];
  for (const { shot, caption, pointer } of steps) {
    const frame = await easel.draw({ ...shot, caption, pointer });
    frames.push(await sharp(frame).resize({ width: WIDTH }).removeAlpha().png().toBuffer());
  }
  return sharp(frames, { join: { animated: true } }).webp({
    nearLossless: true,
    quality: 60,
    effort: 6,
    loop: 0,
    delay: steps.map(({ milliseconds }) => milliseconds),
  });
}
