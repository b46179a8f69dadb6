import { testLanguages } from './languages.ts';

testLanguages('chromium');
