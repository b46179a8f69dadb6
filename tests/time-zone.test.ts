import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isBehind, isOnEarlierDay, isOtherZone, serverTime } from '../src/time-zone.ts';

describe('the server’s time zone', () => {
  it.each([
    ['NO', 'Europe/Oslo'],
    ['NO', 'Europe/Stockholm'],
    ['DE', 'Europe/Oslo'],
    ['Europe/Amsterdam', 'Europe/Oslo'],
    ['GB', 'Europe/London'],
    // None of these can be read: nothing is known of them.
    ['', 'Europe/Oslo'],
    ['XX', 'Europe/Oslo'],
    ['no', 'Europe/Oslo'],
    ['NO-OSLO', 'Europe/Oslo'],
    ['💥', 'Europe/Oslo'],
  ])('%s is not known to have another clock than %s', (code, own) => {
    expect(isOtherZone(code, own)).toBe(false);
  });

  it.each([
    ['NO', 'Europe/London'],
    ['NO', 'Europe/Helsinki'],
    // The same in winter only.
    ['NO', 'Africa/Algiers'],
    // A country of several clocks.
    ['US', 'America/New_York'],
    ['Europe/Oslo', 'Asia/Tokyo'],
  ])('%s has another clock than %s', (code, own) => {
    expect(isOtherZone(code, own)).toBe(true);
  });

  it('of a country is not another where the browser does not know its zones', async () => {
    // As in Firefox before 153. The zones that were looked up before are known.
    vi.resetModules();
    const { isBehind, isOtherZone } = await import('../src/time-zone.ts');
    const { getTimeZones, timeZones } = Object.getOwnPropertyDescriptors(Intl.Locale.prototype) as Record<
      string,
      PropertyDescriptor | undefined
    >;
    for (const name of ['getTimeZones', 'timeZones']) Reflect.deleteProperty(Intl.Locale.prototype, name);
    try {
      expect(isOtherZone('FI', 'Europe/Oslo')).toBe(false);
      expect(isBehind('US', 'Europe/Oslo')).toBe(false);
      expect(isOtherZone('Europe/Helsinki', 'Europe/Oslo')).toBe(true);
    } finally {
      if (getTimeZones) Object.defineProperty(Intl.Locale.prototype, 'getTimeZones', getTimeZones);
      if (timeZones) Object.defineProperty(Intl.Locale.prototype, 'timeZones', timeZones);
    }
  });
});

describe('a clock', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-05T12:00:00Z') }));
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['NO', 'Europe/Helsinki', true],
    ['Europe/Oslo', 'Asia/Tokyo', true],
    ['US', 'Europe/Oslo', true],
    ['NO', 'Europe/Oslo', false],
    ['FI', 'Europe/Oslo', false],
    // Some of its clocks are behind, some are not.
    ['US', 'America/New_York', false],
    ['', 'Europe/Oslo', false],
  ])('of %s seen from %s is behind: %s', (code, own, expected) => {
    expect(isBehind(code, own)).toBe(expected);
  });

  it.each([
    ['Sun, 04 Jan 2026 11:59:00 GMT', true],
    ['Mon, 05 Jan 2026 11:59:00 GMT', false],
    ['Tue, 06 Jan 2026 12:01:00 GMT', false],
    ['', false],
    ['yesterday', false],
  ])('that says %s shows an earlier day at noon of the fifth: %s', (date, expected) => {
    expect(isOnEarlierDay(date)).toBe(expected);
  });
});

describe('the present by a server’s clock', () => {
  const now = new Date('2026-11-29T12:00:00Z');
  it.each([
    ['Asia/Tokyo', '2026-11-29T21:00:00'],
    ['NO', '2026-11-29T13:00:00'],
  ])('is that of %s', (code, shows) => {
    expect(serverTime(code, now)).toEqual(new Date(shows));
  });

  it.each([null, '', 'XX', 'US'])('is this computer’s for %s, which tells of none, or of several', (code) => {
    expect(serverTime(code, now)).toEqual(now);
  });
});
