/** The words in the stores' pictures beside the extension's own: the captions, and what people have written in the CRM. */
export interface PictureWords {
  readonly captions: { readonly [picture in PictureName]: string };
  readonly mailbox: string;
  readonly outgoing: string;
  readonly orders: string;
}

/** The stores' pictures, in their order. */
export const PICTURE_NAMES = ['save', 'search', 'many', 'dark', 'connection'] as const;
export type PictureName = (typeof PICTURE_NAMES)[number];

export const PICTURE_WORDS: Readonly<Record<string, PictureWords>> = {
  en: {
    captions: {
      save: 'Store another system’s login on the employee’s page',
      search: 'For whom the page shows, or anybody you search for',
      many: 'Many at once: a table, checked line by line first',
      dark: 'Who has what: sort, search, save as a file. Dark, too',
      connection: 'Check the connection, and copy a report that names nobody',
    },
    mailbox: 'Mailbox',
    outgoing: 'Outgoing mail',
    orders: 'Order entry',
  },
  nb: {
    captions: {
      save: 'Lagre pålogginger til andre systemer på den ansattes side',
      search: 'For den siden viser, eller hvem du enn søker etter',
      many: 'Mange på én gang: en tabell, kontrollert linje for linje først',
      dark: 'Hvem har hva: sorter, søk, lagre som fil. Også mørkt',
      connection: 'Test tilkoblingen, og kopier en rapport uten navn',
    },
    mailbox: 'Postkasse',
    outgoing: 'Utgående e-post',
    orders: 'Ordreregistrering',
  },
  sv: {
    captions: {
      save: 'Spara inloggningar till andra system på den anställdas sida',
      search: 'För den som sidan visar, eller vem du än söker efter',
      many: 'Många på en gång: en tabell, kontrollerad rad för rad först',
      dark: 'Vem har vad: sortera, sök, spara som fil. Även mörkt',
      connection: 'Testa anslutningen och kopiera en rapport utan namn',
    },
    mailbox: 'Brevlåda',
    outgoing: 'Utgående e-post',
    orders: 'Orderregistrering',
  },
  da: {
    captions: {
      save: 'Gem logins til andre systemer på den ansattes side',
      search: 'For den, siden viser, eller hvem du end søger efter',
      many: 'Mange på én gang: en tabel, kontrolleret linje for linje først',
      dark: 'Hvem har hvad: sortér, søg, gem som fil. Også mørkt',
      connection: 'Test forbindelsen, og kopiér en rapport uden navne',
    },
    mailbox: 'Postkasse',
    outgoing: 'Udgående e-mail',
    orders: 'Ordreindtastning',
  },
  de: {
    captions: {
      save: 'Zugangsdaten anderer Systeme speichern, auf der Mitarbeiterseite',
      search: 'Für die Person auf der Seite oder jede, die Sie suchen',
      many: 'Viele auf einmal: eine Tabelle, zuerst Zeile für Zeile geprüft',
      dark: 'Wer hat was: sortieren, suchen, als Datei speichern. Auch dunkel',
      connection: 'Verbindung prüfen und einen Bericht ohne Namen kopieren',
    },
    mailbox: 'Postfach',
    outgoing: 'Postausgang',
    orders: 'Auftragserfassung',
  },
  nl: {
    captions: {
      save: 'Inloggegevens van andere systemen opslaan bij de medewerker',
      search: 'Voor wie de pagina toont, of iedereen die u zoekt',
      many: 'Velen tegelijk: een tabel, eerst regel voor regel gecontroleerd',
      dark: 'Wie heeft wat: sorteren, zoeken, opslaan als bestand. Ook donker',
      connection: 'Test de verbinding en kopieer een rapport zonder namen',
    },
    mailbox: 'Postvak',
    outgoing: 'Uitgaande e-mail',
    orders: 'Orderinvoer',
  },
};
