import type { Command, Input, Message, Output } from '../../src/messages.ts';
import type { TestBrowser } from './browser.ts';
import type { Tab } from './tab.ts';

type Inputs = { readonly [C in Command]: Input<C> };
type Outputs = { readonly [C in Command]: Output<C> };

/** What the administrator's form on the page of #104 may say with each command. */
export function everyInput(tab: Tab): Inputs {
  const { host, pathname } = tab.page.url;
  const as = {
    associateId: 100,
    fullName: 'Åse Lindqvist',
    tenant: host + pathname.replace(/^(\/[^/]+).*/, '$1'),
  };
  const draft = {
    Type: 'imap',
    PublicValue: 'every.example',
    Comment: '',
    ValidFrom: '2026-01-01T00:00',
    ValidTo: '',
    IsActive: true,
  };
  const associate = { associateId: 104, fullName: 'Jörg Müller-Thomsen', userName: 'JORG' };
  const tabId = tab.id;
  const removal = { tabId, id: 'removal', as, associateId: 104, type: 'imap', publicValue: 'nothing' };
  const saving = { tabId, id: 'save', form: 'form', as, associate, draft, before: [] };
  return {
    open: { tabId, id: 'open', form: 'form', address: '', purpose: '', isPrivate: false },
    list: { tabId, as, associateId: 104, type: 'imap' },
    remove: removal,
    checkRemoval: removal,
    save: { ...saving, secret: 'S3cret', withoutSecret: false, original: null, width: 1 },
    awaitSave: saving,
    forgetSave: { id: 'save' },
    cancel: { id: 'nothing' },
    searchAssociates: { tabId, id: 'search', as, text: 'jör' },
    users: { tabId, id: 'users', as, skip: 0 },
    settings: { tabId },
    saveSettings: {
      base: 'https://other.example/SuperOffice',
      site: {
        servicesPath: '',
        applicationToken: '',
        transport: 'automatic',
        defaultType: 'erp',
        validityDays: 0,
      },
    },
    checkConnection: { tabId, id: 'check' },
    allowUnencrypted: { tabId },
    unencryptedSites: {},
    forbidUnencrypted: { origin: tab.page.url.origin },
  };
}

/** Gives every command, one after the other, and collects the answers. */
export async function askAll(browser: TestBrowser, tab: Tab): Promise<Outputs> {
  const outputs: [string, unknown][] = [];
  for (const [command, input] of Object.entries(everyInput(tab)))
    outputs.push([command, await browser.send({ command, input } as Message)]);
  return Object.fromEntries(outputs) as unknown as Outputs;
}
