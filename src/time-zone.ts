/**
 * True unless the clock of a server's time zone is known to show another time than this computer's, some time in the year.
 *
 * NetServer names its zone by a location code (`TimeZone/SoTimeZoneLocationCode` in the header of every SOAP answer). What
 * codes there are is not documented; a country's (`NO`) and a name of the IANA database (`Europe/Oslo`) can be read. Of
 * a country of several clocks it is known that this computer's need not be the server's. A code that cannot be read says
 * nothing, nor does a country in a browser that cannot tell its zones (Firefox before 153 has no `getTimeZones`).
 * @param own this computer's zone, by its IANA name
 */
export function isOwnZone(
  locationCode: string,
  own = Intl.DateTimeFormat().resolvedOptions().timeZone,
): boolean {
  const zones = zonesOf(locationCode);
  const year = new Date().getFullYear();
  const hours = (zone: string) =>
    [0, 6].map((month) => hourIn(zone, new Date(Date.UTC(year, month, 1)))).join();
  return zones.every((zone) => hours(zone) === hours(own));
}

function zonesOf(locationCode: string): readonly string[] {
  try {
    if (!/^[A-Z]{2}$/.test(locationCode))
      return [Intl.DateTimeFormat('en', { timeZone: locationCode }).resolvedOptions().timeZone];
    // A method by the standard, an accessor in Chrome before 130.
    const country = new Intl.Locale(`und-${locationCode}`) as Intl.Locale & {
      getTimeZones?(): string[];
      readonly timeZones?: string[];
    };
    return country.getTimeZones?.() ?? country.timeZones ?? [];
  } catch {
    // Neither a zone nor a country.
    return [];
  }
}

function hourIn(timeZone: string, time: Date): string {
  return time.toLocaleString('en', { timeZone, dateStyle: 'short', timeStyle: 'short' });
}
