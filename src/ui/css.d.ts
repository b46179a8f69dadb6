/** A component imports the styles of its own: the build loads them with it. */
declare module '*.css';
