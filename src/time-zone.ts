/**
 * True when the clock of a server's time zone may show something else than this computer's, at some time of the year.
 *
 * NetServer names its zone by a location code (`TimeZone/SoTimeZoneLocationCode` in the header of every SOAP answer). The
 * codes are not documented. The code of a country (`NO`) and a name of the IANA database (`Europe/Oslo`) can be read. A
 * code that cannot be read counts as this computer's zone.
 * @param own this computer's zone, by its IANA name
 */
export function isOtherZone(locationCode: string, own = ownZone()): boolean {
  const year = new Date().getFullYear();
  const clocks = (zone: string) =>
    [0, 6].map((month) => clockIn(zone, new Date(Date.UTC(year, month, 1)))).join();
  return zonesOf(locationCode).some((zone) => clocks(zone) !== clocks(own));
}

/**
 * Gives the present as a server's clock shows it, to be compared with the times of its entries. If that clock is not known,
 * it is this computer's.
 * @param locationCode of a zone that is not this computer's; `null` where it is
 */
export function serverTime(locationCode: string | null, now = new Date()): Date {
  const clocks = new Set(zonesOf(locationCode ?? '').map((zone) => clockIn(zone, now)));
  const [clock] = clocks;
  return clock === undefined || clocks.size > 1 ? now : new Date(clock.replace(' ', 'T'));
}

/** True when the clock of a server's time zone is known to show an earlier time than this computer's. */
export function isBehind(locationCode: string, own = ownZone()): boolean {
  const now = new Date();
  const zones = zonesOf(locationCode);
  return zones.length > 0 && zones.every((zone) => clockIn(zone, now) < clockIn(own, now));
}

/** True when a server's clock shows an earlier day, by the `Date` of its answer. */
export function isOnEarlierDay(date: string): boolean {
  const dayOf = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  return dayOf(Date.parse(date) || Date.now()) < dayOf(Date.now());
}

function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * Makes a value once for each key, as making it takes its time: a zone's clock takes as long as drawing a whole list (measured).
 */
function once<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

const zonesOf = once((locationCode): readonly string[] => {
  try {
    if (!/^[A-Z]{2}$/.test(locationCode)) return [clockOf(locationCode).resolvedOptions().timeZone];
    // This is a method by the standard, an accessor in Chrome before 130, and neither in Firefox before 153.
    const country = new Intl.Locale(`und-${locationCode}`) as Intl.Locale & {
      getTimeZones?(): string[];
      readonly timeZones?: string[];
    };
    return country.getTimeZones?.() ?? country.timeZones ?? [];
  } catch {
    // The code is neither a zone nor a country.
    return [];
  }
});

const clockOf = once(
  (timeZone) => new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'medium', timeZone }),
);

/** Gives what a clock shows, so that an earlier time is a smaller text: the Swedish way is `2026-01-31 23:59:00`. */
function clockIn(timeZone: string, time: Date): string {
  return clockOf(timeZone).format(time);
}
