import { describe, expect, it } from 'vitest';
import { isOwnZone } from '../src/time-zone.ts';

describe('the server’s time zone', () => {
  it.each([
    ['NO', 'Europe/Oslo'],
    ['NO', 'Europe/Stockholm'],
    ['DE', 'Europe/Oslo'],
    ['Europe/Amsterdam', 'Europe/Oslo'],
    ['GB', 'Europe/London'],
  ])('%s has the clock of %s', (code, own) => {
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
    // None of these can be read.
    ['', 'Europe/Oslo'],
    ['XX', 'Europe/Oslo'],
    ['no', 'Europe/Oslo'],
    ['NO-OSLO', 'Europe/Oslo'],
    ['💥', 'Europe/Oslo'],
  ])('%s is not known to have the clock of %s', (code, own) => {
    expect(isOwnZone(code, own)).toBe(false);
  });
});
