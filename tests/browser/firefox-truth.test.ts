import { testTruth } from './truth.ts';

testTruth('firefox');
