import { describe, expect, it } from 'vitest';
import {
  DEFAULTS,
  effectiveSettings,
  isReadablePolicy,
  type SiteSettings,
  wrongSettings,
} from '../src/settings.ts';

const BASE = 'https://online3.superoffice.com/Cust12345';

describe('effective settings', () => {
  it('are the defaults where nothing is set, or nothing that can be read', () => {
    for (const nothing of [
      undefined,
      null,
      {},
      [],
      'x',
      { sites: null },
      { sites: [] },
      { sites: { [BASE]: 7 } },
    ]) {
      expect(effectiveSettings(BASE, nothing, nothing)).toEqual({
        site: DEFAULTS,
        policy: { types: [], refuseHttp: false, windowTitle: '', manyAtOnce: 'full' },
        locked: [],
      });
    }
  });

  it('are the more particular of the same source, and the policy before the own', () => {
    const own = {
      sites: {
        '*': { defaultType: 'own *', validityDays: 1, transport: 'SOAP', servicesPath: '/own' },
        [BASE]: { defaultType: 'own', validityDays: 2, transport: 'REST' },
      },
    };
    const policy = {
      sites: { '*': { defaultType: 'policy *', validityDays: 3 }, [BASE]: { defaultType: 'policy' } },
    };
    const { site, locked } = effectiveSettings(BASE, own, policy);
    expect(site).toEqual({
      ...DEFAULTS,
      defaultType: 'policy',
      validityDays: 3,
      transport: 'REST',
      servicesPath: '/own',
    });
    expect([...locked].sort()).toEqual(['defaultType', 'validityDays']);
  });

  it('lock what a policy sets to its default, too', () => {
    const { site, locked } = effectiveSettings(
      BASE,
      { sites: { [BASE]: { transport: 'REST' } } },
      { sites: { '*': { transport: 'automatic' } } },
    );
    expect(site.transport).toBe('automatic');
    expect(locked).toEqual(['transport']);
  });

  it('find a base address however it is spelled, and no other', () => {
    const own = { sites: { [`${BASE.toUpperCase()}/`]: { defaultType: 'erp' } } };
    expect(effectiveSettings(BASE, own, {}).site.defaultType).toBe('erp');
    expect(effectiveSettings(`${BASE}6`, own, {}).site.defaultType).toBe('');
  });

  it('leave out what cannot be, whoever set it, and keep the rest', () => {
    const sites = {
      [BASE]: {
        transport: 'pigeon',
        servicesPath: 'https://elsewhere.example/Remote',
        validityDays: '30',
        defaultType: 'erp',
        unknown: 1,
        constructor: 1,
      },
    };
    expect(effectiveSettings(BASE, { sites }, {}).site).toEqual({ ...DEFAULTS, defaultType: 'erp' });
    const { site, locked } = effectiveSettings(
      BASE,
      { sites: { [BASE]: { validityDays: 5 } } },
      { sites, types: ['erp', 7, 'imap'], refuseHttp: 'yes' },
    );
    expect(site).toEqual({ ...DEFAULTS, defaultType: 'erp', validityDays: 5 });
    expect(locked).toEqual(['defaultType']);
  });

  it('take what holds everywhere from the policy alone', () => {
    const everywhere = {
      types: ['erp', 'imap'],
      refuseHttp: true,
      windowTitle: 'Fjordlys AS',
      manyAtOnce: 'readOnly',
    };
    expect(effectiveSettings(BASE, everywhere, {}).policy).toEqual({
      types: [],
      refuseHttp: false,
      windowTitle: '',
      manyAtOnce: 'full',
    });
    expect(effectiveSettings(BASE, {}, everywhere).policy).toEqual(everywhere);
  });
});

describe('a policy', () => {
  it.each([{}, { types: [], refuseHttp: true, manyAtOnce: 'off' }, { types: ['imap'], sites: { x: {} } }])(
    '%j can be read',
    (policy) => {
      expect(isReadablePolicy(policy)).toBe(true);
    },
  );

  it.each([
    null,
    [],
    'x',
    { refuseHttp: 1 },
    { refuseHttp: 'true' },
    { types: 'imap' },
    { types: ['imap', 7] },
    { manyAtOnce: 'sometimes' },
  ])('%j cannot, and is not taken for none', (policy) => {
    expect(isReadablePolicy(policy)).toBe(false);
  });
});

describe('a setting', () => {
  it('of a name that no setting has is wrong, whatever the name', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'x'])
      expect(wrongSettings(JSON.parse(`{"${name}": {}}`))).toEqual([name]);
  });

  it.each<[keyof SiteSettings, unknown[]]>([
    ['servicesPath', ['', '/Remote', '/SuperOfficeNetServer/Remote', '/a.b/~c-d_e', '/..a/b..']],
    ['applicationToken', ['', 'abc-123_/+=']],
    ['transport', ['automatic', 'SOAP', 'REST']],
    ['defaultType', ['', 'erp', 'Ümläut & <ERP>', 'x'.repeat(254)]],
    ['validityDays', [0, 1, 36_500]],
  ])('%s can be any of %j', (name, values) => {
    for (const value of values) expect(wrongSettings({ [name]: value }), String(value)).toEqual([]);
  });

  it.each<[keyof SiteSettings, unknown[]]>([
    [
      'servicesPath',
      [
        'Remote',
        '/',
        '/Remote/',
        '//elsewhere.example/Remote',
        'https://elsewhere.example/Remote',
        '/../Remote',
        '/a/..',
        '/a/./b',
        '/%2e%2e/Remote',
        '/a\\b',
        '/a?b',
        '/a#b',
        '/a b',
        '/a\n',
        7,
        null,
      ],
    ],
    ['applicationToken', ['two words', 'line\nbreak', 'ø', 7, null]],
    ['transport', ['soap', '', null]],
    ['defaultType', ['x'.repeat(255), 7, null]],
    ['validityDays', [-1, 1.5, 36_501, Number.NaN, '7', null]],
  ])('%s can be none of %j', (name, values) => {
    for (const value of values) expect(wrongSettings({ [name]: value }), String(value)).toEqual([name]);
  });

  it('of another name is none', () => {
    expect(wrongSettings({ colour: 'blue' } as Partial<SiteSettings>)).toEqual(['colour']);
  });
});
