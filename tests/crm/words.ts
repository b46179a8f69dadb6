/** The languages that the demo CRM speaks beside English, in the order of the rows below. */
const LANGUAGES = ['nb', 'sv', 'da', 'de', 'nl'] as const;

type Row = readonly [nb: string, sv: string, da: string, de: string, nl: string];

/** What its pages and invented people say in English, and in the others. Names of people and companies are no words. */
const WORDS: Readonly<Record<string, Row>> = {
  'A customer': ['En kunde', 'En kund', 'En kunde', 'Ein Kunde', 'Een klant'],
  'A prospect': ['En mulig kunde', 'En möjlig kund', 'Et kundeemne', 'Ein Interessent', 'Een prospect'],
  Active: ['Aktiv', 'Aktiv', 'Aktiv', 'Aktiv', 'Actief'],
  'An employee': ['En ansatt', 'En anställd', 'En ansat', 'Ein Mitarbeiter', 'Een medewerker'],
  Appointment: ['Avtale', 'Bokning', 'Aftale', 'Termin', 'Afspraak'],
  City: ['Sted', 'Ort', 'By', 'Ort', 'Plaats'],
  Company: ['Firma', 'Företag', 'Firma', 'Firma', 'Bedrijf'],
  Contacts: ['Personer', 'Personer', 'Personer', 'Personen', 'Personen'],
  Customer: ['Kunde', 'Kund', 'Kunde', 'Kunde', 'Klant'],
  'Customer service': ['Kundeservice', 'Kundtjänst', 'Kundeservice', 'Kundendienst', 'Klantenservice'],
  'Customer visit': ['Kundebesøk', 'Kundbesök', 'Kundebesøg', 'Kundenbesuch', 'Klantbezoek'],
  Day: ['Dag', 'Dag', 'Dag', 'Tag', 'Dag'],
  'Demo CRM, nothing here is real': [
    'Demo-CRM, ingenting her er ekte',
    'Demo-CRM, ingenting här är på riktigt',
    'Demo-CRM, intet her er ægte',
    'Demo-CRM, hier ist alles erfunden',
    'Demo-CRM, niets hier is echt',
  ],
  'Demo pages': ['Demosider', 'Demosidor', 'Demosider', 'Demoseiten', 'Demopagina’s'],
  Diary: ['Kalender', 'Kalender', 'Kalender', 'Kalender', 'Agenda'],
  Employee: ['Ansatt', 'Anställd', 'Ansat', 'Mitarbeiter', 'Medewerker'],
  'External user': [
    'Ekstern bruker',
    'Extern användare',
    'Ekstern bruger',
    'Externer Benutzer',
    'Externe gebruiker',
  ],
  Finance: ['Økonomi', 'Ekonomi', 'Økonomi', 'Finanzen', 'Financiën'],
  'IT manager': ['IT-leder', 'IT-chef', 'IT-chef', 'IT-Leiterin', 'IT-manager'],
  'Key account manager': [
    'Nøkkelkundeansvarlig',
    'Nyckelkundsansvarig',
    'Key account manager',
    'Großkundenbetreuer',
    'Accountmanager',
  ],
  Links: ['Lenker', 'Länkar', 'Links', 'Links', 'Links'],
  Logistics: ['Logistikk', 'Logistik', 'Logistik', 'Logistik', 'Logistiek'],
  'Managing director': [
    'Daglig leder',
    'Verkställande direktör',
    'Direktør',
    'Geschäftsführerin',
    'Directeur',
  ],
  Marketing: ['Markedsføring', 'Marknadsföring', 'Markedsføring', 'Marketing', 'Marketing'],
  'Meeting room': ['Møterom', 'Mötesrum', 'Mødelokale', 'Besprechungsraum', 'Vergaderruimte'],
  Name: ['Navn', 'Namn', 'Navn', 'Name', 'Naam'],
  No: ['Nei', 'Nej', 'Nej', 'Nein', 'Nee'],
  'No contacts yet.': [
    'Ingen personer ennå.',
    'Inga personer ännu.',
    'Ingen personer endnu.',
    'Noch keine Personen.',
    'Nog geen personen.',
  ],
  'No longer': ['Ikke lenger', 'Inte längre', 'Ikke længere', 'Nicht mehr', 'Niet meer'],
  'Offer review': [
    'Tilbudsgjennomgang',
    'Offertgenomgång',
    'Gennemgang af tilbud',
    'Angebotsbesprechung',
    'Offerte doornemen',
  ],
  'Open the diary': [
    'Åpne kalenderen',
    'Öppna kalendern',
    'Åbn kalenderen',
    'Kalender öffnen',
    'Agenda openen',
  ],
  'Our company': ['Vår egen bedrift', 'Vårt företag', 'Vores firma', 'Unsere Firma', 'Ons bedrijf'],
  'Our contact': ['Vår kontakt', 'Vår kontakt', 'Vores kontakt', 'Unser Kontakt', 'Onze contactpersoon'],
  Prospect: ['Mulig kunde', 'Möjlig kund', 'Kundeemne', 'Interessent', 'Prospect'],
  Purchasing: ['Innkjøp', 'Inköp', 'Indkøb', 'Einkauf', 'Inkoop'],
  Resource: ['Ressurs', 'Resurs', 'Ressource', 'Ressource', 'Resource'],
  Sales: ['Salg', 'Försäljning', 'Salg', 'Vertrieb', 'Verkoop'],
  'Settings and maintenance': [
    'Innstillinger og vedlikehold',
    'Inställningar och underhåll',
    'Indstillinger og vedligeholdelse',
    'Einstellungen und Verwaltung',
    'Instellingen en beheer',
  ],
  'Sign out': ['Logg av', 'Logga ut', 'Log af', 'Abmelden', 'Afmelden'],
  Supplier: ['Leverandør', 'Leverantör', 'Leverandør', 'Lieferant', 'Leverancier'],
  Time: ['Tid', 'Tid', 'Tid', 'Zeit', 'Tijd'],
  Title: ['Stilling', 'Befattning', 'Stilling', 'Position', 'Functie'],
  Type: ['Type', 'Typ', 'Type', 'Typ', 'Type'],
  User: ['Bruker', 'Användare', 'Bruger', 'Benutzer', 'Gebruiker'],
  'User name': ['Brukernavn', 'Användarnamn', 'Brugernavn', 'Benutzername', 'Gebruikersnaam'],
  Users: ['Brukere', 'Användare', 'Brugere', 'Benutzer', 'Gebruikers'],
  Warehouse: ['Lager', 'Lager', 'Lager', 'Lager', 'Magazijn'],
  'Week planning': ['Ukeplan', 'Veckoplanering', 'Ugeplan', 'Wochenplanung', 'Weekplanning'],
  Yes: ['Ja', 'Ja', 'Ja', 'Ja', 'Ja'],
};

/** A language of the demo CRM: how it says what is written in English, and its dates. */
export interface Speech {
  readonly language: string;
  say(english: string): string;
  /** A day of this week, counted from Monday as 0. */
  dayOfWeek(day: number): string;
}

/** The language that a browser asks for first (`Accept-Language`), as far as the demo CRM speaks it; otherwise English. */
export function speechOf(accepted: string | undefined): Speech {
  const wanted = (accepted ?? '').slice(0, 2).toLowerCase();
  const index = (LANGUAGES as readonly string[]).indexOf(wanted);
  const language = LANGUAGES[index] ?? 'en';
  const days = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' });
  return {
    language,
    say: (english) => WORDS[english]?.[index] ?? english,
    dayOfWeek(day) {
      const date = new Date();
      date.setDate(date.getDate() - ((date.getDay() + 6) % 7) + day);
      return days.format(date);
    },
  };
}
