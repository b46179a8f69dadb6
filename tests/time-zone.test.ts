import { describe, expect, it, vi } from 'vitest';
import { isOwnZone } from '../src/time-zone.ts';

describe('the server’s time zone', () => {
  it.each([
    ['NO', 'Europe/Oslo'],
    ['NO', 'Europe/Stockholm'],
    ['DE', 'Europe/Oslo'],
    ['Europe/Amsterdam', 'Europe/Oslo'],
    ['GB', 'Europe/London'],
    // What cannot be read is not known to have another.
    ['', 'Europe/Oslo'],
    ['XX', 'Europe/Oslo'],
    ['no', 'Europe/Oslo'],
    ['NO-OSLO', 'Europe/Oslo'],
    ['💥', 'Europe/Oslo'],
  ])('%s does not have another clock than %s', (code, own) => {
    expect(isOwnZone(code, own)).toBe(true);
  });

  it.each([
    ['NO', 'Europe/London'],
    ['NO', 'Europe/Helsinki'],
    // The same in winter only.
    ['NO', 'Africa/Algiers'],
    // A country of several clocks.
    ['US', 'America/New_York'],
    ['Europe/Oslo', 'Asia/Tokyo'],
  ])('%s is not known to have the clock of %s', (code, own) => {
    expect(isOwnZone(code, own)).toBe(false);
  });

  it('is nobody’s business where the browser cannot tell a country’s zones (Firefox before 153)', () => {
    class Locale {}
    vi.stubGlobal('Intl', Object.assign(Object.create(Intl), { Locale }));
    expect(isOwnZone('NO', 'Europe/London')).toBe(true);
    vi.unstubAllGlobals();
  });
});
