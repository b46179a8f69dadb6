import { testLanguages } from './languages.ts';

testLanguages('firefox');
