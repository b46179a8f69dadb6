import { testUpdate } from './update.ts';

testUpdate('firefox');
